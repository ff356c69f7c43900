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

    /// <summary>Stands in a hint for the name of the item that its command is for, so that what is alike is given in one command.</summary>
    public const string NamePlace = "{name}";

    /// <summary>The name in the hint's command, as a shell reads it; null where the hint has no place for one.</summary>
    public string? Named { get; init; }

    /// <summary>What to do about it, or an empty string.</summary>
    public string Hint(Tongue tongue) => Hint([this], tongue);

    /// <summary>What to do about problems that have the same <see cref="OpenHint"/>: one command for all of them.</summary>
    public static string Hint(IEnumerable<Problem> alike, Tongue tongue)
    {
        List<Problem> all = [.. alike];
        return all[0].OpenHint(tongue).Replace(NamePlace, string.Join(' ', all.Select(p => p.NameInHint).OfType<string>().Distinct()), StringComparison.Ordinal);
    }

    /// <summary>The hint with the place of the name left open: the same for what differs in nothing else.</summary>
    public string OpenHint(Tongue tongue)
        => Fill(tongue == Tongue.Chinese ? Message.ChineseHint : Message.EnglishHint) is { Length: > 0 } own ? own : (Cause as Problem)?.OpenHint(tongue) ?? "";

    private string? NameInHint => Message.EnglishHint.Length > 0 ? Named : (Cause as Problem)?.NameInHint;

    /// <summary>The same problem with a hint of its own, in the place of its message's: what helps depends on what is broken.</summary>
    public Problem Advising(string english, string chinese) => this with { Message = Message with { EnglishHint = english, ChineseHint = chinese } };
}
