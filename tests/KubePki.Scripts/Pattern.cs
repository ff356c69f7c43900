using System.Text.RegularExpressions;

namespace KubePki.Scripts;

/// <summary>Compares output with what a script expects. <c>…</c> inside a line stands for anything, a line that is only <c>…</c> for any number of lines.</summary>
internal static class Pattern
{
    private const string Anything = "…";

    /// <summary>Whether the lines are exactly what the patterns say.</summary>
    public static bool Matches(IReadOnlyList<string> patterns, IReadOnlyList<string> lines)
    {
        // reachable[j]: the patterns so far can have consumed the first j lines.
        var reachable = new bool[lines.Count + 1];
        reachable[0] = true;
        foreach (var pattern in patterns)
        {
            var next = new bool[lines.Count + 1];
            if (pattern == Anything)
            {
                var any = false;
                for (var j = 0; j <= lines.Count; j++)
                {
                    next[j] = any |= reachable[j];
                }
            }
            else
            {
                for (var j = 0; j < lines.Count; j++)
                {
                    next[j + 1] = reachable[j] && MatchesLine(pattern, lines[j]);
                }
            }

            reachable = next;
        }

        return reachable[lines.Count];
    }

    /// <summary>Whether the pattern describes the whole line.</summary>
    public static bool MatchesLine(string pattern, string line) => Regex.IsMatch(line, $"^{Expression(pattern)}$", RegexOptions.Singleline);

    /// <summary>Whether the pattern is found inside one of the lines.</summary>
    public static bool IsIn(string pattern, IEnumerable<string> lines) => lines.Any(line => Regex.IsMatch(line, Expression(pattern), RegexOptions.Singleline));

    private static string Expression(string pattern) => string.Join(".*", pattern.Split(Anything).Select(Regex.Escape));
}
