using KubePki.Apply;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>What to renew, and how.</summary>
/// <param name="Spec">The items, their validity and keys.</param>
public sealed record RenewalRequest(RenewalSpec Spec)
{
    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Provides the keys of CAs that are kept elsewhere. The renewal disposes them. Default: no keys.</summary>
    internal Func<Outcome<GivenKeys>> Keys { get; init; } = () => new GivenKeys();

    /// <summary>Whether and how components are made to use the new certificates.</summary>
    public ActivationRequest Activation { get; init; } = new();

    /// <summary>Whether the cluster's kubeadm-config is updated with changed names. Default: only if the node is this machine.</summary>
    public ConfigurationUpdating UpdateConfiguration { get; init; }
}

/// <summary>A planned renewal.</summary>
/// <param name="State">The node as it was read for the plan.</param>
/// <param name="Plan">What is done, what is skipped, and what stays wrong.</param>
public sealed record PlannedRenewal(NodeState State, RenewalPlan Plan)
{
    /// <summary>The update of the cluster's kubeadm-config; null if none is needed.</summary>
    internal ConfigurationUpdate? Configuration { get; init; }

    /// <summary>If a renewal of all items is refused: the items that can be renewed by name. Empty otherwise.</summary>
    public IReadOnlyList<string> Renewable { get; init; } = [];
}

/// <summary>
/// Renews certificates of a node: recover → observe → judge → plan → (consent, lock) → apply → judge again → activate and prove. The
/// transaction records each step.
/// </summary>
public static class Renewal
{
    private const string Verb = "renew";

    /// <summary>Renews the requested certificates. If a step refuses, nothing is changed, unless the problem says otherwise.</summary>
    public static ChangeResult<PlannedRenewal> Run(ManagedNode node, RenewalRequest request, OperationCallbacks<PlannedRenewal> callbacks)
    {
        var given = request.Keys();
        if (!given.Succeeded)
        {
            return new ChangeResult<PlannedRenewal>(OperationEnd.NotBegun) { Problems = [given.Problem] };
        }

        using var keys = given.Value;
        if (!request.DryRun
            && NodeRecovery.Before(Verb, node, callbacks, () => RenewalPlanner.Unknown(node.Observe(), request.Spec)) is { } stuck)
        {
            return new ChangeResult<PlannedRenewal>(stuck.End) { Problems = stuck.Problems };
        }

        var planned = Plan(node, request, keys, callbacks);
        if (!planned.Succeeded)
        {
            return new ChangeResult<PlannedRenewal>(OperationEnd.NotBegun) { Problems = [planned.Problem] };
        }

        var plan = planned.Value.Plan;
        if (plan.Refusals.Count > 0)
        {
            return new ChangeResult<PlannedRenewal>(OperationEnd.Refused) { Problems = plan.Refusals, Planned = planned.Value };
        }

        if (request.DryRun || (!plan.Changes && keys.SharedNames.Count == 0))
        {
            return new ChangeResult<PlannedRenewal>(request.DryRun ? OperationEnd.Planned : OperationEnd.NothingToDo)
            {
                Planned = planned.Value,
            };
        }

        return (callbacks.Consent(planned.Value) ?? node.ActivationLock.Take(Verb)) is { } declined
            ? new ChangeResult<PlannedRenewal>(OperationEnd.Declined) { Problems = [declined], Planned = planned.Value }
            : Apply(node, request, keys, planned.Value, callbacks);
    }

    private static Outcome<PlannedRenewal> Plan(
        ManagedNode node, RenewalRequest request, GivenKeys keys, OperationCallbacks<PlannedRenewal> callbacks)
    {
        var seen = node.Observe();
        callbacks.OnEvent(new NodeObserved(seen));
        var known = keys.Into(seen);
        if (!known.Succeeded)
        {
            return known.Problem;
        }

        var state = known.Value;
        if (state.IsEmpty)
        {
            return OperationMessages.NothingFound.At(node.Place);
        }

        var plan = RenewalPlanner.Plan(state, request.Spec) with { FromOtherNode = keys.ItemsOf(state) };
        plan = plan with { Refusals = ChangeJudgement.Refusals(node, plan.Refusals, plan.Paths) };
        if (plan.Refusals.Count > 0)
        {
            return new PlannedRenewal(state, plan) { Renewable = request.Spec.Names is null ? Renewable(node, plan) : [] };
        }

        var within = Within(plan);
        plan = plan with { Remaining = RemainingFindings.After(plan, state, ChangeJudgement.Before(node, state, within), within) };
        return new PlannedRenewal(state, plan)
        {
            Configuration = ConfigurationUpdate.Prepare(node, state, request.UpdateConfiguration, ClusterChanges.Of(plan)),
        };
    }

    private static ChangeResult<PlannedRenewal> Apply(
        ManagedNode node, RenewalRequest request, GivenKeys keys, PlannedRenewal planned, OperationCallbacks<PlannedRenewal> callbacks)
    {
        var (state, plan) = (planned.State, planned.Plan);
        var started = node.Clock.GetTimestamp();
        callbacks.OnEvent(new KeysNeeded(plan.Actions.Count(a => !a.KeepsKey)));
        var done = new RenewalExecution(node.Root, node.Clock, node.Transactions, keys)
            .Run(state, plan, callbacks.Describe(planned), () => callbacks.OnEvent(new KeyCreated()), callbacks.Gate);
        callbacks.OnEvent(new KeysDone());
        if (!done.Succeeded)
        {
            return new ChangeResult<PlannedRenewal>(OperationEnd.Failed) { Problems = [done.Problem], Planned = planned };
        }

        var after = node.Observe();
        var change = ChangeJudgement
            .Of(
                state, after, plan.FromOtherNode.Concat(plan.Items), plan.Effects, done.Value, node.Clock.GetElapsedTime(started),
                Within(plan))
            .WithRemaining(node, Within(plan), verification => RemainingFindings.Afterwards(plan, after, verification));
        callbacks.OnEvent(new FilesChanged(change));
        var activated = new NodeActivation(node, request.Activation, callbacks).After(done.Value, mayTakeBack: true);
        callbacks.OnEvent(new ChangeActivated(change, activated));
        if (activated is null or { End: ActivationSummary.Done })
        {
            planned.Configuration?.Write(callbacks);
        }

        return new ChangeResult<PlannedRenewal>(OperationEnd.Done) { Planned = planned, Change = change, Activated = activated };
    }

    /// <summary>
    /// The items of a refused plan that nothing prevents from being renewed. Items in home directories are left to their owners.
    /// </summary>
    private static IReadOnlyList<string> Renewable(ManagedNode node, RenewalPlan plan) =>
    [
        .. plan.Items
            .Where(i => !i.IsInHome && plan.Refusals.All(r => r.Where != i.Path) && node.Transactions.Objection(plan.PathsOf(i)) is null)
            .Select(i => i.Name),
    ];

    private static TimeSpan Within(RenewalPlan plan) => plan.Spec.Within ?? EntryJudge.DefaultWithin;
}
