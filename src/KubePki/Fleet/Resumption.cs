using KubePki.Fleet;

namespace KubePki.Cli.Results;

/// <summary>What an earlier roll left to do on each node, and its journal.</summary>
internal sealed record Resumption(IReadOnlyDictionary<string, Remaining>? Nodes, FleetJournal? Journal)
{
    public static readonly Resumption None = new(null, null);

    public Remaining Of(NodeTarget node) => Nodes?.GetValueOrDefault(node.Name, Remaining.All) ?? Remaining.All;
}
