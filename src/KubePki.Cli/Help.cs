using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli;

/// <summary>
/// The help, for a person in trouble: what the command does, how it is called, examples, then options by purpose.
/// </summary>
internal sealed class Help(Tongue tongue) : SynchronousCommandLineAction
{
    /// <summary>Puts this help in the place of the library's, for every command.</summary>
    public static void Install(RootCommand root, Tongue tongue)
    {
        foreach (var standard in root.Options.Where(o => o is HelpOption or VersionOption).ToList())
        {
            root.Options.Remove(standard);
        }

        root.Options.Add(new HelpOption("--help", "-h") { Description = HelpTexts.HelpOption.In(tongue), Action = new Help(tongue) });
    }

    public static bool IsAskedFor(ParseResult parsed) => parsed.Action is Help;

    /// <summary>The command with those above it: <c>kubepki backup list</c>.</summary>
    public static string PathOf(Command command) => string.Join(' ', Ancestry(command).Reverse().Select(Name));

    /// <summary>The command, the one above it, up to the root.</summary>
    public static IEnumerable<Command> Ancestry(Command command)
    {
        for (Command? c = command; c is not null; c = c.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return c;
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var line in Lines(parseResult.CommandResult.Command))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(line);
        }

        return ExitCode.Done;
    }

    private static string Name(Command command) => command is RootCommand ? "kubepki" : command.Name;

    private IEnumerable<string> Lines(Command command)
    {
        yield return $"{PathOf(command)}: {command.Description}";
        yield return "";
        yield return $"{HelpTexts.Usage.In(tongue)}: {UsageOf(command)}";
        foreach (var line in Examples(command)
            .Concat(Section(HelpTexts.Commands, command.Subcommands.Select(c => (Name(c), c.Description))))
            .Concat(Section(HelpTexts.Arguments, command.Arguments.Select(a => (a.HelpName ?? a.Name, a.Description))))
            .Concat(Section(HelpTexts.Options, command is RootCommand ? [] : command.Options.Select(Row)))
            .Concat(Section(HelpTexts.Everywhere, Ancestry(command).Last().Options.Select(Row))))
        {
            yield return line;
        }

        if (command is RootCommand)
        {
            yield return "";
            yield return $"{HelpTexts.ExitCodes.In(tongue)}:";
            yield return "  " + HelpTexts.ExitCodeList.In(tongue);
            yield return "";
            yield return HelpTexts.MoreHelp.In(tongue);
        }
    }

    private static string UsageOf(Command command)
    {
        var words = new List<string> { PathOf(command) };
        words.AddRange(command.Subcommands.Count > 0 ? ["COMMAND"] : command.Arguments.Select(a => a.HelpName ?? a.Name));
        words.Add("[OPTIONS]");
        return string.Join(' ', words);
    }

    private IEnumerable<string> Examples(Command command)
        => command is Verb { Examples: { Count: > 0 } examples }
            ? examples.Select(e => "  " + e).Prepend($"{HelpTexts.Examples.In(tongue)}:").Prepend("")
            : [];

    private IEnumerable<string> Section(Text title, IEnumerable<(string Name, string? About)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            yield break;
        }

        var width = list.Max(r => r.Name.Length);
        yield return "";
        yield return $"{title.In(tongue)}:";
        foreach (var (name, about) in list)
        {
            yield return $"  {name.PadRight(width)}  {about}".TrimEnd();
        }
    }

    private static (string, string?) Row(Option option)
    {
        var alias = option.Aliases.FirstOrDefault(a => a.StartsWith('-') && !a.StartsWith("--", StringComparison.Ordinal));
        var value = option.ValueType == typeof(bool) || option is HelpOption ? "" : $" {option.HelpName ?? "VALUE"}";
        return ((alias is null ? "    " : $"{alias}, ") + option.Name + value, option.Description);
    }
}
