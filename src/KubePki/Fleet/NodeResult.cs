using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>The result of a node: its answer, or why there is none.</summary>
/// <param name="Node">The node.</param>
/// <param name="Report">The node's facts; null if they were not requested or not received.</param>
/// <param name="Answer">The node's answer; null if none came.</param>
/// <param name="Problem">Why no answer came; null if one did.</param>
internal sealed record NodeResult(NodeTarget Node, NodeReport? Report, NodeAnswer? Answer, Problem? Problem)
{
    /// <summary>
    /// Why a node with a successful answer could not be compared with the others; null if it was compared, or had failed anyway.
    /// </summary>
    public Problem? NotCompared { get; init; }
}
