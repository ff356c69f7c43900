using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;

namespace KubePki.Cli;

/// <summary>The help of a command: what the command does, how to call it, examples, then options by purpose.</summary>
internal sealed class Help(Language language) : SynchronousCommandLineAction
{
    private const int LineWidth = 80;
    private const int LongestBeside = 31;

    /// <summary>Replaces the library's own help of every command.</summary>
    public static void Install(Command root, Language language)
    {
        foreach (var standard in root.Options.Where(o => o is HelpOption or VersionOption).ToList())
        {
            root.Options.Remove(standard);
        }

        // The library's HelpOption would look up its own English description, which costs time in every command.
        root.Options.Add(new Option<bool>(
            "--help",
            "-h")
        {
            Description = HelpTexts.HelpOption.In(language),
            Action = new Help(language),
            Recursive = true,
            Arity = ArgumentArity.Zero,
        });
    }

    public static bool IsAskedFor(ParseResult parsed) => parsed.Action is Help;

    /// <summary>The command with its parents, for example <c>kubepki backup list</c>.</summary>
    public static string PathOf(Command command) => string.Join(' ', Ancestry(command).Reverse().Select(Name));

    /// <summary>The command and its parents, up to the root.</summary>
    public static IEnumerable<Command> Ancestry(Command command)
    {
        for (Command? c = command; c is not null; c = c.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return c;
        }
    }

    /// <summary>True, so that a request for help does not report missing arguments.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var line in Lines(parseResult.CommandResult.Command))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProgramName.In(line));
        }

        return ExitCode.Done;
    }

    public static bool IsRoot(Command command) => !command.Parents.Any();

    public static string Name(Command command) => IsRoot(command) ? "kubepki" : command.Name;

    private IEnumerable<string> Lines(Command command)
    {
        yield return $"{PathOf(command)}: {command.Description}";
        yield return "";
        yield return $"{HelpTexts.Usage.In(language)}: {UsageOf(command)}";
        foreach (var line in Examples(command)
            .Concat(Section(HelpTexts.Commands, command.Subcommands.Where(c => !c.Hidden).Select(c => (Name(c), c.Description))))
            .Concat(Section(HelpTexts.Arguments, command.Arguments.Select(a => (a.HelpName ?? a.Name, a.Description))))
            .Concat(Section(HelpTexts.Options, IsRoot(command) ? [] : command.Options.Except(NodesOptionsOf(command)).Select(Row)))
            .Concat(Section(HelpTexts.OnNodes, NodesOptionsOf(command).Select(Row)))
            .Concat(Section(HelpTexts.Everywhere, Ancestry(command).Last().Options.Select(Row))))
        {
            yield return line;
        }

        if (IsRoot(command))
        {
            yield return "";
            yield return $"{HelpTexts.ExitCodes.In(language)}{language.HeadingEnd}";
            yield return "  " + HelpTexts.ExitCodeList.In(language);
            yield return "";
            yield return HelpTexts.MoreHelp.In(language);
        }
    }

    public static IReadOnlyList<Option> NodesOptionsOf(Command command) => (command as Verb)?.Nodes?.All ?? [];

    public static string UsageOf(Command command)
    {
        var words = new List<string> { PathOf(command) };
        words.AddRange(command.Subcommands.Count > 0 ? ["COMMAND"] : command.Arguments.Select(a => a.HelpName ?? a.Name));
        words.Add("[OPTIONS]");
        return string.Join(' ', words);
    }

    private IEnumerable<string> Examples(Command command)
    {
        if (command is not Verb { Examples: { Count: > 0 } examples })
        {
            yield break;
        }

        yield return "";
        yield return $"{HelpTexts.Examples.In(language)}{language.HeadingEnd}";
        var width = examples.Where(e => e.Purpose is not null).Select(e => e.Command.Length).DefaultIfEmpty().Max();
        foreach (var example in examples)
        {
            yield return "  "
                + (example.Purpose is null ? example.Command : $"{example.Command.PadRight(width)}  # {example.Purpose.In(language)}");
        }
    }

    /// <summary>
    /// Names on the left, descriptions on the right. If a name is too long for its column, its description starts on the next line.
    /// </summary>
    private IEnumerable<string> Section(Text title, IEnumerable<(string Name, string? About)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            yield break;
        }

        var width = list.Select(r => r.Name.Length).Where(length => length <= LongestBeside).DefaultIfEmpty(LongestBeside).Max();
        yield return "";
        yield return $"{title.In(language)}{language.HeadingEnd}";
        foreach (var (name, about) in list)
        {
            var lines = Wrapped(about ?? "", LineWidth - width - 4).ToList();
            var beside = name.Length <= width ? 1 : 0;
            yield return $"  {name.PadRight(width)}  {(beside == 1 ? lines[0] : "")}".TrimEnd();
            foreach (var line in lines.Skip(beside))
            {
                yield return new string(' ', width + 4) + line;
            }
        }
    }

    /// <summary>Breaks a text between words. Returns at least one line.</summary>
    public static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && DisplayWidth.Of(line) + 1 + DisplayWidth.Of(word) > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private static (string, string?) Row(Option option)
    {
        var (alias, name, value) = Form(option);
        return ((alias is null ? "    " : $"{alias}, ") + name + (value.Length == 0 ? "" : $" {value}"), option.Description);
    }

    /// <summary>
    /// The form of an option on a command line: its short name, its name, and the name of its value, which is empty for a switch.
    /// </summary>
    public static (string? Alias, string Name, string Value) Form(Option option)
    {
        var alias = option.Aliases.FirstOrDefault(a => a.StartsWith('-') && !a.StartsWith("--", StringComparison.Ordinal));
        return (alias, option.Name, option.ValueType == typeof(bool) || option is HelpOption ? "" : option.HelpName ?? "VALUE");
    }
}
