using KubePki.Schedule;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Schedule;

/// <summary>Only files that kubepki wrote are replaced and removed.</summary>
public sealed class ScheduleStoreTests : IDisposable
{
    private static readonly ScheduleSettings Settings =
        new(CalendarTime.Parse("Sun 03:00").Value!, TimeSpan.FromHours(2), TimeSpan.FromDays(60));

    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(StarterKind.Systemd, 3)]
    [InlineData(StarterKind.Cron, 1)]
    internal void A_schedule_is_installed_once_and_removed_without_a_trace(StarterKind kind, int files)
    {
        Directory.CreateDirectory(_node.OnDisk("/etc/cron.d"));
        Directory.CreateDirectory(_node.OnDisk("/etc/systemd/system/timers.target.wants"));
        var before = _node.Snapshot();
        Assert.Equal(files, Install(kind, Settings)?.Count);
        Assert.Empty(Install(kind, Settings)!);
        Assert.Equal(kind, Installed()?.Kind);
        Assert.Equal(files, Installed()?.Paths.Count);
        using var store = new ScheduleStore(_node.Root);
        Assert.Empty(store.Foreign());
        Assert.Equal(files, store.Uninstall().Value?.Count);
        Assert.Empty(store.Uninstall().Value!);
        Assert.Equal(before, _node.Snapshot());
    }

    [Fact]
    public void The_other_starter_is_removed_and_new_settings_replace_old_ones()
    {
        Directory.CreateDirectory(_node.OnDisk("/etc/cron.d"));
        Directory.CreateDirectory(_node.OnDisk("/etc/systemd/system"));
        Install(StarterKind.Cron, Settings);
        Assert.Contains(Starter.CronPath, Install(StarterKind.Systemd, Settings)!);
        Assert.False(File.Exists(_node.OnDisk(Starter.CronPath)));
        Install(StarterKind.Systemd, Settings with { Within = TimeSpan.FromDays(90) });
        Assert.Equal(90, Installed()?.Settings.Within.TotalDays);
    }

    [Theory]
    [InlineData("MAILTO=root\n")]
    [InlineData("")]
    public void A_file_of_somebody_else_is_refused(string text)
    {
        _node.Write(Starter.CronPath, text);
        var before = _node.Snapshot();
        Assert.Null(Install(StarterKind.Cron, Settings));
        using var store = new ScheduleStore(_node.Root);
        Assert.Equal(["schedule-file-foreign"], store.Foreign().Select(p => p.Id));
        Assert.Empty(store.Uninstall().Value!);
        Assert.Null(store.Installed());
        Assert.Equal(before, _node.Snapshot());
    }

    [Fact]
    public void A_file_that_was_changed_since_is_refused()
    {
        Directory.CreateDirectory(_node.OnDisk("/etc/cron.d"));
        Install(StarterKind.Cron, Settings);
        File.AppendAllText(_node.OnDisk(Starter.CronPath), "# mine\n");
        Assert.Null(Install(StarterKind.Cron, Settings with { Within = TimeSpan.FromDays(90) }));
        using var store = new ScheduleStore(_node.Root);
        Assert.Empty(store.Uninstall().Value!);
    }

    [Fact]
    public void A_program_that_others_can_replace_is_refused()
    {
        _node.Write("/usr/local/bin/kubepki", "", Modes.PublicFile);
        using var store = new ScheduleStore(_node.Root);
        Assert.Null(store.ProblemOfProgram("/usr/local/bin/kubepki"));
        File.SetUnixFileMode(_node.OnDisk("/usr/local/bin/kubepki"), Modes.PublicFile | UnixFileMode.OtherWrite);
        Assert.Equal("schedule-program-open", store.ProblemOfProgram("/usr/local/bin/kubepki")?.Id);
    }

    [Fact]
    public void A_last_run_is_read_back()
    {
        var run = new LastRun(FixedClock.Today, 3, "scheduled run: …", 12, TimeSpan.FromSeconds(95), FixedClock.Today.AddDays(-7));
        Assert.Null(LastRun.On(_node.Root));
        Assert.Null(run.WriteTo(_node.Root));
        Assert.Null(run.WriteTo(_node.Root));
        Assert.Equal(run, LastRun.On(_node.Root));
    }

    private IReadOnlyList<string>? Install(StarterKind kind, ScheduleSettings settings)
    {
        using var store = new ScheduleStore(_node.Root);
        return store.Install(kind, Starter.Files(kind, settings, "/usr/local/bin/kubepki", [])).Value;
    }

    private InstalledSchedule? Installed()
    {
        using var store = new ScheduleStore(_node.Root);
        return store.Installed();
    }
}
