using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace KubePki.Activate.Runtime;

/// <summary>
/// Reads the answer to <c>GET /containers/ID/logs?timestamps=1</c>. Without a terminal it consists of frames: a header of eight bytes
/// (stream, three zeros, big-endian length), then text. With a terminal it is plain text. Throws <see cref="InvalidDataException"/> for
/// invalid frames.
/// </summary>
internal static class DockerStream
{
    private const int HeaderLength = 8;

    internal static List<LogLine> Read(ReadOnlySpan<byte> body, bool terminal)
    {
        var texts = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var lines = new List<LogLine>();
        if (terminal)
        {
            Append(lines, texts, "stdout", body);
            body = [];
        }

        while (!body.IsEmpty)
        {
            if (body.Length < HeaderLength || body[0] > 2
                || BinaryPrimitives.ReadUInt32BigEndian(body[4..]) > (uint)(body.Length - HeaderLength))
            {
                throw new InvalidDataException("frame");
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
            Append(lines, texts, body[0] == 2 ? "stderr" : "stdout", body.Slice(HeaderLength, length));
            body = body[(HeaderLength + length)..];
        }

        foreach (var (stream, open) in texts.Where(t => t.Value.Length > 0))
        {
            lines.Add(Line(stream, open.ToString()));
        }

        return lines;
    }

    /// <summary>A frame ends where one write of the container ended, which may be in the middle of a line.</summary>
    private static void Append(List<LogLine> lines, Dictionary<string, StringBuilder> texts, string stream, ReadOnlySpan<byte> text)
    {
        if (!texts.TryGetValue(stream, out var open))
        {
            texts[stream] = open = new StringBuilder();
        }

        var parts = Encoding.UTF8.GetString(text).Split('\n');
        foreach (var part in parts[..^1])
        {
            lines.Add(Line(stream, open.Append(part).ToString()));
            open.Clear();
        }

        open.Append(parts[^1]);
    }

    private static LogLine Line(string stream, string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        text = text.TrimEnd('\r');
        return space > 0
            && DateTimeOffset.TryParse(text.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? new LogLine(at, stream, text[(space + 1)..])
            : new LogLine(null, stream, text);
    }
}
