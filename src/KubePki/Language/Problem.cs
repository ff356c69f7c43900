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

    /// <summary>The name in the hint's command, as a shell reads it; null where the hint has no place for one.</summary>
    public string? Named { get; init; }

    /// <summary>What to do about it on this very node, in the place of its message's hint.</summary>
    private Advice? Own { get; init; }

    /// <summary>What to do about it; where nothing is known of it, about what is behind it.</summary>
    private (Advice Advice, string? Name) Advised
    {
        get
        {
            var own = Own ?? new Advice(Message.Hint, Arguments);
            return own.Text.IsEmpty && Cause is Problem cause ? cause.Advised : (own, Named);
        }
    }

    /// <summary>Whether what helps holds these words of a command.</summary>
    internal bool Advises(string words) => Advised.Advice.Text.English.Contains(words, StringComparison.Ordinal);

    /// <summary>What to do about it, or an empty string.</summary>
    public string Hint(Tongue tongue) => Hint([this], tongue);

    /// <summary>What to do about problems that have the same <see cref="OpenHint"/>: one command for all of them.</summary>
    public static string Hint(IEnumerable<Problem> alike, Tongue tongue)
    {
        List<Problem> all = [.. alike];
        return all[0].Advised.Advice.In(tongue, string.Join(' ', all.Select(p => p.Advised.Name).OfType<string>().Distinct()));
    }

    /// <summary>The hint with the place of the name left open: the same for what differs in nothing else.</summary>
    public string OpenHint(Tongue tongue) => Advised.Advice.In(tongue, Template.NamePlace);

    /// <summary>The same problem with a hint of its own, in the place of its message's: what helps depends on what is broken.</summary>
    public Problem Advising(Text hint, params string[] arguments) => this with { Own = new Advice(hint, arguments) };

    /// <summary>The same problem with the hint of another.</summary>
    public Problem AdvisingAs(Problem other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Advised is var (advice, name) ? this with { Own = advice, Named = name } : this;
    }

    private sealed record Advice(Text Text, IReadOnlyList<string> Arguments)
    {
        public string In(Tongue tongue, string names) => Text.Filled(tongue, Arguments, names);
    }
}
