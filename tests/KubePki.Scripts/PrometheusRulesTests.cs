using System.Runtime.CompilerServices;

namespace KubePki.Scripts;

/// <summary>The alerts that come with kubepki fire when they should, and only then.</summary>
public sealed class PrometheusRulesTests
{
    [Fact]
    public void Alerts_fire_when_they_should()
    {
        Assert.SkipUnless(Programs.Has("promtool"), "needs promtool");
        var ended = Bash.Run("promtool test rules kubepki.rules.test.yml", Folder(), new() { ["PATH"] = Bash.SystemPath });
        Assert.True(ended.ExitCode == 0, string.Join('\n', ended.Output.Concat(ended.Error)));
    }

    /// <summary>Alerts use existing metrics: an alert on a metric that was renamed would never fire.</summary>
    [Fact]
    public void Alerts_ask_for_metrics_that_there_are()
    {
        var documented = File.ReadAllText(Path.Combine(Folder(), "..", "..", "docs", "monitoring.md"));
        var asked = File.ReadAllText(Path.Combine(Folder(), "kubepki.rules.yml"))
            .Split([' ', '{', '(', ')', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith("kubepki_", StringComparison.Ordinal) || word.StartsWith("x509_", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains($"| `{name}`", documented, StringComparison.Ordinal));
    }

    private static string Folder([CallerFilePath] string path = "")
        => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "deploy", "prometheus");
}
