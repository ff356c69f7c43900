using KubePki.Cli.Present;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>--discover</c>: the nodes of the cluster, as reported by one of them: the first named node that answers, or this machine.
/// </summary>
internal sealed class Discovery(FleetFront front, Invocation invocation)
{
    public async Task<Outcome<IReadOnlyList<NodeTarget>>> FromAsync(IReadOnlyList<NodeTarget> named, bool become)
    {
        if (named.Count == 0)
        {
            var state = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow());
            return state.IsEmpty
                ? CliMessages.NothingToDiscover.At("")
                : Told(
                    await MemberDiscovery.OfAsync(invocation.Root, invocation.Clock, state, isLive: true, CancellationToken.None)
                        .ConfigureAwait(false),
                    null, become);
        }

        Outcome<IReadOnlyList<NodeTarget>>? last = null;
        foreach (var node in named)
        {
            last = Told(await AskAsync(node).ConfigureAwait(false), node, become);
            if (last.Succeeded)
            {
                return last;
            }
        }

        return last!;
    }

    private async Task<Outcome<DiscoveredNodes>> AskAsync(NodeTarget node)
    {
        var opened = await FleetFront.OpenAsync(node, front.Settings()).ConfigureAwait(false);
        if (!opened.Succeeded)
        {
            return opened.Problem;
        }

        var connection = opened.Value;
        await using (connection.ConfigureAwait(false))
        {
            var answer = await connection.AskAsync(front.Questions.Of(node, "discover")).ConfigureAwait(false);
            return !answer.Succeeded ? answer.Problem
                : DiscoveredNodes.Read(answer.Value.Document()) is { } found ? found
                : AnswerTexts.Refusal(node, answer.Value);
        }
    }

    private Outcome<IReadOnlyList<NodeTarget>> Told(Outcome<DiscoveredNodes> found, NodeTarget? asked, bool become)
    {
        if (!found.Succeeded)
        {
            return found.Problem;
        }

        foreach (var passed in found.Value.Passed)
        {
            invocation.Terminal.Detail(AnswerTexts.Plain(passed.Text(invocation.Terminal.Language)));
        }

        invocation.Terminal.Note(invocation.Terminal.Say(
            FleetView.Source(found.Value.Source),
            string.Join(' ', found.Value.Nodes.Select(n => AnswerTexts.Plain(n.Name == n.Address ? n.Name : $"{n.Name} ({n.Address})")))));
        return NodeTarget.Discovered(found.Value.Nodes, asked, become);
    }
}
