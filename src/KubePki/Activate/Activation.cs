using System.Globalization;
using KubePki.Activate.Probe;
using KubePki.Activate.Runtime;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>
/// Makes running components use the files on disk, one after the other, and proves it. Activation waits for components that reload by
/// themselves, and restarts the others after a check of etcd's quorum and with a check of the component's health afterwards. Works on the
/// machine on which this process runs.
/// </summary>
internal sealed class Activation(NodeRoot root, TimeProvider clock, ActivationLimits limits, Action<Statement> tell)
{
    private const int LogLines = 20;

    /// <summary>The maximum number of steps per component: it may start with the old file, reload, and still need a restart.</summary>
    private const int Rounds = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly ComponentHealth _health = new(root, clock);

    /// <summary>The necessary steps according to the current observation; changes nothing.</summary>
    public async Task<IReadOnlyList<ActivationDecision>> PlanAsync(
        NodeState state, IReadOnlyList<string> components, Func<PkiEntry, bool> concerns, CancellationToken cancellation)
    {
        var decisions = new List<ActivationDecision>();
        foreach (var component in InOrder(components))
        {
            decisions.Add(ActivationJudge.Decide(
                state, await ObserveAsync(state, component, cancellation).ConfigureAwait(false), concerns));
        }

        return decisions;
    }

    /// <summary>
    /// Activates the components; <paramref name="concerns"/> says which items changed. Stops at the first failure. On cancellation, stops
    /// at the next safe point and reports the next component as failed: a component that was stopped is always waited for.
    /// </summary>
    public async Task<ActivationReport> RunAsync(
        NodeState state, IReadOnlyList<string> components, Func<PkiEntry, bool> concerns, CancellationToken cancellation)
    {
        var results = new List<ActivationResult>();
        try
        {
            await RunAsync(state, components, concerns, results, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            results.AddRange(InOrder(components).Where(c => results.All(r => r.Component != c)).Take(1).Select(Interrupted));
        }

        return new ActivationReport(results);
    }

    private async Task RunAsync(
        NodeState state, IReadOnlyList<string> components, Func<PkiEntry, bool> concerns, List<ActivationResult> results,
        CancellationToken cancellation)
    {
        using var restart = await RestartAsync(state, cancellation).ConfigureAwait(false);
        var someAreDown = (await PlanAsync(state, components, concerns, cancellation).ConfigureAwait(false))
            .Any(d => d.Component != Components.Kubelet && d.Need == ActivationNeed.Start);

        // While a static pod is down, the kubelet is restarted first: it starts the other components, and a new kubelet does not wait for
        // the back-off (up to five minutes) of containers that kept failing.
        foreach (var component in someAreDown
            ? InOrder(components).Where(c => c != Components.Kubelet).Prepend(Components.Kubelet)
            : InOrder(components))
        {
            cancellation.ThrowIfCancellationRequested();
            var restartFor = someAreDown && component == Components.Kubelet ? ActivateMessages.BackOff.ToStatement("") : null;
            var result = await ActivateAsync(state, component, concerns, restartFor, restart, cancellation).ConfigureAwait(false);
            results.Add(result);
            if (result.Outcome == ActivationOutcome.Failed)
            {
                break;
            }
        }
    }

    /// <summary>The result for a component that was not touched; its health was not checked.</summary>
    private ActivationResult Interrupted(string component) => new(
        component, ActivationOutcome.Failed, new ComponentObservation(component, ComponentProcess.Find(component, clock)?.StartedAt, []))
    {
        Problem = ActivateMessages.NotActivated.At(component),
    };

    /// <summary>The components of a node that can be activated.</summary>
    public static IReadOnlyList<string> ComponentsOf(NodeState state)
        => [.. Components.RestartOrder.Where(c => c == Components.Kubelet || state.Layout.Pod(c) is not null)];

    /// <summary>
    /// Whether a control plane runs on this machine or is about to start. A kubelet that refuses to start with expired certificates is
    /// started again and again, and between two attempts it has no process. Takes some seconds if nothing runs.
    /// </summary>
    public static async Task<bool> IsAliveAsync(NodeState state, TimeProvider clock, CancellationToken cancellation)
        => ComponentsOf(state).Any(c => ComponentProcess.Find(c, clock) is not null)
            || await KubeletService.IsKeptAliveAsync(clock, cancellation).ConfigureAwait(false);

    /// <summary>
    /// Moves back the manifests that an interrupted run had moved away. Returns the result for each, or a problem that the operator must
    /// solve.
    /// </summary>
    public static IReadOnlyList<Statement> RestoreManifests(NodeRoot root, NodeLayout layout)
        => ManifestMove.RestoreAll(root, layout.ManifestDirectory);

    /// <summary>Whether a run that was cut off has left a manifest outside its directory.</summary>
    internal static bool IsCutOff(NodeRoot root, NodeLayout layout) => ManifestMove.Away(root, layout.ManifestDirectory).Any();

    private static IEnumerable<string> InOrder(IReadOnlyList<string> components) => Components.RestartOrder.Where(components.Contains);

    private async Task<StaticPodRestart> RestartAsync(NodeState state, CancellationToken cancellation)
    {
        var runtime = await RuntimeDiscovery.ConnectAsync(root, RuntimeDiscovery.Candidates(root, state.Layout), cancellation)
            .ConfigureAwait(false);
        if (runtime.Succeeded)
        {
            return new RestartByRuntime(runtime.Value);
        }

        tell(runtime.Problem);
        return new ManifestMove(root, state.Layout.ManifestDirectory, clock);
    }

    private async Task<ActivationResult> ActivateAsync(
        NodeState state,
        string component, Func<PkiEntry, bool> concerns, Statement? restartFor, StaticPodRestart restart, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var wasHealthy = await _health.CheckAsync(state, component, cancellation).ConfigureAwait(false) is null;
        var decision = await DecideAsync(state, component, concerns, cancellation).ConfigureAwait(false);
        if (restartFor is not null && decision.Need < ActivationNeed.Restart)
        {
            decision = decision with { Need = ActivationNeed.Restart, Reasons = [restartFor] };
        }

        var outcome = ActivationOutcome.InUse;
        Problem? problem = null;
        for (var round = 0; problem is null && decision.Need != ActivationNeed.Nothing; round++)
        {
            if (round == Rounds)
            {
                problem = ActivateMessages.StillOld.At(component);
                break;
            }

            (problem, outcome) = await ActAsync(state, decision, concerns, restart, cancellation).ConfigureAwait(false);
            if (problem is null)
            {
                decision = await DecideAsync(state, component, concerns, CancellationToken.None).ConfigureAwait(false);
            }
        }

        problem ??= await BecomesHealthyAsync(
            state, component, outcome == ActivationOutcome.InUse && limits.Reload < limits.Healthy ? limits.Reload : limits.Healthy)
            .ConfigureAwait(false);
        var sight = await ObserveAsync(state, component, CancellationToken.None).ConfigureAwait(false);
        var log = problem is null ? [] : await restart.LogAsync(component, LogLines, CancellationToken.None).ConfigureAwait(false);
        return new ActivationResult(component, problem is null ? outcome : ActivationOutcome.Failed, sight)
        {
            Problem = problem,
            WasHealthy = wasHealthy,
            Took = clock.GetElapsedTime(started),
            Log = log,
        };
    }

    /// <summary>One step towards the use of the files on disk. A component that does not reload in time is restarted.</summary>
    private async Task<(Problem? Problem, ActivationOutcome Outcome)> ActAsync(
        NodeState state,
        ActivationDecision decision, Func<PkiEntry, bool> concerns, StaticPodRestart restart, CancellationToken cancellation)
    {
        var component = decision.Component;
        switch (decision.Need)
        {
            case ActivationNeed.WaitForReload:
                tell(ActivateMessages.Waiting.ToStatement(component, Seconds(limits.Reload)));
                var reloaded = await WithinAsync(
                    limits.Reload,
                    async (
                        ) => (await DecideAsync(state, component, concerns, cancellation)
                            .ConfigureAwait(false)).Need != ActivationNeed.WaitForReload,
                    cancellation).ConfigureAwait(false);
                return reloaded
                    ? (null, ActivationOutcome.Reloaded)
                    : await ActAsync(
                        state,
                        decision with
                        {
                            Need = ActivationNeed.Restart,
                            Reasons = [ActivateMessages.NotReloaded.ToStatement("", Seconds(limits.Reload))],
                        },
                        concerns, restart, cancellation)
                        .ConfigureAwait(false);
            case ActivationNeed.Restart:
                var failed = await EndAsync(state, decision, restart, cancellation).ConfigureAwait(false);
                return (failed ?? await BecomesHealthyAsync(state, component, limits.Healthy).ConfigureAwait(false),
                    ActivationOutcome.Restarted);
            default:
                tell(ActivateMessages.Starting.ToStatement(component) with { Cause = decision.Reasons[0] });
                var dead = component == Components.Kubelet
                    ? await KubeletService.RestartAsync(clock, CancellationToken.None).ConfigureAwait(false)
                    : null;
                return (dead ?? await BecomesHealthyAsync(state, component, limits.Healthy).ConfigureAwait(false),
                    ActivationOutcome.Started);
        }
    }

    private async Task<ActivationDecision> DecideAsync(
        NodeState state, string component, Func<PkiEntry, bool> concerns, CancellationToken cancellation)
        => ActivationJudge.Decide(state, await ObserveAsync(state, component, cancellation).ConfigureAwait(false), concerns);

    private async Task<Problem?> EndAsync(
        NodeState state, ActivationDecision decision, StaticPodRestart restart, CancellationToken cancellation)
    {
        var component = decision.Component;
        if (component == Components.Etcd && await _health.QuorumAsync(state, cancellation).ConfigureAwait(false) is { } atRisk)
        {
            return atRisk;
        }

        tell(ActivateMessages.Restarting.ToStatement(component) with { Cause = decision.Reasons[0] });
        return component == Components.Kubelet
            ? await KubeletService.RestartAsync(clock, CancellationToken.None).ConfigureAwait(false)
            : await restart.EndAsync(component, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<Problem?> BecomesHealthyAsync(NodeState state, string component, TimeSpan limit)
    {
        Problem? last = null;
        var healthy = await IsHealthyAsync().ConfigureAwait(false);
        if (!healthy)
        {
            tell(ActivateMessages.NotHealthyYet.ToStatement(component, Seconds(limit)) with { Cause = last });
            healthy = await WithinAsync(limit, IsHealthyAsync, CancellationToken.None).ConfigureAwait(false);
        }

        return healthy ? null : ActivateMessages.NotHealthy.At(component, Seconds(limit)) with { Cause = last };

        async Task<bool> IsHealthyAsync() => (last = ComponentProcess.Find(component, clock) is null
            ? ActivateMessages.NotRunning.At(component)
            : await _health.CheckAsync(state, component, CancellationToken.None).ConfigureAwait(false)) is null;
    }

    private async Task<bool> WithinAsync(TimeSpan limit, Func<Task<bool>> condition, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (!await condition().ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<ComponentObservation> ObserveAsync(NodeState state, string component, CancellationToken cancellation)
    {
        var ports = new List<PortObservation>();
        var process = ComponentProcess.Find(component, clock);
        foreach (var port in process is null ? [] : ComponentAddresses.Of(state.Layout).Where(p => p.Component == component))
        {
            if (Served(state, port) is not { } item)
            {
                continue;
            }

            var seen = await HandshakeProbe.AskAsync(port.Address, null, HandshakeProbe.DefaultLimit, cancellation).ConfigureAwait(false);
            ports.Add(new PortObservation(port.Address, item, seen.Value, seen.Problem));
        }

        return new ComponentObservation(component, process?.StartedAt, ports);
    }

    /// <summary>The item whose certificate a port serves; null for ports of components that create their own.</summary>
    private static PkiEntry? Served(NodeState state, ComponentPort port) => (port.Component, port.Purpose) switch
    {
        (Components.ApiServer, PortPurpose.Serving) => state.Find("apiserver"),
        (Components.Etcd, PortPurpose.Serving) => state.Find("etcd-server"),
        (Components.Etcd, PortPurpose.Peers) => state.Find("etcd-peer"),
        (Components.Kubelet, PortPurpose.Serving) => state.Find("kubelet-serving"),
        _ => null,
    };

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
