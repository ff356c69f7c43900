using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki recover</c>: finishes or rolls back interrupted transactions.</summary>
internal static class RecoverCommand
{
    private const string Name = "recover";

    public static Command Build(CommonOptions common)
        => new Verb(Name, HelpTexts.RecoverAbout, common, "kubepki recover").OnNodes(common, FleetMode.AllAtOnce)
            .Does(common, (invocation, _) => Run(invocation));

    private static int Run(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        using var listener = new OperationListener(invocation);
        var result = NodeRecovery.Run(invocation.Node, listener.Callbacks());
        if (result.Report is not { } report)
        {
            return invocation.Fail(Name, result);
        }

        if (terminal.IsDocument)
        {
            invocation.Write(ResultDocument.Of(report, result.Unreadable, terminal.Language));
        }
        else
        {
            terminal.Results(report.NothingToDo ? [terminal.Say(Texts.NothingToRecover)] : RecoveryView.Lines(report, terminal));
        }

        terminal.Errors([.. result.Unreadable, .. report.Skipped]);
        return result.Unreadable.Count + report.Skipped.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }
}
