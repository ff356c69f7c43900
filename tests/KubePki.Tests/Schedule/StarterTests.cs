using System.Diagnostics;
using KubePki.Schedule;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Schedule;

/// <summary>The files of a schedule: valid for systemd and cron, and recognised again.</summary>
public sealed class StarterTests : IDisposable
{
    private static readonly ScheduleSettings Settings =
        new(CalendarTime.Parse("Sun 03:00").Value!, TimeSpan.FromHours(2), TimeSpan.FromDays(60))
        {
            OnFailure = "echo \"100% of $KUBEPKI_MESSAGE\" it's \\ here",
        };

    private readonly Scratch _scratch = new(inMemory: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_settings_are_read_back_from_a_file()
    {
        var text = Starter.Files(StarterKind.Cron, Settings, "/usr/bin/kubepki", [])[0].Text!;
        Assert.Equal(Settings.ToJson(), OwnText.SettingsOf(text)?.ToJson());
        Assert.False(OwnText.Is(text + "#"));
        Assert.False(OwnText.Is(text.Replace("0 3 * * 0", "0 4 * * 0", StringComparison.Ordinal)));
        Assert.False(OwnText.Is(""));
    }

    [Fact]
    public void A_unit_may_write_where_the_items_are()
    {
        var text = Starter.Files(
            StarterKind.Systemd, Settings, "/usr/bin/kubepki", ["/etc/kubernetes/pki", "/opt/pki", "/srv/a b", "/opt/pki"])[0].Text!;
        Assert.Contains("\nReadWritePaths=-/etc -/var/lib -/root -/home -/opt/pki -\"/srv/a b\"\n", text, StringComparison.Ordinal);
    }

    /// <summary>cron removes the backslash before a percent sign, and the shell reads the rest.</summary>
    [Fact]
    public void A_shell_reads_the_words_of_a_crontab()
    {
        var command = string.Join(' ', Settings.RunArguments(delays: true).Select(Starter.CronWord))
            .Replace(@"\%", "%", StringComparison.Ordinal);
        Assert.Equal(Settings.RunArguments(delays: true), Output("/bin/sh", "-c", $"printf '%s\\n' {command}").Split('\n'));
        Assert.Contains("--random-delay 2h", command, StringComparison.Ordinal);
    }

    [Fact]
    public void Systemd_accepts_the_units()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze: tools/install systemd-analyze=systemd");
        var files = Starter.Files(StarterKind.Systemd, Settings, "/bin/true", ["/opt/pki"]);
        foreach (var file in files.Where(f => f.Text is not null))
        {
            File.WriteAllText($"{_scratch.Path}/{Path.GetFileName(file.Path)}", file.Text);
        }

        var (service, timer) = ($"{_scratch.Path}/{Starter.Service}", $"{_scratch.Path}/{Starter.Timer}");
        Assert.Equal("", Output("systemd-analyze", "verify", "--man=no", service, timer));

        // Of 10; a service without any of the settings has 9.6. What is left is what a run needs: root, its homes, /proc, and networks.
        var security = Output("systemd-analyze", "security", "--offline=true", "--threshold=35", service);
        Assert.Contains("Overall exposure level", security, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sun 03:00")]
    [InlineData("Sat..Sun,Mon 00:00")]
    [InlineData("*-*-15 04:30")]
    [InlineData("daily")]
    [InlineData("weekly")]
    [InlineData("monthly")]
    public void Systemd_reads_a_time_in_the_same_way(string text)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze: tools/install systemd-analyze=systemd");
        var time = CalendarTime.Parse(text).Value!;
        Assert.Equal(Normal(text), Normal(time.OnCalendar));

        static string Normal(string calendar) => Output("systemd-analyze", "calendar", calendar).Split('\n')
            .First(line => line.Contains("Next elapse", StringComparison.Ordinal));
    }

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.Result}{output}");
        return (output + error.Result).TrimEnd();
    }
}
