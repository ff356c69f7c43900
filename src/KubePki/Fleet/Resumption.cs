namespace KubePki.Fleet;

/// <summary>What an earlier roll left to do.</summary>
/// <param name="Nodes">What is left on each node, by node name; null if no roll is resumed.</param>
/// <param name="Journal">The journal of the earlier roll; null if none was found.</param>
internal sealed record Resumption(IReadOnlyDictionary<string, Remaining>? Nodes, FleetJournal? Journal)
{
    /// <summary>No roll is resumed: everything is left to do.</summary>
    public static readonly Resumption None = new(null, null);

    /// <summary>What is left to do on a node.</summary>
    public Remaining Of(NodeTarget node) => Nodes?.GetValueOrDefault(node.Name, Remaining.All) ?? Remaining.All;
}
