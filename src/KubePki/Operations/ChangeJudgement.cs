using KubePki.Apply;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>Judges a node that was just changed, from what was read back.</summary>
internal static class ChangeJudgement
{
    /// <summary>The findings on a node before it is changed.</summary>
    internal static Verification Before(ManagedNode node, NodeState state, TimeSpan within) => Verification.Of(state, SurroundingsReader.Read(node.Root, state), within);

    /// <summary>The changed items as they are now. What was left in a home directory is not among them.</summary>
    internal static ChangedNode Of(NodeState before, NodeState after, IEnumerable<Item> changed, IReadOnlyList<ComponentEffect> effects, TransactionRecord done, TimeSpan took)
    {
        var verdicts = changed.Where(i => !i.IsInHome || done.Left.All(p => p.Where != i.Path))
            .Select(i => ItemJudge.Judge(after, after.Find(i.Name) ?? i, TimeSpan.Zero)).ToList();
        return new ChangedNode(before, after, verdicts, effects, done, took);
    }

    /// <summary>
    /// With what is still wrong with the items, null for the whole node. The change is done: where the node cannot be read now, that is told and
    /// nothing else.
    /// </summary>
    internal static ChangedNode WithRemaining(this ChangedNode change, ManagedNode node, TimeSpan within, IReadOnlyList<Item>? items)
    {
        try
        {
            return change with { Remaining = RemainingFindings.Of(change.After, Before(node, change.After, within), items) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return change with { NotJudged = OperationMessages.NotSeen.At(node.Place, e.Message.TrimEnd('.')) };
        }
    }
}
