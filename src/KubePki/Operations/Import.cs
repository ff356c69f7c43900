using KubePki.Apply;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>Which certificates from an external CA to install.</summary>
/// <param name="Directory">The directory of requests, keys and signed certificates: an absolute path on this machine.</param>
/// <param name="Known">Provides the node with the facts of its cluster.</param>
internal sealed record ImportRequest(string Directory, Func<Outcome<KnownNode>> Known)
{
    /// <summary>The items; null for all items with a signed certificate.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>What the operator agreed to beyond the installation of the certificates.</summary>
    public ImportConsent Consent { get; init; } = new(ReplaceTokenKey: false, AllowShorter: false);

    /// <summary>Why a configuration that was given cannot be used on any node; null when it can. Default: null.</summary>
    public Func<Problem?> ConfigurationProblem { get; init; } = () => null;

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether and how components are made to use the new certificates.</summary>
    public ActivationRequest Activation { get; init; } = new();
}

/// <summary>
/// Installs certificates that an external CA signed: recover → observe → plan → (consent, lock) → apply → judge → activate and prove.
/// </summary>
internal static class Import
{
    private const string Verb = "csr";

    /// <summary>Imports the certificates. If a step refuses, nothing is changed, unless the problem says otherwise.</summary>
    public static ChangeResult<ImportPlan> Run(ManagedNode node, ImportRequest request, OperationCallbacks<ImportPlan> callbacks)
    {
        if (!request.DryRun && NodeRecovery.Before(Verb, node, callbacks, () => Wrong(node, request)) is { } stuck)
        {
            return new ChangeResult<ImportPlan>(stuck.End) { Problems = stuck.Problems };
        }

        var known = request.Known();
        if (!known.Succeeded)
        {
            return Ended(OperationEnd.NotBegun, [known.Problem]);
        }

        var (state, facts) = (known.Value.State, known.Value.Facts);
        var import = new CsrImport(node.Clock, node.Transactions, request.Directory);
        var requests = RequestPlan.Of(state, facts, request.Names ?? RequestPlan.Names, null, fromConfiguration: true);
        if (requests.Refusals.Count > 0)
        {
            return Ended(OperationEnd.NotBegun, requests.Refusals);
        }

        var plan = ImportPlan.Of(state, import.Read(requests), request.Directory, byName: request.Names is not null, request.Consent);
        plan = plan with { Refusals = ChangeJudgement.Refusals(node, plan.Refusals, plan.Actions.SelectMany(a => a.Paths)) };
        if (plan.Refusals.Count > 0)
        {
            return new ChangeResult<ImportPlan>(OperationEnd.Refused) { Problems = plan.Refusals, Planned = plan };
        }

        if (request.DryRun || plan.Actions.Count == 0)
        {
            return new ChangeResult<ImportPlan>(plan.Actions.Count == 0 ? OperationEnd.NothingToDo : OperationEnd.Planned)
            {
                Planned = plan,
            };
        }

        return (callbacks.Consent(plan) ?? node.ActivationLock.Take(Verb)) is { } declined
            ? Ended(OperationEnd.Declined, [declined])
            : Apply(node, request, known.Value, import, plan, callbacks);
    }

    private static IReadOnlyList<Problem> Wrong(ManagedNode node, ImportRequest request) =>
    [
        .. request.Names is { } names ? RequestPlan.Unknown(node.Observe(), names) : [],
        .. request.ConfigurationProblem() is { } unusable ? [unusable] : Array.Empty<Problem>(),
    ];

    private static ChangeResult<ImportPlan> Apply(
        ManagedNode node,
        ImportRequest request, KnownNode known, CsrImport import, ImportPlan plan, OperationCallbacks<ImportPlan> callbacks)
    {
        var started = node.Clock.GetTimestamp();
        var done = import.Run(known.State, plan, callbacks.Describe(plan));
        if (!done.Succeeded)
        {
            return new ChangeResult<ImportPlan>(OperationEnd.Failed) { Problems = [done.Problem], Planned = plan };
        }

        var after = NodeObserver.Observe(node.Root, node.Clock.GetUtcNow(), known.Given);
        var change = ChangeJudgement
            .Of(known.State, after, plan.Actions.Select(a => a.Item), plan.Effects, done.Value,
                node.Clock.GetElapsedTime(started), EntryJudge.DefaultWithin)
            .WithRemaining(node, EntryJudge.DefaultWithin, verification => RemainingFindings.Afterwards(plan, after, verification));
        callbacks.OnEvent(new FilesChanged(change));
        var activation = new NodeActivation(node, request.Activation, callbacks);
        var activated = known.State.Layout.Pods.Any() ? activation.After(done.Value, mayTakeBack: true) : null;
        callbacks.OnEvent(new ChangeActivated(change, activated));
        return new ChangeResult<ImportPlan>(OperationEnd.Done) { Planned = plan, Change = change, Activated = activated };
    }

    private static ChangeResult<ImportPlan> Ended(OperationEnd end, IReadOnlyList<Problem> problems) => new(end) { Problems = problems };
}
