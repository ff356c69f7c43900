using KubePki.Faults.Kit;

namespace KubePki.Faults.Fuzz;

/// <summary>
/// Every parser against inputs nobody would write: no exception, no hang, no flood of memory. A sample mutates known inputs;
/// KUBEPKI_RELIABILITY=all counts branches too and follows what reaches new ones, a million inputs each.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>The same sample every time; KUBEPKI_FUZZ_SEED is for those who look for something new.</summary>
    private static readonly int Seed = Effort.Of("KUBEPKI_FUZZ_SEED", 20361124, 20361124);

    private static readonly int Inputs = Effort.Of("KUBEPKI_FUZZ_INPUTS", 10_000, 1_000_000);

    private static readonly string Folder = Environment.GetEnvironmentVariable("KUBEPKI_FUZZ_FINDINGS") ?? Path.Combine(Path.GetTempPath(), "kubepki-findings");

    /// <summary>All, or those that KUBEPKI_FUZZ_PARSERS names with blanks between them.</summary>
    public static TheoryData<string> Names => Environment.GetEnvironmentVariable("KUBEPKI_FUZZ_PARSERS") is { Length: > 0 } some
        ? [.. some.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
        : [.. Targets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_breaks_it(string name)
    {
        var tally = Effort.IsAll ? Guided(name) : Campaign.Run(Targets.Named(name), Inputs, Seed, null, Folder);
        Counts.Record(
            "fuzz", name, ("inputs", tally.Inputs), ("kept", tally.Corpus), ("branches", tally.Branches), ("mostKiB", tally.MostAllocated / 1024), ("slowestMs", tally.SlowestMilliseconds),
            ("findings", tally.Findings.Count));
        Assert.True(tally.Findings.Count == 0, $"put these into tests/KubePki.Faults/Fuzz/findings/{name} once they are mended:\n{string.Join('\n', tally.Findings)}");
    }

    private static Tally Guided(string name)
    {
        using var scratch = new Scratch();
        var instrumented = new InstrumentedAssemblies(scratch.Path);
        return Campaign.OfTexts((string[])instrumented.Call(typeof(Campaign), nameof(Campaign.RunInstrumented), name, (long)Inputs, Seed, Folder)!);
    }
}
