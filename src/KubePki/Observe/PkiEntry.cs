using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>
/// A file that was read, with enough data to detect later changes. <paramref name="RealPath"/> is the path after symbolic links.
/// </summary>
internal sealed record ObservedFile(string Path, string RealPath, byte[] Sha256, FileFacts Facts);

/// <summary>
/// One observed entry of a node's PKI. It holds no private key: only the public half of a key and the key's problem are kept.
/// </summary>
public sealed record PkiEntry
{
    internal PkiEntry(CatalogueEntry entry) => Entry = entry;

    /// <summary>kubeadm's name, or the path of a kubeconfig in a home directory.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of entry.</summary>
    public EntryKind Kind => Entry.Kind;

    /// <summary>Name of the CA that issues it; null for CAs and bare keys.</summary>
    public string? Issuer => Entry.Issuer;

    /// <summary>Its catalogue entry.</summary>
    internal CatalogueEntry Entry { get; init; }

    /// <summary>Path on the node of the certificate or kubeconfig.</summary>
    public required string Path { get; init; }

    /// <summary>Path on the node of the private key, if it is in its own file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Every certificate of the file, in order; the first one is the item's own.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>The kubeconfig, if the item is one and could be read.</summary>
    internal Kubeconfig? Kubeconfig { get; init; }

    /// <summary>Name of the kubeconfig user that the certificate belongs to.</summary>
    public string? UserName { get; init; }

    /// <summary>The cluster of this kubeconfig user; null if there is none, or if the item is not a kubeconfig.</summary>
    internal KubeconfigCluster? Cluster => Kubeconfig is null || Kubeconfig.User?.Name == UserName ? Kubeconfig?.Cluster
        : UserName is null ? null : Kubeconfig.ClusterOf(UserName);

    /// <summary>
    /// The CAs that the kubeconfig's cluster trusts, from data or a file; null if there are none, or none that can be read.
    /// </summary>
    public IReadOnlyList<Certificate>? Trusted
        => Cluster?.CertificateAuthorityData is not null ? Cluster.Authorities : AuthorityFile?.Value;

    /// <summary>The content of the CA file that the kubeconfig's cluster names instead of CA data; null if it names none.</summary>
    public Outcome<IReadOnlyList<Certificate>>? AuthorityFile { get; init; }

    /// <summary>Path of the certificate file that a kubeconfig points at instead of embedding the certificate.</summary>
    public string? PointsAt { get; init; }

    /// <summary>The public half of the private key, when the key could be read.</summary>
    public byte[]? KeyPublicKey { get; init; }

    /// <summary>Kind and size of the private key, when it could be read.</summary>
    public KeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>Why the certificate, kubeconfig or public key cannot be used, or null.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Why the private key cannot be used, or null.</summary>
    public Problem? KeyProblem { get; init; }

    /// <summary>A damaged PEM block that the components skip because the file has complete blocks, or null.</summary>
    public Problem? Damage { get; init; }

    /// <summary>Why kubepki must not write to the kubeconfig in a home directory, or null.</summary>
    public Problem? WriteProblem { get; init; }

    /// <summary>Owner of the home directory that holds the kubeconfig, or null.</summary>
    public uint? HomeOwner { get; init; }

    /// <summary>The files that were read for it, the certificate's first.</summary>
    internal IReadOnlyList<ObservedFile> Files { get; init; } = [];

    /// <summary>True if the key was read and belongs to the first certificate of the file.</summary>
    public bool HoldsItsKey
        => KeyPublicKey is { } key && Certificate is { } certificate && certificate.PublicKey.AsSpan().SequenceEqual(key);

    /// <summary>True if it is a kubeconfig in a home directory: its name is its path.</summary>
    public bool IsInHome => Entry.Kind == EntryKind.Kubeconfig && Name.StartsWith('/');

    /// <summary>The certificate, when there is one.</summary>
    public Certificate? Certificate => Certificates.Count > 0 ? Certificates[0] : null;

    /// <summary>True if the file does not exist.</summary>
    public bool IsMissing => Problem?.Is(FileMessages.Missing) == true;

    /// <summary>True if the file of the private key does not exist.</summary>
    public bool KeyIsMissing => KeyProblem?.Is(FileMessages.Missing) == true;

    /// <summary>True if the key was read and belongs to one of the file's certificates.</summary>
    public bool KeyMatches => SigningCertificate is not null;

    /// <summary>
    /// The certificate of the file that belongs to the key: in a CA bundle it is not always the first. If there are several (a CA renewed
    /// with the same key), the one that expires last.
    /// </summary>
    public Certificate? SigningCertificate
        => KeyPublicKey is null ? null : Certificates.Where(c => c.PublicKey.AsSpan().SequenceEqual(KeyPublicKey)).MaxBy(c => c.NotAfter);
}
