using System.CommandLine;
using System.Globalization;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki history</c>: the transactions of this node, oldest first.</summary>
internal static class HistoryCommand
{
    public static Command Build(CommonOptions common)
        => new Verb("history", HelpTexts.HistoryAbout, common, "kubepki history", "kubepki history -o json").OnNodes(
            common, FleetMode.Reads)
            .Reads("history", common, (invocation, _) => Run(invocation));

    private static int Run(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        var history = invocation.Node.Transactions.History();
        if (terminal.IsDocument)
        {
            invocation.Write(HistoryDocument.Of(history));
            return Code(history);
        }

        if (history.Count == 0)
        {
            terminal.Results([terminal.Say(Texts.NoHistory)]);
            return ExitCode.Done;
        }

        var table = new Table(
            terminal.Say(Texts.Id),
            terminal.Say(Texts.Started), terminal.Say(Texts.Changes), terminal.Say(Texts.Outcome), terminal.Say(Texts.Files),
            terminal.Say(Texts.Summary));
        var (undone, partly) = (UndoneTransactions.Of(history), UndoneTransactions.Partly(history));
        foreach (var transaction in history)
        {
            table.Add(
            [
                transaction.Id,
                IsReadable(transaction)
                    ? transaction.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                    : "-",
                IsReadable(transaction) ? HistoryWords.Verb(transaction.Verb, terminal) : "-",
                HistoryWords.Stage(
                    undone.ContainsKey(transaction.Id) ? HistoryWords.Undone
                        : partly.ContainsKey(transaction.Id) ? HistoryWords.PartlyUndone : Words.Stage(transaction.Stage), terminal),
                transaction.Paths.Count.ToString(CultureInfo.InvariantCulture),
                undone.TryGetValue(transaction.Id, out var by) ? terminal.Say(Texts.SummaryUndone, transaction.Summary, by)
                    : partly.TryGetValue(transaction.Id, out var most) ? terminal.Say(Texts.SummaryPartlyUndone, transaction.Summary, most)
                    : transaction.Summary,
            ]);
        }

        terminal.Results(table.Lines(terminal.Width));
        return Code(history);
    }

    /// <summary>The exit code. The progress of an unreadable transaction is unknown, which is a finding.</summary>
    private static int Code(IReadOnlyList<TransactionRecord> history) => history.All(IsReadable) ? ExitCode.Done : ExitCode.Findings;

    private static bool IsReadable(TransactionRecord transaction) => transaction.Stage != TransactionStage.Unreadable;
}
