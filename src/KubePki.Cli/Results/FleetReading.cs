using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Language;

namespace KubePki.Cli.Results;

/// <summary>What all nodes gave to a command that ran on them at once.</summary>
/// <param name="Results">Each node, in the order they were named.</param>
/// <param name="Differences">What is not the same on all of them.</param>
/// <param name="Concerns">What is wrong with them together.</param>
internal sealed record FleetReading(IReadOnlyList<NodeResult> Results, IReadOnlyList<NodeDifference> Differences, IReadOnlyList<Problem> Concerns)
{
    /// <summary>What was learned of the nodes that answered.</summary>
    public IReadOnlyList<NodeReport> Reports => [.. Results.Select(r => r.Report).OfType<NodeReport>()];

    /// <summary>What the differences break; none for a command that judges nothing.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The exit code for all: what is wrong with them together is a finding.</summary>
    public int Code => ExitCode.Worst([.. Results.Select(ExitCode.Of), Concerns.Count + Findings.Count > 0 ? ExitCode.Findings : ExitCode.Done]);
}
