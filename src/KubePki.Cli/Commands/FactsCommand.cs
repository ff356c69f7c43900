using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki facts</c>: reports the facts about this node that a roll over several nodes needs.</summary>
internal static class FactsCommand
{
    public static Command Build(CommonOptions common)
        => new Verb("facts", HelpTexts.FactsAbout, common, "kubepki facts -o json") { Hidden = true, IsForFleets = true }
        .Does(common, (invocation, _) =>
        {
            var state = invocation.Observe();
            if (state.IsEmpty)
            {
                return invocation.Fail("facts", OperationMessages.NothingFound.At(invocation.RootOption));
            }

            var facts = FactsGathering.OfAsync(
                invocation.Root, invocation.Clock, state, invocation.Node.IsThisMachine, VersionCommand.Version, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            invocation.Terminal.Document(
                FactsDocument.Of(facts), invocation.Terminal.IsDocument ? invocation.Terminal.Format : OutputFormat.Yaml);
            return ExitCode.Done;
        });
}
