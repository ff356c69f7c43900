using KubePki.Apply;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>How an operation ended.</summary>
public enum OperationEnd
{
    /// <summary>The operation was carried out.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    NothingToDo,

    /// <summary>The operation was only planned, as requested.</summary>
    Planned,

    /// <summary>
    /// The operation could not begin: something that it needs is missing or unreadable, or a given name does not exist. Nothing was
    /// changed.
    /// </summary>
    NotBegun,

    /// <summary>The operation was planned, and the plan is refused. Nothing was changed.</summary>
    Refused,

    /// <summary>Consent was not given, or another run is in progress. Nothing was changed.</summary>
    Declined,

    /// <summary>The operation failed while it was carried out. The problem says how far it got.</summary>
    Failed,

    /// <summary>The leftovers of an interrupted run cannot be recovered. Nothing was begun.</summary>
    NotRecovered,

    /// <summary>Same as <see cref="NotRecovered"/>, but the node is half-way between two states.</summary>
    HalfWay,
}

/// <summary>How an operation ended, and if it was not carried out, why.</summary>
public abstract record OperationResult(OperationEnd End)
{
    /// <summary>Why the operation was not carried out; empty if it was.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}

/// <summary>The result of an operation that plans a change, carries it out and activates it.</summary>
/// <typeparam name="TPlan">The type of the plan.</typeparam>
public sealed record ChangeResult<TPlan>(OperationEnd End) : OperationResult(End)
    where TPlan : class
{
    /// <summary>The plan; null if the operation ended before there was one.</summary>
    public TPlan? Planned { get; init; }

    /// <summary>The change that was committed; null if nothing was changed.</summary>
    public ChangedNode? Change { get; init; }

    /// <summary>The result of the activation; null if nothing was activated.</summary>
    public ChangeActivation? Activated { get; init; }
}

/// <summary>A node whose files were just changed, judged from the files that were read back.</summary>
/// <param name="Before">The node as it was planned from.</param>
/// <param name="After">The node as it is now.</param>
/// <param name="Verdicts">The verdict on each changed item.</param>
/// <param name="Effects">The components that use what was changed.</param>
/// <param name="Transaction">The transaction that changed it.</param>
/// <param name="Duration">How long the change took.</param>
public sealed record ChangedNode(
    NodeState Before,
    NodeState After,
    IReadOnlyList<Verdict> Verdicts,
    IReadOnlyList<ComponentEffect> Effects,
    TransactionRecord Transaction,
    TimeSpan Duration)
{
    /// <summary>The findings that remain within the scope of the request.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>Why the node could not be judged again; null if it was.</summary>
    public Problem? NotJudged { get; init; }
}
