using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>Runs the table of checks over a node.</summary>
public sealed record Verification(IReadOnlyList<CheckResult> Results)
{
    /// <summary>Everything that was found, the gravest first, else in the order of the table.</summary>
    public IReadOnlyList<Finding> Findings => [.. Results.SelectMany(r => r.Findings).OrderByDescending(f => f.Severity)];

    /// <summary>Runs every check. Pure: the same node, clock and period give the same answers.</summary>
    public static Verification Of(NodeState state, Surroundings around, TimeSpan within)
    {
        var subject = new CheckSubject(state, around, within);
        return new Verification([.. CheckTable.Checks.Select(check => new CheckResult(check, check.Run(subject)))]);
    }
}
