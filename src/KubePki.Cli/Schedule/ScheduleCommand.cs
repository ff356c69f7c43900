using System.CommandLine;
using System.Globalization;
using KubePki.Activate;
using KubePki.Cli.Commands;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Schedule;

namespace KubePki.Cli.Schedule;

/// <summary><c>kubepki schedule</c>: what starts renewals without an operator.</summary>
internal static class ScheduleCommand
{
    private const string Name = "schedule";

    /// <summary>The program in an image that does not contain it yet.</summary>
    private const string UsualProgram = "/usr/local/bin/kubepki";

    private static readonly string[] Programs = [UsualProgram, "/usr/bin/kubepki"];

    /// <summary>How long systemd may take to answer.</summary>
    private static readonly TimeSpan SystemctlLimit = TimeSpan.FromSeconds(30);

    public static Command Build(CommonOptions common)
        => new Verb(
            Name, ScheduleTexts.About, common, new("kubepki schedule enable", ScheduleTexts.ExampleEnable), "kubepki schedule status",
            "kubepki schedule disable")
        {
            Enable(common),
            new Verb("status", ScheduleTexts.StatusAbout, common, "kubepki schedule status", "kubepki schedule status -o json")
                .Does(common, (invocation, _) => Show(invocation)),
            new Verb("disable", ScheduleTexts.DisableAbout, common, "kubepki schedule disable").Leaving(Trace.Place)
                .Does(common, (invocation, _) => Disable(invocation)),
            ScheduleRunCommand.Build(common),
        };

    private static Verb Enable(CommonOptions common)
    {
        var at = Options.Value(common, "--at", "'Sun 03:00'", ScheduleTexts.AtOption, CalendarTime.Parse);
        var options = new ScheduleOptions(common, ScheduleTexts.DelayOption);
        var verb = new Verb("enable", ScheduleTexts.EnableAbout, common,
            new("kubepki schedule enable", ScheduleTexts.ExampleEnable),
            "kubepki schedule enable --at 'Mon..Fri 02:30' --random-delay 30m --within 90d",
            new("kubepki schedule enable --on-failure 'logger -p user.err \"kubepki: $KUBEPKI_MESSAGE\"'", ScheduleTexts.ExampleAlert))
        { at };
        options.AddTo(verb);
        return verb.Leaving(Trace.Place).Does(common, (invocation, values) => Enable(
            invocation,
            options.Read(
                values, values.GetValue(at) ?? CalendarTime.Parse(ScheduleSettings.DefaultAt).Value!, ScheduleSettings.DefaultDelay,
                invocation.Terminal.Language)));
    }

    private static int Enable(Invocation invocation, ScheduleSettings settings)
    {
        using var store = new ScheduleStore(invocation.Root);
        if (ScheduleStore.Detect(invocation.Root, invocation.Node.IsThisMachine) is not { } kind)
        {
            return invocation.Fail(Name, ScheduleMessages.NoStarter.At(""));
        }

        var program = Program(invocation);
        if (store.ProblemOfProgram(program) is { } open)
        {
            return invocation.Fail(Name, open);
        }

        var files = Starter.Files(kind, settings, program, WrittenDirectories(invocation, settings));
        var installed = store.Install(kind, files);
        if (!installed.Succeeded)
        {
            return invocation.Fail(Name, installed.Problem);
        }

        invocation.HasChanged = installed.Value.Count > 0;
        if (kind == StarterKind.Systemd && invocation.Node.IsThisMachine
            && (Systemctl("daemon-reload") ?? Systemctl(installed.Value.Count > 0 ? "restart" : "start", Starter.Timer)) is { } failed)
        {
            return invocation.Fail(Name, failed);
        }

        if (installed.Value.Count == 0)
        {
            invocation.Terminal.Note(invocation.Terminal.Say(ScheduleTexts.Unchanged));
        }

        return Show(invocation);
    }

    private static int Disable(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        using var store = new ScheduleStore(invocation.Root);
        var foreign = store.Foreign();
        if (store.Installed() is { Kind: StarterKind.Systemd } && IsBooted(invocation) && Systemctl("stop", Starter.Timer) is { } failed)
        {
            terminal.Error(failed);
        }

        var removed = store.Uninstall();
        if (!removed.Succeeded)
        {
            return invocation.Fail(Name, removed.Problem);
        }

        invocation.HasChanged = removed.Value.Count > 0;
        if (removed.Value.Contains(Starter.ServicePath) && IsBooted(invocation) && Systemctl("daemon-reload") is { } unaware)
        {
            terminal.Error(unaware);
        }

        terminal.Errors(foreign);
        if (terminal.IsDocument)
        {
            invocation.Write(Document(invocation, null));
        }
        else
        {
            terminal.Results([
                removed.Value.Count == 0 ? terminal.Say(ScheduleTexts.NotEnabled)
                    : terminal.Say(ScheduleTexts.Disabled, string.Join(", ", removed.Value)),
            ]);
        }

        return foreign.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    private static int Show(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        using var store = new ScheduleStore(invocation.Root);
        var foreign = store.Foreign();
        terminal.Errors(foreign);
        var document = Document(invocation, store.Installed());
        if (terminal.IsDocument)
        {
            invocation.Write(document);
        }
        else
        {
            terminal.Results(Lines(document, terminal));
        }

        return foreign.Count > 0 || document.Active == false ? ExitCode.Findings : ExitCode.Done;
    }

    private static IEnumerable<string> Lines(ScheduleDocument document, Terminal terminal)
    {
        if (!document.Enabled)
        {
            yield return terminal.Say(ScheduleTexts.NotEnabled);
        }
        else
        {
            yield return document.RandomDelaySeconds == 0
                ? terminal.Say(ScheduleTexts.EnabledPromptly, document.Starter!, document.At!)
                : terminal.Say(ScheduleTexts.Enabled, document.Starter!, document.At!,
                    ScheduleSettings.DelayText(TimeSpan.FromSeconds(document.RandomDelaySeconds ?? 0)));
            yield return terminal.Say(ScheduleTexts.Renews, Span(document.WithinSeconds));
            yield return terminal.Say(ScheduleTexts.Next, Time(document.NextRunAt!.Value));
            yield return terminal.Say(ScheduleTexts.FilesAre, string.Join(", ", document.Files));
        }

        if (document.Active == false)
        {
            yield return terminal.Say(ScheduleTexts.Inactive);
        }

        yield return document.LastRun is { } run
            ? terminal.Say(ScheduleTexts.Last, Time(run.At), run.ExitCode.ToString(CultureInfo.InvariantCulture), run.Message)
            : terminal.Say(ScheduleTexts.NoLast);
    }

    /// <summary>The schedule as a document.</summary>
    internal static ScheduleDocument Document(Invocation invocation, InstalledSchedule? schedule) => new()
    {
        Enabled = schedule is not null,
        Starter = schedule is null ? null : Words.Camel(schedule.Kind.ToString()),
        Active = schedule is { Kind: StarterKind.Systemd } && IsBooted(invocation)
            ? Systemctl("is-active", Starter.Timer) is null
            : null,
        At = schedule?.Settings.At.Text,
        RandomDelaySeconds = (long?)schedule?.Settings.RandomDelay.TotalSeconds,
        WithinSeconds = (long?)schedule?.Settings.Within.TotalSeconds,
        NextRunAt = schedule?.Settings.At.Next(invocation.Clock.GetUtcNow(), invocation.Clock.LocalTimeZone).ToUniversalTime(),
        OnFailure = schedule?.Settings.OnFailure,
        Files = schedule?.Paths ?? [],
        LastRun = LastRunData.Of(LastRun.On(invocation.Root)),
    };

    /// <summary>Whether the node is this machine and systemd is its init, so that systemctl can be asked.</summary>
    private static bool IsBooted(Invocation invocation)
        => invocation.Node.IsThisMachine
            && ScheduleStore.Detect(invocation.Root, isThisMachine: true) == StarterKind.Systemd;

    /// <summary>Runs systemctl; a problem if it fails.</summary>
    private static Problem? Systemctl(params string[] arguments)
    {
        var end = ProgramRun.QuietAsync("systemctl", arguments, SystemctlLimit, CancellationToken.None).GetAwaiter().GetResult();
        return end.Code == 0 ? null : ScheduleMessages.SystemctlFailed.At("", string.Join(' ', arguments), end.Reason);
    }

    /// <summary>The path of kubepki on the node: this program, or the one that is installed in an image.</summary>
    private static string Program(Invocation invocation)
        => invocation.Node.IsThisMachine
            ? Environment.ProcessPath ?? UsualProgram
            : Array.Find(Programs, p => invocation.Root.Exists(p)) ?? UsualProgram;

    /// <summary>The directories that a run writes to: those of the node's items, and that of the metrics.</summary>
    private static IReadOnlyList<string> WrittenDirectories(Invocation invocation, ScheduleSettings settings)
    {
        var state = invocation.Observe();
        return
        [
            .. state.Items.SelectMany(i => i.Files).Select(f => Path.GetDirectoryName(f.RealPath)!),
            .. settings.MetricsFile is { } file ? [Path.GetDirectoryName(file)!] : Array.Empty<string>(),
        ];
    }

    private static string Span(long? seconds) => ScheduleSettings.SpanText(TimeSpan.FromSeconds(seconds ?? 0));

    private static string Time(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
