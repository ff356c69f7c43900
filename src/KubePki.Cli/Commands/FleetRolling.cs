using System.Runtime.InteropServices;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>A change on several nodes: shows the plan and the order, asks, reports each step and the result.</summary>
internal sealed class FleetRolling(Invocation invocation, RolloutRequest request, bool yes)
{
    /// <summary>The phase of a node whose interrupted transaction was recovered before the roll was planned.</summary>
    private const string Recovered = "recovered";

    private readonly Terminal _terminal = invocation.Terminal;
    private readonly List<FleetEventData> _events = [];

    public async Task<int> RunAsync(IReadOnlyList<NodeTarget> nodes)
    {
        var callbacks = new RolloutCallbacks { Consent = Consent, OnEvent = Tell, Rolling = StoppableAsync };
        var result = await FleetRollout.RunAsync(nodes, request, callbacks, invocation.Clock).ConfigureAwait(false);
        return result switch
        {
            { Rolled: { } end } => Finish(end, result.DoneBefore, result.Problems),
            { End: OperationEnd.Planned, Planned: { } planned } => ShowOnly(planned),
            { End: OperationEnd.Refused, Planned: { } planned } => Refuse(result.Problems, Worst(planned)),
            _ => Refuse(result.Problems),
        };
    }

    /// <summary>Reports why no node was changed. Returns the exit code.</summary>
    public int Refuse(IReadOnlyList<Problem> problems, int? code = null)
    {
        var own = invocation.Fail(request.Verb, problems);
        if (_events.Exists(e => e.Phase == Recovered))
        {
            _terminal.Bound(_terminal.Say(Texts.OnlyRecovered));
        }
        else
        {
            _terminal.Note(_terminal.Say(Texts.NoNodeChanged));
        }

        return code ?? own;
    }

    private Problem? Consent(PlannedRollout planned)
    {
        _terminal.Propose(Lines(planned), agreed: yes);
        return invocation.Consents(yes, _terminal.Say(Texts.Ask));
    }

    private IEnumerable<Line> Lines(PlannedRollout planned)
        => FleetView.Shares(planned.Shares, _terminal).Concat(FleetView.Plan(planned, _terminal));

    private static int Worst(PlannedRollout planned) => ExitCode.Worst(planned.Plans.Select(ExitCode.Of));

    private int ShowOnly(PlannedRollout planned)
    {
        if (_terminal.IsDocument)
        {
            invocation.Write(
                FleetDocument.Of(request.Verb, planned.Plans, [], _terminal.Language) with { Shares = ShareData.Of(planned.Shares) });
        }
        else
        {
            _terminal.Results(Lines(planned));
            _terminal.Results([_terminal.Say(Texts.DryRun)]);
        }

        return Worst(planned);
    }

    private async Task<RolloutOutcome> StoppableAsync(Func<CancellationToken, Task<RolloutOutcome>> roll)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await roll(stop.Token).ConfigureAwait(false);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            _terminal.Note(_terminal.Say(Texts.StoppingBetween));
        }
    }

    private int Finish(RolloutOutcome end, int doneBefore, IReadOnlyList<Problem> unwritten)
    {
        var code = CodeOf(end, doneBefore);
        code = code == ExitCode.Done && unwritten.Count > 0 ? ExitCode.Findings : code;
        _terminal.Show(FleetView.Ends(end, _terminal));
        if (_terminal.IsDocument)
        {
            var results = end.Nodes.Select(n => new NodeResult(
                n.Node, null, n.Answer is { Exit: INodeConnection.Staged } ? null : n.Answer, n.Problem));
            var document = FleetDocument.Of(request.Verb, [.. results], [], _terminal.Language, [.. end.Nodes.Select(n => n.Stage)]);
            invocation.Write(document with { Outcome = Words.Outcome(code), Events = _events });
        }

        _terminal.Errors(unwritten);
        if (end.Stop is { } reason)
        {
            _terminal.Error(reason);
            _terminal.Note(_terminal.Say(request.InTwoSteps ? Texts.HowToResume : Texts.HowToRepeat, request.Verb));
        }

        return code;
    }

    /// <summary>
    /// The exit code of a roll. A roll that stopped has failed if no node was changed, and is half-way if a node was or may have been
    /// changed. Nodes that the roll did not reach are unchanged.
    /// </summary>
    private static int CodeOf(RolloutOutcome end, int doneBefore)
        => end.IsComplete ? ExitCode.Worst(end.Nodes.Select(n => n.Answer?.Exit ?? ExitCode.Done))
            : end.Nodes.Any(IsHalfWay) || doneBefore + end.Nodes.Count(n => n.Stage == NodeStage.Done) > 0 ? ExitCode.HalfWay
            : ExitCode.Failed;

    private static bool IsHalfWay(NodeOutcome node)
        => node.Answer?.Exit == ExitCode.HalfWay || node is { Stage: NodeStage.Failed, Answer: null };

    private void Tell(RollEvent step)
    {
        _events.Add(new FleetEventData { At = invocation.Clock.GetUtcNow(), Node = step.Node, Phase = step.Phase });
        var line = _terminal.Say(FleetView.Phase(step.Phase), step.Node);
        if (step.Phase == Recovered)
        {
            _terminal.Bound(line);
        }
        else
        {
            _terminal.Note(line);
        }
    }
}
