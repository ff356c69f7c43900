using System.Text.RegularExpressions;

namespace KubePki.Scripts;

/// <summary>
/// Compares output with the expectations of a script. <c>…</c> inside a line matches anything, a line that is only <c>…</c> matches any
/// number of lines. Times and transaction ids are written with letters for digits, so that columns stay aligned.
/// </summary>
internal static partial class Pattern
{
    private const string Anything = "…";

    /// <summary>A date and an id in help texts: they are not replaced.</summary>
    private static readonly string[] Examples = ["2036-01-01", "20361124T073102123Z-4f1a"];

    private static readonly (string Written, string Expression)[] Changing =
    [
        ("YYYYMMDDThhmmssfffZ-xxxx", "[0-9]{8}T[0-9]{9}Z-[0-9a-f]{4}"),
        ("YYYYMMDDThhmmssfffZ", "[0-9]{8}T[0-9]{9}Z"),
        ("YYYY-MM-DD-hh-mm-ss", "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}"),
        ("YYYY-MM-DDThh:mm:ssZ", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"),
        ("YYYY-MM-DD hh:mm:ss", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}"),
        ("YYYY-MM-DD hh:mm", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"),
        ("YYYY-MM-DD", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    ];

    /// <summary>True if the lines match the patterns exactly.</summary>
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

    /// <summary>True if the pattern matches the whole line, ignoring trailing blanks: an editor would not keep them.</summary>
    public static bool MatchesLine(string pattern, string line)
        => Regex.IsMatch(line.TrimEnd(), $"^{Expression(pattern)}$", RegexOptions.Singleline);

    /// <summary>True if the pattern matches inside one of the lines.</summary>
    public static bool IsIn(string pattern, IEnumerable<string> lines)
        => lines.Any(line => Regex.IsMatch(line, Expression(pattern), RegexOptions.Singleline));

    /// <summary>A printed line as a script writes it: values that change from run to run are replaced.</summary>
    public static string Written(string line)
    {
        foreach (var (written, expression) in Changing)
        {
            line = Regex.Replace(line, expression, match => Examples.Contains(match.Value) ? match.Value : written);
        }

        return OfThisRun().Replace(line, match => match.Groups["kept"].Value + Anything);
    }

    private static string Expression(string pattern)
    {
        var expression = string.Join(".*", pattern.Split(Anything).Select(Regex.Escape));
        foreach (var (written, times) in Changing)
        {
            expression = expression.Replace(Regex.Escape(written), times, StringComparison.Ordinal);
        }

        return expression;
    }

    /// <summary>Durations, folders, and fields of a document that are random or count seconds.</summary>
    [GeneratedRegex("""/tmp/kubepki-script-\w+|[0-9]+\.[0-9](?= s\b| 秒)|(?<kept>"?(secondsLeft|serial|fingerprint)"?: "?)[0-9a-f]+""")]
    private static partial Regex OfThisRun();
}
