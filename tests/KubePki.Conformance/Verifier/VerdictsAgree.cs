using System.Diagnostics;

namespace KubePki.Conformance.Verifier;

/// <summary>kubepki's verifier accepts the chains that Go's accepts and refuses the others, in both versions of Go.</summary>
public sealed class VerdictsAgree
{
    /// <summary>
    /// Number of chains; KUBEPKI_CHAINS sets another number (./reliability sets a hundred thousand), KUBEPKI_SECONDS limits the time.
    /// </summary>
    private const int Chains = 1500;
    private const int Batch = 1000;

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.26")]
    public void On_generated_chains(string version)
    {
        GoVersion go = GoVersion.Named(version);
        int most = int.TryParse(Environment.GetEnvironmentVariable("KUBEPKI_CHAINS"), out int asked) ? asked : Chains;
        TimeSpan bound = int.TryParse(Environment.GetEnvironmentVariable("KUBEPKI_SECONDS"), out int seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.MaxValue;
        var began = Stopwatch.StartNew();
        int accepted = 0, count = 0;
        List<string> disagreements = [], readings = [];
        foreach (int[] seeds in Enumerable.Range(1, most).Chunk(Batch).TakeWhile(_ => began.Elapsed < bound))
        {
            count += seeds.Length;
            ChainQuestion[] questions = [.. seeds.Select(seed => new ChainMaker(seed).Make())];
            foreach ((ChainQuestion question,
                string? answer) in questions.Zip(GoVerify.Answers(go, [.. questions.Select(Verdicts.AsJson)])))
            {
                (string? ours, bool isReadable) = Verdicts.Ours(question, go.Kubernetes);
                accepted += answer is null ? 1 : 0;
                if ((ours is null) != (answer is null))
                {
                    // In a damaged certificate one verifier may read a byte that the other does not.
                    bool isReading = question.Story.Contains("damaged", StringComparison.Ordinal)
                        && (!isReadable || answer?.Contains("not readable", StringComparison.Ordinal) == true);
                    (isReading ? readings : disagreements).Add($"{question.Story}\n  Go: {answer ?? "yes"}\n  kubepki: {ours ?? "yes"}");
                }
            }
        }

        Counts.Record(
            "verifier", $"generated chains, {go.Version}", ("cases", count), ("accepted", accepted), ("disagreements", disagreements.Count),
            ("excepted", readings.Count));
        Assert.True(
            disagreements.Count == 0,
            $"{disagreements.Count} of {count} ({accepted} accepted by Go):\n{string.Join("\n\n", disagreements.Take(15))}");
        Assert.InRange(accepted, count / 20, count / 2);
        Assert.InRange(readings.Count, 0, 1 + (count / 10_000));
    }
}
