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
            return invocation.Fail(Name, busy);
        }

        invocation.PutManifestsBack();
        var recovered = invocation.Transactions.Recover();
        if (!recovered.Succeeded)
        {
            // As long as renames are half done a person is needed, whatever kept the recovery from its end.
            var code = invocation.Fail(Name, recovered.Problem);
            return invocation.Transactions.Unfinished().Value is { Count: > 0 } ? ExitCode.HalfWay : code;
        }

        if (terminal.IsDocument)
        {
            return invocation.Report(Documents.Recovery(recovered.Value));
        }

        terminal.Results(recovered.Value.NothingToDo ? [terminal.Say(Texts.NothingToRecover)] : RecoveryView.Lines(recovered.Value, terminal));
        return ExitCode.Done;
    }
}
