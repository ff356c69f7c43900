namespace KubePki.Lab;

/// <summary>One request of the probe.</summary>
/// <param name="At">When it was due, since the start of the probe.</param>
/// <param name="Failure">Why it failed; null if it succeeded.</param>
internal sealed record ProbeSample(TimeSpan At, string? Failure);

/// <summary>A time without service: from the first failed request to the next successful one (or the end).</summary>
internal sealed record Outage(TimeSpan From, TimeSpan Until, int Failed)
{
    public TimeSpan Length => Until - From;
}

/// <summary>The results of the probe.</summary>
/// <param name="Samples">All requests, in the order in which they were due.</param>
/// <param name="Length">How long the probe ran.</param>
internal sealed record ProbeReport(IReadOnlyList<ProbeSample> Samples, TimeSpan Length)
{
    public int Sent => Samples.Count;

    public int Failed => Samples.Count(sample => sample.Failure is not null);

    public IReadOnlyList<Outage> Outages { get; } = Find(Samples, Length);

    /// <summary>Zero when no request failed.</summary>
    public TimeSpan LongestOutage => Outages.Select(outage => outage.Length).DefaultIfEmpty().Max();

    /// <summary>One line of summary, and one line for each kind of failure.</summary>
    public override string ToString()
    {
        var kinds = Samples.Where(sample => sample.Failure is not null).GroupBy(sample => sample.Failure)
            .Select(kind => $"\n  {kind.Count()} × {kind.Key}");
        return $"{Failed} of {Sent} requests failed in {Length.TotalSeconds:0.0} s, longest outage {LongestOutage.TotalSeconds:0.00} "
            + $"s{string.Concat(kinds)}";
    }

    private static List<Outage> Find(IReadOnlyList<ProbeSample> samples, TimeSpan length)
    {
        var outages = new List<Outage>();
        for (var first = 0; first < samples.Count; first++)
        {
            if (samples[first].Failure is null)
            {
                continue;
            }

            var next = first;
            while (next < samples.Count && samples[next].Failure is not null)
            {
                next++;
            }

            outages.Add(new Outage(samples[first].At, next < samples.Count ? samples[next].At : length, next - first));
            first = next;
        }

        return outages;
    }
}
