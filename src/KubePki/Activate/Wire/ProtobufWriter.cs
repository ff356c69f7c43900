using System.Buffers;
using System.Text;

namespace KubePki.Activate.Wire;

/// <summary>
/// Writes one protobuf message of the types that the requests need: numbers, strings and nested messages. As in proto3, a field with its
/// default value is not written.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    internal ProtobufWriter Number(int field, long value)
    {
        if (value != 0)
        {
            Varint(ProtobufMessage.Tag(field, ProtobufMessage.VarintType));
            Varint((ulong)value);
        }

        return this;
    }

    internal ProtobufWriter Text(int field, string value) => value.Length == 0 ? this : Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A nested message. An empty one is written too, because its presence has a meaning.</summary>
    internal ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message._buffer.WrittenSpan);

    /// <summary>A <c>map&lt;string, string&gt;</c>: one message per entry, key in field 1, value in field 2.</summary>
    internal ProtobufWriter Map(int field, IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var (key, value) in entries)
        {
            Message(field, new ProtobufWriter().Text(1, key).Text(2, value));
        }

        return this;
    }

    internal byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    private ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(ProtobufMessage.Tag(field, ProtobufMessage.BytesType));
        Varint((ulong)value.Length);
        _buffer.Write(value);
        return this;
    }

    private void Varint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var count = 0;
        do
        {
            bytes[count++] = (byte)(value > 0x7f ? value | 0x80 : value);
            value >>= 7;
        }
        while (value != 0);
        _buffer.Write(bytes[..count]);
    }
}
