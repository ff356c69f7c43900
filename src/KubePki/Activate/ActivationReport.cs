using KubePki.Activate.Runtime;
using KubePki.Language;

namespace KubePki.Activate;

/// <summary>How the activation of one component ended.</summary>
public enum ActivationOutcome
{
    /// <summary>It used what is on disk already.</summary>
    InUse,

    /// <summary>It reloaded by itself.</summary>
    Reloaded,

    /// <summary>It was restarted.</summary>
    Restarted,

    /// <summary>It did not run, and runs now.</summary>
    Started,

    /// <summary>It does not use what is on disk, or is not healthy.</summary>
    Failed,
}

/// <summary>What happened with one component, with the proof.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Problem">Why it failed, or null.</param>
/// <param name="WasHealthy">Whether it was seen to be healthy before it was touched.</param>
/// <param name="Took">How long it took.</param>
public sealed record ActivationResult(string Component, ActivationOutcome Outcome, Problem? Problem, bool WasHealthy, TimeSpan Took)
{
    /// <summary>What was seen of it at the end: when its process started, what its ports serve.</summary>
    internal ComponentSight Sight { get; init; } = null!;

    /// <summary>The last lines of its log when it failed.</summary>
    internal IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>What happened with every component, in order; nothing is touched after one that failed.</summary>
public sealed record ActivationReport(IReadOnlyList<ActivationResult> Results)
{
    /// <summary>The component that failed, or null.</summary>
    public ActivationResult? Failure => Results.FirstOrDefault(r => r.Outcome == ActivationOutcome.Failed);
}
