namespace KubePki.Language;

/// <summary>
/// A text of the program in every language, declared once; another language is one more column. A <see cref="Template"/> says what stands
/// in it: places for particulars, and commands.
/// </summary>
/// <param name="English">The English text.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record Text(string English, string Chinese)
{
    /// <summary>Nothing to say.</summary>
    public static readonly Text None = new("", "");

    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty => English.Length == 0;

    /// <summary>One text after the other, places and all.</summary>
    public static Text operator +(Text first, Text second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new(first.English + second.English, first.Chinese + second.Chinese);
    }

    /// <summary>The same characters in every language: a command, a path.</summary>
    public static Text Same(string text) => new(text, text);

    /// <summary>The text in a language, with its particulars in their places; what a particular holds is never read as a place.</summary>
    public string In(Tongue tongue, params string[] arguments) => Filled(tongue, arguments);

    internal string Filled(Tongue tongue, IReadOnlyList<string> arguments, string names = Template.NamePlace)
        => tongue.IsChinese
            ? Template.Fill(Chinese, arguments, argument => VisibleText.Of(SystemReasons.Chinese(argument)), tongue.Commands, names)
            : Template.Fill(English, arguments, VisibleText.Of, tongue.Commands, names);
}
