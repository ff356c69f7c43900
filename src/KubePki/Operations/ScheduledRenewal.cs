using KubePki.Activate;
using KubePki.Localization;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>How a scheduled run ended.</summary>
/// <param name="Renewed">The renewal, or the plan if it could not begin.</param>
internal sealed record ScheduledResult(ChangeResult<PlannedRenewal> Renewed)
{
    /// <summary>The activation of components that still used older files; null if there was none.</summary>
    public ComponentActivationResult? Activated { get; init; }
}

/// <summary>
/// A run without an operator: renew what is due → activate and prove. Components that still use older files are restarted too, also if
/// nothing is due: another program renewed the files, or a run was interrupted before it restarted them.
/// </summary>
internal static class ScheduledRenewal
{
    /// <summary>Renews and activates. What is due is in the request: <see cref="RenewalSpec.Within"/>.</summary>
    internal static ScheduledResult Run(ManagedNode node, RenewalRequest request, OperationCallbacks<PlannedRenewal> callbacks)
    {
        var renewed = Renewal.Run(node, request, callbacks);
        var isSettled = renewed is { End: OperationEnd.NothingToDo } or { End: OperationEnd.Done, Activated: null };
        if (!isSettled || !request.Activation.IsWanted || !node.IsThisMachine
            || Outdated(node, request.Activation.Limits, callbacks) is not { Count: > 0 } outdated)
        {
            return new ScheduledResult(renewed);
        }

        var activation = new ComponentActivationRequest(outdated) { Limits = request.Activation.Limits };
        return new ScheduledResult(renewed) { Activated = ComponentActivation.Run(node, activation, Of(callbacks)) };
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
