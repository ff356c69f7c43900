namespace KubePki.Kubernetes;

/// <summary>A cluster of a kubeconfig.</summary>
public sealed record KubeconfigCluster(string Name, string? Server, byte[]? CertificateAuthorityData, string? CertificateAuthorityPath);

/// <summary>A user of a kubeconfig. <paramref name="HasOtherCredential"/>: a token, a command, basic auth.</summary>
public sealed record KubeconfigUser(string Name, byte[]? CertificateData, byte[]? KeyData, string? CertificatePath, string? KeyPath, bool HasOtherCredential);

/// <summary>A context of a kubeconfig: which user speaks to which cluster.</summary>
public sealed record KubeconfigContext(string Name, string? Cluster, string? User);
