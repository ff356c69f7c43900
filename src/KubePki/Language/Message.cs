namespace KubePki.Language;

/// <summary>
/// A text of the program in both languages, declared once. <c>{0}</c>, <c>{1}</c> … stand for the arguments of the
/// <see cref="Problem"/> that uses it; a template without its Chinese text does not compile.
/// </summary>
/// <param name="Id">Stable, lower-case, hyphenated; part of the JSON contract.</param>
/// <param name="English">What is wrong, as a clause without a full stop.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="EnglishHint">What to do about it; empty when there is nothing useful to say.</param>
/// <param name="ChineseHint">The same in Chinese.</param>
/// <param name="Kind">What kind of problem it is: exit codes follow from it.</param>
public sealed record Message(string Id, string English, string Chinese, string EnglishHint = "", string ChineseHint = "", ProblemKind Kind = default)
{
    /// <summary>A problem of this kind, found at <paramref name="where"/> (a path, or a path and a line).</summary>
    public Problem At(string where, params string[] arguments) => new(this, where, arguments);

    /// <summary>The text as something that is told and is no problem.</summary>
    public Statement Says(string where, params string[] arguments) => new(this, where, arguments);
}
