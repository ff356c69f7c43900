namespace KubePki.Localization;

/// <summary>An expected failure as a value: what is wrong, where, of which kind, and what to do about it.</summary>
/// <param name="Message">The text, in every language.</param>
/// <param name="Where">A path, a path and a line, a component, or a node.</param>
/// <param name="Arguments">The values of the text's placeholders.</param>
public sealed record Problem(Message Message, string Where, IReadOnlyList<string> Arguments)
    : Statement(Message, Where, Arguments)
{
    /// <summary>The kind of problem.</summary>
    public ProblemKind Kind => Message.Kind;

    /// <summary>The name in the hint's command, as a shell word; null if the hint has no placeholder for a name.</summary>
    public string? ItemName { get; init; }

    /// <summary>
    /// Whether its paths are those of the machine that kubepki runs on, not of the node. Commands in its hint then name them without the
    /// node's root.
    /// </summary>
    internal bool IsOfThisMachine { get; init; }

    /// <summary>Advice for this node, in place of the message's hint.</summary>
    private Advice? Own { get; init; }

    /// <summary>The advice; that of the cause if the problem has none of its own.</summary>
    private (Advice Advice, string? Name) EffectiveAdvice
    {
        get
        {
            var own = Own ?? new Advice(Message.Hint, Arguments);
            return own.Text.IsEmpty && Cause is Problem cause ? cause.EffectiveAdvice : (own, ItemName);
        }
    }

    /// <summary>Whether the advice contains these words of a command.</summary>
    internal bool HintContains(string words) => EffectiveAdvice.Advice.Text.English.Contains(words, StringComparison.Ordinal);

    /// <summary>The advice, or an empty string.</summary>
    public string Hint(Language language) => Hint([this], language);

    /// <summary>The advice for problems with the same <see cref="OpenHint"/>: one command for all of them.</summary>
    public static string Hint(IEnumerable<Problem> alike, Language language)
    {
        List<Problem> all = [.. alike];
        return all[0].EffectiveAdvice.Advice.In(
            all[0].Placing(language), string.Join(' ', all.Select(p => p.EffectiveAdvice.Name).OfType<string>().Distinct()));
    }

    /// <summary>The hint with an unfilled placeholder for the name: equal for problems that differ only in the name.</summary>
    public string OpenHint(Language language) => EffectiveAdvice.Advice.In(Placing(language), Template.NamePlace);

    private Language Placing(Language language)
        => IsOfThisMachine ? language with { Commands = language.Commands with { Directory = "" } } : language;

    /// <summary>The same problem with a hint of its own, in place of the message's: the advice depends on the damage.</summary>
    public Problem WithHint(Text hint, params string[] arguments) => this with { Own = new Advice(hint, arguments) };

    /// <summary>The same problem with the hint of another problem.</summary>
    public Problem WithHintOf(Problem other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.EffectiveAdvice is var (advice, name) ? this with { Own = advice, ItemName = name } : this;
    }

    private sealed record Advice(Text Text, IReadOnlyList<string> Arguments)
    {
        public string In(Language language, string names) => Text.Filled(language, Arguments, names);
    }
}
