using KubePki.Cli.Documents;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>Output formats; the names are those of <c>--output</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Yaml,

    /// <summary>Graphviz, for commands that draw something.</summary>
    Dot,

    /// <summary>Mermaid, for commands that draw something.</summary>
    Mermaid,
}

/// <summary>Whether results and diagnostics support colours, and whether a line of the diagnostics can be overwritten.</summary>
internal sealed record Screens(bool ColourResults, bool ColourDiagnostics, bool Interactive);

/// <summary>
/// The destination of texts. Rules: results go to stdout, diagnostics to stderr. Colour is only used on a terminal, never with NO_COLOR,
/// and never as the only carrier of a meaning. <c>--quiet</c> suppresses diagnostics except errors. Lines are escaped when they are
/// written.
/// </summary>
internal sealed class Terminal(
    TextWriter output, TextWriter diagnostics, Language language, OutputFormat format, bool quiet, bool verbose, Screens screens,
    int? width)
{
    /// <summary>The language, and the additional options of suggested commands.</summary>
    public Language Language { get; private set; } = language;

    /// <summary>The additional options of suggested commands.</summary>
    public SuggestedCommands Suggested
    {
        get => Language.Commands;
        set => Language = Language with { Commands = value };
    }

    /// <summary>The columns of the terminal on stdout; null if there is none, because a file accepts lines of any length.</summary>
    public int? Width => width;

    public OutputFormat Format => format;

    /// <summary>Whether a line of the diagnostics can be overwritten.</summary>
    public bool IsInteractive => screens.Interactive && !quiet && diagnostics is TerminalWriter;

    public bool IsDocument => format is OutputFormat.Json or OutputFormat.Yaml;

    public void Result(Line line) => output.WriteLine(line, screens.ColourResults);

    /// <summary>Writes a text in a language of its own (HTML, a script, a configuration), in which names are already escaped.</summary>
    public void Document(string text) => output.WriteLine(text);

    public void Document(Document document, OutputFormat form) => DocumentWriter.Write(document, form, output);

    public void Results(IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            Result(line);
        }
    }

    public void Results(IEnumerable<string> lines) => Results(lines.Select(line => (Line)line));

    /// <summary>Shows lines for the user: as the result, or as diagnostics if the result is a document.</summary>
    public void Show(IEnumerable<Line> lines)
    {
        if (!IsDocument)
        {
            Results(lines);
            return;
        }

        foreach (var line in lines)
        {
            Note(line);
        }
    }

    public void Show(IEnumerable<string> lines) => Show(lines.Select(line => (Line)line));

    /// <summary>
    /// Shows what is about to be done. It is not a result: with <c>--quiet</c> it is shown to a user who is asked, and not to one who has
    /// already agreed.
    /// </summary>
    /// <returns>Whether it was shown.</returns>
    public bool Propose(IEnumerable<Line> plan, bool agreed)
    {
        if (quiet && agreed)
        {
            return false;
        }

        Show(plan);
        return true;
    }

    /// <summary>Replaces the current line of the diagnostics, if <see cref="IsInteractive"/> is true.</summary>
    public void Overwrite(Line line) => (diagnostics as TerminalWriter)?.Overwrite(line);

    /// <summary>Asks a question, without a line feed, so that the answer is on the same line.</summary>
    public void Ask(string question) => diagnostics.Write(VisibleText.Of(question));

    /// <summary>Writes a line that users need and scripts do not.</summary>
    public void Note(Line line)
    {
        if (!quiet)
        {
            Diagnose(line);
        }
    }

    /// <summary>
    /// Writes a line that is not suppressed by <c>--quiet</c>, because without it the result of a change would look better than it is.
    /// </summary>
    public void Bound(Line line) => Diagnose(line);

    /// <summary>Writes a warning about the result, in yellow.</summary>
    public void Warn(string line) => Note(Yellow(line));

    /// <summary>Writes a line for <c>--verbose</c>.</summary>
    public void Detail(Line line)
    {
        if (verbose)
        {
            Diagnose(line);
        }
    }

    public void Error(Problem problem) => Errors([problem]);

    /// <summary>
    /// Writes problems with their hints. A hint that several consecutive problems share is written once, after the last of them.
    /// </summary>
    public void Errors(IReadOnlyList<Problem> problems)
    {
        for (var i = 0; i < problems.Count; i++)
        {
            Diagnose($"{Red(Texts.Error.In(Language))}: {problems[i].Text(Language)}");
            if (Hint(problems[i]) is { Length: > 0 } hint && (i == problems.Count - 1 || Hint(problems[i + 1]) != hint))
            {
                Diagnose($"  {Texts.Hint.In(Language)}: {hint}");
            }
        }
    }

    public string Say(Text text, params string[] arguments) => text.In(Language, arguments);

    /// <summary>What to do about a problem; empty if there is no useful advice.</summary>
    public string Hint(Problem problem) => Hint([problem]);

    /// <summary>What to do about similar problems, in one command.</summary>
    public string Hint(IEnumerable<Problem> alike) => Problem.Hint(alike, Language);

    /// <summary>A number of items, as text.</summary>
    public string Items(int number) => Texts.Items.In(Language, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Line Red(string text) => Styled(text, Style.Red);

    public Line Yellow(string text) => Styled(text, Style.Yellow);

    public Line Green(string text) => Styled(text, Style.Green);

    public Line Dim(string text) => Styled(text, Style.Dim);

    public Line Bold(string text) => Styled(text, Style.Bold);

    private Line Styled(string text, Style style) => Line.Of(text, screens.ColourResults || screens.ColourDiagnostics ? style : Style.None);

    private void Diagnose(Line line) => diagnostics.WriteLine(line, screens.ColourDiagnostics);
}
