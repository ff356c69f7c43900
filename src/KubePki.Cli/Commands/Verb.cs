using System.CommandLine;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>A command line in a help text, and its purpose if it needs an explanation.</summary>
internal sealed record Example(string Command, Text? Purpose = null)
{
    public static implicit operator Example(string command) => new(command);
}

/// <summary>Where a command's changes can be seen afterwards.</summary>
internal enum Trace
{
    /// <summary>In the history of the node.</summary>
    History,

    /// <summary>In the list of backups.</summary>
    Backups,

    /// <summary>In what the components use.</summary>
    Components,

    /// <summary>Only in the file or directory that the command was asked to write.</summary>
    Place,
}

/// <summary>A command with the examples of its help.</summary>
internal sealed class Verb : Command
{
    private Func<Invocation, CommandValues, int>? _action;

    public Verb(string name, Text about, CommonOptions common, params Example[] examples)
        : base(name, about.In(common.Language)) => Examples = examples;

    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Whether a superfluous word may be a secret that the user typed, so that no error may repeat it.</summary>
    public bool TakesSecrets { get; init; }

    /// <summary>
    /// Whether the command is requested from nodes although it does not accept <c>--nodes</c>. Such a command only reads.
    /// </summary>
    public bool IsForFleets { get; init; }

    /// <summary>Where the command's changes can be seen if its own result is lost. Default: the history.</summary>
    public Trace Leaves { get; private set; }

    /// <summary>Sets where the command's changes can be seen.</summary>
    public Verb Leaving(Trace trace)
    {
        Leaves = trace;
        return this;
    }

    /// <summary>How the command affects a node when another kubepki requests it; null if it cannot be requested.</summary>
    public AgentVerbKind? Answers => Nodes?.Manner switch
    {
        FleetMode.Reads or FleetMode.Judges => AgentVerbKind.Reads,
        FleetMode.AllAtOnce or FleetMode.OneByOne => AgentVerbKind.Changes,
        FleetMode.InTwoSteps => AgentVerbKind.ChangesInTwoSteps,
        _ => IsForFleets ? AgentVerbKind.Reads : null,
    };

    /// <summary>Sets the action. Its result is the exit code.</summary>
    public Verb Does(CommonOptions common, Func<Invocation, CommandValues, int> action)
    {
        _action = action;
        SetAction(parsed =>
        {
            var (invocation, values) = (common.Read(parsed), CommandValues.Of(parsed));
            using (invocation.Node)
            {
                return Nodes?.IsAsked(values) == true ? new FleetFront(invocation, values).Run()
                    : invocation.WithRecovered(action(invocation, values));
            }
        });
        return this;
    }

    /// <summary>Runs the action for another kubepki, on this node only.</summary>
    public int Answer(Invocation invocation, CommandValues values)
    {
        using (invocation.Node)
        {
            return invocation.WithRecovered(_action!(invocation, values));
        }
    }

    /// <summary>The options to run on several nodes; null for a command that runs on one node only.</summary>
    public NodesOptions? Nodes { get; private set; }

    /// <summary>Lets the command run on several nodes, in the given manner.</summary>
    public Verb OnNodes(CommonOptions common, FleetMode manner) => OnNodes(new NodesOptions(common, manner));

    /// <summary>Lets the command run on several nodes.</summary>
    public Verb OnNodes(NodesOptions nodes)
    {
        Nodes = nodes;
        Nodes.AddTo(this);
        return this;
    }

    /// <summary>
    /// Sets the action, which only runs if history and backups can be read: an inaccessible state directory must not look empty.
    /// </summary>
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
