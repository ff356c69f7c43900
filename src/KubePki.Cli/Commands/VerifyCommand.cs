using System.CommandLine;
using KubePki.Activate;
using KubePki.Activate.Probe;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki verify</c>: all problems, and nothing else.</summary>
internal static class VerifyCommand
{
    private const string Name = "verify";

    public static Command Build(CommonOptions common)
    {
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var live = Options.Switch(common, "--live", HelpTexts.LiveOption);
        var list = Options.Switch(common, "--list", HelpTexts.ListOption);
        var places = new LayoutConfigOption(common);
        var verb = new Verb(
            Name, HelpTexts.VerifyAbout, common, "kubepki verify", "kubepki verify --live", "kubepki verify --list",
            "kubepki verify -o json | jq -r '.findings[].message'") { live, list, within };
        places.AddTo(verb);
        return verb.OnNodes(common, FleetMode.Judges).Does(common, (invocation, values) => values.GetValue(list)
            ? List(invocation)
            : places.With(
                invocation,
                values, Name, at => Run(at, values.GetValue(live), values.GetValue(within)?.Value ?? EntryJudge.DefaultWithin)));
    }

    /// <summary>The table of checks, which needs no node.</summary>
    private static int List(Invocation invocation)
    {
        if (invocation.Terminal.IsDocument)
        {
            return invocation.Report(ChecksDocument.Of(invocation.Terminal.Language));
        }

        invocation.Terminal.Results(VerificationView.ListLines(invocation.Terminal));
        return ExitCode.Done;
    }

    private static int Run(Invocation invocation, bool live, TimeSpan within)
    {
        var terminal = invocation.Terminal;
        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, OperationMessages.NothingFound.At(invocation.RootOption));
        }

        if (live && !invocation.Node.IsThisMachine)
        {
            return invocation.Fail(Name, OperationMessages.NotThisMachine.At(invocation.RootOption));
        }

        var around = SurroundingsReader.Read(invocation.Root, state);
        if (live)
        {
            around = around with
            {
                ClusterInfo = ClusterInfo.ReadAsync(
                    invocation.Root, state, invocation.Clock, ConfigurationUpdate.Limit, CancellationToken.None)
                    .GetAwaiter()
                    .GetResult(),
            };
        }

        var verification = Verification.Of(state, around, within);
        List<Finding> findings = [.. verification.Findings];
        if (live)
        {
            findings.AddRange(LiveFindings.OfAsync(
                invocation.Root, invocation.Clock, state, invocation.Node.TransactionsOf(state.Layout).LastActivation,
                CancellationToken.None)
                .GetAwaiter()
                .GetResult());
        }

        if (terminal.IsDocument)
        {
            invocation.Write(FindingsDocument.Of(state, verification, findings, live, terminal.Language));
        }
        else
        {
            terminal.Results(VerificationView.Lines(verification, findings, live, terminal));
        }

        return findings.Count > 0 || invocation.HasDoubts ? ExitCode.Findings : ExitCode.Done;
    }
}
