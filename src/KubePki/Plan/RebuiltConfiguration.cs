using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// The source of a field in a rebuilt configuration: a file and the place in it (a flag, a subject alternative name, a common name, a
/// field).
/// </summary>
internal sealed record Origin(string Field, string Value, string Source);

/// <summary>
/// kubeadm's configuration as far as it follows from a node without any API server: from manifests, the kubelet's configuration,
/// certificates and kubeconfigs. Settings without a source are left to kubeadm's defaults.
/// </summary>
internal sealed record RebuiltConfiguration(KubeadmConfiguration Configuration, IReadOnlyList<Origin> Origins)
{
    /// <summary>Rebuilds the configuration. Pure.</summary>
    public static RebuiltConfiguration Of(NodeState state) => new Builder(state).Build();

    /// <summary>The unreadable files that hold parts of the configuration: those parts are missing.</summary>
    public IReadOnlyList<Problem> UnreadableSources { get; private init; } = [];

    /// <summary>
    /// The settings that every control plane's configuration has and that the node does not show although every file was readable; null if
    /// there are none.
    /// </summary>
    public Problem? MissingSettings { get; private init; }

    /// <summary>Whether the configuration is complete.</summary>
    public bool IsComplete => UnreadableSources.Count == 0 && MissingSettings is null;

    /// <summary>The version of the configuration that kubeadm of a minor version writes.</summary>
    public static string ApiVersionOf(int minorVersion) => minorVersion switch
    {
        >= 31 => "v1beta4",
        >= 22 => "v1beta3",
        >= 15 => "v1beta2",
        >= 13 => "v1beta1",
        12 => "v1alpha3",
        11 => "v1alpha2",
        _ => "v1alpha1",
    };

    private sealed class Builder(NodeState state)
    {
        /// <summary>Kubeconfigs whose server is the endpoint of the control plane.</summary>
        private static readonly string[] ForAllNodes = ["admin.conf", "kubelet.conf"];

        /// <summary>Components that kubeadm runs in the version of the cluster.</summary>
        private static readonly string[] OfOneRelease = [Components.ApiServer, Components.ControllerManager, Components.Scheduler];

        /// <summary>The items that hold parts of the configuration.</summary>
        private static readonly string[] Sources =
        [
            "apiserver", "etcd-server", "etcd-peer", "admin.conf", "controller-manager.conf", "kubelet.conf", "kubelet-client",
        ];

        /// <summary>The certificates of this node's etcd.</summary>
        private static readonly string[] OfEtcd = ["etcd-server", "etcd-peer"];

        private const string ServiceName = "kubernetes.default.svc.";
        private readonly List<Origin> _origins = [];

        internal RebuiltConfiguration Build()
        {
            var naming = state.Naming;
            var version = First("kubernetesVersion", [.. OfOneRelease.Select(c => (Pod(c)?.Version, Manifest(c, "image")))]);
            var configuration = new KubeadmConfiguration
            {
                ApiVersion = ApiVersionOf(KubernetesVersion.Minor(version) ?? ClusterFacts.NewestMinorVersion),
                NodeName = First("nodeRegistration.name", (naming.Name, naming.FirstWitness?.Source ?? "")),
                AdvertiseAddress = First(
                    "localAPIEndpoint.advertiseAddress",
                    (Flag(Components.ApiServer, "advertise-address"), Manifest(Components.ApiServer, "--advertise-address")),
                    (ServerOf("controller-manager.conf") is { } own && IsAddress(own.Host) ? own.BareHost() : null,
                        Path("controller-manager.conf", "server"))) is { } address
                    ? ConfigurationValues.Address(address) : null,
                BindPort = First(
                    "localAPIEndpoint.bindPort",
                    (Flag(Components.ApiServer, "secure-port"), Manifest(Components.ApiServer, "--secure-port"))) is { } port
                    ? ConfigurationValues.Port(port)
                    : null,
                KubernetesVersion = version,
                ImageRepository = First("imageRepository", (Repository(), Manifest(Components.ApiServer, "image"))),
                ClusterName = First(
                    "clusterName",
                    (Flag(Components.ControllerManager, "cluster-name"), Manifest(Components.ControllerManager, "--cluster-name")),
                    (state.Find("admin.conf")?.Kubeconfig?.Cluster?.Name, Path("admin.conf", "clusters"))),
                CertificatesDirectory = First(
                    "certificatesDir",
                    (state.Layout.CertificatesDirectory,
                        Pod(Components.ApiServer) is null ? "" : Manifest(Components.ApiServer, "--client-ca-file"))),
                ServiceSubnets = Networks(
                    "networking.serviceSubnet", "service-cluster-ip-range", Components.ApiServer, Components.ControllerManager),
                PodSubnets = Networks("networking.podSubnet", "cluster-cidr", Components.ControllerManager),
                DnsDomain = First(
                    "networking.dnsDomain",
                    (Flag(Components.Kubelet, "cluster-domain"), "kubelet --cluster-domain"),
                    (state.Layout.Kubelet?.ClusterDomain, "kubelet clusterDomain"),
                    (state.Find("apiserver")?.Certificate?.Names.Dns.FirstOrDefault(n => n.StartsWith(
                        ServiceName, StringComparison.Ordinal))?[ServiceName.Length..],
                        Path("apiserver", "SAN"))),
                EtcdDataDirectory = First(
                    "etcd.local.dataDir", (Flag(Components.Etcd, "data-dir"), Manifest(Components.Etcd, "--data-dir"))),
                ExternalEtcd = External(),
                KeyAlgorithm = Algorithm(),
            };
            List<Problem> lacking =
            [
                .. state.Problems.Concat(Sources.Select(name => state.Find(name)).Where(i => i is { Problem: not null, IsMissing: false })
                    .Select(i => i!.Problem!))
                    .DistinctBy(p => p.Where),
            ];
            return new RebuiltConfiguration(WithNames(configuration with { Endpoint = Endpoint(configuration) }), _origins)
            {
                UnreadableSources = lacking,
                MissingSettings = lacking.Count == 0 ? Unsaid(configuration) : null,
            };
        }

        private Problem? Unsaid(KubeadmConfiguration configuration)
        {
            string[] fields =
            [
                .. configuration.KubernetesVersion is null ? ["kubernetesVersion"] : Array.Empty<string>(),
                .. configuration.AdvertiseAddress is null ? ["localAPIEndpoint.advertiseAddress"] : Array.Empty<string>(),
                .. configuration.ServiceSubnets.Count == 0 ? ["networking.serviceSubnet"] : Array.Empty<string>(),
            ];
            return fields.Length == 0
                ? null
                : PlanMessages.ConfigurationUnsaid.At(state.Layout.ManifestDirectory, string.Join(", ", fields));
        }

        private Kubernetes.StaticPod? Pod(string component) => state.Layout.Pod(component);

        private string? Flag(string component, string flag)
            => component == Components.Kubelet ? state.Layout.HostFlag(component, flag) : Pod(component)?.Flag(flag);

        private string Manifest(string component, string what) => $"{state.Layout.ManifestDirectory} {component} {what}";

        private string Path(string item, string what) => $"{state.Find(item)?.Path} {what}";

        /// <summary>The first value that exists; its origin is recorded.</summary>
        private string? First(string field, params (string? Value, string Source)[] candidates)
        {
            var found = candidates.FirstOrDefault(c => !string.IsNullOrEmpty(c.Value));
            if (found.Value is not null && found.Source.Length > 0)
            {
                _origins.Add(new Origin(field, found.Value, found.Source));
            }

            return found.Value;
        }

        private Uri? ServerOf(string item)
            => ServerUrl.Parse(state.Find(item)?.Kubeconfig?.Cluster?.Server);

        private static bool IsAddress(string host) => ConfigurationValues.Address(host.Trim('[', ']')) is not null;

        private string? Repository()
        {
            var image = Pod(Components.ApiServer)?.Image;
            var end = image?.LastIndexOf("/kube-apiserver", StringComparison.Ordinal) ?? -1;
            return end > 0 ? image![..end] : null;
        }

        private IReadOnlyList<IPNetwork> Networks(string field, string flag, params string[] components)
            => First(field, [.. components.Select(c => (Flag(c, flag), Manifest(c, $"--{flag}")))]) is { } text
                ? [.. text.Split(',').Select(ConfigurationValues.Network).OfType<IPNetwork>()]
                : [];

        /// <summary>The server of the kubeconfigs that use the endpoint; null if it is this node itself.</summary>
        private ControlPlaneEndpoint? Endpoint(KubeadmConfiguration configuration)
        {
            var item = ForAllNodes.FirstOrDefault(i => ServerOf(i) is not null);
            if (item is null || ServerOf(item) is not { } uri || IsOwn(uri, configuration))
            {
                return null;
            }

            var endpoint = new ControlPlaneEndpoint(uri.BareHost(), uri.Port);
            First("controlPlaneEndpoint", (uri.Authority, Path(item, "server")));
            return endpoint;
        }

        /// <summary>
        /// Whether a kubeconfig's server is this node: its address, or an address for which both the server and the peer certificate of its
        /// etcd are valid. The latter is an earlier address of the node: kubeadm does not put the address of a load balancer into these
        /// certificates.
        /// </summary>
        private bool IsOwn(Uri server, KubeadmConfiguration configuration)
            => ConfigurationValues.Address(server.BareHost()) is { } address
                && ((address.Equals(configuration.AdvertiseAddress) && server.Port == (configuration.BindPort ?? server.Port))
                    || OfEtcd.All(name => state.Find(name)?.Certificate?.Names.Addresses.Contains(address) == true));

        private ExternalEtcd? External()
        {
            if (!state.HasExternalEtcd)
            {
                return null;
            }

            var servers = First(
                "etcd.external.endpoints", (Flag(Components.ApiServer, "etcd-servers"), Manifest(Components.ApiServer, "--etcd-servers")));
            return new ExternalEtcd(
                servers?.Split(',') ?? [],
                First("etcd.external.caFile", (Flag(Components.ApiServer, "etcd-cafile"), Manifest(Components.ApiServer, "--etcd-cafile"))),
                First(
                    "etcd.external.certFile",
                    (Flag(Components.ApiServer, "etcd-certfile"), Manifest(Components.ApiServer, "--etcd-certfile"))),
                First(
                    "etcd.external.keyFile",
                    (Flag(Components.ApiServer, "etcd-keyfile"), Manifest(Components.ApiServer, "--etcd-keyfile"))));
        }

        private KeyAlgorithm? Algorithm()
        {
            var algorithm = state.Find("apiserver")?.Certificate?.KeyAlgorithm;
            return algorithm is not null && KeyAlgorithm.Offered.Contains(algorithm)
                && First("encryptionAlgorithm", (algorithm.Name, Path("apiserver", ""))) is not null
                ? algorithm
                : null;
        }

        /// <summary>Names of existing certificates that follow from no other setting are additional names.</summary>
        private KubeadmConfiguration WithNames(KubeadmConfiguration configuration)
            => ClusterFacts.Of(configuration, configuration, "").Value is not { } facts ? configuration : configuration with
            {
                ApiServerNames = More("apiserver", "apiServer.certSANs", facts),
                EtcdServerNames = More("etcd-server", "etcd.local.serverCertSANs", facts),
                EtcdPeerNames = More("etcd-peer", "etcd.local.peerCertSANs", facts),
            };

        private IReadOnlyList<string> More(string name, string field, ClusterFacts facts)
        {
            var expected = NewIdentity.Of(KubeadmCatalogue.Find(name)!, facts).Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
            var names = state.Find(name)?.Certificate?.Names;
            string[] more = names is null
                ? []
                : [.. names.Dns.Concat(names.Addresses.Select(a => a.ToString()))
                    .Where(n => !expected.Contains(n) && ConfigurationValues.CertificateName(n) is not null)];
            if (more.Length > 0)
            {
                _origins.Add(new Origin(field, string.Join(", ", more), Path(name, "SAN")));
            }

            return more;
        }
    }
}
