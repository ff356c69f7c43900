namespace KubePki.Catalogue;

/// <summary>What sort of thing a catalogue entry is.</summary>
public enum EntryKind
{
    /// <summary>A CA certificate and, unless it is managed elsewhere, its key.</summary>
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

    /// <summary>CAs of others that a component trusts: those of the issuers of tokens.</summary>
    TrustedAuthority,
}

/// <summary>How a component notices that a file has changed.</summary>
internal enum Pickup
{
    /// <summary>Only when its process starts.</summary>
    AtStart,

    /// <summary>It watches or polls the file and follows within about a minute.</summary>
    Reloads,

    /// <summary>It reads the file anew for every handshake.</summary>
    EachHandshake,
}

/// <summary>One use of an entry by a component.</summary>
/// <param name="Component">Name of the static pod's component, <c>kubelet</c>, or <c>kubectl</c> for people.</param>
/// <param name="CertificateFlag">The component's flag that names the certificate (or kubeconfig) file, or null.</param>
/// <param name="KeyFlag">The flag that names the key file, or null.</param>
/// <param name="Pickup">How a change is noticed by the versions named in <paramref name="PickupSince"/> and later.</param>
/// <param name="PickupSince">First Kubernetes minor version (1.x) that does so; older ones need a restart. 0 for always.</param>
internal sealed record Use(string Component, string? CertificateFlag, string? KeyFlag, Pickup Pickup, int PickupSince = 0)
{
    /// <summary>Whether a component of this minor version has to be restarted; an unknown version is taken to be old.</summary>
    public bool NeedsRestart(int? minorVersion) => Pickup == Pickup.AtStart || (PickupSince > 0 && (minorVersion ?? 0) < PickupSince);
}

/// <summary>
/// One file, or pair of files, kubeadm makes: declared once, and every feature follows. Pure data; what a real node has
/// instead is found by Observe.
/// </summary>
/// <param name="Name">kubeadm's name (<c>kubeadm certs renew NAME</c>), or the file's.</param>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="CertificatePath">Certificate or kubeconfig; relative to <see cref="Base"/>.</param>
/// <param name="KeyPath">Private key, relative likewise; null where it is in the same file or there is none.</param>
/// <param name="Issuer">Name of the CA's entry; null for CAs and bare keys.</param>
/// <param name="CommonName">Subject kubeadm gives; <c>{node}</c> stands for the node's name.</param>
/// <param name="Organization">Organization before 1.29, or null.</param>
/// <param name="OrganizationSince129">Organization from 1.29 on, or null.</param>
/// <param name="ServesAs">Whether it is presented by a server, by a client, or both.</param>
/// <param name="Uses">Which components use it, and how they notice a change. The first flag that is set names the real path.</param>
/// <param name="Renewal">When a renewal touches it.</param>
/// <param name="Names">Which names a new one is valid for.</param>
/// <param name="Dated">Whether certificate and key share a file with a date in its name, at which a link points.</param>
/// <param name="Optional">Whether its absence is normal.</param>
/// <param name="Since">First Kubernetes minor version (1.x) that has it; 0 for all.</param>
/// <param name="OwnServerSince">Version from which a new kubeconfig speaks to its own node's API server and not to the endpoint of all; null for never.</param>
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
    /// First version from which a new one has no organization; null where it has one in all. One that is made again keeps what the old one has: which group
    /// works, the cluster's ClusterRoleBindings decide.
    /// </summary>
    public (int Minor, int Patch)? NoOrganizationSince { get; init; }

    /// <summary>The directory the paths are relative to.</summary>
    public BaseDirectory Base => Kind switch
    {
        EntryKind.Kubeconfig => BaseDirectory.Kubernetes,
        EntryKind.KubeletCertificate => BaseDirectory.KubeletPki,
        _ => BaseDirectory.Certificates,
    };

    /// <summary>Whether it belongs to etcd's own PKI, which is absent when etcd is external.</summary>
    public bool IsEtcdServerSide => Name is "etcd-ca" or "etcd-server" or "etcd-peer" or "etcd-healthcheck-client";
}

/// <summary>Which names kubeadm puts into a new certificate (phases/certs, pkiutil GetAPIServerAltNames and GetEtcdAltNames).</summary>
internal enum NameRule
{
    /// <summary>None: it is presented by clients only.</summary>
    None,

    /// <summary>Node, <c>kubernetes</c> services, first service address, advertise address, control-plane endpoint, extra names.</summary>
    ApiServer,

    /// <summary>Node, localhost, advertise address, loopback addresses, extra names of the server.</summary>
    EtcdServer,

    /// <summary>As <see cref="EtcdServer"/>, with the extra names of the peer.</summary>
    EtcdPeer,

    /// <summary>Those that the kubelet chose; kubeadm makes none.</summary>
    Kubelet,
}

/// <summary>When a renewal touches an entry.</summary>
internal enum RenewalRule
{
    /// <summary>With <c>renew all</c>, and by name.</summary>
    Always,

    /// <summary>With <c>renew all</c> once it is about to end although its component rotates it by itself, and by name.</summary>
    WhenDue,

    /// <summary>By name only.</summary>
    ByName,

    /// <summary>Never: CAs, bare key pairs, what its component makes itself.</summary>
    Never,
}

/// <summary>On which side of a handshake a certificate is presented.</summary>
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

/// <summary>The directories kubeadm's layout has.</summary>
internal enum BaseDirectory
{
    /// <summary>certificatesDir, <c>/etc/kubernetes/pki</c> by default.</summary>
    Certificates,

    /// <summary><c>/etc/kubernetes</c>.</summary>
    Kubernetes,

    /// <summary>The kubelet's cert-dir, <c>/var/lib/kubelet/pki</c> by default.</summary>
    KubeletPki,
}
