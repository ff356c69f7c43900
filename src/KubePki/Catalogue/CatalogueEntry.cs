namespace KubePki.Catalogue;

/// <summary>The kind of a catalogue entry.</summary>
public enum EntryKind
{
    /// <summary>A CA certificate and, unless the CA is externally managed, its key.</summary>
    CertificateAuthority,

    /// <summary>A leaf certificate and its key in files of their own.</summary>
    Certificate,

    /// <summary>A kubeconfig whose user is a client certificate.</summary>
    Kubeconfig,

    /// <summary>The bare key pair that signs and verifies service account tokens.</summary>
    ServiceAccountKey,

    /// <summary>A kubelet's own client or serving certificate.</summary>
    KubeletCertificate,

    /// <summary>A file of static credentials: basic auth or tokens.</summary>
    CredentialFile,

    /// <summary>Other parties' CAs that a component trusts: those of token issuers.</summary>
    TrustedAuthority,
}

/// <summary>How a component notices that a file has changed.</summary>
internal enum ReloadBehavior
{
    /// <summary>The component reads the file only when its process starts.</summary>
    AtStart,

    /// <summary>The component watches or polls the file and reloads it within about a minute.</summary>
    Reloads,

    /// <summary>The component reads the file for every handshake.</summary>
    EachHandshake,
}

/// <summary>One use of an entry by a component.</summary>
/// <param name="Component">Name of the static pod's component, <c>kubelet</c>, or <c>kubectl</c> for users.</param>
/// <param name="CertificateFlag">The component's flag that names the certificate (or kubeconfig) file, or null.</param>
/// <param name="KeyFlag">The flag that names the key file, or null.</param>
/// <param name="Pickup">How a component of version <paramref name="PickupSince"/> or later notices a change.</param>
/// <param name="PickupSince">First Kubernetes minor version (1.x) that does so; older ones need a restart. 0 if all versions do.</param>
internal sealed record Use(string Component, string? CertificateFlag, string? KeyFlag, ReloadBehavior Pickup, int PickupSince = 0)
{
    /// <summary>True if a component of this minor version must be restarted; an unknown version counts as old.</summary>
    public bool NeedsRestart(int? minorVersion)
        => Pickup == ReloadBehavior.AtStart || (PickupSince > 0 && (minorVersion ?? 0) < PickupSince);
}

/// <summary>
/// A file, or pair of files, that kubeadm makes. All features follow from this one declaration. Pure data; Observe finds the paths of a
/// real node.
/// </summary>
/// <param name="Name">kubeadm's name (<c>kubeadm certs renew NAME</c>), or the file's name.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="CertificatePath">Certificate or kubeconfig; relative to <see cref="Base"/>.</param>
/// <param name="KeyPath">Private key, also relative to <see cref="Base"/>; null if it is in the same file or there is none.</param>
/// <param name="Issuer">Name of the CA's entry; null for CAs and bare keys.</param>
/// <param name="CommonName">The common name that kubeadm sets; <c>{node}</c> stands for the node's name.</param>
/// <param name="Organization">Organization before 1.29, or null.</param>
/// <param name="OrganizationSince129">Organization from 1.29 on, or null.</param>
/// <param name="ServesAs">Whether a server, a client, or both present it.</param>
/// <param name="Uses">The components that use it, and how they notice a change. The first flag that is set names the real path.</param>
/// <param name="Renewal">When it is renewed.</param>
/// <param name="Names">The subject alternative names of a new one.</param>
/// <param name="Dated">True if certificate and key share a file with a date in its name, and a symbolic link points at it.</param>
/// <param name="Optional">Whether its absence is normal.</param>
/// <param name="Since">First Kubernetes minor version (1.x) that has it; 0 for all.</param>
/// <param name="OwnServerSince">Version from which on a new kubeconfig names its own node's API server and not the control-plane endpoint;
/// null for never.</param>
internal sealed record CatalogueEntry(
    string Name,
    EntryKind Kind,
    string CertificatePath,
    string? KeyPath,
    string? Issuer,
    string CommonName,
    string? Organization,
    string? OrganizationSince129,
    Role ServesAs,
    IReadOnlyList<Use> Uses,
    RenewalRule Renewal = RenewalRule.Always,
    NameRule Names = NameRule.None,
    bool Dated = false,
    bool Optional = false,
    int Since = 0,
    int? OwnServerSince = null)
{
    /// <summary>
    /// First version from which on a new one has no organization; null if it has one in all versions. A reissued certificate keeps the
    /// organization of the old one: the cluster's ClusterRoleBindings decide which group works.
    /// </summary>
    public (int Minor, int Patch)? NoOrganizationSince { get; init; }

    /// <summary>The directory to which the paths are relative.</summary>
    public BaseDirectory Base => Kind switch
    {
        EntryKind.Kubeconfig => BaseDirectory.Kubernetes,
        EntryKind.KubeletCertificate => BaseDirectory.KubeletPki,
        _ => BaseDirectory.Certificates,
    };

    /// <summary>True if it belongs to etcd's own PKI, which is absent when etcd is external.</summary>
    public bool IsEtcdServerSide => Name is "etcd-ca" or "etcd-server" or "etcd-peer" or "etcd-healthcheck-client";
}

/// <summary>The names that kubeadm puts into a new certificate (phases/certs, pkiutil GetAPIServerAltNames and GetEtcdAltNames).</summary>
internal enum NameRule
{
    /// <summary>None: only clients present it.</summary>
    None,

    /// <summary>Node, <c>kubernetes</c> services, first service address, advertise address, control-plane endpoint, extra names.</summary>
    ApiServer,

    /// <summary>Node, localhost, advertise address, loopback addresses, extra names of the server.</summary>
    EtcdServer,

    /// <summary>Same as <see cref="EtcdServer"/>, with the extra names of the peer.</summary>
    EtcdPeer,

    /// <summary>The names that the kubelet chooses; kubeadm does not create the certificate.</summary>
    Kubelet,
}

/// <summary>When an entry is renewed.</summary>
internal enum RenewalRule
{
    /// <summary>With <c>renew all</c>, and by name.</summary>
    Always,

    /// <summary>By name, and with <c>renew all</c> only if it is about to expire although its component should have rotated it.</summary>
    WhenDue,

    /// <summary>By name only.</summary>
    ByName,

    /// <summary>Never: CAs, bare key pairs, files that a component creates itself.</summary>
    Never,
}

/// <summary>The side of a handshake that presents a certificate.</summary>
[Flags]
internal enum Role
{
    /// <summary>Not presented: a CA, a bare key.</summary>
    None = 0,

    /// <summary>By a server.</summary>
    Server = 1,

    /// <summary>By a client.</summary>
    Client = 2,
}

/// <summary>The directories of kubeadm's layout.</summary>
internal enum BaseDirectory
{
    /// <summary>certificatesDir, <c>/etc/kubernetes/pki</c> by default.</summary>
    Certificates,

    /// <summary><c>/etc/kubernetes</c>.</summary>
    Kubernetes,

    /// <summary>The kubelet's cert-dir, <c>/var/lib/kubelet/pki</c> by default.</summary>
    KubeletPki,
}
