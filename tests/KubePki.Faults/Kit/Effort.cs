using System.Diagnostics;
using System.Globalization;

namespace KubePki.Faults.Kit;

/// <summary>
/// How much to test: a sample, or everything if KUBEPKI_RELIABILITY is <c>all</c>, which ./reliability sets.
/// </summary>
internal static class Effort
{
    public static bool IsAll { get; } = Environment.GetEnvironmentVariable("KUBEPKI_RELIABILITY") == "all";

    /// <summary>Parallel runs: at most two, to leave the other cores to other programs.</summary>
    public static ParallelOptions Parallel { get; } = new() { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount) };

    /// <summary>
    /// Starts a timer and returns a function that reports whether the time for one row of a table has passed: KUBEPKI_SECONDS, default: no
    /// limit. Cases left by then are not run and not counted.
    /// </summary>
    public static Func<bool> TimeIsOver()
    {
        var started = Stopwatch.GetTimestamp();
        var limit = Of("KUBEPKI_SECONDS", int.MaxValue, int.MaxValue);
        return () => Stopwatch.GetElapsedTime(started).TotalSeconds > limit;
    }

    /// <summary>
    /// The order of cases when time may run out: <paramref name="first"/> come first, then every sixteenth of the others, then the next
    /// sixteenth, so that the cases run by then are spread evenly.
    /// </summary>
    public static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, Func<T, bool> first)
        => [.. all.Select((item, i) => (Item: item, Turn: first(item) ? -1 : i % 16)).OrderBy(t => t.Turn).Select(t => t.Item)];

    /// <summary>True if an environment variable lists the name, separated by commas. Default: all names.</summary>
    public static bool IsAskedFor(string variable, string name)
        => Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } some || some.Split(',').Contains(name);

    /// <summary>A suffix for the name of a row that is limited by this variable, because its counts are not complete.</summary>
    public static string Limited(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } some ? $" ({some} only)" : "";

    /// <summary>Returns one number for a sample and another for everything.</summary>
    public static int Of(int sample, int all) => IsAll ? all : sample;

    /// <summary>Returns a number from the environment. Default: the number for this effort.</summary>
    public static int Of(string variable, int sample, int all)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Of(sample, all);
}
