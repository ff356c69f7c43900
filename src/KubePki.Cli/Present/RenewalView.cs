using System.Globalization;
using KubePki.Apply;
using KubePki.Judge;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Present;

/// <summary>What was renewed, as it was read back from the disk, and what the operator does next.</summary>
internal static class RenewalView
{
    public static IEnumerable<string> Lines(
        RenewalPlan plan, TransactionRecord transaction, IReadOnlyList<Verdict> renewed, NodeState before, TimeSpan took, string rootArgument, Terminal terminal)
    {
        yield return terminal.Green(terminal.Say(
            Texts.Done, renewed.Count.ToString(CultureInfo.InvariantCulture), took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
        var table = new Table(terminal.Say(Texts.Name), terminal.Say(Texts.State), terminal.Say(Texts.Expires), terminal.Say(Texts.Left));
        foreach (var verdict in renewed)
        {
            table.Add([verdict.Item.Name, Documents.State(verdict.Standing), StatusView.Moment(verdict.Item.Certificate?.NotAfter), StatusView.Left(verdict.Left)]);
        }

        foreach (var line in table.Lines())
        {
            yield return "  " + line;
        }

        foreach (var line in PlanView.Restarts(plan, before, terminal))
        {
            yield return line;
        }

        yield return terminal.Say(Texts.UndoHint, transaction.Id, rootArgument);
    }
}
