using System.CommandLine;
using System.Text;
using KubePki.Cli.Present;
using KubePki.Cli.Present.Report;
using KubePki.Explain;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki report</c>: one self-contained HTML page about one node or several.</summary>
internal static class ReportCommand
{
    private const string Name = "report";

    public static Command Build(CommonOptions common)
    {
        var roots = new Argument<string[]>("roots") { HelpName = "[DIR…]", Description = HelpTexts.ReportRoots.In(common.Tongue), Arity = ArgumentArity.ZeroOrMore };
        var to = new Option<string?>("--to") { Description = HelpTexts.ToOption.In(common.Tongue), HelpName = "FILE" };
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var places = new PlacesOption(common);
        var verb = new Verb(Name, HelpTexts.ReportAbout, common,
            new Example("kubepki report > report.html", HelpTexts.ExampleReport),
            new Example("kubepki report --to report.html --lang zh-CN", HelpTexts.ExampleReportChinese),
            new Example("kubepki report nodes/cp1 nodes/cp2 nodes/cp3 > report.html", HelpTexts.ExampleReportNodes)) { roots, to, within };
        places.AddTo(verb);
        return verb.Does(common, (invocation, parsed) => places.With(
            invocation, parsed, Name, at => Run(at, parsed.GetValue(roots) ?? [], parsed.GetValue(to), parsed.GetValue(within)?.Value ?? ItemJudge.DefaultWithin)));
    }

    private static int Run(Invocation invocation, string[] roots, string? to, TimeSpan within)
    {
        var nodes = new List<ReportNode>();
        foreach (var root in roots.Length > 0 ? roots : [invocation.RootOption])
        {
            if (!Directory.Exists(root))
            {
                return invocation.Fail(Name, CliMessages.NoSuchDirectory.At("", root));
            }

            var at = new NodeRoot(root);
            var state = NodeObserver.Observe(at, invocation.Clock.GetUtcNow(), invocation.Configuration);
            if (state.IsEmpty)
            {
                return invocation.Fail(Name, CliMessages.NothingFound.At(root));
            }

            var around = SurroundingsReader.Read(at, state);
            nodes.Add(new ReportNode(root, ItemJudge.Judge(state, within), Verification.Of(state, around, within), TrustGraph.Of(state, around)));
        }

        var page = new ReportPage(nodes, within, invocation.Terminal.Tongue).Html();
        if (to is null)
        {
            invocation.Terminal.Result(page);
        }
        else if (Written(to, page) is { } reason)
        {
            return invocation.Fail(Name, CliMessages.NotWritten.At(to, reason));
        }
        else
        {
            invocation.Terminal.Note(invocation.Terminal.Say(Texts.ReportWritten, to));
        }

        return nodes.Any(n => n.Verification.Findings.Count > 0) ? ExitCode.Findings : ExitCode.Done;
    }

    private static string? Written(string path, string page)
    {
        try
        {
            File.WriteAllText(path, page + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
