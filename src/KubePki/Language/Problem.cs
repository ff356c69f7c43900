namespace KubePki.Language;

/// <summary>The language a text is asked for in.</summary>
public enum Tongue
{
    /// <summary>English, the default.</summary>
    English,

    /// <summary>Simplified Chinese (<c>--lang zh-CN</c>).</summary>
    Chinese,
}

/// <summary>An expected failure as a value: which kind, where, and with which particulars. Never holds key material.</summary>
public sealed record Problem(Message Message, string Where, IReadOnlyList<string> Arguments)
{
    /// <summary>The problem behind this one, told after it; null when this one says it all.</summary>
    public Problem? Cause { get; init; }

    /// <summary>The stable id of the kind of problem.</summary>
    public string Id => Message.Id;

    /// <summary>What kind of problem it is.</summary>
    public ProblemKind Kind => Message.Kind;

    /// <summary>Whether it is the problem that this message tells, whatever hint it has. Errors are compared by this and nothing else.</summary>
    public bool Is(Message message) => Id == message.Id;

    /// <summary>What is wrong, without the place.</summary>
    public string What(Tongue tongue)
    {
        var own = Fill(tongue == Tongue.Chinese ? Message.Chinese : Message.English);
        return Cause is null ? own : $"{own}{(tongue == Tongue.Chinese ? ":" : ": ")}{(Cause.Where == Where ? Cause.What(tongue) : Cause.Text(tongue))}";
    }

    /// <summary>What to do about it, or an empty string.</summary>
    public string Hint(Tongue tongue) => Fill(tongue == Tongue.Chinese ? Message.ChineseHint : Message.EnglishHint) is { Length: > 0 } own ? own : Cause?.Hint(tongue) ?? "";

    /// <summary>The same problem with a hint of its own, in the place of its message's: what helps depends on what is broken.</summary>
    public Problem Advising(string english, string chinese) => this with { Message = Message with { EnglishHint = english, ChineseHint = chinese } };

    /// <summary>Place and problem in one line.</summary>
    public string Text(Tongue tongue) => Where.Length == 0 ? What(tongue) : $"{VisibleText.Of(Where)}: {What(tongue)}";

    /// <inheritdoc/>
    public override string ToString() => Text(Tongue.English);

    private string Fill(string template) => Template.Fill(template, [.. Arguments.Select(VisibleText.Of)]);
}
