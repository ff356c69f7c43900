using System.Text;

namespace KubePki.Activate.Wire;

/// <summary>
/// A received protobuf message: its fields by number. A missing field reads as its default, and unused fields are skipped, as the format
/// requires. Methods throw <see cref="InvalidDataException"/> for invalid bytes; the caller turns it into a problem.
/// </summary>
internal sealed class ProtobufMessage
{
    internal const int VarintType = 0;
    internal const int BytesType = 2;
    private const int Fixed64Type = 1;
    private const int Fixed32Type = 5;

    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte>? Bytes)> _fields = [];

    private ProtobufMessage()
    {
    }

    internal static ProtobufMessage Read(ReadOnlyMemory<byte> content)
    {
        var message = new ProtobufMessage();
        while (!content.IsEmpty)
        {
            var tag = Varint(ref content);
            var field = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case VarintType:
                    message._fields.Add((field, Varint(ref content), null));
                    break;
                case BytesType:
                    message._fields.Add((field, 0, Take(ref content, Varint(ref content))));
                    break;
                case Fixed64Type:
                    Take(ref content, 8);
                    break;
                case Fixed32Type:
                    Take(ref content, 4);
                    break;
                default:
                    throw Broken();
            }
        }

        return message;
    }

    internal static ulong Tag(int field, int type) => ((ulong)field << 3) | (uint)type;

    /// <summary>A number; the last value counts if the field is repeated.</summary>
    internal ulong Unsigned(int field)
    {
        var found = _fields.FindLast(f => f.Field == field);
        return found.Bytes is null ? found.Number : throw Broken();
    }

    /// <summary>A signed number. A negative one is sent as 64 bits, regardless of its declared size.</summary>
    internal long Number(int field) => (long)Unsigned(field);

    /// <summary>A string.</summary>
    internal string Text(int field) => Texts(field).LastOrDefault() ?? "";

    /// <summary>A repeated string.</summary>
    internal IEnumerable<string> Texts(int field) => All(field).Select(b => Encoding.UTF8.GetString(b.Span));

    /// <summary>A nested message, or null.</summary>
    internal ProtobufMessage? Message(int field) => Messages(field).LastOrDefault();

    /// <summary>A repeated message.</summary>
    internal IEnumerable<ProtobufMessage> Messages(int field) => All(field).Select(Read);

    /// <summary>A <c>map&lt;string, string&gt;</c>: a message per entry, key in field 1, value in field 2.</summary>
    internal Dictionary<string, string> Map(int field)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Messages(field))
        {
            map[entry.Text(1)] = entry.Text(2);
        }

        return map;
    }

    private IEnumerable<ReadOnlyMemory<byte>> All(int field)
        => _fields.Where(f => f.Field == field).Select(f => f.Bytes ?? throw Broken());

    private static ulong Varint(ref ReadOnlyMemory<byte> content)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(ref content, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> content, ulong count)
    {
        if (count > (ulong)content.Length)
        {
            throw Broken();
        }

        var taken = content[..(int)count];
        content = content[(int)count..];
        return taken;
    }

    private static InvalidDataException Broken() => new("protobuf");
}
