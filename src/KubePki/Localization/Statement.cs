namespace KubePki.Localization;

/// <summary>
/// A message with its place and arguments: a step that begins, a reason, a note. A failure is a <see cref="Problem"/>. Never holds key
/// material.
/// </summary>
/// <param name="Message">The text, in every language.</param>
/// <param name="Where">A path, a component, or a node; empty if the text is sufficient.</param>
/// <param name="Arguments">The values of the text's placeholders.</param>
public record Statement(Message Message, string Where, IReadOnlyList<string> Arguments)
{
    /// <summary>The cause, printed after the text; null if there is none.</summary>
    public Statement? Cause { get; init; }

    /// <summary>The stable id of the text.</summary>
    public string Id => Message.Id;

    /// <summary>Whether the statement has this message. Errors are compared only by this.</summary>
    public bool Is(Message message) => Id == message.Id;

    /// <summary>The text without the place.</summary>
    public string What(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var own = Message.What.Filled(language, Arguments);
        return Cause is null ? own : own + language.Colon + (Cause.Where == Where ? Cause.What(language) : Cause.Text(language));
    }

    /// <summary>Place and text in one line.</summary>
    public string Text(Language language) => Where.Length == 0 ? What(language) : $"{VisibleText.Of(Where)}: {What(language)}";

    /// <inheritdoc/>
    public sealed override string ToString() => Text(Language.English);
}
