using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>A command that changes several nodes, one after the other.</summary>
/// <param name="Verb">The name of the command in the nodes' histories, for example <c>renew</c>.</param>
/// <param name="Queries">How to query nodes.</param>
internal sealed record RolloutRequest(string Verb, NodeQueries Queries)
{
    /// <summary>Connects to a node.</summary>
    public required Func<NodeTarget, Task<Outcome<INodeConnection>>> Open { get; init; }

    /// <summary>Returns the request for a node. The rollout adds whether the node only shows its plan or carries it out.</summary>
    public required Func<NodeTarget, NodeRequest> Change { get; init; }

    /// <summary>The configuration that is sent with the command; null if there is none.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>
    /// Whether the command can pause between staging and commit. If so, all nodes stage before the first one commits. Default: false.
    /// </summary>
    public bool InTwoSteps { get; init; }

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether an interrupted roll is resumed. Default: false.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether CAs and the service account key pair are copied to nodes that lack them. Default: false.</summary>
    public bool Share { get; init; }

    /// <summary>The directory of the roll's journal. Default: <see cref="FleetJournal.DefaultDirectory"/>.</summary>
    public string JournalDirectory { get; init; } = FleetJournal.DefaultDirectory();
}

/// <summary>A planned rollout.</summary>
/// <param name="Plans">What each node would do, in the order of the rollout.</param>
/// <param name="Shares">The files that are copied from one node to another.</param>
/// <param name="Resumption">What an earlier roll left to do.</param>
/// <param name="Together">Whether all nodes are changed at once, because the cluster is down.</param>
internal sealed record PlannedRollout(IReadOnlyList<NodeResult> Plans, SharePlan Shares, Resumption Resumption, bool Together);

/// <summary>
/// Receives the events and questions of a running rollout. By default, every member ignores events and agrees to every question.
/// </summary>
internal sealed class RolloutCallbacks
{
    /// <summary>Called when the plan is complete and before anything is changed. A returned problem aborts the rollout.</summary>
    public Func<PlannedRollout, Problem?> Consent { get; init; } = _ => null;

    /// <summary>Called with each step, from one thread at a time.</summary>
    public Action<RollEvent> OnEvent { get; init; } = _ => { };

    /// <summary>Runs the roll with a token that stops the roll between two nodes.</summary>
    public Func<Func<CancellationToken, Task<RolloutOutcome>>, Task<RolloutOutcome>> Rolling { get; init; } = run => run(
        CancellationToken.None);
}

/// <summary>How a rollout ended.</summary>
internal sealed record RolloutResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The plan; null if the rollout ended before there was one.</summary>
    public PlannedRollout? Planned { get; init; }

    /// <summary>
    /// The result of each node; null if the roll did not begin. If it did, <see cref="OperationResult.Problems"/> says why its journal is
    /// incomplete.
    /// </summary>
    public RolloutOutcome? Rolled { get; init; }

    /// <summary>How many nodes an earlier roll had already completed.</summary>
    public int DoneBefore { get; init; }
}
