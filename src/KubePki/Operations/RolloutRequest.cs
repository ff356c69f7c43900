using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Operations;

/// <summary>A command that is to change several nodes, one after the other.</summary>
/// <param name="Verb">The command as the nodes' histories name it: <c>renew</c>.</param>
/// <param name="Questions">How nodes are asked.</param>
internal sealed record RolloutRequest(string Verb, NodeQuestions Questions)
{
    /// <summary>Connects to a node.</summary>
    public required Func<NodeTarget, Task<Outcome<INodeConnection>>> Open { get; init; }

    /// <summary>What a node is asked; whether it is to show its plan only, or to carry it out, is added.</summary>
    public required Func<NodeTarget, NodeRequest> Change { get; init; }

    /// <summary>The configuration that goes along with the command; null without one.</summary>
    public JsonObject? Configuration { get; init; }

    /// <summary>Whether the command can wait between staging and commit: then all nodes stage before the first one commits. Default: false.</summary>
    public bool InTwoSteps { get; init; }

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a roll that was cut short is gone on with. Default: false.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether what a node lacks of the CAs and the service account pair is brought over. Default: false.</summary>
    public bool Share { get; init; }

    /// <summary>Where the roll is written down. Default: <see cref="FleetJournal.DefaultDirectory"/>.</summary>
    public string JournalDirectory { get; init; } = FleetJournal.DefaultDirectory();
}

/// <summary>A rollout as it is planned.</summary>
/// <param name="Plans">What each node would do, in the order of the rollout.</param>
/// <param name="Shares">What goes from one node to another.</param>
/// <param name="Resumption">What an earlier roll left to do.</param>
/// <param name="Together">Whether all nodes go at once, because the cluster is down.</param>
internal sealed record PlannedRollout(IReadOnlyList<NodeResult> Plans, SharePlan Shares, Resumption Resumption, bool Together);

/// <summary>What a rollout tells and asks while it runs. Every member has a default: nobody listens, and nobody objects.</summary>
internal sealed class RolloutCallbacks
{
    /// <summary>Asked once the plan stands and before anything is changed; a problem is the end.</summary>
    public Func<PlannedRollout, Problem?> Consent { get; init; } = _ => null;

    /// <summary>Called with each step, from one thread at a time.</summary>
    public Action<RollEvent> Tell { get; init; } = _ => { };

    /// <summary>Runs the roll with a token that stops it between two nodes.</summary>
    public Func<Func<CancellationToken, Task<RollEnd>>, Task<RollEnd>> Rolling { get; init; } = run => run(CancellationToken.None);
}

/// <summary>How a rollout ended.</summary>
internal sealed record RolloutResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The plan; null where it did not come to one.</summary>
    public PlannedRollout? Planned { get; init; }

    /// <summary>How each node ended; null where the roll was not begun.</summary>
    public RollEnd? Rolled { get; init; }

    /// <summary>How many nodes an earlier roll had done already.</summary>
    public int DoneBefore { get; init; }
}
