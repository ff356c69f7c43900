using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>The one judgement of a node: every check with its answer, and a verdict on every item. All commands answer from it.</summary>
/// <param name="Results">Each check with its answer.</param>
/// <param name="Verdicts">Each item, with what its own dates, key and chain say, or else the error that a check found in its files.</param>
public sealed record Verification(IReadOnlyList<CheckResult> Results, IReadOnlyList<Verdict> Verdicts)
{
    /// <summary>What a verdict's standing says by itself.</summary>
    private static readonly string[] OfDates = ["not-expired", "already-valid"];

    /// <summary>Everything that was found, the gravest first, else in the order of the table.</summary>
    public IReadOnlyList<Finding> Findings => [.. Results.SelectMany(r => r.Findings).OrderByDescending(f => f.Severity)];

    /// <summary>The errors among the findings.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(f => f.Severity == Severity.Error);

    /// <summary>The errors that no verdict tells: of manifests, flags and files that belong to no item, and second errors of one item.</summary>
    public IReadOnlyList<Finding> BesideVerdicts => [.. Errors.Where(f => !OfDates.Contains(f.Check) && !Verdicts.Any(v => v.Problem is { } told && told.Id == f.Problem.Id && told.Where == f.Problem.Where))];

    /// <summary>Runs every check. Pure: the same node, clock and period give the same answers.</summary>
    public static Verification Of(NodeState state, Surroundings around, TimeSpan within)
    {
        var subject = new CheckSubject(state, around, within);
        List<CheckResult> results = [.. CheckTable.Checks.Select(check => new CheckResult(check, check.Run(subject) is var answer && answer.Undecided is null ? Fitted(state, answer) : answer))];
        var errors = results.SelectMany(r => r.Findings).Where(f => f.Severity == Severity.Error && !OfDates.Contains(f.Check)).ToLookup(f => f.Problem.Where, f => f.Problem);
        return new Verification(results, [.. subject.Verdicts.Select(v => v.Problem is null && errors[v.Item.Path].Concat(errors[v.Item.KeyPath ?? v.Item.Path]).FirstOrDefault() is { } found ? v with { Problem = found } : v)]);
    }

    private static CheckAnswer Fitted(NodeState state, CheckAnswer answer) => CheckAnswer.Of(answer.Problems.Select(p => ItemRemedies.Fit(state, p)));
}
