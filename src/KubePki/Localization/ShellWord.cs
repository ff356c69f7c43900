using System.Text;

namespace KubePki.Localization;

/// <summary>
/// A word of a command for users to type: the shell reads it as the same bytes, whatever characters it contains, and a terminal shows all
/// of them. Names of ordinary characters stay unchanged, others are quoted. A name that is unsafe for a terminal is written as <c>$'…'</c>
/// with octal escapes of its UTF-8 bytes, which bash, zsh, ksh and POSIX.1-2024 read.
/// </summary>
internal static class ShellWord
{
    private const string Plain = "/._-+:@%=,";

    /// <summary>Characters that end the quotes, begin an escape, or may be expanded by an interactive shell.</summary>
    private const string Special = "'\\!";

    /// <summary>The word for a text; the text contains no NUL, because no argument of a program can.</summary>
    public static string Of(string text)
        => text.Length > 0 && text.All(IsPlain) ? text
            : VisibleText.Of(text) == text ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'"
            : Escaped(text);

    /// <summary>Several words of one command.</summary>
    public static string Of(IEnumerable<string> texts) => string.Join(' ', texts.Select(Of));

    private static string Escaped(string text)
    {
        var word = new StringBuilder("$'");
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            // Lines are also wrapped between wide characters, so the word must not contain any.
            if (rune.Value is > ' ' and <= '~' && !Special.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                word.Append(rune.ToString());
                continue;
            }

            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                word.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
            }
        }

        return word.Append('\'').ToString();
    }

    private static bool IsPlain(char character)
        => char.IsAsciiLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal);
}
