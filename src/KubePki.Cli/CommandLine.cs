using System.CommandLine;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli;

/// <summary>The whole command line, and the one place where problems and bugs become texts and exit codes.</summary>
internal static class CommandLine
{
    private static readonly (string Name, Func<CommonOptions, Command> Build)[] Verbs =
    [
        ("status", StatusCommand.Build),
        ("explain", ExplainCommand.Build),
        ("verify", VerifyCommand.Build),
        ("authenticate", AuthenticateCommand.Build),
        ("renew", RenewCommand.Build),
        ("activate", ActivateCommand.Build),
        ("undo", UndoCommand.Build),
        ("recover", RecoverCommand.Build),
        ("history", HistoryCommand.Build),
        ("backup", BackupCommand.Build),
        ("sandbox", SandboxCommand.Build),
        ("version", VersionCommand.Build),
        ("report", ReportCommand.Build),
        ("completion", CompletionCommand.Build),
    ];

    public static int Run(string[] arguments, SteadyWriter output, TextWriter diagnostics)
    {
        var tongue = CommonOptions.FindTongue(arguments);
        try
        {
            var parsed = Build(tongue, arguments).Parse(arguments);
            var wrong = Help.IsAskedFor(parsed) ? [] : UsageErrors.Of(parsed, tongue);
            var code = wrong.Count > 0
                ? WrongUsage(parsed, wrong, diagnostics, tongue)
                : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = diagnostics });
            return output.Failure is { } reason ? Unwritten(code, reason, diagnostics, tongue) : code;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The type names the bug well enough for a report; messages and traces may carry anything.
            diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {Texts.Unexpected.In(tongue, e.GetType().Name)}");
            return ExitCode.HalfWay;
        }
    }

    /// <summary>The command line as far as these arguments need it: a verb they begin with does without the others.</summary>
    private static RootCommand Build(Tongue tongue, string[] arguments)
    {
        var common = new CommonOptions(tongue);
        var root = new RootCommand(HelpTexts.About.In(tongue));
        var asked = arguments.Length > 0 ? Array.FindIndex(Verbs, verb => verb.Name == arguments[0]) : -1;
        foreach (var (_, build) in asked >= 0 ? Verbs.AsSpan(asked, 1) : Verbs)
        {
            root.Subcommands.Add(build(common));
        }

        common.AddTo(root);
        Help.Install(root, tongue);
        return root;
    }

    private static int Unwritten(int code, string reason, TextWriter diagnostics, Tongue tongue)
    {
        diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {Texts.Unwritten.In(tongue, reason.TrimEnd('.'))}");
        return code == ExitCode.Done ? ExitCode.Failed : code;
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
