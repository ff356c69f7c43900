using static KubePki.Kubernetes.Kubeadm.ApiVersion;
using static KubePki.Kubernetes.Kubeadm.DocumentKind;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>The meaning of a field for certificates and kubeconfigs.</summary>
internal enum Setting
{
    /// <summary>None: kubepki knows the field and ignores it.</summary>
    None,

    /// <summary>Name of the node.</summary>
    NodeName,

    /// <summary>Address that the node's API server advertises.</summary>
    AdvertiseAddress,

    /// <summary>Port of the node's API server.</summary>
    BindPort,

    /// <summary>Host and port of the control plane.</summary>
    Endpoint,

    /// <summary>Kubernetes version.</summary>
    Version,

    /// <summary>Name of the cluster in kubeconfigs.</summary>
    ClusterName,

    /// <summary>Directory of the PKI.</summary>
    CertificatesDirectory,

    /// <summary>Registry of the images.</summary>
    ImageRepository,

    /// <summary>Networks of services.</summary>
    ServiceSubnet,

    /// <summary>Networks of pods.</summary>
    PodSubnet,

    /// <summary>DNS domain of services.</summary>
    DnsDomain,

    /// <summary>Additional names of the API server.</summary>
    ApiServerNames,

    /// <summary>A local etcd, which kubeadm runs.</summary>
    LocalEtcd,

    /// <summary>Data directory of a local etcd.</summary>
    EtcdDataDirectory,

    /// <summary>Additional names in etcd's server certificate.</summary>
    EtcdServerNames,

    /// <summary>Additional names in etcd's peer certificate.</summary>
    EtcdPeerNames,

    /// <summary>URLs of an external etcd.</summary>
    ExternalEtcd,

    /// <summary>CA of an external etcd.</summary>
    EtcdCaFile,

    /// <summary>Client certificate for an external etcd.</summary>
    EtcdCertFile,

    /// <summary>Client key for an external etcd.</summary>
    EtcdKeyFile,

    /// <summary>Kind of keys.</summary>
    KeyAlgorithm,

    /// <summary>Feature gates, one of which selects the kind of keys in older versions.</summary>
    FeatureGates,

    /// <summary>Validity of leaf certificates.</summary>
    Validity,

    /// <summary>Validity of CAs.</summary>
    AuthorityValidity,

    /// <summary>
    /// Whether a joining node gets a control plane (v1alpha3), or the settings of that control plane (v1beta1 and later).
    /// </summary>
    ControlPlane,
}

/// <summary>A field of kubeadm's configuration.</summary>
/// <param name="Kinds">Kinds that have it.</param>
/// <param name="Since">First version that has it.</param>
/// <param name="Until">Last version that has it.</param>
/// <param name="Path">Its keys, joined by dots; fields below it are ignored.</param>
/// <param name="Setting">Its meaning.</param>
internal sealed record ConfigurationField(
    DocumentKind Kinds, ApiVersion Since, ApiVersion Until, string Path, Setting Setting = Setting.None);

/// <summary>
/// Every field of every version (cmd/kubeadm/app/apis/kubeadm/*/types.go, from 1.8 to 1.35). A field that is in no row is reported to the
/// operator; a field that is only in rows of other versions counts as unknown.
/// </summary>
internal static class ConfigurationFields
{
    private static readonly ConfigurationField[] Rows =
    [
        .. Of(Master, V1Alpha1, V1Alpha2,
            ("api.advertiseAddress", Setting.AdvertiseAddress),
            ("api.bindPort", Setting.BindPort), ("api.controlPlaneEndpoint", Setting.Endpoint),
            ("apiServerCertSANs", Setting.ApiServerNames)),
        .. Of(Master, V1Alpha1, V1Alpha1,
            ("nodeName", Setting.NodeName),
            ("etcd.endpoints", Setting.ExternalEtcd), ("etcd.caFile", Setting.EtcdCaFile), ("etcd.certFile", Setting.EtcdCertFile),
            ("etcd.keyFile", Setting.EtcdKeyFile),
            ("etcd.serverCertSANs", Setting.EtcdServerNames), ("etcd.peerCertSANs", Setting.EtcdPeerNames)),
        .. Known(Master, V1Alpha1, V1Alpha1,
            "token tokenTTL tokenUsages tokenGroups cloudProvider authorizationModes noTaintMaster privilegedPods criSocket "
                + "imagePullPolicy selfHosted "
            + "etcd.dataDir etcd.extraArgs etcd.image etcd.selfHosted"),
        .. Known(Master, V1Alpha1, V1Alpha2, "kubeProxy kubeletConfiguration"),
        .. Of(Cluster, V1Alpha3, V1Alpha3, ("apiServerCertSANs", Setting.ApiServerNames)),
        .. Known(Master | Cluster, V1Alpha1, V1Alpha3,
            "apiServerExtraArgs controllerManagerExtraArgs schedulerExtraArgs apiServerExtraVolumes controllerManagerExtraVolumes "
                + "schedulerExtraVolumes "
            + "unifiedControlPlaneImage auditPolicy"),
        .. Of(Master | Cluster, V1Alpha1, V1Beta4,
            ("networking.serviceSubnet", Setting.ServiceSubnet),
            ("networking.podSubnet", Setting.PodSubnet), ("networking.dnsDomain", Setting.DnsDomain),
            ("kubernetesVersion", Setting.Version),
            ("certificatesDir", Setting.CertificatesDirectory), ("clusterName", Setting.ClusterName),
            ("featureGates", Setting.FeatureGates), ("imageRepository", Setting.ImageRepository)),
        .. Of(Master | Cluster, V1Alpha2, V1Beta4,
            ("etcd.local.serverCertSANs", Setting.EtcdServerNames),
            ("etcd.local.peerCertSANs", Setting.EtcdPeerNames), ("etcd.external.endpoints", Setting.ExternalEtcd),
            ("etcd.external.caFile", Setting.EtcdCaFile),
            ("etcd.external.certFile", Setting.EtcdCertFile), ("etcd.external.keyFile", Setting.EtcdKeyFile),
            ("etcd.local.dataDir", Setting.EtcdDataDirectory), ("etcd.local.extraArgs", Setting.LocalEtcd)),
        .. Known(Master | Cluster, V1Alpha2, V1Alpha3, "etcd.local.image"),
        .. Of(Cluster, V1Alpha3, V1Beta4, ("controlPlaneEndpoint", Setting.Endpoint)),
        .. Of(Cluster, V1Beta1, V1Beta4, ("apiServer.certSANs", Setting.ApiServerNames)),
        .. Known(Cluster, V1Beta1, V1Beta4,
            "apiServer.extraArgs apiServer.extraVolumes controllerManager scheduler dns etcd.local.imageRepository etcd.local.imageTag"),
        .. Known(Cluster, V1Beta1, V1Beta3, "apiServer.timeoutForControlPlane"),
        .. Known(Cluster, V1Beta1, V1Beta2, "useHyperKubeImage"),
        .. Known(Cluster, V1Beta4, V1Beta4, "apiServer.extraEnvs etcd.local.extraEnvs etcd.external.httpEndpoints proxy"),
        .. Of(Cluster, V1Beta4, V1Beta4,
            ("encryptionAlgorithm", Setting.KeyAlgorithm),
            ("certificateValidityPeriod", Setting.Validity), ("caCertificateValidityPeriod", Setting.AuthorityValidity)),
        .. Of(Master | Init | Join, V1Alpha2, V1Beta4, ("nodeRegistration.name", Setting.NodeName)),
        .. Known(
            Master | Init | Join, V1Alpha2, V1Beta4,
            "nodeRegistration.criSocket nodeRegistration.taints nodeRegistration.kubeletExtraArgs"),
        .. Known(Init | Join, V1Beta2, V1Beta4, "nodeRegistration.ignorePreflightErrors"),
        .. Known(Init | Join, V1Beta3, V1Beta4, "nodeRegistration.imagePullPolicy skipPhases patches"),
        .. Known(Init | Join, V1Beta4, V1Beta4, "nodeRegistration.imagePullSerial dryRun timeouts"),
        .. Known(Master | Init, V1Alpha2, V1Beta4, "bootstrapTokens"),
        .. Of(
            Init | Join, V1Alpha3, V1Alpha3, ("apiEndpoint.advertiseAddress", Setting.AdvertiseAddress),
            ("apiEndpoint.bindPort", Setting.BindPort)),
        .. Of(
            Init, V1Beta1, V1Beta4, ("localAPIEndpoint.advertiseAddress", Setting.AdvertiseAddress),
            ("localAPIEndpoint.bindPort", Setting.BindPort)),
        .. Known(Init, V1Beta2, V1Beta4, "certificateKey"),
        .. Of(Join, V1Alpha3, V1Alpha3, ("controlPlane", Setting.ControlPlane)),
        .. Of(Join, V1Beta1, V1Beta4,
            ("controlPlane.localAPIEndpoint.advertiseAddress", Setting.AdvertiseAddress),
            ("controlPlane.localAPIEndpoint.bindPort", Setting.BindPort)),
        .. Known(Join, V1Beta2, V1Beta4, "controlPlane.certificateKey"),
        .. Known(Join, V1Beta1, V1Beta4, "caCertPath discovery"),
        .. Known(Join, V1Alpha1, V1Alpha3,
            "caCertPath discoveryFile discoveryToken discoveryTokenAPIServers discoveryTimeout tlsBootstrapToken token clusterName "
                + "discoveryTokenCACertHashes "
            + "discoveryTokenUnsafeSkipCAVerification featureGates"),
        .. Known(Join, V1Alpha1, V1Alpha1, "nodeName criSocket"),
        .. Known(Join, V1Alpha2, V1Alpha2, "controlPlane advertiseAddress bindPort"),
    ];

    /// <summary>The field at a path in a document of that kind and version, or null.</summary>
    internal static ConfigurationField? Find(DocumentKind kind, ApiVersion version, string path)
        => In(kind, version).FirstOrDefault(r => r.Path == path);

    /// <summary>The path of a setting in a document of that kind and version; null if it has none.</summary>
    internal static string? PathOf(Setting setting, DocumentKind kind, ApiVersion version)
        => In(kind, version).FirstOrDefault(r => r.Setting == setting)?.Path;

    /// <summary>The path of a setting in the newest version.</summary>
    internal static string NewestPathOf(Setting setting)
        => PathOf(setting, DocumentKind.Cluster, V1Beta4) ?? PathOf(setting, Init, V1Beta4) ?? "";

    /// <summary>Whether there are fields below a path.</summary>
    internal static bool HasBelow(DocumentKind kind, ApiVersion version, string path)
        => In(kind, version).Any(r => r.Path.StartsWith(path + ".", StringComparison.Ordinal));

    private static IEnumerable<ConfigurationField> In(DocumentKind kind, ApiVersion version)
        => Rows.Where(r => r.Kinds.HasFlag(kind) && r.Since <= version && version <= r.Until);

    private static IEnumerable<ConfigurationField> Of(
        DocumentKind kinds, ApiVersion since, ApiVersion until, params (string Path, Setting Setting)[] fields)
        => fields.Select(f => new ConfigurationField(kinds, since, until, f.Path, f.Setting));

    private static IEnumerable<ConfigurationField> Known(DocumentKind kinds, ApiVersion since, ApiVersion until, string paths)
        => paths.Split(' ').Select(path => new ConfigurationField(kinds, since, until, path));
}
