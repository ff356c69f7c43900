using KubePki.Apply;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>Which answers of a CA that is elsewhere are to be put in place.</summary>
/// <param name="Directory">Where requests, keys and answers lie: an absolute path of this machine.</param>
/// <param name="Known">Gives the node with the facts of its cluster.</param>
public sealed record ImportRequest(string Directory, Func<Outcome<KnownNode>> Known)
{
    /// <summary>The items; null for all of which there is an answer.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>What was agreed to beside the answers themselves.</summary>
    public ImportConsent Consent { get; init; } = new(ReplaceTokenKey: false, AllowShorter: false);

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether and how components are made to use the new certificates.</summary>
    public ActivationRequest Activation { get; init; } = new();
}

/// <summary>How an import ended.</summary>
public sealed record ImportResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The plan; null where it did not come to one.</summary>
    public ImportPlan? Plan { get; init; }

    /// <summary>What was put in place; null where nothing was.</summary>
    public ChangedNode? Change { get; init; }

    /// <summary>How the components took it; null where nothing was activated.</summary>
    public Activated? Activated { get; init; }
}

/// <summary>
/// Puts certificates in place that a CA elsewhere signed: recover → observe → plan → (consent, lock) → apply → judge → activate and prove.
/// </summary>
public static class Import
{
    private const string Verb = "csr";

    /// <summary>Imports the answers. Where a step refuses, nothing was changed, unless the problem says otherwise.</summary>
    public static ImportResult Run(ManagedNode node, ImportRequest request, OperationCallbacks<ImportPlan> callbacks)
    {
        if (!request.DryRun && NodeRecovery.Before(Verb, node, callbacks) is { } stuck)
        {
            return new ImportResult(stuck.End) { Problems = stuck.Problems };
        }

        var known = request.Known();
        if (!known.Succeeded)
        {
            return Declined([known.Problem]);
        }

        var (state, facts) = (known.Value.State, known.Value.Facts);
        var import = new CsrImport(node.Clock, node.Transactions, request.Directory);
        var requests = RequestPlan.Of(state, facts, request.Names ?? RequestPlan.Names, null, fromConfiguration: true);
        if (requests.Refusals.Count > 0)
        {
            return Declined(requests.Refusals);
        }

        var plan = ImportPlan.Of(state, import.Read(requests), request.Directory, byName: request.Names is not null, request.Consent);
        plan = plan with { Refusals = ChangeJudgement.Refusals(node, plan.Refusals, plan.Actions.SelectMany(a => a.Paths)) };
        if (plan.Refusals.Count > 0)
        {
            return new ImportResult(OperationEnd.Refused) { Problems = plan.Refusals, Plan = plan };
        }

        if (request.DryRun || plan.Actions.Count == 0)
        {
            return new ImportResult(plan.Actions.Count == 0 ? OperationEnd.NothingToDo : OperationEnd.Planned) { Plan = plan };
        }

        return (callbacks.Consent(plan) ?? node.ActivationLock.Take(Verb)) is { } declined
            ? Declined([declined])
            : Apply(node, request, known.Value, import, plan, callbacks);
    }

    private static ImportResult Apply(ManagedNode node, ImportRequest request, KnownNode known, CsrImport import, ImportPlan plan, OperationCallbacks<ImportPlan> callbacks)
    {
        var started = node.Clock.GetTimestamp();
        var done = import.Run(known.State, plan, callbacks.Describe(plan));
        if (!done.Succeeded)
        {
            return new ImportResult(OperationEnd.Failed) { Problems = [done.Problem], Plan = plan };
        }

        var after = NodeObserver.Observe(node.Root, node.Clock.GetUtcNow(), known.Given);
        var change = ChangeJudgement
            .Of(known.State, after, plan.Actions.Select(a => a.Item), plan.Effects, done.Value, node.Clock.GetElapsedTime(started))
            .WithRemaining(node, ItemJudge.DefaultWithin, verification => RemainingFindings.Afterwards(plan, after, verification));
        callbacks.Tell(new FilesChanged(change));
        var activated = known.State.Layout.Pods.Any() ? new NodeActivation(node, request.Activation, callbacks).After(done.Value, mayTakeBack: true) : null;
        callbacks.Tell(new ChangeActivated(change, activated));
        return new ImportResult(OperationEnd.Done) { Plan = plan, Change = change, Activated = activated };
    }

    private static ImportResult Declined(IReadOnlyList<Problem> problems) => new(OperationEnd.Declined) { Problems = problems };
}
