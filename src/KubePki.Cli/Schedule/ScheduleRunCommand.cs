using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KubePki.Activate;
using KubePki.Activate.Turn;
using KubePki.Cli.Commands;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.Schedule;

namespace KubePki.Cli.Schedule;

/// <summary><c>kubepki schedule run</c>: one run without an operator, or one after the other.</summary>
internal static class ScheduleRunCommand
{
    public static Command Build(CommonOptions common)
    {
        var options = new ScheduleOptions(common, ScheduleTexts.RunDelayOption);
        var every = Options.Value<Span>(common, "--every", "24h", ScheduleTexts.EveryOption, Span.Parse);
        var wait = Options.Value<Span>(common, "--wait", "1h", ScheduleTexts.WaitOption, Span.Parse);
        var activating = new Activating(common);
        var verb = new Verb("run", ScheduleTexts.RunAbout, common,
            "kubepki schedule run --within 60d",
            new("kubepki renew all --within 60d --dry-run", ScheduleTexts.ExampleDry),
            new("kubepki schedule run --every 24h --random-delay 1h", ScheduleTexts.ExampleEvery))
        { every, wait };
        options.AddTo(verb);
        activating.AddTo(verb);
        return verb.Does(common, (invocation, values) =>
        {
            var settings = options.Read(
                values, CalendarTime.Parse(ScheduleSettings.DefaultAt).Value!, TimeSpan.Zero, invocation.Terminal.Language);
            var request = new RenewalRequest(new RenewalSpec { Within = settings.Within }) { Activation = activating.Read(values) };
            var turn = TurnLimits.Default with { Wait = values.GetValue(wait)?.Value ?? TurnLimits.Default.Wait };
            return Repeat(invocation, settings, new ScheduledRequest(request) { Turn = turn }, values.GetValue(every)?.Value);
        });
    }

    /// <summary>Runs once, or again and again until a signal stops it. Returns the exit code of the last run.</summary>
    private static int Repeat(Invocation invocation, ScheduleSettings settings, ScheduledRequest request, TimeSpan? every)
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var code = ExitCode.Done;
        while (Delay(invocation, settings.RandomDelay, stop.Token))
        {
            // A node of its own for each run: the lock is released in between, and homes that did not respond are tried again.
            using var node = new ManagedNode(invocation.Node.Place, invocation.Clock);
            code = new ScheduledRun(invocation with { Node = node }, settings, request, stop.Token).Run();
            if (every is not { } period)
            {
                return code;
            }

            invocation.Terminal.Note(invocation.Terminal.Say(ScheduleTexts.NextIn, ScheduleSettings.DelayText(period)));
            if (stop.Token.WaitHandle.WaitOne(Shorter(period)))
            {
                return code;
            }
        }

        return code;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Waits for a random time. Returns false if a signal ended the wait.</summary>
    private static bool Delay(Invocation invocation, TimeSpan most, CancellationToken stop)
    {
        if (most <= TimeSpan.Zero)
        {
            return !stop.IsCancellationRequested;
        }

        var seconds = RandomNumberGenerator.GetInt32((int)Math.Min(most.TotalSeconds, int.MaxValue - 1) + 1);
        invocation.Terminal.Note(
            invocation.Terminal.Say(ScheduleTexts.Delaying, seconds.ToString(CultureInfo.InvariantCulture)));
        return !stop.WaitHandle.WaitOne(Shorter(TimeSpan.FromSeconds(seconds)));
    }

    /// <summary>A wait handle takes at most 24 days.</summary>
    private static TimeSpan Shorter(TimeSpan span) => span.TotalDays > 24 ? TimeSpan.FromDays(24) : span;
}
