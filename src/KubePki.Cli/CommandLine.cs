using System.CommandLine;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli;

/// <summary>The whole command line, and the one place where problems and bugs become texts and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Changes: whether something can be different on the node when it is done.</summary>
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
        ("completion", CompletionCommand.Build, false),
        ("agent", AgentCommand.Build, true),
        ("facts", FactsCommand.Build, false),
        ("discover", DiscoverCommand.Build, false),
    ];

    /// <summary>
    /// Runs a command line; the exit code is the result. <paramref name="attendance"/> is there where another kubepki gave it.
    /// </summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter diagnostics, Attendance? attendance = null)
    {
        var tongue = CommonOptions.FindTongue(arguments);
        try
        {
            var parsed = Build(tongue, arguments, attendance).Parse(arguments);
            var wrong = Help.IsAskedFor(parsed) ? [] : UsageErrors.Of(parsed, tongue);
            var code = wrong.Count > 0
                ? WrongUsage(parsed, wrong, diagnostics, tongue)
                : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = diagnostics });
            return output is SteadyWriter { Failure: { } reason } ? Unwritten(code, arguments, reason, diagnostics, tongue) : code;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The type names the bug well enough for a report; messages and traces may carry anything.
            diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {Texts.Unexpected.In(tongue, e.GetType().Name)}");
            return ExitCode.HalfWay;
        }
    }

    /// <summary>
    /// The command line as far as these arguments need it: a verb they begin with does without the others, and without what a
    /// <see cref="RootCommand"/> brings (directives, texts of the library).
    /// </summary>
    private static Command Build(Tongue tongue, string[] arguments, Attendance? attendance)
    {
        var common = new CommonOptions(tongue, attendance);
        var asked = arguments.Length > 0 ? Array.FindIndex(Verbs, verb => verb.Name == arguments[0]) : -1;
        var root = asked >= 0 ? new Command("kubepki", HelpTexts.About.In(tongue)) : new RootCommand(HelpTexts.About.In(tongue));
        foreach (var (_, build, _) in asked >= 0 ? Verbs.AsSpan(asked, 1) : Verbs)
        {
            root.Subcommands.Add(build(common));
        }

        common.AddTo(root);
        Help.Install(root, tongue);
        return root;
    }

    /// <summary>Exit code 1 promises that nothing is different: who changed the node and cannot say so leaves a person to look.</summary>
    private static int Unwritten(int code, string[] arguments, string reason, TextWriter diagnostics, Tongue tongue)
    {
        var changes = Verbs.Any(verb => verb.Changes && verb.Name == arguments.FirstOrDefault());
        diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {Texts.Unwritten.In(tongue, reason.TrimEnd('.'))}");
        diagnostics.WriteLine($"  {Texts.Hint.In(tongue)}: {(changes ? Texts.UnwrittenChange : Texts.UnwrittenAnswer).In(tongue)}");
        return code != ExitCode.Done ? code : changes ? ExitCode.HalfWay : ExitCode.Failed;
    }

    private static int WrongUsage(ParseResult parsed, IReadOnlyList<string> errors, TextWriter diagnostics, Tongue tongue)
    {
        foreach (var error in errors)
        {
            diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {error}");
        }

        diagnostics.WriteLine($"  {Texts.Hint.In(tongue)}: {Help.PathOf(parsed.CommandResult.Command)} --help");
        return ExitCode.Usage;
    }
}
