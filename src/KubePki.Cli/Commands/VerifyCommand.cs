using System.CommandLine;
using System.Text.Json.Nodes;
using KubePki.Activate;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki verify</c>: everything that is wrong, and nothing else.</summary>
internal static class VerifyCommand
{
    private const string Name = "verify";

    public static Command Build(CommonOptions common)
    {
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var live = Options.Switch(common, "--live", HelpTexts.LiveOption);
        return new Verb(Name, HelpTexts.VerifyAbout, common, "kubepki verify", "kubepki verify --live", "kubepki verify -o json | jq -r '.findings[].message'") { live, within }
            .OnNodes(common, NodesManner.Reads).Does(common, (invocation, parsed) => Run(invocation, parsed.GetValue(live), parsed.GetValue(within)?.Value ?? ItemJudge.DefaultWithin));
    }

    private static int Run(Invocation invocation, bool live, TimeSpan within)
    {
        var terminal = invocation.Terminal;
        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, CliMessages.NothingFound.At(invocation.RootOption));
        }

        if (live && !invocation.IsThisMachine)
        {
            return invocation.Fail(Name, CliMessages.NotThisMachine.At(invocation.RootOption));
        }

        List<Finding> findings = [.. Finding.Of(state, within)];
        if (live)
        {
            findings.AddRange(LiveFindings.OfAsync(invocation.Root, invocation.Clock, state, CancellationToken.None).GetAwaiter().GetResult());
        }

        if (terminal.IsDocument)
        {
            var document = Documents.Of("Findings");
            document["observedAt"] = Documents.Time(state.ObservedAt);
            document["live"] = live;
            document["findings"] = Documents.Array(findings.Select(f =>
            {
                var node = (JsonObject)Documents.Problem(f.Problem, terminal.Tongue);
                node["severity"] = f.Severity == Severity.Error ? "error" : "warning";
                return (JsonNode)node;
            }));
            invocation.Write(document);
        }
        else
        {
            terminal.Results(Lines(findings, live, terminal));
        }

        return findings.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Finding> findings, bool live, Terminal terminal)
    {
        foreach (var finding in findings)
        {
            var word = finding.Severity == Severity.Error ? terminal.Red(terminal.Say(Texts.ErrorMark)) : terminal.Yellow(terminal.Say(Texts.WarningMark));
            yield return $"{word} {finding.Problem.Text(terminal.Tongue)}";
            if (finding.Problem.Hint(terminal.Tongue) is { Length: > 0 } hint)
            {
                yield return terminal.Dim("        " + hint);
            }
        }

        yield return findings.Count == 0
            ? terminal.Say(live ? Texts.NoFindingsLive : Texts.NoFindings)
            : terminal.Say(Texts.SomeFindings, findings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
