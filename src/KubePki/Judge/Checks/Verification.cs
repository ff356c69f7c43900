using KubePki.Catalogue;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>
/// The verification of a node: every check with its answer, and a verdict on every item. All commands use this one judgement.
/// </summary>
/// <param name="Results">Each check with its answer.</param>
/// <param name="Graph">The connections that the checks judged, for commands that show them.</param>
/// <param name="Verdicts">Each item with the judgement of its dates, key and chain, or else with the error that a check found in its
/// files.</param>
internal sealed record Verification(IReadOnlyList<CheckResult> Results, TrustGraph Graph, IReadOnlyList<Verdict> Verdicts)
{
    /// <summary>The check whose findings concern two ends. Each finding has the remedy for its cause.</summary>
    private const string Connection = "connection";

    /// <summary>The checks whose findings a verdict's status already shows.</summary>
    private static readonly string[] OfDates = ["expired", "not-yet-valid"];

    /// <summary>
    /// All findings: the node's own before those in home directories, then by descending severity, else in the order of the table.
    /// </summary>
    public IReadOnlyList<Finding> Findings
        =>
        [
            .. Results.SelectMany(r => r.Findings).Select(f => f with { Home = HomeOf(f.Problem) }).OrderBy(f => f.Home is not null)
                .ThenByDescending(f => f.Severity),
        ];

    /// <summary>The errors among the findings.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(f => f.Severity == Severity.Error);

    /// <summary>The problems that keep the API server from starting again.</summary>
    public IReadOnlyList<Problem> KeepsServerDown { get; private init; } = [];

    /// <summary>
    /// The errors that no verdict shows: those of manifests, flags and files that belong to no item, and second errors of one item.
    /// </summary>
    public IReadOnlyList<Finding> ErrorsWithoutVerdict
        => [.. Errors.Where(f => !OfDates.Contains(f.Check) && !Verdicts.Any(v => Shows(v, f)))];

    private string? HomeOf(Problem problem)
        => Graph.State.HomeOf(problem.Where) ?? (problem.Cause is { } cause ? Graph.State.HomeOf(cause.Where) : null);

    /// <summary>True if a verdict shows a finding: the same problem, or the cause of a failing connection.</summary>
    private static bool Shows(Verdict verdict, Finding finding)
        => verdict.Problem is { } told && told.Id == finding.Problem.Id && told.Where == finding.Problem.Where
            || finding is { Check: Connection, Problem.Cause: { } cause } && verdict.IsFinding
                && (cause.Where == verdict.Item.Path || cause.Where == verdict.Item.KeyPath || cause.Where == verdict.Item.PointsAt);

    /// <summary>Runs every check. Pure: the same node, clock and period give the same answers.</summary>
    public static Verification Of(NodeState state, Surroundings around, TimeSpan within)
    {
        var subject = new CheckSubject(state, around, within);
        List<CheckResult> results =
        [
            .. CheckTable.Checks.Select(check => new CheckResult(
                check,
                check.Run(subject) is var answer && answer.Undecided is null && check.Id != Connection ? Fitted(state, answer) : answer)),
        ];
        var errors = results.SelectMany(r => r.Findings).Where(f => f.Severity == Severity.Error && !OfDates.Contains(f.Check))
            .ToLookup(f => f.Problem.Where, f => f.Problem);
        return new Verification(
            results, subject.Graph,
            [.. subject.Verdicts.Select(v => v.Problem is null
                && errors[v.Item.Path].Concat(errors[v.Item.KeyPath ?? v.Item.Path]).FirstOrDefault() is { } found
                ? v with { Problem = found }
                : v)])
        {
            KeepsServerDown = [.. Down(subject, results)],
        };
    }

    /// <summary>The same checks also have findings in other components' manifests. Those findings do not count.</summary>
    private static IEnumerable<Problem> Down(CheckSubject subject, IEnumerable<CheckResult> results)
    {
        string[] others =
        [
            .. subject.State.Layout.Pods.Select(pod => subject.ManifestOf(pod.Component))
                .Where(manifest => manifest != subject.ManifestOf(Components.ApiServer)),
        ];
        return results.Where(r => r.Check.KeepsServerDown).SelectMany(r => r.Answer.Problems).Where(p => !others.Contains(p.Where));
    }

    private static CheckAnswer Fitted(NodeState state, CheckAnswer answer)
        => answer with { Problems = [.. answer.Problems.Select(p => EntryRemedies.Fit(state, p)).Distinct()] };
}
