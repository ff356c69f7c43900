using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>A file that was read: enough to notice later that it changed. <paramref name="RealPath"/> is where its links lead.</summary>
internal sealed record ObservedFile(string Path, string RealPath, byte[] Sha256, FileFacts Facts);

/// <summary>
/// One entry of a node's PKI as it was found. Holds no private key: of keys only the public half and the problem are kept.
/// </summary>
public sealed record Item
{
    internal Item(CatalogueEntry entry) => Entry = entry;

    /// <summary>kubeadm's name, or the path of a kubeconfig in a home directory.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public EntryKind Kind => Entry.Kind;

    /// <summary>Name of the CA that issues it; null for CAs and bare keys.</summary>
    public string? Issuer => Entry.Issuer;

    /// <summary>The catalogue's row for it.</summary>
    internal CatalogueEntry Entry { get; init; }

    /// <summary>Path on the node of the certificate or kubeconfig.</summary>
    public required string Path { get; init; }

    /// <summary>Path on the node of the private key, where it is a file of its own.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Every certificate of the file, in order; the first is the one.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>The kubeconfig, where it is one and could be read.</summary>
    internal Kubeconfig? Kubeconfig { get; init; }

    /// <summary>Name of the kubeconfig user the certificate belongs to.</summary>
    public string? UserName { get; init; }

    /// <summary>The cluster that this user of a kubeconfig reaches; null where none is told, and for what is no kubeconfig.</summary>
    internal KubeconfigCluster? Cluster => Kubeconfig is null || Kubeconfig.User?.Name == UserName ? Kubeconfig?.Cluster
        : UserName is null ? null : Kubeconfig.ClusterOf(UserName);

    /// <summary>The CAs that the cluster of a kubeconfig trusts, held as data or in a file; null where there are none, or none that can be read.</summary>
    public IReadOnlyList<Certificate>? Trusted => Cluster?.CertificateAuthorityData is not null ? Cluster.Authorities : AuthorityFile?.Value;

    /// <summary>What the file holds that the cluster of a kubeconfig names in place of CA data; null where it names none.</summary>
    public Outcome<IReadOnlyList<Certificate>>? AuthorityFile { get; init; }

    /// <summary>Path of the certificate file a kubeconfig points at instead of embedding it.</summary>
    public string? PointsAt { get; init; }

    /// <summary>The public half of the private key, when the key could be read.</summary>
    public byte[]? KeyPublicKey { get; init; }

    /// <summary>Kind and size of the private key, when it could be read.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Why the certificate, kubeconfig or public key cannot be used, or null.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Why the private key cannot be used, or null.</summary>
    public Problem? KeyProblem { get; init; }

    /// <summary>A damaged PEM block that the components pass over because others of the file are whole, or null.</summary>
    public Problem? Damage { get; init; }

    /// <summary>Why the file of a kubeconfig in a home directory must not be written to, or null.</summary>
    public Problem? WriteProblem { get; init; }

    /// <summary>Owner of the home directory a kubeconfig lies in, or null.</summary>
    public uint? HomeOwner { get; init; }

    /// <summary>The files that were read for it, the certificate's first.</summary>
    internal IReadOnlyList<ObservedFile> Files { get; init; } = [];

    /// <summary>Whether the key was read and belongs to the certificate, the first of its file.</summary>
    public bool HoldsItsKey => KeyPublicKey is { } key && Certificate is { } certificate && certificate.PublicKey.AsSpan().SequenceEqual(key);

    /// <summary>Whether it is a kubeconfig in somebody's home directory: those go by their path.</summary>
    public bool IsInHome => Entry.Kind == EntryKind.Kubeconfig && Name.StartsWith('/');

    /// <summary>The certificate, when there is one.</summary>
    public Certificate? Certificate => Certificates.Count > 0 ? Certificates[0] : null;

    /// <summary>Whether nothing is there at all.</summary>
    public bool IsMissing => Problem?.Is(FileMessages.Missing) == true;

    /// <summary>Whether the private key is simply not there.</summary>
    public bool KeyIsMissing => KeyProblem?.Is(FileMessages.Missing) == true;

    /// <summary>Whether the key was read and belongs to the certificate.</summary>
    public bool KeyMatches => SigningCertificate is not null;

    /// <summary>
    /// The certificate of the file that belongs to the key: in a CA bundle not always the first. Of several (a CA renewed with
    /// its key kept) the one that ends last.
    /// </summary>
    public Certificate? SigningCertificate
        => KeyPublicKey is null ? null : Certificates.Where(c => c.PublicKey.AsSpan().SequenceEqual(KeyPublicKey)).MaxBy(c => c.NotAfter);
}
