using System.Net;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Host and optional port of the control plane (<c>controlPlaneEndpoint</c>).</summary>
internal sealed record ControlPlaneEndpoint(string Host, int? Port);

/// <summary>An etcd that kubeadm does not run (<c>etcd.external</c>).</summary>
/// <param name="Endpoints">URLs of its members.</param>
/// <param name="CaFile">Its CA; null for an etcd without TLS.</param>
/// <param name="CertFile">The API server's client certificate.</param>
/// <param name="KeyFile">The key of that certificate.</param>
internal sealed record ExternalEtcd(IReadOnlyList<string> Endpoints, string? CaFile, string? CertFile, string? KeyFile);

/// <summary>
/// The settings of a kubeadm configuration of any version, as far as certificates and kubeconfigs depend on them. Null means not set:
/// kubeadm's default applies, or the value found on the node.
/// </summary>
internal sealed record KubeadmConfiguration
{
    /// <summary><c>networking.dnsDomain</c> of a cluster whose configuration does not set it.</summary>
    public const string DefaultDnsDomain = "cluster.local";

    /// <summary>The version of the configuration, for example <c>v1beta2</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Name of the node, in lower case as in kubeadm.</summary>
    public string? NodeName { get; init; }

    /// <summary>Address the node's API server advertises.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>Port the node's API server listens on.</summary>
    public int? BindPort { get; init; }

    /// <summary>Host and port of the control plane.</summary>
    public ControlPlaneEndpoint? Endpoint { get; init; }

    /// <summary>Kubernetes version as written; it may be a label such as <c>stable-1</c>.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Name of the cluster in kubeconfigs.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Directory of the PKI, without a trailing slash.</summary>
    public string? CertificatesDirectory { get; init; }

    /// <summary>Registry of the control plane's images; kubepki only passes it on.</summary>
    public string? ImageRepository { get; init; }

    /// <summary>Data directory of a local etcd; kubepki only passes it on.</summary>
    public string? EtcdDataDirectory { get; init; }

    /// <summary>Networks of services: one, or one of each family.</summary>
    public IReadOnlyList<IPNetwork> ServiceSubnets { get; init; } = [];

    /// <summary>Networks of pods.</summary>
    public IReadOnlyList<IPNetwork> PodSubnets { get; init; } = [];

    /// <summary>DNS domain of services.</summary>
    public string? DnsDomain { get; init; }

    /// <summary>Additional names and addresses of the API server.</summary>
    public IReadOnlyList<string> ApiServerNames { get; init; } = [];

    /// <summary>Additional names and addresses in etcd's server certificate.</summary>
    public IReadOnlyList<string> EtcdServerNames { get; init; } = [];

    /// <summary>Additional names and addresses in etcd's peer certificate.</summary>
    public IReadOnlyList<string> EtcdPeerNames { get; init; } = [];

    /// <summary>An external etcd; null if kubeadm runs etcd on this node.</summary>
    public ExternalEtcd? ExternalEtcd { get; init; }

    /// <summary>Kind of new keys.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Validity of new leaf certificates.</summary>
    public TimeSpan? CertificateValidity { get; init; }

    /// <summary>Validity of new CAs.</summary>
    public TimeSpan? AuthorityValidity { get; init; }

    /// <summary>Whether the node joins an existing control plane.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Fields that kubepki does not know, with their lines: <c>networking.subnet (line 7)</c>. They have no effect.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];

    /// <summary>Parts that are easily misread: duplicate keys, of which kubeadm uses the last.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];

    /// <summary>
    /// Reads a file of one or more YAML or JSON documents of any version from v1alpha1 to v1beta4, or the ConfigMap kubeadm-config.
    /// Documents of other groups are ignored. <paramref name="where"/> is the place in problems, with the line.
    /// </summary>
    public static Outcome<KubeadmConfiguration> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "kubeadm configuration").Then(yaml => ConfigurationDocuments.Of(yaml, where))
            .Then(ConfigurationReader.Read);
}
