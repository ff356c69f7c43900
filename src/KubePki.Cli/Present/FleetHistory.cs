using System.Globalization;
using KubePki.Cli.Documents;
using KubePki.Cli.Results;
using KubePki.Fleet;

namespace KubePki.Cli.Present;

/// <summary>The changes of several nodes, as text.</summary>
internal static class FleetHistory
{
    /// <summary>The number of changes that are shown for one node. Older ones are only counted.</summary>
    private const int MostOfOneNode = 10;

    /// <summary>One row for each change, node by node, oldest first.</summary>
    public static IEnumerable<Line> Lines(IReadOnlyList<NodeResult> results, Terminal terminal)
    {
        var table = new Table(
            terminal.Say(Texts.Node), terminal.Say(Texts.Started), terminal.Say(Texts.Changes), terminal.Say(Texts.Outcome),
            terminal.Say(Texts.Files), terminal.Say(Texts.Id));
        var earlier = new List<string>();
        foreach (var result in results)
        {
            var changes = Changes(result.Answer);
            foreach (var change in changes.TakeLast(MostOfOneNode))
            {
                var files = change.Paths.Count.ToString(CultureInfo.InvariantCulture);
                table.Add(
                    [
                        result.Node.Name, Moment(change), Verb(change, terminal), Stage(change, terminal), files,
                        AnswerTexts.Plain(change.Id),
                    ]);
            }

            if (changes.Count > MostOfOneNode)
            {
                earlier.Add(terminal.Say(
                    Texts.EarlierChanges, result.Node.Name, (changes.Count - MostOfOneNode).ToString(CultureInfo.InvariantCulture)));
            }
        }

        return results.Any(r => Changes(r.Answer).Count > 0) ? [.. table.Lines(terminal.Width), .. earlier, ""] : [];
    }

    /// <summary>A summary of a node's changes.</summary>
    public static string Told(NodeAnswer answer, Terminal terminal)
        => Changes(answer) is [.., var last] changes
            ? terminal.Say(
                Texts.HistoryTold, changes.Count.ToString(CultureInfo.InvariantCulture), Moment(last), Verb(last, terminal),
                Stage(last, terminal))
            : terminal.Say(Texts.NoHistory);

    private static IReadOnlyList<TransactionData> Changes(NodeAnswer? answer) => (answer.Read() as HistoryDocument)?.Transactions ?? [];

    private static string Verb(TransactionData change, Terminal terminal)
        => IsUnreadable(change) ? "-" : HistoryWords.Verb(change.Verb, terminal);

    private static string Stage(TransactionData change, Terminal terminal)
        => HistoryWords.Stage(
            change.UndoneBy is not null ? HistoryWords.Undone : change.PartlyUndoneBy is not null ? HistoryWords.PartlyUndone
                : change.Stage, terminal);

    private static string Moment(TransactionData change) => IsUnreadable(change) ? "-" : StatusView.Moment(change.StartedAt);

    private static bool IsUnreadable(TransactionData change) => change.Stage == "unreadable";
}
