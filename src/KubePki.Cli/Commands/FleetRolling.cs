using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using KubePki.Cli.Present;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>
/// A change that goes over several nodes: look at all of them and refuse what is unsafe, show the plan and the order, ask,
/// then roll.
/// </summary>
internal sealed class FleetRolling(FleetFront front, Invocation invocation, string name, bool inTwoSteps, bool dryRun, bool yes, bool resume)
{
    private readonly Terminal _terminal = invocation.Terminal;
    private readonly HashSet<string> _well = new(StringComparer.Ordinal);
    private readonly List<JsonNode> _events = [];

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
        problems.AddRange(FleetPlan.Refusals(known));
        if (problems.Count > 0)
        {
            return Refuse(problems);
        }

        var order = FleetPlan.Order(known);
        List<INodeConnection> ordered = [.. order.Select(n => connections.First(c => c.Node == n))];
        var roll = await RemainingAsync(ordered).ConfigureAwait(false);
        if (!roll.Succeeded)
        {
            return Refuse([roll.Problem]);
        }

        var plans = await Task.WhenAll(ordered.Select(c => PlanAsync(c, roll.Value.Of(c.Node)))).ConfigureAwait(false);
        var refusals = plans.Select(p => p.Problem ?? (p.Answer!.IsDone ? null : FleetMessages.NodeSays.At(p.Node.Name, FleetView.Said(p.Answer)))).OfType<Problem>().ToList();
        if (refusals.Count > 0)
        {
            return Refuse(refusals, FleetFront.Worst(plans.Select(p => p.Code)));
        }

        if (dryRun)
        {
            return ShowOnly(plans);
        }

        _terminal.Show(FleetView.Plan(plans, roll.Value, _terminal));
        return invocation.Consents(yes, _terminal.Say(Texts.Ask)) is { } refused
            ? invocation.Fail(name, refused)
            : await CarryAsync(ordered, roll.Value).ConfigureAwait(false);
    }

    private int ShowOnly(IReadOnlyList<NodeResult> plans)
    {
        if (_terminal.IsDocument)
        {
            invocation.Write(FleetView.Document(name, plans, [], _terminal.Tongue));
        }
        else
        {
            _terminal.Results(FleetView.Plan(plans, Resumption.None, _terminal));
            _terminal.Results([_terminal.Say(Texts.DryRun)]);
        }

        return FleetFront.Worst(plans.Select(p => p.Code));
    }

    private async Task<int> CarryAsync(IReadOnlyList<INodeConnection> ordered, Resumption resumption)
    {
        List<INodeConnection> left = [.. ordered.Where(c => resumption.Of(c.Node) != Remaining.Nothing)];
        var journal = resumption.Journal is { } old ? old : FleetJournal.Begin(FleetJournal.DefaultDirectory(), invocation.Clock.GetUtcNow(), [name], ordered.Select(c => c.Node.Name));
        if (!journal.Succeeded)
        {
            return Refuse([journal.Problem]);
        }

        await Task.WhenAll(ordered.Select(NoteWellAsync)).ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var roll = new FleetRoll(journal.Value, Tell);

        // What was put in place and not yet used comes first: until then its node is in between.
        var inBetween = left.Where(c => resumption.Of(c.Node) == Remaining.Activation).ToList();
        var end = await roll.RunAsync(inBetween, node => front.For(node, "activate", "--yes"), inTwoSteps: false, () => FirstUnwellAsync(ordered), stop.Token).ConfigureAwait(false);
        if (end.Stop is null)
        {
            var rest = await roll.RunAsync([.. left.Except(inBetween)], node => front.Arguments(node, "--yes"), inTwoSteps, () => FirstUnwellAsync(ordered), stop.Token).ConfigureAwait(false);
            end = new RollEnd([.. end.Nodes, .. rest.Nodes], rest.Stop);
        }

        return Finish(end, journal.Value, ordered.Count - left.Count);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            _terminal.Note(_terminal.Say(Texts.StoppingBetween));
        }
    }

    private int Finish(RollEnd end, FleetJournal journal, int doneBefore)
    {
        List<NodeResult> results = [.. end.Nodes.Select(n => new NodeResult(n.Node, null, n.Answer is { Exit: INodeConnection.Staged } ? null : n.Answer, n.Problem))];
        if (end.IsComplete)
        {
            journal.End();
        }

        // The failure is the roll's; nodes it did not come to are as before.
        var code = end.IsComplete ? FleetFront.Worst(end.Nodes.Select(n => n.Answer?.Exit ?? ExitCode.Done))
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
            _terminal.Note(_terminal.Say(inTwoSteps ? Texts.HowToResume : Texts.HowToRepeat, name));
        }

        return code;
    }

    private int Refuse(IReadOnlyList<Problem> problems, int? code = null)
    {
        var own = invocation.Fail(name, problems);
        _terminal.Note(_terminal.Say(Texts.NoNodeChanged));
        return code ?? own;
    }

    private async Task<NodeResult> PlanAsync(INodeConnection connection, Remaining remaining)
    {
        if (remaining != Remaining.All)
        {
            return new NodeResult(connection.Node, null, new NodeAnswer(ExitCode.Done, null, [], TimeSpan.Zero), null);
        }

        var answer = await connection.AskAsync(front.Arguments(connection.Node, "--dry-run")).ConfigureAwait(false);
        return new NodeResult(connection.Node, null, answer.Value, answer.Problem);
    }

    /// <summary>What is left on each node: everything, unless an earlier roll is gone on with.</summary>
    private async Task<Outcome<Resumption>> RemainingAsync(IReadOnlyList<INodeConnection> connections)
    {
        if (!resume)
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
            var recovered = await connection.AskAsync(front.For(connection.Node, "recover")).ConfigureAwait(false);
            var history = await connection.AskAsync(front.For(connection.Node, "history")).ConfigureAwait(false);
            if ((recovered.Problem ?? history.Problem) is { } problem)
            {
                return problem;
            }

            remaining[connection.Node.Name] = FleetResume.Of(connection.Node, history.Value!.Document, name, since, recorded?.Record.Nodes.GetValueOrDefault(connection.Node.Name));
        }

        return new Resumption(remaining, recorded?.Journal);
    }

    /// <summary>Only a node that was well can be said to be worse later.</summary>
    private async Task NoteWellAsync(INodeConnection connection)
    {
        if (await FirstErrorAsync(connection).ConfigureAwait(false) is null)
        {
            lock (_well)
            {
                _well.Add(connection.Node.Name);
            }
        }
    }

    /// <summary>The first node that was well and is not any more; null when there is none.</summary>
    private async Task<Problem?> FirstUnwellAsync(IReadOnlyList<INodeConnection> connections)
    {
        var errors = await Task.WhenAll(connections.Where(c => _well.Contains(c.Node.Name)).Select(async c => (c.Node, Error: await FirstErrorAsync(c).ConfigureAwait(false)))).ConfigureAwait(false);
        return errors.Where(e => e.Error is not null).Select(e => FleetMessages.WorseNow.At(e.Node.Name, e.Error!)).FirstOrDefault();
    }

    /// <summary>What <c>verify</c> finds wrong there, or that it cannot be asked; null when all is well.</summary>
    private async Task<string?> FirstErrorAsync(INodeConnection connection)
    {
        var answer = await connection.AskAsync(front.For(connection.Node, connection.Node.IsLive ? ["verify", "--live"] : ["verify"])).ConfigureAwait(false);
        return answer.Succeeded
            ? answer.Value.Document.Objects("findings").Where(f => f.Text("severity") == "error").Select(f => FleetView.Plain($"{f.Text("where")}: {f.Text("message")}")).FirstOrDefault()
            : answer.Problem.Text(_terminal.Tongue);
    }

    private void Tell(RollEvent step)
    {
        _events.Add(new JsonObject { ["at"] = Documents.Time(invocation.Clock.GetUtcNow()), ["node"] = step.Node, ["phase"] = step.Phase });
        _terminal.Note(_terminal.Say(FleetView.Phase(step.Phase), step.Node));
    }
}

/// <summary>What an earlier roll left to do on each node, and its journal.</summary>
internal sealed record Resumption(IReadOnlyDictionary<string, Remaining>? Nodes, FleetJournal? Journal)
{
    public static readonly Resumption None = new(null, null);

    public Remaining Of(NodeTarget node) => Nodes?.GetValueOrDefault(node.Name, Remaining.All) ?? Remaining.All;
}
