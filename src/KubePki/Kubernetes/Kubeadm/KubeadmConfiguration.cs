using System.Net;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Host and, where one is given, port of the whole control plane (<c>controlPlaneEndpoint</c>).</summary>
internal sealed record ControlPlaneEndpoint(string Host, int? Port);

/// <summary>An etcd that is not kubeadm's (<c>etcd.external</c>).</summary>
/// <param name="Endpoints">URLs of its members.</param>
/// <param name="CaFile">Its CA; null for an etcd without TLS.</param>
/// <param name="CertFile">The API server's client certificate.</param>
/// <param name="KeyFile">The key of that certificate.</param>
internal sealed record ExternalEtcd(IReadOnlyList<string> Endpoints, string? CaFile, string? CertFile, string? KeyFile);

/// <summary>
/// What a kubeadm configuration says about certificates and kubeconfigs, whatever its version. A null is something it does not
/// say: kubeadm's default holds, or what the node shows.
/// </summary>
internal sealed record KubeadmConfiguration
{
    /// <summary><c>networking.dnsDomain</c> of a cluster whose configuration leaves it out.</summary>
    public const string DefaultDnsDomain = "cluster.local";

    /// <summary>The version it was written in, for example <c>v1beta2</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Name of the node, in lower case as kubeadm takes it.</summary>
    public string? NodeName { get; init; }

    /// <summary>Address the node's API server advertises.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>Port the node's API server listens on.</summary>
    public int? BindPort { get; init; }

    /// <summary>The whole control plane's host and port.</summary>
    public ControlPlaneEndpoint? Endpoint { get; init; }

    /// <summary>Kubernetes version as it is written; it may be a label such as <c>stable-1</c>.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Name of the cluster in kubeconfigs.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Directory of the PKI, without a final slash.</summary>
    public string? CertificatesDirectory { get; init; }

    /// <summary>Where the control plane's images come from; kubepki does nothing with it but pass it on.</summary>
    public string? ImageRepository { get; init; }

    /// <summary>Where a local etcd keeps its data; passed on likewise.</summary>
    public string? EtcdDataDirectory { get; init; }

    /// <summary>Networks of services: one, or one of each family.</summary>
    public IReadOnlyList<IPNetwork> ServiceSubnets { get; init; } = [];

    /// <summary>Networks of pods.</summary>
    public IReadOnlyList<IPNetwork> PodSubnets { get; init; } = [];

    /// <summary>DNS domain of services.</summary>
    public string? DnsDomain { get; init; }

    /// <summary>Further names and addresses of the API server.</summary>
    public IReadOnlyList<string> ApiServerNames { get; init; } = [];

    /// <summary>Further names and addresses of etcd towards clients.</summary>
    public IReadOnlyList<string> EtcdServerNames { get; init; } = [];

    /// <summary>Further names and addresses of etcd towards peers.</summary>
    public IReadOnlyList<string> EtcdPeerNames { get; init; } = [];

    /// <summary>An etcd elsewhere; null when kubeadm runs it here.</summary>
    public ExternalEtcd? ExternalEtcd { get; init; }

    /// <summary>Kind of new keys.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Validity of new leaf certificates.</summary>
    public TimeSpan? CertificateValidity { get; init; }

    /// <summary>Validity of new CAs.</summary>
    public TimeSpan? AuthorityValidity { get; init; }

    /// <summary>Whether the node joins a control plane that is there already.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Fields kubepki does not know, with their lines: <c>networking.subnet (line 7)</c>. They change nothing.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];

    /// <summary>What kubeadm passes over and people may read otherwise: keys that stand there twice, of which it takes the last.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];

    /// <summary>
    /// Reads a file of one or more YAML or JSON documents of any version from v1alpha1 to v1beta4, or the ConfigMap
    /// kubeadm-config. Documents of other groups are passed over. <paramref name="where"/> goes into problems, with the line.
    /// </summary>
    public static Outcome<KubeadmConfiguration> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "kubeadm configuration").Then(yaml => ConfigurationDocuments.Of(yaml, where)).Then(ConfigurationReader.Read);
}
