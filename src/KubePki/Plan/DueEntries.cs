using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>The names to pass to <c>renew</c> for the items that are due.</summary>
internal static class DueEntries
{
    /// <summary>
    /// The names: <c>all</c> if that renews one of the items, else those whose renewal is not refused. Empty if no renewal helps.
    /// </summary>
    public static IReadOnlyList<string> WorthRenewing(NodeState state, IReadOnlyList<PkiEntry> due)
    {
        List<PkiEntry> candidates = [.. due.Where(RenewalPlanner.IsCandidate)];
        var some = candidates.Any(i => i.Entry.Renewal != RenewalRule.ByName);
        return some && (IsHidden(state) || Renews(RenewalPlanner.Plan(state, new RenewalSpec()), candidates))
            ? ["all"]
            : [.. candidates.Where(i => Renews(RenewalPlanner.Plan(state, new RenewalSpec { Names = [i.Name] }), [i])).Select(i => i.Name)];
    }

    /// <summary>Whether several keys are unreadable: root can read them, and therefore plans from more facts than this process.</summary>
    private static bool IsHidden(NodeState state) => state.Items.Count(i => i.KeyProblem?.Is(FileMessages.Unreadable) == true) > 1;

    private static bool Renews(RenewalPlan plan, IReadOnlyList<PkiEntry> due)
        => plan.Refusals.Count == 0 && plan.Actions.Any(a => due.Any(i => ReferenceEquals(i, a.Item)));
}
