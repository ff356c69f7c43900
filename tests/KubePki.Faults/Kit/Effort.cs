using System.Diagnostics;
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

    /// <summary>
    /// Tells, from now on, whether the time for one row of a table is over: KUBEPKI_SECONDS, without limit unless it is set. What is
    /// left over then is not tried, and not counted.
    /// </summary>
    public static Func<bool> TimeIsOver()
    {
        var started = Stopwatch.GetTimestamp();
        var limit = Of("KUBEPKI_SECONDS", int.MaxValue, int.MaxValue);
        return () => Stopwatch.GetElapsedTime(started).TotalSeconds > limit;
    }

    /// <summary>
    /// The order in which things are tried when there may not be time for all: <paramref name="first"/> come first, and of the
    /// others every one of sixteen before the next of it, so that whatever was tried by then lies all over.
    /// </summary>
    public static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, Func<T, bool> first)
        => [.. all.Select((item, i) => (Item: item, Turn: first(item) ? -1 : i % 16)).OrderBy(t => t.Turn).Select(t => t.Item)];

    /// <summary>Whether a name is among those that a variable of the environment names with commas between them; all are unless it is set.</summary>
    public static bool IsAskedFor(string variable, string name)
        => Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } some || some.Split(',').Contains(name);

    /// <summary>What a row is called besides its name when it is limited so: what it counts is not the whole of it.</summary>
    public static string Limited(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } some ? $" ({some} only)" : "";

    /// <summary>A number for a sample and one for everything.</summary>
    public static int Of(int sample, int all) => IsAll ? all : sample;

    /// <summary>A number from the environment, or the one for this effort.</summary>
    public static int Of(string variable, int sample, int all)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Of(sample, all);
}
