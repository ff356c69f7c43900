using KubePki.Apply;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>How an operation ended.</summary>
public enum OperationEnd
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    NothingToDo,

    /// <summary>It was planned and no more, as asked.</summary>
    Planned,

    /// <summary>It could not begin: what it needs is not there or cannot be read, or what is named does not exist. Nothing was changed.</summary>
    NotBegun,

    /// <summary>It was planned, and the plan is refused; nothing was changed.</summary>
    Refused,

    /// <summary>The consent was not given, or another run is at work; nothing was changed.</summary>
    Declined,

    /// <summary>It failed while it was carried out; the problem says how far it came.</summary>
    Failed,

    /// <summary>What an interrupted run left cannot be recovered; nothing was begun.</summary>
    NotRecovered,

    /// <summary>As <see cref="NotRecovered"/>, and the node is half-way between two states.</summary>
    HalfWay,
}

/// <summary>How an operation ended, and why where it was not carried out.</summary>
public abstract record OperationResult(OperationEnd End)
{
    /// <summary>Why it was not carried out; empty where it was.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}

/// <summary>How an operation ended that plans a change, carries it out and activates it.</summary>
/// <typeparam name="TPlan">The plan it makes.</typeparam>
public sealed record ChangeResult<TPlan>(OperationEnd End) : OperationResult(End)
    where TPlan : class
{
    /// <summary>The plan; null where it did not come to one.</summary>
    public TPlan? Planned { get; init; }

    /// <summary>What was put in place; null where nothing was.</summary>
    public ChangedNode? Change { get; init; }

    /// <summary>How the components took it; null where nothing was activated.</summary>
    public Activated? Activated { get; init; }
}

/// <summary>A node whose files were just changed, judged as they were read back.</summary>
/// <param name="Before">The node as it was planned from.</param>
/// <param name="After">The node as it is now.</param>
/// <param name="Verdicts">What the judge says of each changed item.</param>
/// <param name="Effects">The components that use what was changed.</param>
/// <param name="Transaction">The transaction that changed it.</param>
/// <param name="Took">How long that took.</param>
public sealed record ChangedNode(
    NodeState Before,
    NodeState After,
    IReadOnlyList<Verdict> Verdicts,
    IReadOnlyList<ComponentEffect> Effects,
    TransactionRecord Transaction,
    TimeSpan Took)
{
    /// <summary>What the judge still finds wrong, of what was asked for.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>Why the node could not be judged again; null when it was.</summary>
    public Problem? NotJudged { get; init; }
}
