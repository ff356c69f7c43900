using System.Globalization;

namespace KubePki.Faults.Kit;

/// <summary>
/// How much is tried: a sample unless KUBEPKI_RELIABILITY is <c>all</c>, which is what ./reliability sets.
/// </summary>
internal static class Effort
{
    public static bool IsAll { get; } = Environment.GetEnvironmentVariable("KUBEPKI_RELIABILITY") == "all";

    /// <summary>Runs at the same time: the machine may have better things to do with its other cores.</summary>
    public static ParallelOptions Parallel { get; } = new() { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount) };

    /// <summary>A number for a sample and one for everything.</summary>
    public static int Of(int sample, int all) => IsAll ? all : sample;

    /// <summary>A number from the environment, or the one for this effort.</summary>
    public static int Of(string variable, int sample, int all)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Of(sample, all);
}
