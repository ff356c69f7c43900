using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>How a change goes over several nodes.</summary>
/// <param name="InTwoSteps">Whether it can wait between staging and commit.</param>
/// <param name="Share">Whether what a node lacks of the CAs and the service account pair is brought over.</param>
internal sealed record RollOptions(bool InTwoSteps, bool DryRun, bool Yes, bool Resume, bool Share);

/// <summary>
/// A change that goes over several nodes: look at all of them and refuse what is unsafe, show the plan and the order, ask,
/// then roll.
/// </summary>
internal sealed class FleetRolling(FleetFront front, Invocation invocation, string name, RollOptions options)
{
    private readonly Terminal _terminal = invocation.Terminal;
    private readonly HashSet<string> _well = new(StringComparer.Ordinal);
    private readonly List<JsonNode> _events = [];
    private IReadOnlyList<INodeConnection> _etcd = [];

    public async Task<int> RunAsync(IReadOnlyList<NodeTarget> nodes)
    {
        var settings = front.Settings();
        var opened = await Task.WhenAll(nodes.Select(n => FleetFront.OpenAsync(n, settings))).ConfigureAwait(false);
        var connections = opened.Select(o => o.Value).OfType<INodeConnection>().ToList();
        try
        {
            List<Problem> problems = [.. opened.Select(o => o.Problem).OfType<Problem>()];
            return problems.Count > 0 ? Refuse(problems) : await OverAsync(connections).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(connections.Select(c => c.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
    }

    private async Task<int> OverAsync(IReadOnlyList<INodeConnection> connections)
    {
        var reports = await Task.WhenAll(connections.Select(front.ReportAsync)).ConfigureAwait(false);
        List<Problem> problems = [.. reports.Select(r => r.Problem).OfType<Problem>()];
        List<NodeReport> known = [.. reports.Select(r => r.Value).OfType<NodeReport>()];
        var shares = options.Share ? SharePlan.Of(known) : SharePlan.None;
        problems.AddRange(FleetPlan.Refusals(known, alike: options.InTwoSteps && !options.Share));
        problems.AddRange(shares.Refusals);
        var brought = problems.Count > 0 ? new Dictionary<string, JsonObject>() : await BroughtAsync(connections, shares, keys: false).ConfigureAwait(false);
        if (brought.Problem is { } ungiven)
        {
            problems.Add(ungiven);
        }

        if (problems.Count > 0)
        {
            return Refuse(problems);
        }

        _etcd = [.. connections.Where(c => known.Any(r => r.Node == c.Node && r.Facts.EtcdIsHealthy == true))];
        var order = FleetPlan.Order(known);
        List<INodeConnection> ordered = [.. order.Select(n => connections.First(c => c.Node == n))];
        var roll = await RemainingAsync(ordered).ConfigureAwait(false);
        if (!roll.Succeeded)
        {
            return Refuse([roll.Problem]);
        }

        var plans = await Task.WhenAll(ordered.Select(c => PlanAsync(c, roll.Value.Of(c.Node), brought.Value!.GetValueOrDefault(c.Node.Name)))).ConfigureAwait(false);
        var refusals = plans.Select(p => p.Problem ?? (p.Answer!.IsDone ? null : FleetView.Refusal(p.Node, p.Answer))).OfType<Problem>().ToList();
        if (refusals.Count > 0)
        {
            return Refuse(refusals, ExitCode.Worst(plans.Select(p => p.Code)));
        }

        var together = FleetPlan.IsDown(known);
        if (options.DryRun)
        {
            return ShowOnly(plans, shares, together);
        }

        _terminal.Show([.. FleetView.Shares(shares, _terminal), .. FleetView.Plan(plans, roll.Value, together, _terminal)]);
        if (invocation.Consents(options.Yes, _terminal.Say(Texts.Ask)) is { } refused)
        {
            return invocation.Fail(name, refused);
        }

        // Private keys are asked for when the plan has been agreed to, and not before.
        var given = await BroughtAsync(connections, shares, keys: true).ConfigureAwait(false);
        return given.Succeeded
            ? await CarryAsync([.. ordered.Select(c => given.Value.TryGetValue(c.Node.Name, out var brings) ? new BringingConnection(c, brings) : c)], roll.Value, together).ConfigureAwait(false)
            : Refuse([given.Problem]);
    }

    /// <summary>What goes along with the command, by the name of the node that receives it: CAs of other nodes, the configuration of this machine.</summary>
    private async Task<Outcome<Dictionary<string, JsonObject>>> BroughtAsync(IReadOnlyList<INodeConnection> connections, SharePlan shares, bool keys)
    {
        var configuration = front.Configuration();
        if (configuration?.Problem is { } unreadable)
        {
            return unreadable;
        }

        var brought = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var connection in connections)
        {
            var brings = configuration?.Value?.DeepClone() as JsonObject ?? [];
            var items = new JsonArray();
            foreach (var from in shares.For(connection.Node).GroupBy(s => s.From))
            {
                var answer = await connections.First(c => c.Node == from.Key).AskSharedAsync([.. from.Select(s => s.Name)], keys).ConfigureAwait(false);
                if (answer is not { Value.Exit: ExitCode.Done })
                {
                    return answer.Problem ?? FleetView.Refusal(from.Key, answer.Value!);
                }

                foreach (var item in answer.Value.Document().Objects("items"))
                {
                    items.Add((JsonNode)item.DeepClone());
                }
            }

            if (items.Count > 0)
            {
                brings["shared"] = new JsonObject { ["items"] = items };
            }

            if (brings.Count > 0)
            {
                brought[connection.Node.Name] = brings;
            }
        }

        return brought;
    }

    private int ShowOnly(IReadOnlyList<NodeResult> plans, SharePlan shares, bool together)
    {
        if (_terminal.IsDocument)
        {
            var document = FleetView.Document(name, plans, [], _terminal.Tongue);
            document["shares"] = FleetView.Shares(shares);
            invocation.Write(document);
        }
        else
        {
            _terminal.Results(FleetView.Shares(shares, _terminal));
            _terminal.Results(FleetView.Plan(plans, Resumption.None, together, _terminal));
            _terminal.Results([_terminal.Say(Texts.DryRun)]);
        }

        return ExitCode.Worst(plans.Select(p => p.Code));
    }

    private async Task<int> CarryAsync(IReadOnlyList<INodeConnection> ordered, Resumption resumption, bool together)
    {
        List<INodeConnection> left = [.. ordered.Where(c => resumption.Of(c.Node) != Remaining.Nothing)];
        var journal = resumption.Journal is { } old ? old : await BeginAsync(ordered).ConfigureAwait(false);
        if (!journal.Succeeded)
        {
            return Refuse([journal.Problem]);
        }

        await Task.WhenAll(ordered.Select(NoteWellAsync)).ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var roll = new FleetRoll(journal.Value, Tell) { Together = together };

        // What was put in place and not yet used comes first: until then its node is in between. On a cluster that is down it
        // may need the others to come up.
        var inBetween = left.Where(c => resumption.Of(c.Node) == Remaining.Activation).ToList();
        var activation = roll.RunAsync(inBetween, node => front.For(node, "activate", "--yes"), inTwoSteps: false, () => FirstUnwellAsync(ordered), stop.Token);
        var end = together ? null : await activation.ConfigureAwait(false);
        if (end?.Stop is null)
        {
            var rest = await roll.RunAsync([.. left.Except(inBetween)], node => front.Arguments(node, "--yes"), options.InTwoSteps, () => FirstUnwellAsync(ordered), stop.Token).ConfigureAwait(false);
            end = await activation.ConfigureAwait(false);
            end = new RollEnd([.. end.Nodes, .. rest.Nodes], end.Stop ?? rest.Stop);
        }

        return Finish(end, journal.Value, ordered.Count - left.Count);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            _terminal.Note(_terminal.Say(Texts.StoppingBetween));
        }
    }

    /// <summary>Begins the journal, with what each node's own history says last: what comes after that is this roll's.</summary>
    private async Task<Outcome<FleetJournal>> BeginAsync(IReadOnlyList<INodeConnection> ordered)
    {
        var histories = await Task.WhenAll(ordered.Select(async c => (c.Node.Name, History: await c.AskAsync(front.For(c.Node, "history")).ConfigureAwait(false)))).ConfigureAwait(false);
        return histories.Select(h => h.History.Problem).FirstOrDefault(p => p is not null) is { } problem
            ? problem
            : FleetJournal.Begin(FleetJournal.DefaultDirectory(), invocation.Clock.GetUtcNow(), [name],
                histories.ToDictionary(h => h.Name, h => h.History.Value!.Document().Objects("transactions").LastOrDefault().Text("id") ?? "", StringComparer.Ordinal));
    }

    private int Finish(RollEnd end, FleetJournal journal, int doneBefore)
    {
        List<NodeResult> results = [.. end.Nodes.Select(n => new NodeResult(n.Node, null, n.Answer is { Exit: INodeConnection.Staged } ? null : n.Answer, n.Problem))];
        if (end.IsComplete)
        {
            journal.End();
        }

        // The failure is the roll's; nodes it did not come to are as before.
        var code = end.IsComplete ? ExitCode.Worst(end.Nodes.Select(n => n.Answer?.Exit ?? ExitCode.Done))
            : end.Nodes.Any(n => n.Answer?.Exit == ExitCode.HalfWay || (n.Stage == NodeStage.Failed && n.Answer is null)) ? ExitCode.HalfWay
            : doneBefore + end.Nodes.Count(n => n.Stage == NodeStage.Done) > 0 ? ExitCode.HalfWay
            : ExitCode.Failed;
        _terminal.Show(FleetView.Ends(end, _terminal));
        if (_terminal.IsDocument)
        {
            var document = FleetView.Document(name, results, [], _terminal.Tongue, [.. end.Nodes.Select(n => n.Stage)]);
            document["outcome"] = Documents.Outcome(code);
            document["events"] = Documents.Array(_events);
            invocation.Write(document);
        }

        if (end.Stop is { } reason)
        {
            _terminal.Error(reason);
            _terminal.Note(_terminal.Say(options.InTwoSteps ? Texts.HowToResume : Texts.HowToRepeat, name));
        }

        return code;
    }

    private int Refuse(IReadOnlyList<Problem> problems, int? code = null)
    {
        var own = invocation.Fail(name, problems);
        _terminal.Note(_terminal.Say(Texts.NoNodeChanged));
        return code ?? own;
    }

    private async Task<NodeResult> PlanAsync(INodeConnection connection, Remaining remaining, JsonObject? brings)
    {
        if (remaining != Remaining.All)
        {
            return new NodeResult(connection.Node, null, new NodeAnswer(ExitCode.Done, default, [], TimeSpan.Zero), null);
        }

        var answer = await connection.AskAsync(front.Arguments(connection.Node, "--dry-run"), brings).ConfigureAwait(false);
        return new NodeResult(connection.Node, null, answer.Value, answer.Problem);
    }

    /// <summary>What is left on each node: everything, unless an earlier roll is gone on with.</summary>
    private async Task<Outcome<Resumption>> RemainingAsync(IReadOnlyList<INodeConnection> connections)
    {
        if (!options.Resume)
        {
            return Resumption.None;
        }

        var recorded = FleetJournal.Newest(FleetJournal.DefaultDirectory());
        if (recorded is { } found && !connections.Select(c => c.Node.Name).ToHashSet().SetEquals(found.Record.Nodes.Keys))
        {
            return FleetMessages.NothingToResume.At("", string.Join(' ', found.Record.Nodes.Keys));
        }

        var since = recorded?.Record.StartedAt ?? invocation.Clock.GetUtcNow() - FleetResume.Window;
        var remaining = new Dictionary<string, Remaining>(StringComparer.Ordinal);
        foreach (var connection in connections)
        {
            // What was cut off there is brought to one whole state first: its history then says which.
            var recovered = await connection.AskAsync(front.For(connection.Node, "recover"), work: NodeWork.Write).ConfigureAwait(false);
            var history = await connection.AskAsync(front.For(connection.Node, "history")).ConfigureAwait(false);
            if ((recovered.Problem ?? history.Problem) is { } problem)
            {
                return problem;
            }

            remaining[connection.Node.Name] = FleetResume.Of(connection.Node, history.Value!.Document(), name, since, recorded?.Record.Nodes.GetValueOrDefault(connection.Node.Name), recorded?.Record.Before.GetValueOrDefault(connection.Node.Name));
        }

        return new Resumption(remaining, recorded?.Journal);
    }

    /// <summary>Only a node that was well can be said to be worse later; and only one whose components run: what is on disk elsewhere does not suffer.</summary>
    private async Task NoteWellAsync(INodeConnection connection)
    {
        if (connection.Node.IsLive && await FirstErrorAsync(connection).ConfigureAwait(false) is null)
        {
            lock (_well)
            {
                _well.Add(connection.Node.Name);
            }
        }
    }

    /// <summary>
    /// What is wrong with etcd's members, by the word of all nodes whose own was healthy when the roll began; null when nothing
    /// is. It is asked for itself: a node with findings of another kind is not looked at by them.
    /// </summary>
    private async Task<Problem?> EtcdUnwellAsync()
    {
        var reports = await Task.WhenAll(_etcd.Select(front.ReportAsync)).ConfigureAwait(false);
        return Array.Find(reports, r => !r.Succeeded)?.Problem ?? FleetMembers.Concerns([.. reports.Select(r => r.Value!)]) switch { [var first, ..] => first, _ => null };
    }

    /// <summary>The first etcd member that is not well, or the first node that was well and is not any more; null when there is none.</summary>
    private async Task<Problem?> FirstUnwellAsync(IReadOnlyList<INodeConnection> connections)
    {
        if (await EtcdUnwellAsync().ConfigureAwait(false) is { } member)
        {
            return member;
        }

        var errors = await Task.WhenAll(connections.Where(c => _well.Contains(c.Node.Name)).Select(async c => (c.Node, Error: await FirstErrorAsync(c).ConfigureAwait(false)))).ConfigureAwait(false);
        return errors.Where(e => e.Error is not null).Select(e => FleetMessages.WorseNow.At(e.Node.Name, e.Error!)).FirstOrDefault();
    }

    /// <summary>What <c>verify</c> finds wrong there, or that it cannot be asked; null when all is well.</summary>
    private async Task<string?> FirstErrorAsync(INodeConnection connection)
    {
        var answer = await connection.AskAsync(front.For(connection.Node, "verify", "--live")).ConfigureAwait(false);
        return answer.Succeeded
            ? answer.Value.Document().Objects("findings").Where(f => f.Text("severity") == "error").Select(f => FleetView.Plain($"{f.Text("where")}: {f.Text("message")}")).FirstOrDefault()
            : answer.Problem.Text(_terminal.Tongue);
    }

    private void Tell(RollEvent step)
    {
        _events.Add(new JsonObject { ["at"] = Documents.Time(invocation.Clock.GetUtcNow()), ["node"] = step.Node, ["phase"] = step.Phase });
        _terminal.Note(_terminal.Say(FleetView.Phase(step.Phase), step.Node));
    }
}
