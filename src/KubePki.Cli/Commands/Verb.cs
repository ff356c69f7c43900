using System.CommandLine;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>A command line that a help text shows, and what it is good for where that needs a word.</summary>
internal sealed record Example(string Command, Text? Purpose = null)
{
    public static implicit operator Example(string command) => new(command);
}

/// <summary>A command with the examples its help shows.</summary>
internal sealed class Verb : Command
{
    private Func<Invocation, CommandValues, int>? _action;

    public Verb(string name, Text about, CommonOptions common, params Example[] examples)
        : base(name, about.In(common.Tongue)) => Examples = examples;

    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Whether a word too many may be a secret that somebody typed: no error repeats it.</summary>
    public bool TakesSecrets { get; init; }

    /// <summary>Whether it is asked of nodes although nobody can give it <c>--nodes</c>: it only reads.</summary>
    public bool IsForFleets { get; init; }

    /// <summary>What it does to a node that is asked for it by another kubepki; null where no node can be.</summary>
    public AgentVerbKind? Answers => Nodes?.Manner switch
    {
        NodesManner.Reads or NodesManner.Judges => AgentVerbKind.Reads,
        NodesManner.AllAtOnce or NodesManner.OneByOne => AgentVerbKind.Changes,
        NodesManner.InTwoSteps => AgentVerbKind.ChangesInTwoSteps,
        _ => IsForFleets ? AgentVerbKind.Reads : null,
    };

    /// <summary>What it does; the exit code is the result.</summary>
    public Verb Does(CommonOptions common, Func<Invocation, CommandValues, int> action)
    {
        _action = action;
        SetAction(parsed =>
        {
            var (invocation, values) = (common.Read(parsed), CommandValues.Of(parsed));
            using (invocation.Node)
            {
                return Nodes?.IsAsked(values) == true ? new FleetFront(invocation, values).Run() : action(invocation, values);
            }
        });
        return this;
    }

    /// <summary>Does it for another kubepki, on this node only.</summary>
    public int Answer(Invocation invocation, CommandValues values)
    {
        using (invocation.Node)
        {
            return _action!(invocation, values);
        }
    }

    /// <summary>The options with which it runs on several nodes; null for a command of one node only.</summary>
    public NodesOptions? Nodes { get; private set; }

    /// <summary>Lets it run on several nodes, in that manner.</summary>
    public Verb OnNodes(CommonOptions common, NodesManner manner) => OnNodes(new NodesOptions(common, manner));

    /// <summary>Lets it run on several nodes.</summary>
    public Verb OnNodes(NodesOptions nodes)
    {
        Nodes = nodes;
        Nodes.AddTo(this);
        return this;
    }

    /// <summary>What it does when history and backups can be read: what may not be looked into must not look empty.</summary>
    public Verb Reads(string verb, CommonOptions common, Func<Invocation, CommandValues, int> action)
        => Does(common, (invocation, values) =>
        {
            try
            {
                return invocation.Node.Transactions.ReadProblem is { } unreadable
                    ? invocation.Fail(verb, unreadable)
                    : action(invocation, values);
            }
            catch (IOException e) when (!invocation.HasChanged)
            {
                return invocation.Fail(verb, ApplyMessages.BadState.Because(Transactions.DefaultStateDirectory, e));
            }
        });
}
