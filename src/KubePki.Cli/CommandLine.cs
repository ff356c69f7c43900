using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Cli.Schedule;
using KubePki.Cli.Serve;
using KubePki.Localization;

namespace KubePki.Cli;

/// <summary>The whole command line, and the one place that turns problems and bugs into texts and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>All commands. Changes: whether the command, or one of its subcommands, can change something on the node.</summary>
    private static readonly (string Name, Func<CommonOptions, Command> Build, bool Changes)[] Verbs =
    [
        ("status", StatusCommand.Build, false),
        ("explain", ExplainCommand.Build, false),
        ("verify", VerifyCommand.Build, false),
        ("authenticate", AuthenticateCommand.Build, false),
        ("renew", RenewCommand.Build, true),
        ("create", CreateCommand.Build, true),
        ("kubeconfig", KubeconfigCommand.Build, true),
        ("csr", CsrCommand.Build, true),
        ("config", ConfigCommand.Build, false),
        ("activate", ActivateCommand.Build, true),
        ("undo", UndoCommand.Build, true),
        ("recover", RecoverCommand.Build, true),
        ("history", HistoryCommand.Build, false),
        ("backup", BackupCommand.Build, true),
        ("sandbox", SandboxCommand.Build, true),
        ("version", VersionCommand.Build, false),
        ("report", ReportCommand.Build, false),
        ("serve", ServeCommand.Build, false),
        ("schedule", ScheduleCommand.Build, true),
        ("completion", CompletionCommand.Build, false),
        ("agent", AgentCommand.Build, true),
        ("facts", FactsCommand.Build, false),
        ("discover", DiscoverCommand.Build, false),
        ("man", ManCommand.Build, false),
    ];

    /// <summary>The names of the commands.</summary>
    public static IEnumerable<string> VerbNames => Verbs.Select(verb => verb.Name);

    /// <summary>Runs a command line. Returns the exit code.</summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter diagnostics)
    {
        arguments = arguments is ["--version"] ? ["version"] : arguments;
        var language = CommonOptions.FindLanguage(arguments);
        var common = new CommonOptions(language);
        ParseResult? parsed = null;
        try
        {
            parsed = Build(language, arguments, common).Parse(arguments);
            var wrong = Help.IsAskedFor(parsed) ? [] : UsageErrors.Of(parsed, language);
            var code = wrong.Count > 0
                ? WrongUsage(parsed, wrong, diagnostics, language)
                : parsed.Invoke(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = output,
                    Error = diagnostics,
                });
            return output is TerminalWriter { Failure: { } reason } ? Unwritten(code, reason) : code;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return End().Tell(e, Report(e));
        }

        // Exit code 1 promises that nothing was changed. If a command changed the node and its result cannot be written, the operator must
        // act.
        int Unwritten(int code, string reason)
        {
            var end = End();
            var isDone = code is ExitCode.Done or ExitCode.Findings;
            end.Tell(Texts.Unwritten.In(language, reason.TrimEnd('.')), !end.Changes ? Texts.UnwrittenAnswer : Seen(isDone));
            return !isDone ? code : end.Changes ? ExitCode.HalfWay : ExitCode.Failed;
        }

        // The hint refers to the history only if the command has an entry there.
        Text Seen(bool isDone) => parsed?.CommandResult.Command is not Verb verb ? Texts.UnwrittenChange
            : verb.Nodes?.IsAsked(CommandValues.Of(parsed)) == true ? Texts.UnwrittenOnNodes
            : verb.Leaves switch
            {
                Trace.Place => isDone ? Texts.UnwrittenFiles : Texts.UnwrittenAnswer,
                Trace.Backups => Texts.UnwrittenBackups,
                Trace.Components => Texts.UnwrittenActivation,
                _ => Texts.UnwrittenChange,
            };

        UnexpectedEnd End() => new(
            common.Begun?.HasChanged == true || MayChange(parsed), language with { Commands = common.Suggested(parsed) }, diagnostics)
        {
            Leaves = (parsed?.CommandResult.Command as Verb)?.Leaves ?? Trace.History,
        };

        IEnumerable<string> Report(Exception failure) => BugReport.IsWanted(arguments.Any(a => a is "-v" or "--verbose"))
            ? BugReport.Lines(failure, parsed?.CommandResult.Command, Given().Select(o => o.Option.Name))
            : [];

        IEnumerable<OptionResult> Given() => parsed?.CommandResult.Children.OfType<OptionResult>().Where(o => !o.Implicit) ?? [];
    }

    /// <summary>The command for these words (<c>backup create</c>); null if there is none.</summary>
    public static Verb? Find(string words, CommonOptions common)
    {
        var names = words.Split(' ');
        if (!Array.Exists(Verbs, verb => verb.Name == names[0]))
        {
            return null;
        }

        Command? found = Build(common.Language, names, common);
        foreach (var name in names)
        {
            found = found?.Subcommands.FirstOrDefault(c => c.Name == name);
        }

        return found as Verb;
    }

    /// <summary>The program with all its commands.</summary>
    public static Command Whole(CommonOptions common) => Build(common.Language, [], common);

    /// <summary>
    /// Whether the parsed command can change something: its verb can, it is not a read-only subcommand, and it is not a dry run. The
    /// position of its options on the command line does not matter.
    /// </summary>
    private static bool MayChange(ParseResult? parsed)
    {
        if (parsed?.CommandResult.Command is not { } command || Help.IsAskedFor(parsed) || parsed.Errors.Count > 0
            || (command is Verb && CommandValues.Of(parsed).IsOn("--dry-run"))
            || command is Verb { Nodes.Manner: FleetMode.Reads or FleetMode.Judges })
        {
            return false;
        }

        // The verb is the direct subcommand of the program.
        var verb = command;
        while (verb.Parents.OfType<Command>().FirstOrDefault() is { } above && above.Parents.Any())
        {
            verb = above;
        }

        return Array.Exists(Verbs, row => row.Changes && row.Name == verb.Name);
    }

    /// <summary>
    /// Builds only that part of the command line that these arguments need. If they begin with a verb, the other verbs and the additions of
    /// a <see cref="RootCommand"/> (directives, texts of the library) are not needed.
    /// </summary>
    private static Command Build(Language language, string[] arguments, CommonOptions common)
    {
        var asked = arguments.Length > 0 ? Array.FindIndex(Verbs, verb => verb.Name == arguments[0]) : -1;
        var root = asked >= 0 ? new Command("kubepki", HelpTexts.About.In(language)) : new RootCommand(HelpTexts.About.In(language));
        foreach (var (_, build, _) in asked >= 0 ? Verbs.AsSpan(asked, 1) : Verbs)
        {
            root.Subcommands.Add(build(common));
        }

        common.AddTo(root);
        Help.Install(root, language);
        return root;
    }

    private static int WrongUsage(ParseResult parsed, IReadOnlyList<string> errors, TextWriter diagnostics, Language language)
    {
        foreach (var error in errors)
        {
            diagnostics.WriteLine($"{Texts.Error.In(language)}: {error}", colours: false);
        }

        diagnostics.WriteLine(
            $"  {Texts.Hint.In(language)}: {ProgramName.In(Help.PathOf(parsed.CommandResult.Command))} --help", colours: false);
        return ExitCode.Usage;
    }
}
