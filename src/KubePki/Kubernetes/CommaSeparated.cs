using System.Text;

namespace KubePki.Kubernetes;

/// <summary>
/// Comma-separated values as Go's encoding/csv reads them by default: quotes only around whole fields, empty lines skipped.
/// </summary>
internal static class CommaSeparated
{
    /// <summary>The rows; null if a quote is in an invalid place.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>>? Read(string text)
    {
        List<IReadOnlyList<string>> rows = [];
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] is '\n' or '\r')
            {
                at++;
                continue;
            }

            List<string> row = [];
            do
            {
                if (Field(text, ref at) is not { } field)
                {
                    return null;
                }

                row.Add(field);
            }
            while (at < text.Length && text[at++] == ',');
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>One field; afterwards <paramref name="at"/> is at the comma or line break after it.</summary>
    private static string? Field(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            return Quoted(text, ref at);
        }

        var start = at;
        while (at < text.Length && text[at] is not (',' or '\n'))
        {
            at++;
        }

        var field = text[start..at].TrimEnd('\r');
        return field.Contains('"') ? null : field;
    }

    private static string? Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 1 : 0;
                return at == text.Length || text[at] is ',' or '\n' ? field.ToString() : null;
            }
        }

        return null;
    }
}
