using KubePki.Language;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>What somebody would send to the API server. Not a record: what it holds must never be printed by accident.</summary>
internal sealed class Credential
{
    /// <summary>Where it was read.</summary>
    public required string Where { get; init; }

    /// <summary>The certificate that would be shown, and those sent with it; empty without one.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>Whether the private key was there too and belongs to the certificate; null where it was not looked for.</summary>
    public bool? HoldsItsKey { get; init; }

    /// <summary>The bearer token, or null.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// The token as the API server takes it from the header, or null: what stands behind a blank is lost
    /// (k8s.io/apiserver pkg/authentication/request/bearertoken).
    /// </summary>
    internal string? SentToken => Token?.Trim().Split(' ')[0];

    /// <summary>The user name of a password, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>What else would be sent and cannot be known here (a command that makes a token), or null.</summary>
    public Problem? Unknown { get; init; }

    /// <summary>Whether nothing would be sent at all.</summary>
    public bool IsEmpty => Certificates.Count == 0 && string.IsNullOrEmpty(Token) && UserName is null && Unknown is null;
}

/// <summary>What kind of credential a text is read as.</summary>
internal enum CredentialKind
{
    /// <summary>As it looks.</summary>
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
