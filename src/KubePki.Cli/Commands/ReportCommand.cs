using System.CommandLine;
using System.Text;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Report;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki report</c>: one self-contained HTML page about one node or several.</summary>
internal static class ReportCommand
{
    private const string Name = "report";

    public static Command Build(CommonOptions common)
    {
        var roots = new Argument<string[]>("roots")
        {
            HelpName = "[DIR…]",
            Description = HelpTexts.ReportRoots.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        var to = new Option<string?>("--to") { Description = HelpTexts.ToOption.In(common.Language), HelpName = "FILE" };
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var places = new LayoutConfigOption(common);
        var verb = new Verb(Name, HelpTexts.ReportAbout, common,
            new Example("kubepki report > report.html", HelpTexts.ExampleReport),
            new Example("kubepki report --to report.html --lang zh-CN", HelpTexts.ExampleReportChinese),
            new Example("kubepki report --nodes cp1,cp2,cp3 --to report.html", HelpTexts.ExampleReportFleet),
            new Example("kubepki report nodes/cp1 nodes/cp2 nodes/cp3 > report.html", HelpTexts.ExampleReportNodes)) { roots, to, within };
        places.AddTo(verb);
        var nodes = new NodesOptions(common, FleetMode.Judges)
        {
            Shows = (invocation, values, reading) => OfNodes(invocation, reading, values.GetValue(to), Within(values)),
            Gives = (invocation, values, document) => Give(invocation, document, values.GetValue(to)),
            Chooses = (
                words,
                targets) => words.Count > 0
                    ? CliMessages.RootsAndNodes.At("")
                    : targets.ToDictionary(t => t.Name, _ => (IReadOnlyList<string>)[], StringComparer.Ordinal),
        };
        return verb.OnNodes(nodes)
            .Does(common, (invocation, values) => places.With(
                invocation, values, Name, at => Run(at, values.GetValue(roots) ?? [], values.GetValue(to), Within(values))));

        TimeSpan Within(CommandValues values) => values.GetValue(within)?.Value ?? EntryJudge.DefaultWithin;
    }

    private static int Run(Invocation invocation, string[] roots, string? to, TimeSpan within)
    {
        var nodes = new List<ReportNode>();
        var reports = new List<NodeReport>();
        foreach (var root in roots.Length > 0 ? roots : [invocation.RootOption])
        {
            if (!Directory.Exists(root))
            {
                return invocation.Fail(Name, CliMessages.NoSuchDirectory.At("", root));
            }

            var at = new NodeRoot(root);
            var look = NodeSnapshot.At(at, invocation.Clock, invocation.Node.Configuration, within);
            if (look.State.IsEmpty)
            {
                return invocation.Fail(Name, OperationMessages.NothingFound.At(root));
            }

            if (roots.Length == 0)
            {
                invocation.TellObserved(look.State);
            }

            nodes.Add(ReportNode.Of(root, look, roots.Length == 0 ? invocation.Terminal.Language : LanguageOf(invocation.Terminal, root)));
            if (roots.Length > 1)
            {
                var facts = FactsGathering.OfAsync(
                    at, invocation.Clock, look.State, isLive: false, VersionCommand.Version, CancellationToken.None)
                    .GetAwaiter()
                    .GetResult();
                reports.Add(new NodeReport(new NodeTarget(nodes[^1].Name, root), facts, TimeSpan.Zero));
            }
        }

        var fleet = reports.Count > 0 ? new ReportFleet(reports, FleetPlan.Differences(reports), [], [], IsLive: false) : null;
        var code = nodes.Any(n => n.Findings.Count > 0) || fleet is { Findings.Count: > 0 } || invocation.HasDoubts ? ExitCode.Findings
            : ExitCode.Done;
        if (invocation.Terminal.IsDocument)
        {
            var document = ReportReading.Document(nodes, within) with
            {
                Findings = fleet is null ? null : FindingData.Of(fleet.Findings, invocation.Terminal.Language),
            };
            return Give(invocation, document, to) ?? code;
        }

        return Give(invocation, new ReportPage(nodes, within, invocation.Terminal.Language, fleet).Html(), to) ?? code;
    }

    /// <summary>The language for a node in a given directory: suggested commands name that directory.</summary>
    private static Language LanguageOf(Terminal terminal, string root)
        => terminal.Language with
        {
            Commands = SuggestedCommands.At(root) with
            {
                Configuration = terminal.Suggested.Configuration,
                CalledAs = terminal.Suggested.CalledAs,
            },
        };

    /// <summary>
    /// The page for nodes that were queried over ssh. It names the nodes that returned nothing. If no node returned anything, there is no
    /// page.
    /// </summary>
    private static int OfNodes(Invocation invocation, FleetReading reading, string? to, TimeSpan within)
    {
        var read = reading.Results.Select(r => (Result: r, Nodes: ReportReading.Nodes(r.Answer.Read() as ReportDocument))).ToList();
        var nodes = read.SelectMany(r => r.Nodes.Select(n => n with { Name = r.Result.Node.Name })).ToList();
        List<Problem> silent =
        [
            .. read.Where(r => r.Nodes.Count == 0).Select(r => r.Result.Problem ?? AnswerTexts.Refusal(r.Result.Node, r.Result.Answer!)),
        ];
        if (nodes.Count == 0)
        {
            return invocation.Fail(Name, silent);
        }

        var fleet = new ReportFleet(
            reading.Reports, reading.Differences, [.. silent, .. reading.Concerns], [.. silent.Select(p => p.Where)], IsLive: true);
        invocation.Terminal.Errors([.. silent, .. reading.Results.Select(r => r.NotCompared).OfType<Problem>()]);
        return Give(invocation, new ReportPage(nodes, within, invocation.Terminal.Language, fleet).Html(), to) ?? reading.Code;
    }

    private static int? Give(Invocation invocation, Document document, string? to)
        => Give(invocation, DocumentWriter.Text(document, invocation.Terminal.Format), to);

    /// <summary>Writes the page or document. Returns the exit code if that failed.</summary>
    private static int? Give(Invocation invocation, string text, string? to)
    {
        if (to is null)
        {
            invocation.Terminal.Document(text);
        }
        else if (OperatorFiles.Replace(to, Encoding.UTF8.GetBytes(text + "\n"), CliMessages.NotWritten) is { } problem)
        {
            return invocation.Fail(Name, problem);
        }
        else
        {
            invocation.Terminal.Note(invocation.Terminal.Say(
                invocation.Terminal.IsDocument ? Texts.DocumentWritten : Texts.ReportWritten, to));
        }

        return null;
    }
}
