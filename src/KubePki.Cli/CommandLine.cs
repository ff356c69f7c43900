using System.CommandLine;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli;

/// <summary>The whole command line, and the one place where problems and bugs become texts and exit codes.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, SteadyWriter output, TextWriter diagnostics)
    {
        var tongue = CommonOptions.FindTongue(arguments);
        try
        {
            var parsed = Build(tongue).Parse(arguments);
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

    public static RootCommand Build(Tongue tongue)
    {
        var common = new CommonOptions(tongue);
        var root = new RootCommand(HelpTexts.About.In(tongue))
        {
            StatusCommand.Build(common),
            VerifyCommand.Build(common),
            RenewCommand.Build(common),
            ActivateCommand.Build(common),
            UndoCommand.Build(common),
            RecoverCommand.Build(common),
            HistoryCommand.Build(common),
            BackupCommand.Build(common),
            SandboxCommand.Build(common),
            VersionCommand.Build(common),
            CompletionCommand.Build(common),
        };
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
