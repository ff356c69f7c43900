namespace KubePki.Kubernetes.Kubeadm;

/// <summary>The API versions of the group kubeadm.k8s.io that clusters use, oldest first.</summary>
internal enum ApiVersion
{
    /// <summary>Kubernetes 1.8 to 1.10.</summary>
    V1Alpha1,

    /// <summary>1.11.</summary>
    V1Alpha2,

    /// <summary>1.12 and 1.13.</summary>
    V1Alpha3,

    /// <summary>1.13 to 1.21.</summary>
    V1Beta1,

    /// <summary>1.15 to 1.24.</summary>
    V1Beta2,

    /// <summary>1.22 and later.</summary>
    V1Beta3,

    /// <summary>1.31 and later.</summary>
    V1Beta4,
}

/// <summary>The kinds of documents.</summary>
[Flags]
internal enum DocumentKind
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Cluster and first node in one document.</summary>
    Master = 1,

    /// <summary>The first node.</summary>
    Init = 2,

    /// <summary>The cluster.</summary>
    Cluster = 4,

    /// <summary>An additional node; before v1alpha3 only a worker.</summary>
    Join = 8,

    /// <summary>Addresses of the nodes, stored with the cluster's configuration; not used.</summary>
    Status = 16,

    /// <summary>A document that only <c>kubeadm reset</c> and <c>upgrade</c> read.</summary>
    Other = 32,
}

/// <summary>The kinds of each version, and their names.</summary>
internal static class ApiVersions
{
    /// <summary>The API group with its slash.</summary>
    internal const string Group = "kubeadm.k8s.io/";

    private static readonly (string Name, DocumentKind Kind, ApiVersion Since, ApiVersion Until)[] Kinds =
    [
        ("MasterConfiguration", DocumentKind.Master, ApiVersion.V1Alpha1, ApiVersion.V1Alpha2),
        // 1.12 reads v1alpha2 under the new names too.
        ("InitConfiguration", DocumentKind.Master, ApiVersion.V1Alpha2, ApiVersion.V1Alpha2),
        ("NodeConfiguration", DocumentKind.Join, ApiVersion.V1Alpha1, ApiVersion.V1Alpha2),
        ("JoinConfiguration", DocumentKind.Join, ApiVersion.V1Alpha2, ApiVersion.V1Beta4),
        ("InitConfiguration", DocumentKind.Init, ApiVersion.V1Alpha3, ApiVersion.V1Beta4),
        ("ClusterConfiguration", DocumentKind.Cluster, ApiVersion.V1Alpha3, ApiVersion.V1Beta4),
        ("ClusterStatus", DocumentKind.Status, ApiVersion.V1Alpha3, ApiVersion.V1Beta2),
        ("ResetConfiguration", DocumentKind.Other, ApiVersion.V1Beta4, ApiVersion.V1Beta4),
        ("UpgradeConfiguration", DocumentKind.Other, ApiVersion.V1Beta4, ApiVersion.V1Beta4),
    ];

    /// <summary>The name of every version, oldest first.</summary>
    internal static IEnumerable<string> All => Enum.GetValues<ApiVersion>().Select(Name);

    internal static string Name(ApiVersion version) => version.ToString().ToLowerInvariant();

    /// <summary>The version of that name, or null.</summary>
    internal static ApiVersion? Find(string name)
        => Enum.GetValues<ApiVersion>().Where(v => Name(v) == name).Select(v => (ApiVersion?)v).FirstOrDefault();

    /// <summary>Whether it is a kind of kubeadm in any version.</summary>
    internal static bool IsKind(string name) => Kinds.Any(k => k.Name == name);

    /// <summary>The kind of that name in a version; <see cref="DocumentKind.None"/> if the version does not have it.</summary>
    internal static DocumentKind Kind(string? name, ApiVersion version)
        => Kinds.FirstOrDefault(k => k.Name == name && k.Since <= version && version <= k.Until).Kind;
}
