using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The values that new certificates and kubeconfigs depend on: kubeadm's configuration with every default filled in.</summary>
/// <param name="NodeName">Name the node is registered under.</param>
/// <param name="AdvertiseAddress">Address the node's API server advertises.</param>
/// <param name="MinorVersion">Kubernetes minor version (1.x).</param>
internal sealed record ClusterFacts(string NodeName, IPAddress AdvertiseAddress, int MinorVersion)
{
    /// <summary>The minor version assumed where the version is unknown: the newest known one.</summary>
    public const int NewestMinorVersion = 35;

    private const int DefaultPort = 6443;

    /// <summary>The patch release of the minor version; null if unknown, which means the newest.</summary>
    public int? PatchVersion { get; init; }

    /// <summary>Port the node's API server listens on.</summary>
    public int BindPort { get; init; } = DefaultPort;

    /// <summary><c>controlPlaneEndpoint</c>; null without one.</summary>
    public ControlPlaneEndpoint? Endpoint { get; init; }

    /// <summary><c>clusterName</c>: the cluster's name in kubeconfigs.</summary>
    public string ClusterName { get; init; } = "kubernetes";

    /// <summary><c>networking.serviceSubnet</c>: the API server has the first address of the first network.</summary>
    public IReadOnlyList<IPNetwork> ServiceSubnets { get; init; } = [IPNetwork.Parse("10.96.0.0/12")];

    /// <summary><c>networking.dnsDomain</c>.</summary>
    public string DnsDomain { get; init; } = KubeadmConfiguration.DefaultDnsDomain;

    /// <summary><c>apiServer.certSANs</c>.</summary>
    public IReadOnlyList<string> ApiServerNames { get; init; } = [];

    /// <summary><c>etcd.local.serverCertSANs</c>.</summary>
    public IReadOnlyList<string> EtcdServerNames { get; init; } = [];

    /// <summary><c>etcd.local.peerCertSANs</c>.</summary>
    public IReadOnlyList<string> EtcdPeerNames { get; init; } = [];

    /// <summary>Kind of new keys.</summary>
    public KeyAlgorithm KeyAlgorithm { get; init; } = KeyAlgorithm.Rsa2048;

    /// <summary>Validity of new leaf certificates.</summary>
    public Validity Validity { get; init; } = Validity.OneYear;

    /// <summary>Validity of new CAs.</summary>
    public Validity AuthorityValidity { get; init; } = Validity.TenYears;

    /// <summary>
    /// Whether the node joins an existing control plane: it shares the CAs and the service account key pair of that control plane.
    /// </summary>
    public bool IsJoin { get; init; }

    /// <summary>Whether etcd is external.</summary>
    public bool HasExternalEtcd { get; init; }

    /// <summary>
    /// kubeadm's names of the settings that have a value neither in a configuration nor on the node. kubeadm's defaults are used instead,
    /// although this cluster may have been created with other values.
    /// </summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>URL for every kubeconfig, overriding the configuration; null for the URL of the configuration.</summary>
    public string? GivenServer { get; init; }

    /// <summary>URL of this node's API server.</summary>
    public string LocalServer => GivenServer ?? $"https://{Joined(AdvertiseAddress.ToString(), BindPort)}";

    /// <summary>URL of the control plane; this node's URL without an endpoint.</summary>
    public string Server
        => GivenServer is not null || Endpoint is null ? LocalServer : $"https://{Joined(Endpoint.Host, Endpoint.Port ?? BindPort)}";

    /// <summary>
    /// The facts of a configuration. A missing value is taken from the node, then from kubeadm's defaults. <paramref name="where"/> is the
    /// place in problems.
    /// </summary>
    public static Outcome<ClusterFacts> Of(KubeadmConfiguration given, KubeadmConfiguration observed, string where)
    {
        if ((given.NodeName ?? observed.NodeName) is not { } name)
        {
            return PlanMessages.NoNodeName.At(where);
        }

        if ((given.AdvertiseAddress ?? observed.AdvertiseAddress) is not { } address)
        {
            return PlanMessages.NoAdvertiseAddress.At(where);
        }

        var version = Observe.KubernetesVersion.Minor(given.KubernetesVersion) is not null
            ? given.KubernetesVersion
            : observed.KubernetesVersion;
        var defaults = new ClusterFacts(
            name, address,
            Observe.KubernetesVersion.Minor(version) ?? NewestMinorVersion)
        { PatchVersion = Observe.KubernetesVersion.Patch(version) };
        return defaults with
        {
            BindPort = given.BindPort ?? observed.BindPort ?? defaults.BindPort,
            Endpoint = given.Endpoint ?? observed.Endpoint,
            ClusterName = given.ClusterName ?? observed.ClusterName ?? defaults.ClusterName,
            ServiceSubnets = FirstOf(given.ServiceSubnets, observed.ServiceSubnets, defaults.ServiceSubnets),
            DnsDomain = given.DnsDomain ?? observed.DnsDomain ?? defaults.DnsDomain,
            ApiServerNames = given.ApiServerNames,
            EtcdServerNames = given.EtcdServerNames,
            EtcdPeerNames = given.EtcdPeerNames,
            KeyAlgorithm = given.KeyAlgorithm ?? defaults.KeyAlgorithm,
            Validity = given.CertificateValidity is { } validity ? Validity.For(validity) : defaults.Validity,
            AuthorityValidity = given.AuthorityValidity is { } authorities ? Validity.For(authorities) : defaults.AuthorityValidity,
            IsJoin = given.IsJoin,
            HasExternalEtcd = given.ExternalEtcd is not null,
        };
    }

    /// <summary>The facts of a node, for use without a configuration.</summary>
    public static Outcome<ClusterFacts> OfNode(KubeadmConfiguration shown)
        => Of(shown, shown, "")
            .Then<ClusterFacts>(facts => facts with
            {
                Assumed = [.. NeededSetting.Rows.Where(row => !row.IsSet(shown)).Select(row => row.Name)],
            });

    private static IReadOnlyList<IPNetwork> FirstOf(params IReadOnlyList<IPNetwork>[] lists) => lists.First(l => l.Count > 0);

    private static string Joined(string host, int port) => host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";
}
