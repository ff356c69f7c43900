using System.Text;
using System.Text.Unicode;

namespace KubePki.X509;

/// <summary>
/// Reads the attribute values of a name: the six string types that Go accepts, with the characters that Go allows in them. Go refuses the
/// certificate if a value has another type or another character.
/// </summary>
internal static class AttributeText
{
    private const byte Utf8StringTag = 0x0c;
    private const byte NumericStringTag = 0x12;
    private const byte PrintableStringTag = 0x13;
    private const byte T61StringTag = 0x14;
    private const byte Ia5StringTag = 0x16;
    private const byte BmpStringTag = 0x1e;

    /// <summary>
    /// Allowed besides letters and digits. The standard does not have the asterisk and the ampersand, but certificates in the field do.
    /// </summary>
    private const string PrintableMarks = " '()+,-./:=?*&";

    /// <summary>The text of a value.</summary>
    internal static string Read(byte tag, ReadOnlySpan<byte> content, List<GoRule>? broken)
    {
        var (isRight, encoding) = tag switch
        {
            Utf8StringTag => (Utf8.IsValid(content), Encoding.UTF8),
            NumericStringTag => (All(content, c => char.IsAsciiDigit(c) || c == ' '), Encoding.ASCII),
            PrintableStringTag =>
                (All(content, c => char.IsAsciiLetterOrDigit(c) || PrintableMarks.Contains(c, StringComparison.Ordinal)), Encoding.ASCII),
            T61StringTag => (true, Encoding.Latin1),
            Ia5StringTag => (Ascii.IsValid(content), Encoding.ASCII),
            BmpStringTag => (content.Length % 2 == 0, Encoding.BigEndianUnicode),
            _ => (false, Encoding.ASCII),
        };
        if (!isRight)
        {
            throw DerReader.Refusal(tag is Utf8StringTag or NumericStringTag or PrintableStringTag or Ia5StringTag or BmpStringTag
                ? "a name holds a character that its string type does not allow" : "a name holds a value that is not a text");
        }

        return tag == BmpStringTag ? Basic(content, broken) : encoding.GetString(content);
    }

    /// <summary>Text with two bytes per character. A final zero character is dropped.</summary>
    private static string Basic(ReadOnlySpan<byte> content, List<GoRule>? broken)
    {
        var text = Encoding.BigEndianUnicode.GetString(content.EndsWith((ReadOnlySpan<byte>)[0, 0]) ? content[..^2] : content);
        for (var i = 0; i < content.Length; i += 2)
        {
            if (((content[i] << 8) | content[i + 1]) is (>= 0xd800 and <= 0xdfff) or (>= 0xfdd0 and <= 0xfdef) or 0xfffe or 0xffff)
            {
                GoRules.ReservedCharacter.Add(broken);
            }
        }

        return text;
    }

    private static bool All(ReadOnlySpan<byte> content, Func<char, bool> isAllowed)
    {
        foreach (var octet in content)
        {
            if (!isAllowed((char)octet))
            {
                return false;
            }
        }

        return true;
    }
}
