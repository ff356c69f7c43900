using System.Text.Json.Nodes;
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

/// <summary>
/// Where texts go. Rules: results to stdout, diagnostics to stderr; colour only on a terminal, never with NO_COLOR, never
/// the only carrier of a meaning; <c>--quiet</c> silences diagnostics but errors.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter diagnostics, Tongue tongue, OutputFormat format, bool quiet, bool verbose, bool colours, bool interactive, int? width)
{
    public Tongue Tongue => tongue;

    /// <summary>What the commands that texts suggest have to say besides.</summary>
    public SuggestedCommands Suggested { get; set; } = new();

    /// <summary>Columns of the terminal behind stdout; null where there is none: a file takes lines of any length.</summary>
    public int? Width => width;

    public OutputFormat Format => format;

    /// <summary>Whether a line of the diagnostics can be written over.</summary>
    public bool IsInteractive => interactive && !quiet;

    public bool IsDocument => format is OutputFormat.Json or OutputFormat.Yaml;

    public void Result(string line) => output.WriteLine(line);

    public void Result(JsonNode document, OutputFormat form) => DocumentWriter.Write(document, form, output);

    public void Results(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Lines for people: the result, unless the result is a document; then they go to the diagnostics.</summary>
    public void Show(IEnumerable<string> lines)
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

    /// <summary>Writes over the current line of the diagnostics.</summary>
    public void Overwrite(string line) => diagnostics.Write($"\r\u001b[K{line}");

    /// <summary>Asks a question, on the line on which the answer will stand.</summary>
    public void Ask(string question) => diagnostics.Write(question);

    /// <summary>A line that people want and scripts do not.</summary>
    public void Note(string line)
    {
        if (!quiet)
        {
            diagnostics.WriteLine(line);
        }
    }

    /// <summary>A line for those who asked for more.</summary>
    public void Detail(string line)
    {
        if (verbose)
        {
            diagnostics.WriteLine(line);
        }
    }

    public void Error(Problem problem) => Errors([problem]);

    /// <summary>Problems with their hints; a hint that several share in a row stands once, after the last of them.</summary>
    public void Errors(IReadOnlyList<Problem> problems)
    {
        for (var i = 0; i < problems.Count; i++)
        {
            diagnostics.WriteLine($"{Red(Texts.Error.In(tongue))}: {problems[i].Text(tongue)}");
            if (Hint(problems[i]) is { Length: > 0 } hint && (i == problems.Count - 1 || Hint(problems[i + 1]) != hint))
            {
                diagnostics.WriteLine($"  {Texts.Hint.In(tongue)}: {hint}");
            }
        }
    }

    public string Say(Text text, params string[] arguments) => text.In(tongue, arguments);

    /// <summary>A text that suggests a command, on the node that is looked at.</summary>
    public string Suggest(Text text) => Suggested.In(text.In(tongue));

    /// <summary>What to do about a problem, likewise; an empty string when there is nothing useful to say.</summary>
    public string Hint(Problem problem) => Suggested.In(problem.Hint(tongue));

    /// <summary>A number of items, in words.</summary>
    public string Items(int number) => (number == 1 ? Texts.OneItem : Texts.ManyItems).In(tongue, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public string Red(string text) => Paint(text, "31");

    public string Yellow(string text) => Paint(text, "33");

    public string Green(string text) => Paint(text, "32");

    public string Dim(string text) => Paint(text, "2");

    public string Bold(string text) => Paint(text, "1");

    private string Paint(string text, string code) => colours ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
