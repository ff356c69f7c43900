namespace KubePki.Localization;

/// <summary>
/// A message of the program, declared once: a text and, for a problem, advice. <c>{0}</c>, <c>{1}</c> … are placeholders for the arguments
/// of the <see cref="Statement"/> that uses the message; a text without its Chinese version does not compile.
/// </summary>
/// <param name="Id">Stable, lower-case, hyphenated; part of the JSON contract.</param>
/// <param name="What">The message, as a clause without a full stop.</param>
/// <param name="Hint">What to do about it; empty if there is no useful advice.</param>
/// <param name="Kind">The kind of problem: exit codes follow from it.</param>
public sealed record Message(string Id, Text What, Text Hint, ProblemKind Kind)
{
    /// <summary>A message by its texts in both languages.</summary>
    public Message(string id, string english, string chinese, string englishHint = "", string chineseHint = "", ProblemKind Kind = default)
        : this(id, new Text(english, chinese), new Text(englishHint, chineseHint), Kind)
    {
    }

    /// <summary>A problem with this message at <paramref name="where"/> (a path, or a path and a line).</summary>
    public Problem At(string where, params string[] arguments) => new(this, where, arguments);

    /// <summary>A statement with this message that is not a problem.</summary>
    public Statement ToStatement(string where, params string[] arguments) => new(this, where, arguments);
}
