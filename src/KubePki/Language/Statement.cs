namespace KubePki.Language;

/// <summary>
/// Something that is told: which text, where, and with which particulars. A step that begins, a reason, a note. What is wrong is a
/// <see cref="Problem"/>. Never holds key material.
/// </summary>
/// <param name="Message">The text, in every language.</param>
/// <param name="Where">A path, a component, a node; empty where the text says it all.</param>
/// <param name="Arguments">What stands in the places of the text.</param>
public record Statement(Message Message, string Where, IReadOnlyList<string> Arguments)
{
    /// <summary>What is behind it, told after it; null when this says it all.</summary>
    public Statement? Cause { get; init; }

    /// <summary>The stable id of the text.</summary>
    public string Id => Message.Id;

    /// <summary>Whether it is what this message tells. Errors are compared by this and nothing else.</summary>
    public bool Is(Message message) => Id == message.Id;

    /// <summary>The text without the place.</summary>
    public string What(Tongue tongue)
    {
        ArgumentNullException.ThrowIfNull(tongue);
        var own = Message.What.Filled(tongue, Arguments);
        return Cause is null ? own : own + tongue.Colon + (Cause.Where == Where ? Cause.What(tongue) : Cause.Text(tongue));
    }

    /// <summary>Place and text in one line.</summary>
    public string Text(Tongue tongue) => Where.Length == 0 ? What(tongue) : $"{VisibleText.Of(Where)}: {What(tongue)}";

    /// <inheritdoc/>
    public sealed override string ToString() => Text(Tongue.English);
}
