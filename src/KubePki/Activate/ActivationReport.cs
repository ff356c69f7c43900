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
public sealed record ActivationResult
{
    internal ActivationResult(string component, ActivationOutcome outcome, ComponentSight sight)
        => (Component, Outcome, Sight) = (component, outcome, sight);

    /// <summary>Its name.</summary>
    public string Component { get; }

    /// <summary>How it ended.</summary>
    public ActivationOutcome Outcome { get; }

    /// <summary>Why it failed, or null.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Whether it was seen to be healthy before it was touched.</summary>
    public bool WasHealthy { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>What was seen of it at the end: when its process started, what its ports serve.</summary>
    internal ComponentSight Sight { get; }

    /// <summary>The last lines of its log when it failed.</summary>
    internal IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>What happened with every component, in order; nothing is touched after one that failed.</summary>
public sealed record ActivationReport(IReadOnlyList<ActivationResult> Results)
{
    /// <summary>The component that failed, or null.</summary>
    public ActivationResult? Failure => Results.FirstOrDefault(r => r.Outcome == ActivationOutcome.Failed);
}
