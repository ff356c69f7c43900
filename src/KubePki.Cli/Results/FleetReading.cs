using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Localization;

namespace KubePki.Cli.Results;

/// <summary>The results of all nodes for a command that ran on them at once.</summary>
/// <param name="Results">The nodes, in the order in which they were given.</param>
/// <param name="Differences">The differences between nodes.</param>
/// <param name="Concerns">Problems of the nodes as a whole.</param>
internal sealed record FleetReading(
    IReadOnlyList<NodeResult> Results, IReadOnlyList<NodeDifference> Differences, IReadOnlyList<Problem> Concerns)
{
    /// <summary>The facts of the nodes that answered.</summary>
    public IReadOnlyList<NodeReport> Reports => [.. Results.Select(r => r.Report).OfType<NodeReport>()];

    /// <summary>The findings that result from the differences; empty for a command that judges nothing.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The exit code for all nodes. Problems of the nodes as a whole are findings.</summary>
    public int Code
        => ExitCode.Worst([.. Results.Select(ExitCode.Of), Concerns.Count + Findings.Count > 0 ? ExitCode.Findings : ExitCode.Done]);
}
