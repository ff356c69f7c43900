using KubePki.Activate.Runtime;
using KubePki.Localization;

namespace KubePki.Activate;

/// <summary>The outcome of the activation of one component.</summary>
public enum ActivationOutcome
{
    /// <summary>The component already used the files on disk.</summary>
    InUse,

    /// <summary>The component reloaded by itself.</summary>
    Reloaded,

    /// <summary>The component was restarted.</summary>
    Restarted,

    /// <summary>The component was not running, and runs now.</summary>
    Started,

    /// <summary>The component does not use the files on disk, or is not healthy.</summary>
    Failed,
}

/// <summary>The result for one component, with the proof.</summary>
public sealed record ActivationResult
{
    internal ActivationResult(string component, ActivationOutcome outcome, ComponentObservation sight)
        => (Component, Outcome, LastObservation) = (component, outcome, sight);

    /// <summary>Name of the component.</summary>
    public string Component { get; }

    /// <summary>The outcome.</summary>
    public ActivationOutcome Outcome { get; }

    /// <summary>Why it failed, or null.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Whether the component was observed to be healthy before activation.</summary>
    public bool WasHealthy { get; init; }

    /// <summary>Duration of the activation.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The last observation of the component: when its process started, and what its ports serve.</summary>
    internal ComponentObservation LastObservation { get; }

    /// <summary>The last lines of its log if it failed.</summary>
    internal IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>The results of all components, in order; activation stops after the first failure.</summary>
public sealed record ActivationReport(IReadOnlyList<ActivationResult> Results)
{
    /// <summary>The component that failed, or null.</summary>
    public ActivationResult? Failure => Results.FirstOrDefault(r => r.Outcome == ActivationOutcome.Failed);
}
