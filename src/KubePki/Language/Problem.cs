namespace KubePki.Language;

/// <summary>An expected failure as a value: what is wrong, where, of which kind, and what to do about it.</summary>
/// <param name="Message">The text, in every language.</param>
/// <param name="Where">A path, a path and a line, a component, a node.</param>
/// <param name="Arguments">What stands in the places of the text.</param>
public sealed record Problem(Message Message, string Where, IReadOnlyList<string> Arguments)
    : Statement(Message, Where, Arguments)
{
    /// <summary>What kind of problem it is.</summary>
    public ProblemKind Kind => Message.Kind;

    /// <summary>What to do about it, or an empty string.</summary>
    public string Hint(Tongue tongue)
        => Fill(tongue == Tongue.Chinese ? Message.ChineseHint : Message.EnglishHint) is { Length: > 0 } own ? own : (Cause as Problem)?.Hint(tongue) ?? "";

    /// <summary>The same problem with a hint of its own, in the place of its message's: what helps depends on what is broken.</summary>
    public Problem Advising(string english, string chinese) => this with { Message = Message with { EnglishHint = english, ChineseHint = chinese } };
}
