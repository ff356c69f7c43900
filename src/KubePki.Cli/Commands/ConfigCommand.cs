using System.CommandLine;
using System.Text;
using KubePki.Activate.Probe;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki config show</c>: the kubeadm configuration, from the cluster or rebuilt from the node.</summary>
internal static class ConfigCommand
{
    private const string Name = "config";
    private const string Cluster = "cluster";
    private const string Node = "node";

    public static Command Build(CommonOptions common) => new Verb(Name, HelpTexts.ConfigAbout, common) { Show(common) };

    private static Command Show(CommonOptions common)
    {
        var from = new Option<string?>("--from") { Description = HelpTexts.FromOption.In(common.Language), HelpName = $"{Cluster}|{Node}" };
        from.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Cluster or Node) and var source }])
            {
                result.AddError(HelpTexts.BadSource.In(common.Language, source, $"{Cluster}, {Node}"));
            }
        });
        return new Verb(
            "show",
            HelpTexts.ConfigShowAbout,
            common,
            new("kubepki config show > cluster.yaml", HelpTexts.ExampleConfigShow),
            new("kubepki config show --from node", HelpTexts.ExampleOffline))
        {
            from,
        }.Does(common, (invocation, values) => Run(invocation, values.GetValue(from)));
    }

    private static int Run(Invocation invocation, string? from)
    {
        var terminal = invocation.Terminal;
        var state = invocation.Observe();
        if (state.IsEmpty)
        {
            return invocation.Fail(Name, OperationMessages.NothingFound.At(invocation.RootOption));
        }

        var rebuilt = RebuiltConfiguration.Of(state);
        if (from == Cluster || (from is null && invocation.Node.IsThisMachine))
        {
            var read = ClusterConfiguration.ReadAsync(
                invocation.Root, state, invocation.Clock, ConfigurationUpdate.Limit, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            if (read.Succeeded)
            {
                return FromCluster(invocation, state, read.Value, rebuilt);
            }

            if (from == Cluster)
            {
                return invocation.Fail(Name, read.Problem);
            }

            terminal.Note(terminal.Say(Texts.FromNodeInstead, read.Problem.Text(terminal.Language)));
        }

        if (terminal.IsDocument)
        {
            var marked = Marked(terminal, rebuilt, ConfigurationWriter.Write(rebuilt.Configuration), rebuilt.MissingSettings);
            invocation.Write(
                ConfigurationDocument.Of(Node, marked, rebuilt.Origins, state, terminal.Language) with { Complete = rebuilt.IsComplete });
            return Told(terminal, state, rebuilt, rebuilt.MissingSettings);
        }

        var sources = rebuilt.Origins.GroupBy(o => o.Field).ToDictionary(g => g.Key, g => g.First().Source, StringComparer.Ordinal);
        terminal.Document(Marked(
            terminal, rebuilt, ConfigurationWriter.Write(rebuilt.Configuration, sources.GetValueOrDefault), rebuilt.MissingSettings)
            .TrimEnd());
        return Told(terminal, state, rebuilt, rebuilt.MissingSettings);
    }

    /// <summary>
    /// Reports unreadable files that contain part of the configuration. Without them the output is incomplete, so the exit code is that of
    /// findings.
    /// </summary>
    private static int Told(Terminal terminal, NodeState state, RebuiltConfiguration rebuilt, Problem? unsaid = null)
    {
        List<Problem> lacking =
        [
            .. state.Problems.Concat(rebuilt.UnreadableSources).Append(unsaid).OfType<Problem>().DistinctBy(p => (p.Where, p.Id)),
        ];
        terminal.Errors(lacking);
        return lacking.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    /// <summary>Marks an incomplete configuration in its first line, because it may be saved to a file and used later.</summary>
    private static string Marked(Terminal terminal, RebuiltConfiguration rebuilt, string text, Problem? unsaid = null)
    {
        var unread = string.Join(", ", rebuilt.UnreadableSources.Select(p => p.Where).Distinct());
        return unsaid is not null ? $"# {terminal.Say(Texts.IncompleteUnsaid, unsaid.Arguments[0])}\n{text}"
            : unread.Length == 0 ? text : $"# {terminal.Say(Texts.Incomplete, unread)}\n{text}";
    }

    /// <summary>The cluster's own configuration, preceded by the part for this node.</summary>
    private static int FromCluster(Invocation invocation, NodeState state, ClusterConfiguration cluster, RebuiltConfiguration rebuilt)
    {
        var terminal = invocation.Terminal;
        var read = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(cluster.Text), cluster.Where);
        if (!read.Succeeded)
        {
            return invocation.Fail(Name, read.Problem);
        }

        if (read.Value.UnknownFields.Count > 0)
        {
            terminal.Note(terminal.Say(Texts.UnknownFields, cluster.Where, string.Join(", ", read.Value.UnknownFields)));
        }

        var node = ConfigurationWriter.WriteNode(rebuilt.Configuration with { ApiVersion = read.Value.ApiVersion });
        var text = node.Length == 0 ? cluster.Text : $"{Marked(terminal, rebuilt, node)}---\n{cluster.Text}";
        if (terminal.IsDocument)
        {
            invocation.Write(ConfigurationDocument.Of(Cluster, text, [new Origin("", "", cluster.Where)], state, terminal.Language));
        }
        else
        {
            terminal.Document($"# {VisibleText.Of(cluster.Where)}\n{text.TrimEnd()}");
        }

        return Told(terminal, state, rebuilt);
    }
}
