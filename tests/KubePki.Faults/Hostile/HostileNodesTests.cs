using System.Diagnostics;
using KubePki.Faults.Kit;
using KubePki.Tests.Fleet;

namespace KubePki.Faults.Hostile;

/// <summary>Broken and hostile nodes: each affects only its own answer, within bounds of time and memory. Counted by kind.</summary>
public sealed class HostileNodesTests(StartNodes starts)
{
    /// <summary>In a sample, every n-th kind.</summary>
    private const int Stride = 9;

    /// <summary>Bound on the memory of the operator's program in KiB: several times the largest answer that is read.</summary>
    private const long MostMemory = 400 * 1024;

    /// <summary>
    /// Timeouts: short for nodes whose case ends only by the timeout, ample for the others, because the machine may be busy.
    /// </summary>
    private static readonly (string Short, string Ample) Limits = ("15s", "60s");

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(55);

    public static TheoryData<string> Kinds
        => [.. HostileNodes.All.Concat(HostileNodes.AroundTheAgent).Select(n => n.Kind).Where((_, i) => Effort.IsAll || i % Stride == 0)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_affects_only_its_own_answer_within_bounds_of_time_and_memory(string kind)
    {
        using var scratch = new Scratch();
        var node = HostileNodes.All.Concat(HostileNodes.AroundTheAgent).Single(n => n.Kind == kind);
        var good = HostileNodes.AroundTheAgent[0];
        var fleet = new NodeFleet(scratch.Path, starts.Fresh.Root, [node, good]);
        var started = Stopwatch.GetTimestamp();
        var run = fleet.Run(
            [good.Kind, .. kind == good.Kind ? Array.Empty<string>() : [kind]], "status", "--timeout",
            node.EndsByLimit ? Limits.Short : Limits.Ample);
        var took = Stopwatch.GetElapsedTime(started);
        Assert.True(
            run.ExitCode == (node.Expected.Length == 0 || kind.StartsWith("facts", StringComparison.Ordinal) ? 3 : 1), run.ToString());
        Assert.True(node.Expected.Length == 0 || run.Error.Contains(kind, StringComparison.Ordinal), run.ToString());
        Assert.Contains("apiserver", run.Output, StringComparison.Ordinal);
        Counts.Record("nodes", kind, ("ms", (long)took.TotalMilliseconds), ("mostKiB", fleet.PeakKiB), ("others", 0));
        Assert.True(took < MostTime, $"{took}");
        Assert.True(fleet.PeakKiB < MostMemory, $"{fleet.PeakKiB} KiB");
    }
}
