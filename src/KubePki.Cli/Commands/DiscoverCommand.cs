using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki discover</c>: reports the control-plane nodes of this node's cluster, for the option <c>--discover</c>.</summary>
internal static class DiscoverCommand
{
    public static Command Build(CommonOptions common)
        => new Verb("discover", HelpTexts.DiscoverAbout, common, "kubepki discover -o json") { Hidden = true, IsForFleets = true }
        .Does(common, (invocation, _) =>
        {
            var state = invocation.Observe();
            if (state.IsEmpty)
            {
                return invocation.Fail("discover", OperationMessages.NothingFound.At(invocation.RootOption));
            }

            var found = MemberDiscovery.OfAsync(
                invocation.Root, invocation.Clock, state, invocation.Node.IsThisMachine, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            if (!found.Succeeded)
            {
                return invocation.Fail("discover", found.Problem);
            }

            invocation.Terminal.Document(
                ControlPlaneNodesDocument.Of(found.Value), invocation.Terminal.IsDocument ? invocation.Terminal.Format : OutputFormat.Yaml);
            return ExitCode.Done;
        });
}
