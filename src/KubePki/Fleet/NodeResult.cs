using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Results;

/// <summary>What a node gave: its answer, or why there is none.</summary>
internal sealed record NodeResult(NodeTarget Node, NodeReport? Report, NodeAnswer? Answer, Problem? Problem)
{
    /// <summary>Why a node that answered well could not be compared with the others; null when it was, or had failed anyway.</summary>
    public Problem? NotCompared { get; init; }

    /// <summary>The exit code that counts: a node that gave no answer has failed; one that could not be compared is a finding.</summary>
    public int Code => Answer is null ? ExitCode.Failed : NotCompared is null ? Answer.Exit : ExitCode.Worst([Answer.Exit, ExitCode.Findings]);
}
