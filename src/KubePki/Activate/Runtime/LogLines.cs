using System.Globalization;
using System.Text;
using KubePki.Activate.Wire;

namespace KubePki.Activate.Runtime;

/// <summary>
/// Reads the two formats in which runtimes store a container's log, as the kubelet does: the CRI's <c>time stream F|P text</c>, where P
/// marks a partial line that continues in the next, and Docker's JSON per line. A line in neither format is kept as it is.
/// </summary>
internal static class LogLines
{
    /// <summary>Maximum number of characters kept of one line.</summary>
    private const int MaximumLength = 4096;

    internal static List<LogLine> Read(ReadOnlySpan<byte> content, int count)
    {
        var lines = new List<LogLine>();
        var parts = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        foreach (var range in content.Split((byte)'\n'))
        {
            if (content[range] is { IsEmpty: false } line)
            {
                var (part, ends) = line[0] == '{' ? ReadJson(line) : ReadCri(Encoding.UTF8.GetString(line));
                Join(lines, parts, part, ends);
            }
        }

        return lines[Math.Max(0, lines.Count - count)..];
    }

    private static void Join(List<LogLine> lines, Dictionary<string, StringBuilder> parts, LogLine part, bool ends)
    {
        if (!parts.TryGetValue(part.Stream, out var open))
        {
            parts[part.Stream] = open = new StringBuilder();
        }

        open.Append(part.Text.AsSpan(0, Math.Min(part.Text.Length, MaximumLength - open.Length)));
        if (ends)
        {
            lines.Add(part with { Text = open.ToString() });
            open.Clear();
        }
    }

    private static (LogLine Part, bool Ends) ReadCri(string line)
    {
        var words = line.Split(' ', 4);
        return words.Length >= 3 && words[1] is ("stdout" or "stderr") && Time(words[0]) is { } at
            ? (new LogLine(at, words[1], words.Length > 3 ? words[3] : ""), words[2].Split(':')[0] != "P")
            : (new LogLine(null, "stdout", line), true);
    }

    /// <summary>JSON that is not a Docker log entry is output of the component.</summary>
    private static (LogLine Part, bool Ends) ReadJson(ReadOnlySpan<byte> line)
        => JsonBody.TryRead(line, DockerJson.Default.DockerLogEntry) is { Log: { } text } entry
            ? (new LogLine(Time(entry.Time), entry.Stream ?? "stdout", text.TrimEnd('\n')), text.EndsWith('\n'))
            : (new LogLine(null, "stdout", Encoding.UTF8.GetString(line)), true);

    /// <summary>RFC 3339 with up to nine fractional digits; .NET keeps seven.</summary>
    private static DateTimeOffset? Time(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
}
