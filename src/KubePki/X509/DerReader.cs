using System.Formats.Asn1;
using System.Numerics;
using System.Text;

namespace KubePki.X509;

/// <summary>
/// Reads DER with the strictness of Go's x/crypto/cryptobyte, with which crypto/x509 parses certificates since Go 1.17: tags are compared
/// as one byte, lengths are minimal, and elements that follow the expected ones inside a sequence are ignored. .NET's reader differs in
/// each of these. Every method throws <see cref="AsnContentException"/> if the bytes do not fit.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> data)
{
    internal const byte BooleanTag = 0x01;
    internal const byte IntegerTag = 0x02;
    internal const byte BitStringTag = 0x03;
    internal const byte OctetStringTag = 0x04;
    internal const byte NullTag = 0x05;
    internal const byte OidTag = 0x06;
    internal const byte SequenceTag = 0x30;
    internal const byte SetTag = 0x31;

    /// <summary>A part of an object identifier has at most 31 bits.</summary>
    private const int LargestArc = int.MaxValue;

    private ReadOnlySpan<byte> _rest = data;

    /// <summary>Whether anything is left.</summary>
    internal readonly bool HasData => !_rest.IsEmpty;

    /// <summary>The tag of a context-specific element.</summary>
    internal static byte Context(int number, bool constructed = true) => (byte)((constructed ? 0xa0 : 0x80) | number);

    /// <summary>The exception that refuses a certificate.</summary>
    internal static AsnContentException Refusal(string reason) => new(reason);

    /// <summary>Whether the next element has this tag.</summary>
    internal readonly bool IsNext(byte tag) => !_rest.IsEmpty && _rest[0] == tag;

    /// <summary>The content and tag of the next element, of any kind.</summary>
    internal ReadOnlySpan<byte> Any(out byte tag)
    {
        var element = Take(out tag, out var header);
        return element[header..];
    }

    /// <summary>The next element with its tag and length, of any kind.</summary>
    internal ReadOnlySpan<byte> Next() => Take(out _, out _);

    /// <summary>The next element with its tag and length; the element must have this tag.</summary>
    internal ReadOnlySpan<byte> Element(byte tag)
    {
        var element = Take(out var found, out _);
        return found == tag ? element : throw Refusal("its structure is damaged");
    }

    /// <summary>The content of the next element; the element must have this tag.</summary>
    internal ReadOnlySpan<byte> Content(byte tag)
    {
        var element = Take(out var found, out var header);
        return found == tag ? element[header..] : throw Refusal("its structure is damaged");
    }

    /// <summary>A reader of the next element's content; the element must have this tag.</summary>
    internal DerReader Inside(byte tag = SequenceTag) => new(Content(tag));

    /// <summary>Skips the next element if it has this tag.</summary>
    internal void SkipOptional(byte tag)
    {
        if (IsNext(tag))
        {
            Content(tag);
        }
    }

    /// <summary>A BOOLEAN: 0 or 255.</summary>
    internal bool Boolean() => Content(BooleanTag) is [0 or 0xff] content ? content[0] != 0 : throw Refusal("a truth value is damaged");

    /// <summary>An INTEGER of any size.</summary>
    internal BigInteger Integer() => new(IntegerBytes(IntegerTag), isBigEndian: true);

    /// <summary>An INTEGER that fits into 64 bits, under any tag.</summary>
    internal long Int64(byte tag = IntegerTag)
    {
        var bytes = IntegerBytes(tag);
        return bytes.Length <= sizeof(long) ? (long)new BigInteger(bytes, isBigEndian: true) : throw Refusal("a number is too large");
    }

    /// <summary>An OBJECT IDENTIFIER as text.</summary>
    internal string Oid(List<GoRule>? broken = null) => OidText(Content(OidTag), broken);

    /// <summary>The bits of a BIT STRING, and the number of unused bits at its end.</summary>
    internal ReadOnlySpan<byte> BitString(out int unused)
    {
        var content = Content(BitStringTag);
        unused = content.IsEmpty ? 8 : content[0];
        var isRight = unused <= 7 && (content.Length > 1 ? (content[^1] & ((1 << unused) - 1)) == 0 : unused == 0);
        return isRight ? content[1..] : throw Refusal("a bit string is damaged");
    }

    /// <summary>The bytes of a BIT STRING, shifted so that the unused bits come first: Go uses this form for keys and signatures.</summary>
    internal byte[] RightAlignedBits()
    {
        var bits = BitString(out var unused).ToArray();
        for (var i = bits.Length - 1; unused > 0 && i >= 0; i--)
        {
            bits[i] = (byte)((bits[i] >> unused) | (i > 0 ? bits[i - 1] << (8 - unused) : 0));
        }

        return bits;
    }

    /// <summary>The text of an object identifier's content. A part that begins with a zero byte breaks a rule of newer versions.</summary>
    internal static string OidText(ReadOnlySpan<byte> content, List<GoRule>? broken = null)
    {
        var text = new StringBuilder();
        long arc = 0;
        var (begins, isOpen) = (true, true);
        foreach (var octet in content)
        {
            if (begins && octet == 0x80)
            {
                GoRules.PaddedIdentifier.Add(broken);
            }

            arc = (arc << 7) | (uint)(octet & 0x7f);
            (begins, isOpen) = ((octet & 0x80) == 0, (octet & 0x80) != 0);
            if (arc > LargestArc)
            {
                throw Refusal("an object identifier is too large");
            }

            if (begins)
            {
                text.Append(text.Length > 0 ? $".{arc}" : arc < 80 ? $"{arc / 40}.{arc % 40}" : $"2.{arc - 80}");
                arc = 0;
            }
        }

        return isOpen ? throw Refusal("an object identifier is damaged") : text.ToString();
    }

    private ReadOnlySpan<byte> IntegerBytes(byte tag)
    {
        var bytes = Content(tag);
        var isMinimal = bytes.Length == 1
            || (bytes.Length > 1 && !(bytes[0] == 0 && bytes[1] < 0x80) && !(bytes[0] == 0xff && bytes[1] >= 0x80));
        return isMinimal ? bytes : throw Refusal("a number is damaged");
    }

    private ReadOnlySpan<byte> Take(out byte tag, out int header)
    {
        if (_rest.Length < 2 || (_rest[0] & 0x1f) == 0x1f)
        {
            throw Refusal("its structure is damaged");
        }

        tag = _rest[0];
        (header, var length) = (2, (long)_rest[1]);
        if (length >= 0x80)
        {
            var size = (int)length & 0x7f;
            if (size is 0 or > 4 || _rest.Length < 2 + size)
            {
                throw Refusal("its structure is damaged");
            }

            length = 0;
            foreach (var octet in _rest.Slice(2, size))
            {
                length = (length << 8) | octet;
            }

            header += size;
            if (length < 0x80 || length >> ((size - 1) * 8) == 0)
            {
                throw Refusal("its structure is damaged");
            }
        }

        if (header + length > _rest.Length)
        {
            throw Refusal("its structure is cut off");
        }

        var element = _rest[..(header + (int)length)];
        _rest = _rest[element.Length..];
        return element;
    }
}
