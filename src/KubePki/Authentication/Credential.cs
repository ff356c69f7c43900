using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>A credential that a client would send to the API server. Not a record: its content must never be printed by accident.</summary>
internal sealed class Credential
{
    /// <summary>The place from which it was read.</summary>
    public required string Where { get; init; }

    /// <summary>The certificate that would be presented, and those sent with it; empty without a certificate.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>Whether the private key is present and belongs to the certificate; null if it could not be checked.</summary>
    public bool? HoldsItsKey { get; init; }

    /// <summary>The bearer token, or null.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// The token as the API server reads it from the header, or null. The API server ignores everything after the first blank
    /// (k8s.io/apiserver pkg/authentication/request/bearertoken).
    /// </summary>
    internal string? SentToken => Token?.Trim().Split(' ')[0];

    /// <summary>The user name that belongs to the password, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>A further credential that cannot be known here (a command that provides a token), or null.</summary>
    public Problem? Unknown { get; init; }

    /// <summary>True if nothing would be sent.</summary>
    public bool IsEmpty => Certificates.Count == 0 && string.IsNullOrEmpty(Token) && UserName is null && Unknown is null;
}

/// <summary>The kind of credential that an input is read as.</summary>
internal enum CredentialKind
{
    /// <summary>Detected from the content.</summary>
    Any,

    /// <summary>A kubeconfig's current user.</summary>
    Kubeconfig,

    /// <summary>A certificate file.</summary>
    Certificate,

    /// <summary>A bearer token.</summary>
    Token,

    /// <summary><c>user:password</c>.</summary>
    Password,
}
