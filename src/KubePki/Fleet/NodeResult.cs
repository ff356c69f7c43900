using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What a node gave: its answer, or why there is none.</summary>
/// <param name="Node">The node.</param>
/// <param name="Report">Its facts; null where they were not asked for or did not come.</param>
/// <param name="Answer">Its answer; null where none came.</param>
/// <param name="Problem">Why no answer came; null where one did.</param>
internal sealed record NodeResult(NodeTarget Node, NodeReport? Report, NodeAnswer? Answer, Problem? Problem)
{
    /// <summary>Why a node that answered well could not be compared with the others; null when it was, or had failed anyway.</summary>
    public Problem? NotCompared { get; init; }
}
