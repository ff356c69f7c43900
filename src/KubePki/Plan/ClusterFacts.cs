using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>What new certificates and kubeconfigs depend on: kubeadm's configuration with every default filled in.</summary>
/// <param name="NodeName">Name the node is registered under.</param>
/// <param name="AdvertiseAddress">Address the node's API server advertises.</param>
/// <param name="MinorVersion">Kubernetes minor version (1.x).</param>
internal sealed record ClusterFacts(string NodeName, IPAddress AdvertiseAddress, int MinorVersion)
{
    /// <summary>The version whose shapes are taken where none is known: the newest that is.</summary>
    public const int NewestMinorVersion = 35;

    private const int DefaultPort = 6443;

    /// <summary>The patch release of the minor version; null where it is not known: then the newest is meant.</summary>
    public int? PatchVersion { get; init; }

    /// <summary>Port the node's API server listens on.</summary>
    public int BindPort { get; init; } = DefaultPort;

    /// <summary><c>controlPlaneEndpoint</c>; null without one.</summary>
    public ControlPlaneEndpoint? Endpoint { get; init; }

    /// <summary><c>clusterName</c>: the cluster's name in kubeconfigs.</summary>
    public string ClusterName { get; init; } = "kubernetes";

    /// <summary><c>networking.serviceSubnet</c>: the first address of the first is the API server's.</summary>
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

    /// <summary>Whether the node joins a control plane that is there already: it shares that one's CAs and service account pair.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Whether etcd runs elsewhere.</summary>
    public bool HasExternalEtcd { get; init; }

    /// <summary>
    /// Settings that no configuration was given for and the node does not show, by kubeadm's names for them: what stands here instead is
    /// kubeadm's default, which this cluster may have been made without.
    /// </summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>URL that every kubeconfig shall have, whatever the configuration says; null for what it says.</summary>
    public string? GivenServer { get; init; }

    /// <summary>URL of this node's API server.</summary>
    public string LocalServer => GivenServer ?? $"https://{Joined(AdvertiseAddress.ToString(), BindPort)}";

    /// <summary>URL of the whole control plane; this node's where there is no endpoint.</summary>
    public string Server => GivenServer is not null || Endpoint is null ? LocalServer : $"https://{Joined(Endpoint.Host, Endpoint.Port ?? BindPort)}";

    /// <summary>
    /// The facts of a configuration. What it does not say is taken from what the node shows, then from kubeadm's defaults;
    /// <paramref name="where"/> goes into problems.
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

        var version = Observe.KubernetesVersion.Minor(given.KubernetesVersion) is not null ? given.KubernetesVersion : observed.KubernetesVersion;
        var defaults = new ClusterFacts(name, address, Observe.KubernetesVersion.Minor(version) ?? NewestMinorVersion) { PatchVersion = Observe.KubernetesVersion.Patch(version) };
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

    /// <summary>The facts a node shows, where no configuration is given.</summary>
    public static Outcome<ClusterFacts> OfNode(KubeadmConfiguration shown)
        => Of(shown, shown, "").Then<ClusterFacts>(facts => facts with { Assumed = [.. NeededSetting.Rows.Where(row => !row.IsSaid(shown)).Select(row => row.Name)] });

    private static IReadOnlyList<IPNetwork> FirstOf(params IReadOnlyList<IPNetwork>[] lists) => lists.First(l => l.Count > 0);

    private static string Joined(string host, int port) => host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";
}
