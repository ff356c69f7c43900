using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>
/// Applies a change to several nodes: connect → observe → judge → resume → plan → (consent) → roll. <see cref="FleetRoll"/> does the roll.
/// Each node recovers, locks, applies and activates by itself.
/// </summary>
internal sealed class FleetRollout
{
    private readonly RolloutRequest _request;
    private readonly RolloutCallbacks _callbacks;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<INodeConnection> _connections;

    private FleetRollout(RolloutRequest request, RolloutCallbacks callbacks, TimeProvider clock, IReadOnlyList<INodeConnection> connections)
        => (_request, _callbacks, _clock, _connections) = (request, callbacks, clock, connections);

    /// <summary>Applies the change to these nodes. If a step before the roll refuses, no node is changed.</summary>
    public static async Task<RolloutResult> RunAsync(
        IReadOnlyList<NodeTarget> nodes, RolloutRequest request, RolloutCallbacks callbacks, TimeProvider clock)
    {
        var opened = await Task.WhenAll(nodes.Select(request.Open)).ConfigureAwait(false);
        List<INodeConnection> connections = [.. opened.Select(o => o.Value).OfType<INodeConnection>()];
        try
        {
            List<Problem> problems = [.. opened.Select(o => o.Problem).OfType<Problem>()];
            return problems.Count > 0
                ? NotBegun([.. problems])
                : await new FleetRollout(request, callbacks, clock, connections).RunAsync().ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(connections.Select(c => c.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
    }

    private async Task<RolloutResult> RunAsync()
    {
        var reports = await Task.WhenAll(_connections.Select(_request.Queries.FactsAsync)).ConfigureAwait(false);
        List<NodeReport> known = [.. reports.Select(r => r.Value).OfType<NodeReport>()];
        var shares = _request.Share ? SharePlan.Of(known) : SharePlan.None;
        List<Problem> problems =
        [
            .. reports.Select(r => r.Problem).OfType<Problem>(),
            .. FleetPlan.Refusals(known, alike: _request.InTwoSteps && !_request.Share),
            .. shares.Refusals,
        ];
        if (problems.Count > 0)
        {
            return NotBegun([.. problems]);
        }

        var material = await RolloutMaterial.GatherAsync(_connections, shares, _request.Configuration, keys: false).ConfigureAwait(false);
        if (!material.Succeeded)
        {
            return NotBegun(material.Problem);
        }

        List<INodeConnection> ordered = [.. FleetPlan.Order(known).Select(n => _connections.First(c => c.Node == n))];
        var resumption = await ResumptionAsync(ordered).ConfigureAwait(false);
        if (!resumption.Succeeded)
        {
            return NotBegun(resumption.Problem);
        }

        var plans = await Task.WhenAll(ordered.Select(c => PlanAsync(c, resumption.Value, material.Value.GetValueOrDefault(c.Node.Name))))
            .ConfigureAwait(false);
        var planned = new PlannedRollout(plans, shares, resumption.Value, FleetPlan.IsDown(known));
        return Refusals(planned) is { Count: > 0 } refusals
                ? new RolloutResult(OperationEnd.Refused) { Problems = refusals, Planned = planned }
            : _request.DryRun ? new RolloutResult(OperationEnd.Planned) { Planned = planned }
            : _callbacks.Consent(planned) is { } declined
                ? new RolloutResult(OperationEnd.Declined) { Problems = [declined], Planned = planned }
            : await CarryOutAsync(ordered, known, planned).ConfigureAwait(false);
    }

    /// <summary>Returns what a node would do. A node that an earlier roll has already changed is not queried.</summary>
    private async Task<NodeResult> PlanAsync(INodeConnection connection, Resumption resumption, JsonObject? brings)
    {
        var node = connection.Node;
        if (resumption.Of(node) != Remaining.All)
        {
            return new NodeResult(node, null, new NodeAnswer(0, default, [], TimeSpan.Zero), null);
        }

        var answer = await connection.AskAsync(_request.Change(node).With("dryRun", true), brings).ConfigureAwait(false);
        return new NodeResult(node, null, answer.Value, answer.Problem);
    }

    private static IReadOnlyList<Problem> Refusals(PlannedRollout planned)
        => [.. planned.Plans.Select(p => p.Problem ?? (p.Answer!.IsDone ? null : AnswerTexts.Refusal(p.Node, p.Answer))).OfType<Problem>()];

    private async Task<RolloutResult> CarryOutAsync(
        IReadOnlyList<INodeConnection> ordered, IReadOnlyList<NodeReport> known, PlannedRollout planned)
    {
        // Private keys are requested only after the plan is approved.
        var given = await RolloutMaterial.GatherAsync(_connections, planned.Shares, _request.Configuration, keys: true)
            .ConfigureAwait(false);
        if (!given.Succeeded)
        {
            return NotBegun(given.Problem);
        }

        var journal = planned.Resumption.Journal is { } old ? old : await BeginAsync(ordered).ConfigureAwait(false);
        if (!journal.Succeeded)
        {
            return NotBegun(journal.Problem);
        }

        List<INodeConnection> bringing =
            [.. ordered.Select(c => given.Value.TryGetValue(c.Node.Name, out var brings) ? new UploadingConnection(c, brings) : c)];
        var etcd = known.Where(r => r.Facts.EtcdIsHealthy == true).Select(r => r.Node).ToHashSet();
        var health = new RolloutHealth(_request.Queries, bringing, [.. bringing.Where(c => etcd.Contains(c.Node))]);
        await health.BeginAsync().ConfigureAwait(false);
        var end = await _callbacks.Rolling(stop => RollAsync(bringing, planned, journal.Value, health, stop)).ConfigureAwait(false);
        List<Problem> unwritten = [.. end.Nodes.Select(n => n.Unwritten).OfType<Problem>().Take(1)];
        if (end.IsComplete && journal.Value.End() is { } open)
        {
            unwritten = [open];
        }

        return new RolloutResult(end.IsComplete ? OperationEnd.Done : OperationEnd.Failed)
        {
            Planned = planned,
            Rolled = end,
            Problems = unwritten,
            DoneBefore = ordered.Count(c => planned.Resumption.Of(c.Node) == Remaining.Nothing),
        };
    }

    private async Task<RolloutOutcome> RollAsync(
        IReadOnlyList<INodeConnection> ordered, PlannedRollout planned, FleetJournal journal, RolloutHealth health, CancellationToken stop)
    {
        var roll = new FleetRoll(journal, _callbacks.OnEvent) { Together = planned.Together };
        List<INodeConnection> left = [.. ordered.Where(c => planned.Resumption.Of(c.Node) != Remaining.Nothing)];

        // Nodes with committed but not yet activated changes come first, because they are in an intermediate state. If the cluster is down,
        // they may need the other nodes to become healthy, so the rest of the roll does not wait for them.
        List<INodeConnection> inBetween = [.. left.Where(c => planned.Resumption.Of(c.Node) == Remaining.Activation)];
        var activation = inBetween.Count == 0 ? Task.FromResult(new RolloutOutcome([], null)) : roll.RunAsync(
            inBetween,
            node => _request.Queries.Of(node, "activate").With("yes", true), inTwoSteps: false, health.FirstUnhealthyAsync, stop);
        var activated = planned.Together ? null : await activation.ConfigureAwait(false);
        if (activated?.Stop is not null)
        {
            return activated;
        }

        var rest = await roll.RunAsync(
            [.. left.Except(inBetween)],
            node => _request.Change(node).With("yes", true),
            _request.InTwoSteps,
            health.FirstUnhealthyAsync, stop)
            .ConfigureAwait(false);
        activated = await activation.ConfigureAwait(false);
        return new RolloutOutcome([.. activated.Nodes, .. rest.Nodes], activated.Stop ?? rest.Stop);
    }

    /// <summary>
    /// Starts the journal. It records the last transaction of each node's own history: later transactions belong to this roll.
    /// </summary>
    private async Task<Outcome<FleetJournal>> BeginAsync(IReadOnlyList<INodeConnection> ordered)
    {
        var histories = await Task.WhenAll(ordered.Select(_request.Queries.HistoryAsync)).ConfigureAwait(false);
        if (ordered.Zip(histories, (c, h) => Failure(c, h)).FirstOrDefault(p => p is not null) is { } problem)
        {
            return problem;
        }

        var newest = ordered.Zip(histories).ToDictionary(
            pair => pair.First.Node.Name,
            pair => pair.Second.Value!.Document().Objects("transactions").LastOrDefault().Text("id") ?? "",
            StringComparer.Ordinal);
        return FleetJournal.Begin(_request.JournalDirectory, _clock.GetUtcNow(), [_request.Verb], newest);
    }

    /// <summary>Returns what is left to do on each node: everything, unless an earlier roll is resumed.</summary>
    private async Task<Outcome<Resumption>> ResumptionAsync(IReadOnlyList<INodeConnection> connections)
    {
        if (!_request.Resume)
        {
            return Resumption.None;
        }

        var recorded = FleetJournal.Newest(_request.JournalDirectory);
        if (recorded is { } found && !connections.Select(c => c.Node.Name).ToHashSet().SetEquals(found.Record.Nodes.Keys))
        {
            return FleetMessages.NothingToResume.At("", string.Join(' ', found.Record.Nodes.Keys));
        }

        var since = recorded?.Record.StartedAt ?? _clock.GetUtcNow() - FleetResume.Window;
        var remaining = new Dictionary<string, Remaining>(StringComparer.Ordinal);
        foreach (var connection in connections)
        {
            var recovered = await _request.Queries.RecoverAsync(connection).ConfigureAwait(false);
            var history = await _request.Queries.HistoryAsync(connection).ConfigureAwait(false);
            if ((recovered.Problem ?? Failure(connection, history)) is { } problem)
            {
                return problem;
            }

            var name = connection.Node.Name;
            if (recovered.Value!.Document() is var done && done.Objects("rolledForward").Concat(done.Objects("rolledBack")).Any())
            {
                _callbacks.OnEvent(new RollEvent(name, "recovered"));
            }

            remaining[name] = FleetResume.Of(
                connection.Node,
                history.Value!.Document(),
                _request.Verb,
                since,
                recorded?.Record.Nodes.GetValueOrDefault(name),
                recorded?.Record.Before.GetValueOrDefault(name));
        }

        return new Resumption(remaining, recorded?.Journal);
    }

    /// <summary>
    /// Returns why a node's history cannot be used, or null. Without the history, the roll cannot tell its own changes from older ones.
    /// </summary>
    private static Problem? Failure(INodeConnection connection, Outcome<NodeAnswer> history)
        => !history.Succeeded ? history.Problem : history.Value.IsDone ? null : AnswerTexts.Refusal(connection.Node, history.Value);

    private static RolloutResult NotBegun(params Problem[] problems) => new(OperationEnd.NotBegun) { Problems = problems };
}
