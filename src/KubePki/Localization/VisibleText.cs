using System.Globalization;
using System.Text;

namespace KubePki.Localization;

/// <summary>
/// Text from an untrusted source in a form that is safe to read. A character that moves the cursor, reorders or hides text, or is invisible
/// is written as an escape: <c>\x07</c>, <c>\u202e</c>, <c>\U000e0041</c>. Escaping an escaped text again does not change it.
/// </summary>
internal static class VisibleText
{
    /// <summary>Maximum number of combining marks on one character: more of them cover neighbouring lines.</summary>
    private const int MostMarks = 4;

    /// <summary>
    /// Characters that Unicode classifies as letters or marks and that are invisible (Default_Ignorable_Code_Point of
    /// DerivedCoreProperties.txt, without those that are hidden by their category).
    /// </summary>
    private static readonly (int First, int Last)[] Invisible =
    [
        (0x034f, 0x034f), (0x115f, 0x1160), (0x17b4, 0x17b5), (0x180b, 0x180f), (0x2800, 0x2800), (0x3164, 0x3164),
        (0xfe00, 0xfe0f), (0xffa0, 0xffa0), (0xe0000, 0xe0fff),
    ];

    /// <summary>The text on one line of a terminal.</summary>
    public static string Of(string text)
    {
        if (!NeedsWork(text))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        var marks = MostMarks;
        for (var i = 0; i < text.Length;)
        {
            var (code, length) = At(text, i);
            marks = !IsMark(code) ? 0 : marks + 1;
            var hidden = IsHidden(code) || marks > MostMarks;
            _ = hidden ? shown.Append(Escape(code)) : shown.Append(text, i, length);

            // A mark needs a visible character before it.
            marks = hidden ? MostMarks : marks;
            i += length;
        }

        return shown.ToString();
    }

    /// <summary>A whole document; line breaks and tabs are kept.</summary>
    public static string Lines(string text) => Replace(text, Escape, code => code is '\n' or '\t');

    /// <summary>A JSON text in which these characters are JSON escapes; its meaning stays the same.</summary>
    public static string InJson(string json) => Replace(json, JsonEscape, code => code == '\n');

    /// <summary>
    /// A YAML text whose strings with special characters are double-quoted, with these characters as escapes; its meaning stays the same.
    /// </summary>
    public static string InYaml(string yaml) => Replace(yaml, Escape, code => code == '\n');

    /// <summary>The text in an unambiguous escaped form: a backslash that looks like the beginning of an escape is escaped too.</summary>
    public static string Distinct(string text)
    {
        var marked = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] == '\\' && LooksLikeEscape(text, i) ? marked.Append(Escape('\\')) : marked.Append(text[i]);
        }

        return Replace(marked.ToString(), Escape, _ => false);
    }

    /// <summary>
    /// Whether a character must not reach a terminal unescaped. Of all spaces, only the ASCII space and the ideographic space are allowed.
    /// </summary>
    public static bool IsHidden(int code)
    {
        if (code is >= ' ' and <= '~' or >= 0x4e00 and <= 0x9fff)
        {
            return false;
        }

        return CharUnicodeInfo.GetUnicodeCategory(code) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.SpaceSeparator => code is not (' ' or 0x3000),
            _ => Array.Exists(Invisible, range => code >= range.First && code <= range.Last),
        };
    }

    /// <summary>Whether a character is drawn on the one before it.</summary>
    public static bool IsMark(int code)
        => code > '~' && CharUnicodeInfo.GetUnicodeCategory(code) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static string Replace(string text, Func<int, string> escape, Func<int, bool> stays)
    {
        StringBuilder? replaced = null;
        var copied = 0;
        for (var i = 0; i < text.Length;)
        {
            var (code, length) = At(text, i);
            if (IsHidden(code) && !stays(code))
            {
                replaced ??= new StringBuilder(text.Length + 16);
                replaced.Append(text, copied, i - copied).Append(escape(code));
                copied = i + length;
            }

            i += length;
        }

        return replaced is null ? text : replaced.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool NeedsWork(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' and (< (char)0x4e00 or > (char)0x9fff))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The character at an index and its number of UTF-16 units; a lone surrogate counts as a character.</summary>
    private static (int Code, int Length) At(string text, int i)
        => i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])
            ? (char.ConvertToUtf32(text[i], text[i + 1]), 2)
            : (text[i], 1);

    private static string Escape(int code) => code switch
    {
        < 0x100 => $"\\x{code:x2}",
        < 0x10000 => $"\\u{code:x4}",
        _ => $"\\U{code:x8}",
    };

    private static string JsonEscape(int code)
        => code < 0x10000 ? $"\\u{code:x4}" : string.Concat(char.ConvertFromUtf32(code).Select(unit => $"\\u{(int)unit:x4}"));

    private static bool LooksLikeEscape(string text, int at)
    {
        var digits = at + 1 < text.Length ? text[at + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 } : 0;
        return digits > 0 && at + 2 + digits <= text.Length && text.Substring(at + 2, digits).All(char.IsAsciiHexDigitLower);
    }
}
