using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Cli.Results;
using KubePki.Fleet;

namespace KubePki.Cli.Present;

/// <summary>The changes of several nodes in people's words.</summary>
internal static class FleetHistory
{
    /// <summary>Changes of one node that are shown; what is older is counted.</summary>
    private const int MostOfOneNode = 10;

    /// <summary>A row a change, node by node, oldest first.</summary>
    public static IEnumerable<Line> Lines(IReadOnlyList<NodeResult> results, Terminal terminal)
    {
        var table = new Table(terminal.Say(Texts.Node), terminal.Say(Texts.Started), terminal.Say(Texts.Changes), terminal.Say(Texts.Outcome), terminal.Say(Texts.Files), terminal.Say(Texts.Id));
        var earlier = new List<string>();
        foreach (var result in results)
        {
            var changes = Changes(result.Answer);
            foreach (var change in changes.TakeLast(MostOfOneNode))
            {
                table.Add([result.Node.Name, Moment(change), Verb(change, terminal), Stage(change, terminal), change.Strings("paths").Count().ToString(CultureInfo.InvariantCulture), AnswerWords.Plain(change.Text("id") ?? "-")]);
            }

            if (changes.Count > MostOfOneNode)
            {
                earlier.Add(terminal.Say(Texts.EarlierChanges, result.Node.Name, (changes.Count - MostOfOneNode).ToString(CultureInfo.InvariantCulture)));
            }
        }

        return results.Any(r => Changes(r.Answer).Count > 0) ? [.. table.Lines(terminal.Width), .. earlier, ""] : [];
    }

    /// <summary>A node's changes in a few words.</summary>
    public static string Told(NodeAnswer answer, Terminal terminal)
        => Changes(answer) is [.., var last] changes
            ? terminal.Say(Texts.HistoryTold, changes.Count.ToString(CultureInfo.InvariantCulture), Moment(last), Verb(last, terminal), Stage(last, terminal))
            : terminal.Say(Texts.NoHistory);

    private static IReadOnlyList<JsonObject> Changes(NodeAnswer? answer) => answer?.Document() is { } document && document.Text("kind") == "History" ? [.. document.Objects("transactions")] : [];

    private static string Verb(JsonObject change, Terminal terminal) => change.Text("stage") == "unreadable" ? "-" : HistoryWords.Verb(change.Text("verb"), terminal);

    private static string Stage(JsonObject change, Terminal terminal) => HistoryWords.Stage(change.Text("undoneBy") is null ? change.Text("stage") : HistoryWords.Undone, terminal);

    private static string Moment(JsonObject change)
        => change.Text("stage") != "unreadable" && DateTimeOffset.TryParse(change.Text("startedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? StatusView.Moment(at) : "-";
}
