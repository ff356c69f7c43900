using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Observe;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki explain</c>: which CA signs what, which component presents what to which, what breaks and when.</summary>
internal static class ExplainCommand
{
    private const string Name = "explain";

    public static Command Build(CommonOptions common)
    {
        common.Allow(OutputFormat.Dot, OutputFormat.Mermaid);
        var name = new Argument<string?>("name")
        {
            HelpName = "[NAME]",
            Description = HelpTexts.ExplainArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var places = new LayoutConfigOption(common);
        var verb = new Verb(Name, HelpTexts.ExplainAbout, common,
            new Example("kubepki explain", HelpTexts.ExampleTree),
            new Example("kubepki explain apiserver-etcd-client", HelpTexts.ExampleStory),
            new Example("kubepki explain -o dot | dot -Tsvg > trust.svg", HelpTexts.ExamplePicture),
            new Example("kubepki explain -o mermaid", HelpTexts.ExampleMermaid)) { name };
        places.AddTo(verb);
        return verb.Does(common, (invocation, values) => places.With(invocation, values, Name, at => Run(at, values.GetValue(name))));
    }

    private static int Run(Invocation invocation, string? name)
    {
        var terminal = invocation.Terminal;
        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, OperationMessages.NothingFound.At(invocation.RootOption));
        }

        // The following output is based on the files that could be read.
        terminal.Errors(state.Problems);
        var verification = Verification.Of(state, SurroundingsReader.Read(invocation.Root, state), EntryJudge.DefaultWithin);
        terminal.Errors(verification.KeepsServerDown);
        var graph = verification.Graph;
        if (name is null)
        {
            Graph(invocation, graph);
            return Ended(invocation, verification, ExplanationErrors.OfAll(verification), graph.Connections, verification.Verdicts);
        }

        if (state.Items.FirstOrDefault(i => i.Name == name || i.Path == name || i.KeyPath == name) is not { } item)
        {
            return invocation.Fail(Name, CliMessages.UnknownItem.At("", name, string.Join(", ", state.Items.Select(i => i.Name))));
        }

        if (terminal.IsDocument)
        {
            invocation.Write(ExplanationDocument.Of(graph, item, terminal.Language));
        }
        else
        {
            Show(terminal, graph, item, ExplainView.Story(graph, item, terminal));
        }

        var verdicts = verification.Verdicts.Where(v => v.Item.Name == item.Name);
        return Ended(invocation, verification, ExplanationErrors.OfItem(verification, item), [.. graph.Of(item)], verdicts);
    }

    private static void Graph(Invocation invocation, TrustGraph graph)
    {
        var terminal = invocation.Terminal;
        if (terminal.IsDocument)
        {
            invocation.Write(TrustGraphDocument.Of(graph, terminal.Language));
            return;
        }

        Show(terminal, graph, null, ExplainView.Tree(graph, terminal));
    }

    private static void Show(Terminal terminal, TrustGraph graph, PkiEntry? only, IEnumerable<Line> lines)
    {
        switch (terminal.Format)
        {
            case OutputFormat.Dot:
                terminal.Document(string.Join('\n', GraphText.Dot(graph, only)));
                break;
            case OutputFormat.Mermaid:
                terminal.Document(string.Join('\n', GraphText.Mermaid(graph, only)));
                break;
            default:
                terminal.Results(lines);
                break;
        }
    }

    /// <summary>
    /// Reports the errors that the explanation does not show, each once, and returns the exit code. Errors are findings, and so are
    /// unreadable files, because they may contain anything.
    /// </summary>
    private static int Ended(
        Invocation invocation,
        Verification verification,
        IReadOnlyList<Finding> errors,
        IReadOnlyList<Connection> shown,
        IEnumerable<Verdict> verdicts)
    {
        var state = verification.Graph.State;
        var (few, more) = HomeFindingLimit.Limit(errors, f => f.Home, f => f.Problem);
        invocation.Terminal.Errors([.. few.Select(f => f.Problem)]);
        foreach (var (home, count) in more)
        {
            invocation.Terminal.Note(VerificationView.More(home, count, invocation.Terminal));
        }

        return state.Problems.Count + state.Unread.Count + verification.KeepsServerDown.Count + errors.Count > 0 || invocation.HasDoubts
            || shown.Any(c => c.State == ConnectionState.Fails || (c.UnknownReason is { } unseen && TrustGraph.IsUnread(unseen)))
            || verdicts.Any(v => v.IsWrongNow)
                ? ExitCode.Findings : ExitCode.Done;
    }
}
