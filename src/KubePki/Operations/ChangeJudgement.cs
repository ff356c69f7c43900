using KubePki.Apply;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>Judges a node that was just changed, from what was read back.</summary>
internal static class ChangeJudgement
{
    /// <summary>The findings on a node before it is changed.</summary>
    internal static Verification Before(ManagedNode node, NodeState state, TimeSpan within)
        => Verification.Of(state, SurroundingsReader.Read(node.Root, state), within);

    /// <summary>
    /// The changed items as they are now: those that end <paramref name="within"/> are expiring, as for every other command. What was left
    /// in a home directory is not among them.
    /// </summary>
    internal static ChangedNode Of(
        NodeState before,
        NodeState after,
        IEnumerable<Item> changed,
        IReadOnlyList<ComponentEffect> effects,
        TransactionRecord done,
        TimeSpan took,
        TimeSpan within)
    {
        var verdicts = changed.Where(i => !i.IsInHome || done.Left.All(p => p.Where != i.Path))
            .Select(i => ItemJudge.Judge(after, after.Find(i.Name) ?? i, within)).ToList();
        return new ChangedNode(before, after, verdicts, effects, done, took);
    }

    /// <summary>Why a plan is not carried out: its own refusals, or else a file of the node that must not be written where it is.</summary>
    internal static IReadOnlyList<Problem> Refusals(ManagedNode node, IReadOnlyList<Problem> planned, IEnumerable<string> paths)
        => planned.Count == 0 && node.Transactions.Objection(paths) is { } objection ? [objection] : planned;

    /// <summary>
    /// With what is still wrong. The change is done: where the node cannot be read now, that is told and
    /// nothing else.
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
