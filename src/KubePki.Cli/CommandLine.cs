using System.CommandLine;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Language;

namespace KubePki.Cli;

/// <summary>The whole command line, and the one place where problems and bugs become texts and exit codes.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, TextWriter output, TextWriter diagnostics)
    {
        var tongue = CommonOptions.FindTongue(arguments);
        try
        {
            var parsed = Build(tongue).Parse(arguments);
            return parsed.Errors.Count > 0 && !Help.IsAskedFor(parsed)
                ? WrongUsage(parsed, diagnostics, tongue)
                : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = diagnostics });
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
            RenewCommand.Build(common),
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

    private static int WrongUsage(ParseResult parsed, TextWriter diagnostics, Tongue tongue)
    {
        foreach (var error in UsageErrors.Of(parsed, tongue))
        {
            diagnostics.WriteLine($"{Texts.Error.In(tongue)}: {error}");
        }

        diagnostics.WriteLine($"  {Texts.Hint.In(tongue)}: {Help.PathOf(parsed.CommandResult.Command)} --help");
        return ExitCode.Usage;
    }
}
