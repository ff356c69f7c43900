using System.CommandLine;
using KubePki.Cli.Present;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki recover</c>: finishes or takes back what was cut off.</summary>
internal static class RecoverCommand
{
    private const string Name = "recover";

    public static Command Build(CommonOptions common)
        => new Verb(Name, HelpTexts.RecoverAbout, common, "kubepki recover").OnNodes(common, NodesManner.AllAtOnce).Does(common, (invocation, _) => Run(invocation));

    private static int Run(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        if (invocation.ActivationLock.TakeIfMade(Name) is { } busy)
        {
            return invocation.FailRecovery(Name, busy);
        }

        invocation.PutManifestsBack();
        var recovered = invocation.Transactions.Recover();
        if (!recovered.Succeeded)
        {
            return invocation.FailRecovery(Name, recovered.Problem);
        }

        var unreadable = invocation.Transactions.Unreadable.Select(t => invocation.Transactions.UnreadableProblem(t.Id)).ToList();
        if (terminal.IsDocument)
        {
            invocation.Write(Documents.Recovery(recovered.Value, unreadable, terminal.Tongue));
        }
        else
        {
            terminal.Results(recovered.Value.NothingToDo ? [terminal.Say(Texts.NothingToRecover)] : RecoveryView.Lines(recovered.Value, terminal));
        }

        terminal.Errors([.. unreadable, .. recovered.Value.Left]);
        return unreadable.Count + recovered.Value.Left.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }
}
