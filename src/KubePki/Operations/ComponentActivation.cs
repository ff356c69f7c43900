using KubePki.Activate;
using KubePki.Catalogue;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>Which components to activate.</summary>
/// <param name="Components">The components by name. Empty means all except a kubelet that rotates its certificate by itself.</param>
public sealed record ComponentActivationRequest(IReadOnlyList<string> Components)
{
    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>How long to wait for components.</summary>
    public ActivationLimits Limits { get; init; } = ActivationLimits.Default;
}

/// <summary>How the activation of components ended.</summary>
public sealed record ComponentActivationResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>What each component needs, based on the observed state.</summary>
    public IReadOnlyList<ActivationDecision> Decisions { get; init; } = [];

    /// <summary>What happened with each component; null if nothing was changed.</summary>
    public ActivationReport? Report { get; init; }
}

/// <summary>Makes running components use the files on disk: recover → observe → decide → (consent) → activate → prove.</summary>
public static class ComponentActivation
{
    private const string Verb = "activate";

    /// <summary>Activates components of this machine.</summary>
    public static ComponentActivationResult Run(
        ManagedNode node, ComponentActivationRequest request, OperationCallbacks<IReadOnlyList<ActivationDecision>> callbacks)
    {
        if (!node.IsThisMachine)
        {
            return NotBegun(OperationMessages.NotThisMachine.At(node.Place));
        }

        if (!request.DryRun && NodeRecovery.Before(Verb, node, callbacks, () => Wrong(request)) is { } stuck)
        {
            return new ComponentActivationResult(stuck.End) { Problems = stuck.Problems };
        }

        var state = node.Observe();
        callbacks.OnEvent(new NodeObserved(state));
        if (state.IsEmpty)
        {
            return NotBegun(OperationMessages.NothingFound.At(node.Place));
        }

        var known = Activation.ComponentsOf(state);
        if (request.Components.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            return NotBegun(ActivateMessages.UnknownComponent.At("", unknown, string.Join(' ', known)));
        }

        // A kubelet that rotates its certificate uses a newer certificate than the one it started with, so it is restarted only by name.
        var components = request.Components.Count > 0 ? request.Components : [.. known.Where(c => c != Components.Kubelet)];
        var decisions = new Activation(node.Root, node.Clock, request.Limits, _ => { })
            .PlanAsync(state, components, _ => true, CancellationToken.None).GetAwaiter().GetResult();
        var nothingToDo = decisions.All(d => d.Need == ActivationNeed.Nothing);
        if (request.DryRun || nothingToDo)
        {
            return new ComponentActivationResult(nothingToDo ? OperationEnd.NothingToDo : OperationEnd.Planned) { Decisions = decisions };
        }

        if ((callbacks.Consent(decisions) ?? node.ActivationLock.Take(Verb)) is { } declined)
        {
            return new ComponentActivationResult(OperationEnd.Declined) { Problems = [declined] };
        }

        var report = new NodeActivation(node, ActivationRequest.None, callbacks).Run(state, request.Limits, components, _ => true);
        return new ComponentActivationResult(report.Failure is null ? OperationEnd.Done : OperationEnd.HalfWay)
        {
            Decisions = decisions,
            Report = report,
        };
    }

    private static IReadOnlyList<Problem> Wrong(ComponentActivationRequest request)
        => request.Components.FirstOrDefault(n => !Components.RestartOrder.Contains(n)) is { } unknown
            ? [ActivateMessages.UnknownComponent.At("", unknown, string.Join(' ', Components.RestartOrder))] : [];

    private static ComponentActivationResult NotBegun(Problem problem) => new(OperationEnd.NotBegun) { Problems = [problem] };
}
