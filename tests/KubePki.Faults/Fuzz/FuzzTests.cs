using KubePki.Faults.Kit;

namespace KubePki.Faults.Fuzz;

/// <summary>
/// Feeds every parser with malformed input: no unexpected exception, no hang, no excessive memory. The sample mutates known inputs.
/// KUBEPKI_RELIABILITY=all also counts branches and mutates the inputs that reach new ones, a million inputs per parser.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>The sample is the same on every run. Set KUBEPKI_FUZZ_SEED to search for new findings.</summary>
    private static readonly int Seed = Effort.Of("KUBEPKI_FUZZ_SEED", 20361124, 20361124);

    private static readonly int Inputs = Effort.Of("KUBEPKI_FUZZ_INPUTS", 10_000, 1_000_000);

    private static readonly string Folder = Environment.GetEnvironmentVariable("KUBEPKI_FUZZ_FINDINGS")
        ?? Path.Combine(Path.GetTempPath(), "kubepki-findings");

    /// <summary>All parsers, or those listed in KUBEPKI_FUZZ_PARSERS, separated by blanks.</summary>
    public static TheoryData<string> Names => Environment.GetEnvironmentVariable("KUBEPKI_FUZZ_PARSERS") is { Length: > 0 } some
        ? [.. some.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
        : [.. Targets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_input_breaks_the_parser(string name)
    {
        var tally = Effort.IsAll ? Guided(name) : Campaign.Run(Targets.Named(name), Inputs, Seed, null, Folder);
        Counts.Record(
            "fuzz",
            name, ("inputs", tally.Inputs), ("kept", tally.Corpus), ("branches", tally.Branches), ("mostKiB", tally.MostAllocated / 1024),
            ("slowestMs", tally.SlowestMilliseconds),
            ("findings", tally.Findings.Count));
        Assert.True(
            tally.Findings.Count == 0,
            $"put these into tests/KubePki.Faults/Fuzz/findings/{name} once they are mended:\n{string.Join('\n', tally.Findings)}");
    }

    private static Tally Guided(string name)
    {
        using var scratch = new Scratch();
        var instrumented = new InstrumentedAssemblies(scratch.Path);
        return Campaign.OfTexts((string[])instrumented.Call(
            typeof(Campaign), nameof(Campaign.RunInstrumented), name, (long)Inputs, Seed, Folder)!);
    }
}
