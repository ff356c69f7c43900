using System.Net;
using System.Net.NetworkInformation;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Operations;

/// <summary>A node with everything that is known of its cluster.</summary>
/// <param name="State">The node as it was read.</param>
/// <param name="Given">The configuration that was given, or null.</param>
/// <param name="Facts">Names, addresses and settings of the cluster: of the configuration, else as the node shows them.</param>
/// <param name="Shown">What the node itself shows of them; null where it shows too little.</param>
internal sealed record KnownNode(NodeState State, KubeadmConfiguration? Given, ClusterFacts Facts, ClusterFacts? Shown)
{
    /// <summary>Reads a node and takes the facts of its cluster from what it shows.</summary>
    public static Outcome<KnownNode> Shows(ManagedNode node, OperationCallbacks callbacks)
    {
        var state = Observe(node, null, callbacks);
        return state.IsEmpty
            ? OperationMessages.NeedsConfiguration.At(node.Place)
            : Readable(state, ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration))
                .Then<KnownNode>(facts => new KnownNode(state, null, facts, facts));
    }

    /// <summary>Reads a node, takes the facts of its cluster from a configuration, and sees whether the two belong together.</summary>
    /// <param name="node">The node.</param>
    /// <param name="given">The configuration.</param>
    /// <param name="file">Where the configuration was read, for messages.</param>
    /// <param name="callbacks">Told that the node was read.</param>
    public static Outcome<KnownNode> From(ManagedNode node, KubeadmConfiguration given, string file, OperationCallbacks callbacks)
    {
        var state = Observe(node, given, callbacks);
        var shown = RebuiltConfiguration.Of(state).Configuration;
        return ConfigurationCheck.Of(given, state.Layout, node.IsThisMachine ? OwnAddresses() : null, file) is { } foreign
            ? foreign
            : Readable(state, ClusterFacts.Of(given, shown, file))
                .Then<KnownNode>(facts => new KnownNode(state, given, facts, ClusterFacts.Of(shown, shown, file).Value));
    }

    /// <summary>Where what would say it cannot be read, that is why the facts are not known.</summary>
    private static Outcome<ClusterFacts> Readable(NodeState state, Outcome<ClusterFacts> facts)
        => !facts.Succeeded && NeededSetting.Hidden(state) is { } hidden ? hidden : facts;

    private static NodeState Observe(ManagedNode node, KubeadmConfiguration? given, OperationCallbacks callbacks)
    {
        var state = node.Observe(given);
        callbacks.Tell(new NodeObserved(state));
        return state;
    }

    private static List<IPAddress> OwnAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => new IPAddress(a.Address.GetAddressBytes())),
    ];
}
