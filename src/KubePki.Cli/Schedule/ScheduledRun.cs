using System.Globalization;
using KubePki.Activate;
using KubePki.Apply;
using KubePki.Cli.Commands;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Cli.Serve;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.Schedule;

namespace KubePki.Cli.Schedule;

/// <summary>One scheduled run: renew, report in one line, record, write metrics, and report a failure.</summary>
internal sealed class ScheduledRun(Invocation invocation, ScheduleSettings settings, ScheduledRequest request, CancellationToken stop)
{
    private const string Verb = "schedule";

    /// <summary>How long the command of <c>--on-failure</c> may take.</summary>
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(5);

    private readonly Terminal _terminal = invocation.Terminal;

    /// <summary>Runs. Returns the exit code.</summary>
    public int Run()
    {
        var started = invocation.Clock.GetTimestamp();
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<PlannedRenewal>(
            _ => null, planned => DocumentWriter.Kept(RenewalPlanDocument.Of(planned.Plan, Language.English)));
        var result = ScheduledRenewal.Run(invocation.Node, request, callbacks, stop);
        var code = invocation.WithRecovered(CodeOf(result));
        var message = _terminal.Say(ScheduleTexts.WithCode, Message(result, code), Count(code));
        var now = invocation.Clock.GetUtcNow();
        var run = new LastRun(
            now, code, message, result.Renewed.Change?.Verdicts.Count ?? 0, invocation.Clock.GetElapsedTime(started),
            code == ExitCode.Done ? now : LastRun.On(invocation.Root)?.SucceededAt);
        _terminal.Errors(Problems(result));
        Record(run);
        if (_terminal.IsDocument)
        {
            using var store = new ScheduleStore(invocation.Root);
            invocation.Write(ScheduleCommand.Document(invocation, store.Installed()) with { LastRun = LastRunData.Of(run) });
        }
        else
        {
            _terminal.Results([message]);
        }

        if (code != ExitCode.Done && settings.OnFailure is { } command)
        {
            Call(command, run);
        }

        return code;
    }

    private static int CodeOf(ScheduledResult result) => ExitCode.Worst([
        result.Renewed switch
        {
            _ when result.Waited is not null => ExitCode.Findings,
            { End: OperationEnd.Done, Change: { } change, Planned: { } planned } =>
                ChangeOutput.CodeOf(change, result.Renewed.Activated, RenewCommand.Left(planned.Plan)),
            { End: OperationEnd.NothingToDo, Planned.Plan: var plan } =>
                ExitCode.Worst([ChangeOutput.CodeOf(RenewCommand.Left(plan)), ChangeOutput.CodeOf(plan.Remaining)]),
            { End: OperationEnd.HalfWay } => ExitCode.HalfWay,
            { Problems: var problems } => problems.Any(p => p.Kind == ProblemKind.HalfWay) ? ExitCode.HalfWay : ExitCode.Failed,
        },
        result.Activated?.End switch
        {
            null or OperationEnd.Done or OperationEnd.NothingToDo => ExitCode.Done,
            OperationEnd.HalfWay => ExitCode.HalfWay,
            _ => ExitCode.Failed,
        },
    ]);

    /// <summary>The problems that explain the exit code. Those of a rollback were already reported.</summary>
    private static IReadOnlyList<Problem> Problems(ScheduledResult result) =>
    [
        .. result.Waited is { } waited ? [waited] : Array.Empty<Problem>(),
        .. result.Renewed.Problems,
        .. result.Activated?.Problems ?? [],
        .. result.Renewed.Change?.Verdicts.Select(v => v.Problem).OfType<Problem>() ?? [],
        .. result.Renewed.Activated is { AfterUndo: null, Report.Failure.Problem: { } failure } ? [failure] : Array.Empty<Problem>(),
        .. result.Activated?.Report?.Failure?.Problem is { } other ? [other] : Array.Empty<Problem>(),
        .. (result is { Waited: null, Renewed.Planned: { } planned } ? RenewCommand.Left(planned.Plan) : []).Select(s => s.Reason),
        .. Remaining(result).Select(f => f.Problem),
    ];

    private static IEnumerable<Finding> Remaining(ScheduledResult result)
        => result.Waited is not null ? []
            : (result.Renewed.Change?.Remaining ?? result.Renewed.Planned?.Plan.Remaining ?? []).Where(RemainingFindings.IsSevere);

    private string Message(ScheduledResult result, int code)
    {
        var reason = (Problems(result) is [var first, ..] ? first : result.Renewed.Activated?.Report.Failure?.Problem)
            ?.Text(_terminal.Language) ?? "";
        if (result.Waited is not null)
        {
            return _terminal.Say(ScheduleTexts.NotItsTurn, reason);
        }

        if (code is ExitCode.Failed or ExitCode.HalfWay)
        {
            var text = code == ExitCode.HalfWay ? ScheduleTexts.HalfWay
                : result.Renewed.Activated is { End: ActivationSummary.RolledBack } ? ScheduleTexts.RolledBack : ScheduleTexts.NotDone;
            return _terminal.Say(text, reason);
        }

        var (change, plan) = (result.Renewed.Change, result.Renewed.Planned?.Plan);
        var (left, remaining) = (plan is null ? 0 : RenewCommand.Left(plan).Count, Remaining(result).Count());
        var line = change is null && left + remaining > 0 ? _terminal.Say(ScheduleTexts.NothingRenewed)
            : change is null ? _terminal.Say(ScheduleTexts.NothingDue, ScheduleSettings.SpanText(settings.Within))
            : _terminal.Say(ScheduleTexts.Renewed, Count(change.Verdicts.Count));
        var restarted = (result.Renewed.Activated?.Report.Results ?? []).Concat(result.Activated?.Report?.Results ?? [])
            .Where(r => r.Outcome is ActivationOutcome.Restarted or ActivationOutcome.Started).Select(r => r.Component).ToList();
        line += restarted.Count > 0 ? _terminal.Say(ScheduleTexts.Restarted, string.Join(' ', restarted)) : "";
        line += left > 0 ? _terminal.Say(ScheduleTexts.Unfinished, Count(left)) : "";
        return line + (remaining > 0 ? _terminal.Say(ScheduleTexts.Remain, Count(remaining)) : "");
    }

    /// <summary>Records the run, and writes the metrics. A failure is reported, and does not change what the run did.</summary>
    private void Record(LastRun run)
    {
        if (run.WriteTo(invocation.Root) is { } unrecorded)
        {
            _terminal.Error(unrecorded);
        }

        if (ScheduleMetrics.Write(invocation, settings.MetricsFile, Metrics.Of(Look(), run)) is { } unwritten)
        {
            _terminal.Error(unwritten);
        }
    }

    private NodeSnapshot? Look()
    {
        try
        {
            var look = NodeSnapshot.At(
                new NodeRoot(invocation.Node.Place), invocation.Clock, invocation.Node.Configuration, settings.Within);
            return look.State.IsEmpty ? null
                : look with { Unfinished = invocation.Node.TransactionsOf(look.State.Layout).Unfinished().Value?.Count };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Call(string command, LastRun run)
    {
        var variables = new Dictionary<string, string>
        {
            ["KUBEPKI_EXIT_CODE"] = run.ExitCode.ToString(CultureInfo.InvariantCulture),
            ["KUBEPKI_OUTCOME"] = run.ExitCode == ExitCode.Findings ? "findings" : Words.Outcome(run.ExitCode),
            ["KUBEPKI_MESSAGE"] = VisibleText.Of(run.Message),
            ["KUBEPKI_NODE"] = Environment.MachineName,
        };
        var end = ProgramRun.ShellAsync(command, variables, CommandLimit, CancellationToken.None).GetAwaiter().GetResult();
        if (end.Code != 0)
        {
            _terminal.Error(ScheduleMessages.CommandFailed.At("", end.Reason));
        }
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
