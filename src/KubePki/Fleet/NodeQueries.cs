using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Queries of a connected node in addition to the command itself: its facts, its history, its health.</summary>
/// <param name="language">The language in which nodes answer.</param>
/// <param name="clock">The operator's clock.</param>
internal sealed class NodeQueries(Language language, TimeProvider clock)
{
    /// <summary>Creates a request for a node, with its root and the language.</summary>
    public NodeRequest Of(NodeTarget node, string verb, JsonObject? values = null)
    {
        var all = values?.DeepClone() as JsonObject ?? [];
        if (!node.IsLive)
        {
            all["root"] = node.Root;
        }

        all["lang"] = language.ToString();
        return new NodeRequest(verb, all);
    }

    /// <summary>The facts of a node, and the difference between its clock and the operator's.</summary>
    public async Task<Outcome<NodeReport>> FactsAsync(INodeConnection connection)
    {
        var asked = clock.GetUtcNow();
        var answer = await connection.AskAsync(Of(connection.Node, "facts")).ConfigureAwait(false);
        if (!answer.Succeeded)
        {
            return answer.Problem;
        }

        if (NodeFacts.Read(answer.Value.Document()) is not { } facts)
        {
            return AnswerTexts.Refusal(connection.Node, answer.Value);
        }

        // The node reads its clock at the end of its work, shortly before its answer arrives. The duration of the work is not a clock
        // difference.
        var latest = asked + answer.Value.Took;
        var difference = facts.Now > latest ? facts.Now - latest : facts.Now < asked ? facts.Now - asked : TimeSpan.Zero;
        return new NodeReport(connection.Node, facts, difference);
    }

    /// <summary>The history of a node: a document of kind <c>History</c>.</summary>
    public Task<Outcome<NodeAnswer>> HistoryAsync(INodeConnection connection) => connection.AskAsync(Of(connection.Node, "history"));

    /// <summary>
    /// Brings interrupted transactions on a node to a consistent state. Afterwards, its history shows which state that is.
    /// </summary>
    public Task<Outcome<NodeAnswer>> RecoverAsync(INodeConnection connection)
        => connection.AskAsync(Of(connection.Node, "recover"), work: NodeWork.Write);

    /// <summary>The first error that <c>verify</c> finds on a node, or why the node cannot be queried; null if all is well.</summary>
    public async Task<string?> FirstErrorAsync(INodeConnection connection)
    {
        var answer = await connection.AskAsync(Of(connection.Node, "verify", new JsonObject { ["live"] = true })).ConfigureAwait(false);
        return answer.Succeeded
            ? answer.Value.Document().Objects("findings").Where(f => f.Text("severity") == "error")
                .Select(f => AnswerTexts.Plain($"{f.Text("where")}: {f.Text("message")}")).FirstOrDefault()
            : answer.Problem.Text(language);
    }
}
