using KubePki.X509;

namespace KubePki.Kubernetes;

/// <summary>A cluster of a kubeconfig.</summary>
internal sealed record KubeconfigCluster(string Name, string? Server, byte[]? CertificateAuthorityData, string? CertificateAuthorityPath)
{
    private readonly Lazy<IReadOnlyList<Certificate>?> _authorities = new((
        ) => CertificateAuthorityData is null ? null : CertificateReader.ReadAll(CertificateAuthorityData, "").Value);

    /// <summary>The certificates of its CA data, read once; null if there are none, or none that is readable.</summary>
    public IReadOnlyList<Certificate>? Authorities => _authorities.Value;
}

/// <summary>A user of a kubeconfig. <paramref name="HasOtherCredential"/>: a token, a command, basic auth.</summary>
internal sealed record KubeconfigUser(
    string Name, byte[]? CertificateData, byte[]? KeyData, string? CertificatePath, string? KeyPath, bool HasOtherCredential)
{
    /// <summary>The bearer token, or null.</summary>
    internal string? Token { get; init; }

    /// <summary>The file with a bearer token, or null.</summary>
    internal string? TokenFile { get; init; }

    /// <summary>The user name for a password, or null.</summary>
    internal string? UserName { get; init; }

    /// <summary>The password, or null.</summary>
    internal string? Password { get; init; }

    /// <summary>Whether a command or a plugin provides the credential.</summary>
    internal bool HasCommand { get; init; }

    /// <summary>Only the name: a user holds secrets.</summary>
    public override string ToString() => Name;
}

/// <summary>A context of a kubeconfig: a user of a cluster.</summary>
internal sealed record KubeconfigContext(string Name, string? Cluster, string? User);
