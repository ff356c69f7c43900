using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>What to give to a renewal of what is due.</summary>
internal static class DueItems
{
    /// <summary>
    /// The names: <c>all</c> where that renews one of them, else those that are not refused. None where no renewal helps.
    /// </summary>
    public static IReadOnlyList<string> WorthRenewing(NodeState state, IReadOnlyList<Item> due)
    {
        List<Item> candidates = [.. due.Where(RenewalPlanner.IsCandidate)];
        var some = candidates.Any(i => i.Entry.Renewal != RenewalRule.ByName);
        return some && (IsHidden(state) || Renews(RenewalPlanner.Plan(state, new RenewalWish()), candidates))
            ? ["all"]
            : [.. candidates.Where(i => Renews(RenewalPlanner.Plan(state, new RenewalWish { Names = [i.Name] }), [i])).Select(i => i.Name)];
    }

    /// <summary>Whether much of the node may not be read: whoever may, root, plans from more than can be seen here.</summary>
    private static bool IsHidden(NodeState state) => state.Items.Count(i => i.KeyProblem?.Is(FileMessages.Unreadable) == true) > 1;

    private static bool Renews(RenewalPlan plan, IReadOnlyList<Item> due)
        => plan.Refusals.Count == 0 && plan.Actions.Any(a => due.Any(i => ReferenceEquals(i, a.Item)));
}
