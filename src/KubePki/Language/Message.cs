namespace KubePki.Language;

/// <summary>
/// What the program tells, declared once: a text and, for what is wrong, what to do about it. <c>{0}</c>, <c>{1}</c> … stand for the
/// arguments of the <see cref="Statement"/> that uses it; a text without its Chinese does not compile.
/// </summary>
/// <param name="Id">Stable, lower-case, hyphenated; part of the JSON contract.</param>
/// <param name="What">What is told, as a clause without a full stop.</param>
/// <param name="Hint">What to do about it; empty when there is nothing useful to say.</param>
/// <param name="Kind">What kind of problem it is: exit codes follow from it.</param>
public sealed record Message(string Id, Text What, Text Hint, ProblemKind Kind)
{
    /// <summary>A message by its texts in both languages.</summary>
    public Message(string id, string english, string chinese, string englishHint = "", string chineseHint = "", ProblemKind Kind = default)
        : this(id, new Text(english, chinese), new Text(englishHint, chineseHint), Kind)
    {
    }

    /// <summary>A problem of this kind, found at <paramref name="where"/> (a path, or a path and a line).</summary>
    public Problem At(string where, params string[] arguments) => new(this, where, arguments);

    /// <summary>The text as something that is told and is no problem.</summary>
    public Statement Says(string where, params string[] arguments) => new(this, where, arguments);
}
