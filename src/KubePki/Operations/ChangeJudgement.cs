using KubePki.Apply;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>Judges a node that was just changed, based on the files that were read back.</summary>
internal static class ChangeJudgement
{
    /// <summary>Returns the findings on a node before it is changed.</summary>
    internal static Verification Before(ManagedNode node, NodeState state, TimeSpan within)
        => Verification.Of(state, SurroundingsReader.Read(node.Root, state), within);

    /// <summary>
    /// Judges the changed items in their current state. Items that expire within <paramref name="within"/> count as expiring, as in every
    /// other command. Skipped items in home directories are not included.
    /// </summary>
    internal static ChangedNode Of(
        NodeState before,
        NodeState after,
        IEnumerable<PkiEntry> changed,
        IReadOnlyList<ComponentEffect> effects,
        TransactionRecord done,
        TimeSpan took,
        TimeSpan within)
    {
        var verdicts = changed.Where(i => !i.IsInHome || done.Skipped.All(p => p.Where != i.Path))
            .Select(i => EntryJudge.Judge(after, after.Find(i.Name) ?? i, within)).ToList();
        return new ChangedNode(before, after, verdicts, effects, done, took);
    }

    /// <summary>
    /// Returns why a plan cannot be carried out: its own refusals, or else a file of the node that must not be written at its path.
    /// </summary>
    internal static IReadOnlyList<Problem> Refusals(ManagedNode node, IReadOnlyList<Problem> planned, IEnumerable<string> paths)
        => planned.Count == 0 && node.Transactions.Objection(paths) is { } objection ? [objection] : planned;

    /// <summary>
    /// Returns the change with the remaining findings. The change itself is done: if the node cannot be read now, only that is reported.
    /// </summary>
    internal static ChangedNode WithRemaining(
        this ChangedNode change, ManagedNode node, TimeSpan within, Func<Verification, IReadOnlyList<Finding>> remaining)
    {
        try
        {
            return change with { Remaining = remaining(Before(node, change.After, within)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return change with { NotJudged = OperationMessages.NotSeen.At(node.Place, e.Message.TrimEnd('.')) };
        }
    }
}
