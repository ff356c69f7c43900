using KubePki.Apply;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>What to create, and how.</summary>
/// <param name="Spec">The items, their validity and keys.</param>
/// <param name="Known">Provides the node with the facts of its cluster: <see cref="KnownNode.FromNode"/> or
/// <see cref="KnownNode.FromConfiguration"/>.</param>
internal sealed record CreationRequest(CreationSpec Spec, Func<Outcome<KnownNode>> Known)
{
    /// <summary>
    /// The name of the command, recorded in the lock, so that other runs can report which command holds it. Default: <c>create</c>.
    /// </summary>
    public string Verb { get; init; } = "create";

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Why a configuration that was given cannot be used on any node; null when it can. Default: null.</summary>
    public Func<Problem?> ConfigurationProblem { get; init; } = () => null;

    /// <summary>Provides the keys of CAs that are kept elsewhere. The creation disposes them. Default: no keys.</summary>
    public Func<Outcome<GivenKeys>> Keys { get; init; } = () => new GivenKeys();

    /// <summary>Whether and how components are made to use the created files.</summary>
    public ActivationRequest Activation { get; init; } = new();

    /// <summary>Whether the cluster's kubeadm-config is updated with changed names. Default: only if the node is this machine.</summary>
    public ConfigurationUpdating UpdateConfiguration { get; init; }
}

/// <summary>A planned creation.</summary>
/// <param name="Node">The node as it was read for the plan.</param>
/// <param name="Plan">What is created, what is skipped, and what stays wrong.</param>
/// <param name="Configuration">The update of the cluster's kubeadm-config; null if none is needed.</param>
internal sealed record PlannedCreation(KnownNode Node, CreationPlan Plan, ConfigurationUpdate? Configuration);

/// <summary>
/// Creates missing files on a node, or creates named ones again: recover → observe → plan → judge → (consent, lock) → apply → judge again →
/// activate and prove.
/// </summary>
internal static class Creation
{
    /// <summary>Creates the requested items. If a step refuses, nothing is changed, unless the problem says otherwise.</summary>
    public static ChangeResult<PlannedCreation> Run(
        ManagedNode node, CreationRequest request, OperationCallbacks<PlannedCreation> callbacks)
    {
        var given = request.Keys();
        if (!given.Succeeded)
        {
            return new ChangeResult<PlannedCreation>(OperationEnd.NotBegun) { Problems = [given.Problem] };
        }

        using var keys = given.Value;
        if (!request.DryRun && NodeRecovery.Before(request.Verb, node, callbacks, () => Wrong(request)) is { } stuck)
        {
            return new ChangeResult<PlannedCreation>(stuck.End) { Problems = stuck.Problems };
        }

        var known = request.Known();
        if (!known.Succeeded)
        {
            return new ChangeResult<PlannedCreation>(OperationEnd.NotBegun) { Problems = [known.Problem] };
        }

        var state = keys.Into(known.Value.State);
        if (!state.Succeeded)
        {
            return new ChangeResult<PlannedCreation>(OperationEnd.NotBegun) { Problems = [state.Problem] };
        }

        var planned = Plan(node, request, known.Value with { State = state.Value }, keys);
        var plan = planned.Plan;
        if (plan.Refusals.Count > 0)
        {
            return new ChangeResult<PlannedCreation>(OperationEnd.Refused) { Problems = plan.Refusals, Planned = planned };
        }

        if (request.DryRun || plan.Actions.Count + keys.SharedNames.Count == 0)
        {
            return new ChangeResult<PlannedCreation>(request.DryRun ? OperationEnd.Planned : OperationEnd.NothingToDo)
            {
                Planned = planned,
            };
        }

        return (callbacks.Consent(planned) ?? node.ActivationLock.Take(request.Verb)) is { } declined
            ? new ChangeResult<PlannedCreation>(OperationEnd.Declined) { Problems = [declined], Planned = planned }
            : Apply(node, request, keys, planned, callbacks);
    }

    private static IReadOnlyList<Problem> Wrong(CreationRequest request)
        =>
        [
            .. CreationPlanner.Unknown(request.Spec),
            .. request.ConfigurationProblem() is { } unusable ? [unusable] : Array.Empty<Problem>(),
        ];

    private static PlannedCreation Plan(ManagedNode node, CreationRequest request, KnownNode known, GivenKeys keys)
    {
        var plan = CreationPlanner.Plan(known.State, known.Facts, request.Spec) with { FromOtherNode = keys.ItemsOf(known.State) };
        plan = plan with { Refusals = ChangeJudgement.Refusals(node, plan.Refusals, plan.Actions.SelectMany(a => a.Paths)) };
        if (plan.Refusals.Count > 0)
        {
            return new PlannedCreation(known, plan, null);
        }

        var remaining = RemainingFindings.After(plan, known.State, ChangeJudgement.Before(node, known.State, EntryJudge.DefaultWithin));
        plan = plan with { Outdated = Outdated(node, known, plan), Remaining = remaining };
        var configuration = known.Shown is { } shown
            ? ConfigurationUpdate.Prepare(node, known.State, request.UpdateConfiguration, ClusterChanges.Of(plan, shown))
            : null;
        return new PlannedCreation(known, plan, configuration);
    }

    /// <summary>If existing items are deliberately replaced: the other values on the node that no longer match the configuration.</summary>
    private static IReadOnlyList<OutdatedValue> Outdated(ManagedNode node, KnownNode known, CreationPlan plan)
    {
        if (known.Shown is not { } shown || !plan.Actions.Any(a => a.Replaces) || FactChanges.Between(shown, known.Facts).Count == 0)
        {
            return [];
        }

        var written = plan.Actions.SelectMany(a => a.Paths).ToHashSet(StringComparer.Ordinal);
        var outdated = OutdatedValue.Of(known.State, shown, known.Facts, FileValues.Read(node.Root, known.State));
        return [.. outdated.Where(o => !written.Contains(o.Path))];
    }

    private static ChangeResult<PlannedCreation> Apply(
        ManagedNode node, CreationRequest request, GivenKeys keys, PlannedCreation planned, OperationCallbacks<PlannedCreation> callbacks)
    {
        var (state, plan) = (planned.Node.State, planned.Plan);
        var started = node.Clock.GetTimestamp();
        callbacks.OnEvent(new KeysNeeded(plan.Actions.Count));
        var done = new CreationExecution(node.Root, node.Clock, node.Transactions, keys)
            .Run(state, plan, callbacks.Describe(planned), () => callbacks.OnEvent(new KeyCreated()), callbacks.Gate);
        callbacks.OnEvent(new KeysDone());
        if (!done.Succeeded)
        {
            return new ChangeResult<PlannedCreation>(OperationEnd.Failed) { Problems = [done.Problem], Planned = planned };
        }

        var after = NodeObserver.Observe(node.Root, node.Clock.GetUtcNow(), planned.Node.Given);
        var change = ChangeJudgement
            .Of(state, after, plan.FromOtherNode.Concat(plan.Actions.Select(a => a.Item)), plan.Effects, done.Value,
                node.Clock.GetElapsedTime(started), EntryJudge.DefaultWithin)
            .WithRemaining(node, EntryJudge.DefaultWithin, verification => RemainingFindings.Afterwards(plan, after, verification));
        callbacks.OnEvent(new FilesChanged(change));
        var activation = new NodeActivation(node, request.Activation, callbacks);
        var activated = state.Layout.Pods.Any() ? activation.After(done.Value, mayTakeBack: true) : null;
        callbacks.OnEvent(new ChangeActivated(change, activated));
        if (activated is null or { End: ActivationSummary.Done })
        {
            planned.Configuration?.Write(callbacks);
        }

        return new ChangeResult<PlannedCreation>(OperationEnd.Done) { Planned = planned, Change = change, Activated = activated };
    }
}
