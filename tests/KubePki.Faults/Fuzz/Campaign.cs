using System.Globalization;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Fuzz;

/// <summary>The counts and findings of one campaign.</summary>
/// <param name="Branches">Branches of the parsers that were reached; 0 if they were not counted.</param>
/// <param name="MostAllocated">Largest number of bytes allocated for one input.</param>
internal sealed record Tally(
    long Inputs, int Corpus, int Branches, long MostAllocated, long SlowestMilliseconds, IReadOnlyList<string> Findings);

/// <summary>
/// Feeds inputs to one parser: seeds, earlier findings, and mutations by <see cref="Mutator"/>. A finding is an exception that the
/// parser does not promise, an input that takes more than a second, or an input that allocates more memory than the bound.
/// </summary>
internal static class Campaign
{
    /// <summary>Bound in bytes on all allocations for one input of up to 512 KiB (the total, not the peak).</summary>
    public const long MaximumAllocated = 512L * 1024 * 1024;

    /// <summary>
    /// Bound on the processor time of one input. Not wall time: parsers never wait, and other programs may use the machine.
    /// </summary>
    public static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(1);

    /// <summary>An input that takes longer is measured again.</summary>
    private static readonly TimeSpan Suspicious = TimeSpan.FromMilliseconds(50);

    private const int MostFindings = 20;
    private const int Repeats = 3;
    private const int Draws = 4;

    /// <summary>Runs in the instrumented copy of this assembly, so only strings and numbers can cross the boundary.</summary>
    internal static string[] RunInstrumented(string target, long inputs, int seed, string folder)
    {
        using var coverage = new Coverage();
        var tally = Run(Targets.Named(target), inputs, seed, coverage, folder);
        return
        [
            .. new long[] {
                tally.Inputs, tally.Corpus, tally.Branches, tally.MostAllocated, tally.SlowestMilliseconds,
            }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
            .. tally.Findings,
        ];
    }

    internal static Tally OfTexts(string[] texts)
    {
        var numbers = texts[..5].Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new Tally(numbers[0], (int)numbers[1], (int)numbers[2], numbers[3], numbers[4], texts[5..]);
    }

    /// <summary>Feeds that many inputs to the target. Writes each finding into <paramref name="folder"/>, named by its hash.</summary>
    internal static Tally Run(Target target, long inputs, int seed, Coverage? coverage, string folder)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random, target.Words);
        var watch = new Watch(target, folder);
        var corpus = target.Seeds().Select(Known).ToList();
        var usual = corpus.Max(seed => seed.Allocated);
        corpus.AddRange(Regressions(target.Name).Select(Known));

        var isOver = Effort.TimeIsOver();
        for (var done = corpus.Count; done < inputs && watch.Findings.Count < MostFindings && !(done % 1000 == 0 && isOver()); done++)
        {
            // Recently kept inputs are drawn more often, because they reached new branches. An input that allocates more than any seed is
            // drawn less often, because its mutations are as expensive: a few bytes can expand to ten thousand hosts.
            var recent = random.Next(4) == 0 ? Math.Min(corpus.Count, 32) : corpus.Count;
            var from = Enumerable.Range(0, Draws).Select(_ => corpus[^random.Next(1, recent + 1)])
                .FirstOrDefault(c => random.NextDouble() * c.Allocated <= usual, corpus[0]);
            var input = mutator.Mutate(from.Input, corpus[random.Next(corpus.Count)].Input);
            if (Try(input) is { IsNew: true, Allocated: var allocated })
            {
                corpus.Add(new Kept(input, allocated));
            }
        }

        return new Tally(
            watch.Count, corpus.Count, coverage?.Branches ?? 0, watch.MostAllocated,
            watch.Slowest.Milliseconds + (1000 * (long)watch.Slowest.TotalSeconds), watch.Findings);

        Kept Known(byte[] input) => new(input, Try(input).Allocated);

        (bool IsNew, long Allocated) Try(byte[] input)
        {
            coverage?.Begin();
            var allocated = watch.Look(input);
            return (coverage?.WentSomewhereNew() == true, allocated);
        }
    }

    /// <summary>An input to mutate, and the bytes that parsing it allocates.</summary>
    private sealed record Kept(byte[] Input, long Allocated);

    /// <summary>Inputs of earlier findings, to detect regressions.</summary>
    private static IEnumerable<byte[]> Regressions(string target)
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(Campaign).Assembly.Location)!, "Fuzz", "findings", target);
        folder = Directory.Exists(folder) ? folder : Path.Combine(AppContext.BaseDirectory, "Fuzz", "findings", target);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }

    /// <summary>Measures a parser, one input after the other, and records findings.</summary>
    private sealed class Watch(Target target, string folder)
    {
        private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

        public List<string> Findings { get; } = [];

        public long Count { get; private set; }

        public long MostAllocated { get; private set; }

        public TimeSpan Slowest { get; private set; }

        /// <summary>Returns the bytes that were allocated.</summary>
        public long Look(byte[] input)
        {
            Count++;
            var (took, allocated, failure) = Measure(input);
            for (var i = 0; i < Repeats && failure is null && took > Suspicious; i++)
            {
                // The JIT may have compiled the code during the first measurement.
                took = Min(took, Measure(input).Took);
            }

            MostAllocated = Math.Max(MostAllocated, allocated);
            Slowest = took > Slowest ? took : Slowest;
            if (failure is not null)
            {
                Found(input, $"{failure.GetType().Name} at {Place(failure)}");
            }
            else if (took > MaximumTime)
            {
                Found(input, "takes over a second");
            }
            else if (allocated > MaximumAllocated)
            {
                Found(input, $"allocates over {MaximumAllocated} bytes");
            }

            return allocated;
        }

        private (TimeSpan Took, long Allocated, Exception? Failure) Measure(byte[] input)
        {
            var (started, before) = (ProcessorTime.OfThread, GC.GetAllocatedBytesForCurrentThread());
            Exception? failure = null;
            try
            {
                target.Parse(input);
            }
            catch (Exception e) when (!target.Promised.Contains(e.GetType()))
            {
                failure = e;
            }
            catch (Exception)
            {
                // The parser promises this exception.
            }

            return (ProcessorTime.OfThread - started, GC.GetAllocatedBytesForCurrentThread() - before, failure);
        }

        private void Found(byte[] input, string what)
        {
            if (!_kinds.Add(what))
            {
                return;
            }

            Directory.CreateDirectory(folder);
            var file = $"{folder}/{target.Name}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..12]}";
            File.WriteAllBytes(file, input);
            Findings.Add($"{what}: {file}");
        }

        private static string Place(Exception e)
            => e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("KubePki", StringComparison.Ordinal))?.Trim() ?? "?";

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    }
}
