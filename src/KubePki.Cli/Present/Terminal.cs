using KubePki.Cli.Documents;
using KubePki.Language;

namespace KubePki.Cli.Present;

/// <summary>Output formats; the names are those of <c>--output</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Yaml,

    /// <summary>Graphviz, where a command draws something.</summary>
    Dot,

    /// <summary>Mermaid, likewise.</summary>
    Mermaid,
}

/// <summary>Whether the two streams of results and diagnostics take colours, and whether a line of the latter can be written over.</summary>
internal sealed record Screens(bool ColourResults, bool ColourDiagnostics, bool Interactive);

/// <summary>
/// Where texts go. Rules: results to stdout, diagnostics to stderr; colour only on a terminal, never with NO_COLOR, never
/// the only carrier of a meaning; <c>--quiet</c> silences diagnostics but errors. Lines are escaped where they are written.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter diagnostics, Tongue tongue, OutputFormat format, bool quiet, bool verbose, Screens screens, int? width)
{
    /// <summary>The language, and what the commands that texts suggest have to say besides.</summary>
    public Tongue Tongue { get; private set; } = tongue;

    /// <summary>What the commands that texts suggest have to say besides.</summary>
    public SuggestedCommands Suggested
    {
        get => Tongue.Commands;
        set => Tongue = Tongue with { Commands = value };
    }

    /// <summary>Columns of the terminal behind stdout; null where there is none: a file takes lines of any length.</summary>
    public int? Width => width;

    public OutputFormat Format => format;

    /// <summary>Whether a line of the diagnostics can be written over.</summary>
    public bool IsInteractive => screens.Interactive && !quiet && diagnostics is SteadyWriter;

    public bool IsDocument => format is OutputFormat.Json or OutputFormat.Yaml;

    public void Result(Line line) => output.WriteLine(line, screens.ColourResults);

    /// <summary>A text in a language of its own (HTML, a script, a configuration), in which names are escaped already.</summary>
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

    /// <summary>Lines for people: the result, unless the result is a document; then they go to the diagnostics.</summary>
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

    /// <summary>What is about to be done. It is no result: with <c>--quiet</c> it is shown to the person who is asked, and to nobody who has agreed already.</summary>
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

    /// <summary>Replaces the current line of the diagnostics, where <see cref="IsInteractive"/> holds.</summary>
    public void Overwrite(Line line) => (diagnostics as SteadyWriter)?.Overwrite(line);

    /// <summary>Asks a question, on the line on which the answer will stand.</summary>
    public void Ask(string question) => diagnostics.Write(VisibleText.Of(question));

    /// <summary>A line that people want and scripts do not.</summary>
    public void Note(Line line)
    {
        if (!quiet)
        {
            Diagnose(line);
        }
    }

    /// <summary>A line without which the result of a change would be taken for more than it is: also with <c>--quiet</c>.</summary>
    public void Bound(Line line) => Diagnose(line);

    /// <summary>A line that bounds what the result tells.</summary>
    public void Warn(string line) => Note(Yellow(line));

    /// <summary>A line for those who asked for more.</summary>
    public void Detail(Line line)
    {
        if (verbose)
        {
            Diagnose(line);
        }
    }

    public void Error(Problem problem) => Errors([problem]);

    /// <summary>Problems with their hints; a hint that several share in a row stands once, after the last of them.</summary>
    public void Errors(IReadOnlyList<Problem> problems)
    {
        for (var i = 0; i < problems.Count; i++)
        {
            Diagnose($"{Red(Texts.Error.In(Tongue))}: {problems[i].Text(Tongue)}");
            if (Hint(problems[i]) is { Length: > 0 } hint && (i == problems.Count - 1 || Hint(problems[i + 1]) != hint))
            {
                Diagnose($"  {Texts.Hint.In(Tongue)}: {hint}");
            }
        }
    }

    public string Say(Text text, params string[] arguments) => text.In(Tongue, arguments);

    /// <summary>What to do about a problem; an empty string when there is nothing useful to say.</summary>
    public string Hint(Problem problem) => Hint([problem]);

    /// <summary>What to do about problems that are alike, in one command.</summary>
    public string Hint(IEnumerable<Problem> alike) => Problem.Hint(alike, Tongue);

    /// <summary>A number of items, in words.</summary>
    public string Items(int number) => Texts.Items.In(Tongue, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Line Red(string text) => Styled(text, Style.Red);

    public Line Yellow(string text) => Styled(text, Style.Yellow);

    public Line Green(string text) => Styled(text, Style.Green);

    public Line Dim(string text) => Styled(text, Style.Dim);

    public Line Bold(string text) => Styled(text, Style.Bold);

    private Line Styled(string text, Style style) => Line.Of(text, screens.ColourResults || screens.ColourDiagnostics ? style : Style.None);

    private void Diagnose(Line line) => diagnostics.WriteLine(line, screens.ColourDiagnostics);
}
