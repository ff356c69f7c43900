namespace KubePki.Scripts;

/// <summary>Updates a script with the actual output where it differs; values that change from run to run become <c>…</c>.</summary>
internal static class Golden
{
    /// <summary>True if stdout is as the step expects; a lone <c>&gt;</c> expects nothing.</summary>
    public static bool OutputAgrees(Step step, Ended ended) => step.Output.Lines switch
    {
        [] => true,
        [""] => ended.Output.Count == 0 || ended.Output is [""],
        var expected => Pattern.Matches(expected, ended.Output),
    };

    /// <summary>True if stderr contains what the step expects, and is empty if the step expects nothing.</summary>
    public static bool ErrorAgrees(Step step, Ended ended)
        => step.Error.Lines.Count == 0 ? ended.Error.Count == 0 : step.Error.Lines.TrueForAll(text => Pattern.IsIn(text, ended.Error));

    public static void Update(Script script, IEnumerable<(Step Step, Ended Ended)> done)
    {
        var lines = script.Lines.ToList();
        var differing = done.SelectMany(d => new[]
        {
            (Mark: '>', Block: d.Step.Output, Printed: d.Ended.Output, Differs: !OutputAgrees(d.Step, d.Ended)),
            (Mark: '!', Block: d.Step.Error, Printed: d.Ended.Error,
                Differs: d.Step.Error.Lines.Count > 0 && !ErrorAgrees(d.Step, d.Ended)),
        });
        foreach (var (mark, block, printed, _) in differing.Where(d => d.Differs).OrderByDescending(d => d.Block.Start))
        {
            lines.RemoveRange(block.Start, block.End - block.Start);
            lines.InsertRange(
                block.Start,
                printed.Select(line => $"{mark} {Kept(block.Lines, line) ?? Pattern.Written(line)}".TrimEnd())
                    .DefaultIfEmpty(mark.ToString()));
        }

        if (!lines.SequenceEqual(script.Lines))
        {
            File.WriteAllLines(script.Path, lines);
        }
    }

    /// <summary>The script's line that already matches, including its wildcards.</summary>
    private static string? Kept(List<string> patterns, string line) => patterns.Find(p => p != "…" && Pattern.MatchesLine(p, line));
}
