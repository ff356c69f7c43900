using System.Security.Cryptography;
using KubePki.Activate;
using KubePki.Activate.Turn;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>What a scheduled run renews, and how long it waits for its turn.</summary>
internal sealed record ScheduledRequest(RenewalRequest Renewal)
{
    /// <summary>The times of the turn to activate.</summary>
    public TurnLimits Turn { get; init; } = TurnLimits.Default;
}

/// <summary>How a scheduled run ended.</summary>
/// <param name="Renewed">The renewal, or the plan if it could not begin.</param>
internal sealed record ScheduledResult(ChangeResult<PlannedRenewal> Renewed)
{
    /// <summary>The activation of components that still used older files; null if there was none.</summary>
    public ComponentActivationResult? Activated { get; init; }

    /// <summary>Why it was not this node's turn; null if it was. Then nothing was changed, except for what was recovered.</summary>
    public Problem? Waited { get; init; }
}

/// <summary>
/// A run without an operator: recover → plan → wait for this node's turn → renew what is due → activate and prove. Components that still
/// use older files are restarted too, also if nothing is due: another program renewed the files, or a run was interrupted before it
/// restarted them.
/// </summary>
internal static class ScheduledRenewal
{
    private const string Verb = "schedule";

    /// <summary>The limit of a request to the API server.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    /// <summary>Items without which this node's API server cannot serve. If one has expired, a restart is the only way back.</summary>
    private static readonly string[] Serving =
        ["ca", "apiserver", "etcd-ca", "etcd-server", "etcd-peer", "apiserver-etcd-client"];

    /// <summary>Renews and activates. What is due is in the request: <see cref="RenewalSpec.Within"/>.</summary>
    internal static ScheduledResult Run(
        ManagedNode node, ScheduledRequest request, OperationCallbacks<PlannedRenewal> callbacks, CancellationToken stop)
    {
        var renewal = request.Renewal;
        if (!renewal.Activation.IsWanted || !node.IsThisMachine)
        {
            return new ScheduledResult(Renewal.Run(node, renewal, callbacks));
        }

        // An interrupted run may have left the API server without its manifest, so recover before asking it for anything.
        if (NodeRecovery.Before(Verb, node, callbacks) is { } stuck)
        {
            return new ScheduledResult(new(stuck.End) { Problems = stuck.Problems });
        }

        var planned = Renewal.Run(node, renewal with { DryRun = true }, new());
        var limits = renewal.Activation.Limits;
        if (planned.End != OperationEnd.Planned || (!planned.Planned!.Plan.Changes && Outdated(node, limits, callbacks).Count == 0))
        {
            return new ScheduledResult(planned with { End = planned.End == OperationEnd.Planned ? OperationEnd.NothingToDo : planned.End });
        }

        // Other commands can run on this node while it waits for the other nodes.
        node.ActivationLock.Dispose();
        var context = Context(node, planned.Planned.State, callbacks);
        var turn = ActivationTurn.TakeAsync(context, request.Turn, node.Clock, stop).GetAwaiter().GetResult();
        if (!turn.Succeeded)
        {
            return new ScheduledResult(planned) { Waited = turn.Problem };
        }

        using var held = turn.Value;
        return InTurn(node, renewal, callbacks);
    }

    /// <summary>The node is read again: while it waited, another program may have renewed something.</summary>
    private static ScheduledResult InTurn(ManagedNode node, RenewalRequest request, OperationCallbacks<PlannedRenewal> callbacks)
    {
        var renewed = Renewal.Run(node, request, callbacks);
        var isSettled = renewed is { End: OperationEnd.NothingToDo } or { End: OperationEnd.Done, Activated: null };
        if (!isSettled || Outdated(node, request.Activation.Limits, callbacks) is not { Count: > 0 } outdated)
        {
            return new ScheduledResult(renewed);
        }

        var activation = new ComponentActivationRequest(outdated) { Limits = request.Activation.Limits };
        return new ScheduledResult(renewed) { Activated = ComponentActivation.Run(node, activation, Of(callbacks)) };
    }

    private static TurnContext Context(ManagedNode node, NodeState state, OperationCallbacks callbacks)
    {
        var name = state.Naming.Name ?? Environment.MachineName;
        return new TurnContext(
            new ApiServerLease(node.Root, state, node.Clock, RequestLimit).Access,
            $"{name}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
            KubeadmProcess.Find,
            [.. Serving.Where(s => state.Find(s)?.Certificate?.NotAfter < node.Clock.GetUtcNow())],
            told => callbacks.OnEvent(new WaitingForTurn(told)));
    }

    /// <summary>
    /// The components that must be restarted to use the files on disk. A component that does not run is not among them: a restart does not
    /// help it.
    /// </summary>
    private static IReadOnlyList<string> Outdated(ManagedNode node, ActivationLimits limits, OperationCallbacks callbacks)
        => [
            .. ComponentActivation.Run(node, new ComponentActivationRequest([]) { DryRun = true, Limits = limits }, Of(callbacks)).Decisions
                .Where(d => d.Need == ActivationNeed.Restart).Select(d => d.Component),
        ];

    /// <summary>The callbacks of the activation: a scheduled run agrees to every plan. The node was already reported as observed.</summary>
    private static OperationCallbacks<IReadOnlyList<ActivationDecision>> Of(OperationCallbacks callbacks) => new()
    {
        OnEvent = told =>
        {
            if (told is not NodeObserved)
            {
                callbacks.OnEvent(told);
            }
        },
        Activating = callbacks.Activating,
    };
}
