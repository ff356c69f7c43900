using System.Text.RegularExpressions;

namespace KubePki.Scripts;

/// <summary>Writes what was printed into the script, where it differs; what changes from run to run becomes <c>…</c>.</summary>
internal static partial class Golden
{
    public static void Update(Script script, IEnumerable<(Step Step, Ended Ended)> done)
    {
        var lines = script.Lines.ToList();
        foreach (var (step, ended) in done.Reverse().Where(d => d.Step.Output is { } expected && !Pattern.Matches(expected, d.Ended.Output)))
        {
            var (start, end) = step.OutputLines;
            lines.RemoveRange(start, end - start);
            lines.InsertRange(start, ended.Output.Select(line => $"> {Kept(step.Output!, line) ?? Steady(line)}".TrimEnd()).DefaultIfEmpty(">"));
        }

        if (!lines.SequenceEqual(script.Lines))
        {
            File.WriteAllLines(script.Path, lines);
        }
    }

    /// <summary>The line of the script that says it already, wildcards and all.</summary>
    private static string? Kept(List<string> patterns, string line) => patterns.Find(p => p != "…" && Pattern.MatchesLine(p, line));

    private static string Steady(string line) => Changing().Replace(line, "…");

    /// <summary>Ids of transactions, times, days, durations, folders of a run.</summary>
    [GeneratedRegex(@"\d{8}T\d{6,9}Z(-[0-9a-f]{4})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?|\d+\.\d s\b|/tmp/kubepki-script-\w+")]
    private static partial Regex Changing();
}
