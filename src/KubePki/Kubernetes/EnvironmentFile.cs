using System.Text;

namespace KubePki.Kubernetes;

/// <summary>A file of variables as systemd reads it (systemd.exec(5), EnvironmentFile=): a quoted value may span lines.</summary>
internal static class EnvironmentFile
{
    /// <summary>The variables in order.</summary>
    internal static IReadOnlyList<(string Name, string Value)> Read(string text)
    {
        var variables = new List<(string, string)>();
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfLine(text, at);
            var equals = text.IndexOf('=', at, end - at);
            if (equals < 0 || text.AsSpan(at, end - at).TrimStart() is ['#' or ';', ..])
            {
                at = end + 1;
                continue;
            }

            var value = new StringBuilder();
            var name = text[at..equals].Trim();
            at = ReadValue(text, equals + 1, value) + 1;
            if (name.Length > 0)
            {
                variables.Add((name, value.ToString()));
            }
        }

        return variables;
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;

    /// <summary>
    /// Reads a value to the end of its line and returns the end's index. Whitespace around the value is removed, unless it is quoted.
    /// </summary>
    private static int ReadValue(string text, int at, StringBuilder value)
    {
        var (quote, kept) = ('\0', 0);
        for (; at < text.Length && (quote != '\0' || text[at] != '\n'); at++)
        {
            var c = text[at];
            if (c == '\\' && quote != '\'' && at + 1 < text.Length)
            {
                value.Append(text[++at] == '\n' ? "" : text[at].ToString());
            }
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
            {
                quote = c == quote ? '\0' : c;
            }
            else if (quote != '\0' || value.Length > 0 || !char.IsWhiteSpace(c))
            {
                value.Append(c);
            }

            kept = quote != '\0' || !char.IsWhiteSpace(c) ? value.Length : kept;
        }

        value.Length = kept;
        return at;
    }
}
