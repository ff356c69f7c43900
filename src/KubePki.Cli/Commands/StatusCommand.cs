using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki status</c>: all items, their remaining time, and their problems.</summary>
internal static class StatusCommand
{
    public static Command Build(CommonOptions common)
    {
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var places = new LayoutConfigOption(common);
        var verb = new Verb("status", HelpTexts.StatusAbout, common,
            "kubepki status",
            "kubepki status -o wide --within 90d",
            "kubepki status -o json | jq -r '.items[] | select(.state != \"ok\") | .name'")
        {
            within,
        };
        places.AddTo(verb);
        return verb.OnNodes(common, FleetMode.Judges).Does(
            common,
            (invocation, values) => places.With(
                invocation, values, verb.Name, at => Run(at, values.GetValue(within)?.Value ?? EntryJudge.DefaultWithin)));
    }

    private static int Run(Invocation invocation, TimeSpan within)
    {
        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail("status", OperationMessages.NothingFound.At(invocation.RootOption));
        }

        var verification = Verification.Of(state, SurroundingsReader.Read(invocation.Root, state), within);
        if (invocation.Terminal.IsDocument)
        {
            invocation.Write(StatusDocument.Of(state, verification, invocation.Terminal.Language));
        }
        else
        {
            invocation.Terminal.Results(StatusView.Lines(state, verification, within, invocation.PlaceArguments, invocation.Terminal));
        }

        return verification.Verdicts.Any(v => v.IsFinding) || verification.Errors.Any() || state.Problems.Count > 0 || invocation.HasDoubts
            ? ExitCode.Findings
            : ExitCode.Done;
    }
}
