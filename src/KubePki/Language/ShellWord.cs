using System.Text;

namespace KubePki.Language;

/// <summary>
/// A word of a command that a person is told to type: the shell makes the same bytes of it again, whatever characters are in it, and a
/// terminal shows all of them. Names of ordinary characters stay as they are, others stand in quotes; one that a terminal must not get is
/// written as <c>$'…'</c> with octal escapes of its bytes in UTF-8, which bash, zsh, ksh and POSIX.1-2024 read.
/// </summary>
internal static class ShellWord
{
    private const string Plain = "/._-+:@%=,";

    /// <summary>What ends the quotes, begins an escape, or may be expanded by a shell that people type into.</summary>
    private const string Special = "'\\!";

    /// <summary>The word for a text; a text holds no NUL, as no argument of a program does.</summary>
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
            // Lines are wrapped between wide characters too: none may stand in the word.
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

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal);
}
