using System.Net;
using System.Net.NetworkInformation;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>A node together with the facts of its cluster.</summary>
/// <param name="State">The node as it was read.</param>
/// <param name="Given">The kubeadm configuration that the operator gave, or null.</param>
/// <param name="Facts">Names, addresses and settings of the cluster: from the configuration, or else as derived from the node.</param>
/// <param name="Shown">The facts as derived from the node itself; null if the node shows too little.</param>
internal sealed record KnownNode(NodeState State, KubeadmConfiguration? Given, ClusterFacts Facts, ClusterFacts? Shown)
{
    /// <summary>Reads a node and derives the facts of its cluster from its files.</summary>
    public static Outcome<KnownNode> FromNode(ManagedNode node, OperationCallbacks callbacks)
    {
        var state = Observe(node, null, callbacks);
        return state.IsEmpty
            ? OperationMessages.NeedsConfiguration.At(node.Place)
            : Readable(state, ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration))
                .Then<KnownNode>(facts => new KnownNode(state, null, facts, facts));
    }

    /// <summary>
    /// Reads a node, takes the facts of its cluster from a configuration, and checks that the configuration belongs to the node.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="given">The configuration.</param>
    /// <param name="file">The path of the configuration, for messages.</param>
    /// <param name="callbacks">Receives the event that the node was read.</param>
    public static Outcome<KnownNode> FromConfiguration(
        ManagedNode node, KubeadmConfiguration given, string file, OperationCallbacks callbacks)
    {
        var state = Observe(node, given, callbacks);
        var shown = RebuiltConfiguration.Of(state).Configuration;
        return ConfigurationCheck.Of(given, state.Layout, node.IsThisMachine ? OwnAddresses() : null, file) is { } foreign
            ? foreign
            : Readable(state, ClusterFacts.Of(given, shown, file))
                .Then<KnownNode>(facts => new KnownNode(state, given, facts, ClusterFacts.Of(shown, shown, file).Value));
    }

    /// <summary>If the facts are unknown and a file that may contain them cannot be read, reports that file as the reason.</summary>
    private static Outcome<ClusterFacts> Readable(NodeState state, Outcome<ClusterFacts> facts)
        => !facts.Succeeded && NeededSetting.UnreadableSource(state) is { } hidden ? hidden : facts;

    private static NodeState Observe(ManagedNode node, KubeadmConfiguration? given, OperationCallbacks callbacks)
    {
        var state = node.Observe(given);
        callbacks.OnEvent(new NodeObserved(state));
        return state;
    }

    private static List<IPAddress> OwnAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => new IPAddress(a.Address.GetAddressBytes())),
    ];
}
