namespace KubePki.Localization;

/// <summary>
/// A text of the program in every language, declared once; another language is one more column. See <see cref="Template"/> for its syntax:
/// placeholders for arguments, and commands.
/// </summary>
/// <param name="English">The English text.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record Text(string English, string Chinese)
{
    /// <summary>The empty text.</summary>
    public static readonly Text None = new("", "");

    /// <summary>Whether the text is empty.</summary>
    public bool IsEmpty => English.Length == 0;

    /// <summary>Concatenates two texts, including their placeholders.</summary>
    public static Text operator +(Text first, Text second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new(first.English + second.English, first.Chinese + second.Chinese);
    }

    /// <summary>The same characters in every language: a command, a path.</summary>
    public static Text Same(string text) => new(text, text);

    /// <summary>The text in a language, with its arguments filled in; text in an argument is never read as a placeholder.</summary>
    public string In(Language language, params string[] arguments) => Filled(language, arguments);

    internal string Filled(Language language, IReadOnlyList<string> arguments, string names = Template.NamePlace)
        => language.IsChinese
            ? Template.Fill(Chinese, arguments, argument => VisibleText.Of(SystemErrorTexts.Translate(argument)), language.Commands, names)
            : Template.Fill(English, arguments, VisibleText.Of, language.Commands, names);
}
