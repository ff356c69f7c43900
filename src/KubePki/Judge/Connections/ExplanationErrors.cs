using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge.Connections;

/// <summary>
/// The errors that the trust graph of a node, or the explanation of an item, does not show. The exit code counts them too.
/// </summary>
internal static class ExplanationErrors
{
    /// <summary>The checks whose findings are visible in the dates of an item, or in a connection.</summary>
    private static readonly string[] Visible = ["expired", "not-yet-valid", "connection"];

    /// <summary>The errors that the graph of the whole node does not show.</summary>
    public static IReadOnlyList<Finding> OfAll(Verification verification)
        => NotShown(verification.Errors.Where(f => !Visible.Contains(f.Check)), Shown(verification, verification.Graph.Connections));

    /// <summary>The errors of an item that its explanation does not show, and the failures of the item's connections.</summary>
    public static IReadOnlyList<Finding> OfItem(Verification verification, PkiEntry item)
    {
        var own = EntryJudge.Judge(verification.Graph.State, item, EntryJudge.DefaultWithin).Problem;
        var broken = verification.Graph.Of(item).Select(c => c.Failure).OfType<Problem>().Select(p => new Finding(Severity.Error, p));
        var errors = verification.Errors
            .Where(f => !Visible.Contains(f.Check) && (f.Problem.Where == item.Path || f.Problem.Where == item.KeyPath));
        return NotShown(broken.Concat(errors), Shown(verification, []).Concat(own is null ? [] : [own]));
    }

    /// <summary>The problems that are already shown: those reported before the explanation, and those of connections.</summary>
    private static IEnumerable<Problem> Shown(Verification verification, IEnumerable<Connection> connections)
        => [.. verification.Graph.State.Problems, .. verification.KeepsServerDown, .. connections.Select(c => c.Failure).OfType<Problem>()];

    private static List<Finding> NotShown(IEnumerable<Finding> errors, IEnumerable<Problem> shown)
    {
        var places = shown.SelectMany(p => p.Cause is Problem cause ? [p, cause] : new[] { p }).Select(p => (p.Id, p.Where)).ToHashSet();
        return [.. errors.Where(f => !places.Contains((f.Problem.Id, f.Problem.Where))).DistinctBy(f => (f.Problem.Id, f.Problem.Where))];
    }
}
