using System.CommandLine;
using System.Globalization;
using System.Text;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Localization;

namespace KubePki.Cli;

/// <summary>The manual page of the program or of a command in English, as roff (man(7)), from the same tables as the help.</summary>
internal sealed class ManualPage(Command program, Command command)
{
    /// <summary>The maximum length of a source line: `mandoc -Tlint` warns about longer ones.</summary>
    private const int LineWidth = 78;

    private readonly StringBuilder _page = new();

    /// <summary>The commands that have a page: all that the help shows, each before its subcommands.</summary>
    public static IEnumerable<Command> Commands(Command program)
        => program.Subcommands.Where(c => !c.Hidden).SelectMany(c => Commands(c).Prepend(c));

    public string Text()
    {
        var date = VersionCommand.SourceDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        Request($".TH {Name(command).ToUpperInvariant()} 1 \"{date}\" \"kubepki {VersionCommand.Version.Split('+')[0]}\" \"kubepki\"");
        Request(".SH NAME");
        Line($"{Literal(Name(command))} \\- {Escaped(command.Description ?? "")}", isEscaped: true);
        Request(".SH SYNOPSIS");
        Request($".B {Literal(Help.PathOf(command))}");
        Line(Help.UsageOf(command)[Help.PathOf(command).Length..].TrimStart());
        Request(".SH DESCRIPTION");
        Line(Sentence(command.Description ?? ""));
        Entries("COMMANDS", command.Subcommands.Where(c => !c.Hidden).Select(c => ($"\\fB{Literal(c.Name)}\\fR", c.Description)));
        Entries("ARGUMENTS", command.Arguments.Select(a => ($"\\fI{Literal(a.HelpName ?? a.Name)}\\fR", a.Description)));
        var nodes = Help.NodesOptionsOf(command);
        Entries("OPTIONS", Help.IsRoot(command) ? [] : command.Options.Except(nodes).Select(Row));
        Entries("OPTIONS FOR SEVERAL NODES, OVER SSH", nodes.Select(Row));
        Entries("OPTIONS OF EVERY COMMAND", program.Options.Select(Row));
        Examples();
        ExitCodes();
        Request(".SH SEE ALSO");
        Request(string.Join(",\n", Related().Select(c => $".BR {Literal(Name(c))} (1)")));
        return _page.ToString().TrimEnd('\n');
    }

    /// <summary>The name of a command's page, for example <c>kubepki-backup-create</c>.</summary>
    public static string Name(Command command) => Help.PathOf(command).Replace(' ', '-');

    private static (string, string?) Row(Option option)
    {
        var (alias, name, value) = Help.Form(option);
        var names = (alias is null ? "" : $"\\fB{Literal(alias)}\\fR, ") + $"\\fB{Literal(name)}\\fR";
        return (names + (value.Length == 0 ? "" : $" \\fI{Literal(value)}\\fR"), option.Description);
    }

    private void Entries(string title, IEnumerable<(string Name, string? About)> rows)
    {
        var isFirst = true;
        foreach (var (name, about) in rows)
        {
            if (isFirst)
            {
                Request($".SH {title}");
                isFirst = false;
            }

            Request(".TP");
            Line(name, isEscaped: true);
            Line(Sentence(about ?? ""));
        }
    }

    private void Examples()
    {
        if (command is not Verb { Examples: { Count: > 0 } examples })
        {
            return;
        }

        Request(".SH EXAMPLES");
        foreach (var (index, example) in examples.Index())
        {
            if (index > 0)
            {
                Request(".PP");
            }

            if (example.Purpose is { } purpose)
            {
                Line(Capital(purpose.In(Language.English)) + ":");
            }

            Request(".RS 4");
            Request(".EX");
            Request(Literal(example.Command));
            Request(".EE");
            Request(".RE");
        }
    }

    private void ExitCodes()
    {
        Request(".SH EXIT STATUS");
        foreach (var line in HelpTexts.ExitCodeList.In(Language.English).Split('\n', StringSplitOptions.TrimEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            Request(".TP");
            Line($"\\fB{line[..space]}\\fR", isEscaped: true);
            Line(Sentence(line[space..].TrimStart()));
        }
    }

    /// <summary>The parent command and the subcommands. For a top-level command without subcommands, the program's own page.</summary>
    private IEnumerable<Command> Related()
    {
        var related = Help.Ancestry(command).Skip(1).Take(1).Concat(command.Subcommands.Where(c => !c.Hidden)).ToList();
        return related.Count > 0 ? related : [program];
    }

    private void Request(string line) => _page.Append(line).Append('\n');

    /// <summary>
    /// Adds a text, on several lines if needed. A line that starts with a dot or an apostrophe is escaped, because roff would read it as a
    /// request.
    /// </summary>
    private void Line(string text, bool isEscaped = false)
    {
        foreach (var line in Help.Wrapped(isEscaped ? text : Escaped(text), LineWidth))
        {
            _page.Append(line is ['.' or '\'', ..] ? "\\&" : "").Append(line).Append('\n');
        }
    }

    private static string Sentence(string text) => text.Length == 0 || text.EndsWith('.') ? Capital(text) : Capital(text) + ".";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Words that users type: roff must not replace their ASCII hyphens by typographic ones.</summary>
    private static string Literal(string text) => Escaped(text).Replace("-", "\\-", StringComparison.Ordinal);

    /// <summary>
    /// Escapes a text for roff: characters that have a meaning in roff, or that output devices replace, are written by their names.
    /// </summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\e",
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                '"' => "\\(dq",
                '\n' => " ",
                < 0x80 => rune.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\[u{rune.Value:X4}]"),
            });
        }

        return escaped.ToString();
    }
}
