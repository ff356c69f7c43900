using System.Net;

namespace KubePki.Plan;

/// <summary>What new certificates depend on: kubeadm's configuration as far as identities go.</summary>
/// <param name="NodeName">Name the node is registered under.</param>
/// <param name="AdvertiseAddress">Address the node's API server advertises.</param>
/// <param name="MinorVersion">Kubernetes minor version (1.x).</param>
public sealed record ClusterFacts(string NodeName, IPAddress AdvertiseAddress, int MinorVersion)
{
    /// <summary>Host of <c>controlPlaneEndpoint</c>, a name or an address; null without one.</summary>
    public string? ControlPlaneHost { get; init; }

    /// <summary><c>networking.serviceSubnet</c>: the first address of each is the API server's.</summary>
    public IReadOnlyList<IPNetwork> ServiceSubnets { get; init; } = [IPNetwork.Parse("10.96.0.0/12")];

    /// <summary><c>networking.dnsDomain</c>.</summary>
    public string DnsDomain { get; init; } = "cluster.local";

    /// <summary><c>apiServer.certSANs</c>.</summary>
    public IReadOnlyList<string> ApiServerNames { get; init; } = [];

    /// <summary><c>etcd.local.serverCertSANs</c>.</summary>
    public IReadOnlyList<string> EtcdServerNames { get; init; } = [];

    /// <summary><c>etcd.local.peerCertSANs</c>.</summary>
    public IReadOnlyList<string> EtcdPeerNames { get; init; } = [];
}
