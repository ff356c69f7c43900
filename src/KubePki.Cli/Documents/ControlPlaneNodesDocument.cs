using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>
/// The control-plane nodes of a node's cluster: <c>kubepki discover</c>, which kubepki itself runs for <c>--discover</c>.
/// </summary>
internal sealed record ControlPlaneNodesDocument : Document
{
    public override string Kind => DiscoveredNodes.Kind;

    /// <summary>The source of the list: the API server's Node objects, etcd's member list, or the flags of the node's etcd.</summary>
    [OneOf("nodes", "etcd", "manifests")]
    public required string Source { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<ControlPlaneNodeData> Nodes { get; init; }

    /// <summary>Why the previous sources did not answer.</summary>
    public required IReadOnlyList<string> Passed { get; init; }

    public static ControlPlaneNodesDocument Of(DiscoveredNodes found) => new()
    {
        Source = found.Source,
        Nodes = Parts.Of(found.Nodes, n => new ControlPlaneNodeData { Name = n.Name, Address = n.Address }),
        Passed = Parts.Of(found.Passed, p => p.Text(Language.English)),
    };
}

/// <summary>A control-plane node.</summary>
internal sealed class ControlPlaneNodeData
{
    /// <summary>Name of the node; its address if it has no name.</summary>
    public required string Name { get; init; }

    /// <summary>Address of the node.</summary>
    public required string Address { get; init; }
}
