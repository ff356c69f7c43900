using System.Security.Cryptography;
using System.Text;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>Reads a credential from an input: a kubeconfig, a certificate file, a token, or <c>user:password</c>.</summary>
internal static class CredentialReader
{
    private const int LongestSecret = 64 * 1024;

    /// <summary>
    /// The credential in an input. <paramref name="readBeside"/> reads the files that a kubeconfig names, by their path. A password with a
    /// colon and a token with a colon look the same: <paramref name="kind"/> decides if it is not <see cref="CredentialKind.Any"/>.
    /// </summary>
    public static Outcome<Credential> Read(byte[] content, string where, CredentialKind kind, Func<string, Outcome<byte[]>> readBeside)
    {
        var looks = kind == CredentialKind.Any ? Looks(content) : kind;
        return looks switch
        {
            CredentialKind.Kubeconfig => Kubeconfig.Read(content, where).Then(k => OfKubeconfig(k, where, readBeside)),
            CredentialKind.Certificate =>
                CertificateReader.ReadAll(content, where)
                    .Then<Credential>(certificates => new Credential
                    {
                        Where = where,
                        Certificates = certificates,
                        HoldsItsKey = Holds(content, certificates[0]),
                    }),
            _ => OfSecret(content, where, looks),
        };
    }

    /// <summary>The credential of an item of the node.</summary>
    public static Outcome<Credential> Of(PkiEntry item, Func<string, Outcome<byte[]>> readBeside)
        => item.Kubeconfig is { } kubeconfig ? OfKubeconfig(kubeconfig, item.Path, readBeside)
            : item.Problem is { } problem ? problem
            : item.Certificates.Count > 0
                ? new Credential { Where = item.Path, Certificates = item.Certificates, HoldsItsKey = item.HoldsItsKey }
            : AuthenticationMessages.NoCredential.At(item.Path);

    private static CredentialKind Looks(byte[] content)
    {
        var text = content.AsSpan();
        if (text.IndexOf("-----BEGIN "u8) >= 0 && text.IndexOf("client-key-data"u8) < 0 && text.IndexOf("users:"u8) < 0)
        {
            return CredentialKind.Certificate;
        }

        if (text.IndexOf("clusters:"u8) >= 0 || text.IndexOf("users:"u8) >= 0 || text.IndexOf("\"users\""u8) >= 0
            || text.IndexOf("kind: Config"u8) >= 0)
        {
            return CredentialKind.Kubeconfig;
        }

        return text.IndexOf((byte)':') >= 0 ? CredentialKind.Password : CredentialKind.Token;
    }

    private static Outcome<Credential> OfSecret(byte[] content, string where, CredentialKind kind)
    {
        if (content.Length > LongestSecret)
        {
            return AuthenticationMessages.TooLong.At(where);
        }

        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        if (lines is not [var secret])
        {
            return lines.Count == 0
                ? AuthenticationMessages.NoCredential.At(where)
                : AuthenticationMessages.SeveralLines.At(where, lines.Count.ToString());
        }

        if (kind != CredentialKind.Password)
        {
            return new Credential { Where = where, Token = secret };
        }

        var colon = secret.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new Credential { Where = where, UserName = secret[..colon], Password = secret[(colon + 1)..] }
            : AuthenticationMessages.NoPassword.At(where);
    }

    /// <summary>The full credential that a client sends as this user: client-go sends certificate and token if there are both.</summary>
    private static Outcome<Credential> OfKubeconfig(Kubeconfig kubeconfig, string where, Func<string, Outcome<byte[]>> readBeside)
    {
        if (kubeconfig.Refusal is { } refusal)
        {
            return refusal;
        }

        if (kubeconfig.User is not { } user)
        {
            return kubeconfig.IsAnonymous ? new Credential { Where = where } : kubeconfig.CurrentUserProblem!;
        }

        var certificates = Certificates(user, where, readBeside, out var certificateProblem);
        if (certificateProblem is not null)
        {
            return certificateProblem;
        }

        // A token file takes precedence over a token value. client-go re-reads the file (rest.Config BearerTokenFile).
        var token = user.Token;
        if (user.TokenFile is { } file)
        {
            var read = readBeside(file);
            if (!read.Succeeded)
            {
                return read.Problem;
            }

            token = Encoding.UTF8.GetString(read.Value).Trim();
        }

        return new Credential
        {
            Where = where,
            Certificates = certificates,
            HoldsItsKey = certificates.Count == 0 ? null : HoldsKey(user, certificates[0], readBeside),
            Token = token,
            UserName = user.UserName,
            Password = user.UserName is null ? null : user.Password ?? "",
            Unknown = user.HasCommand ? AuthenticationMessages.Command.At(where, user.Name) : null,
        };
    }

    private static IReadOnlyList<Certificate> Certificates(
        KubeconfigUser user, string where, Func<string, Outcome<byte[]>> readBeside, out Problem? problem)
    {
        problem = null;
        if (user.CertificateData is null && user.CertificatePath is null)
        {
            return [];
        }

        var read = user.CertificateData is { } data
            ? CertificateReader.ReadAll(data, where)
            : readBeside(user.CertificatePath!).Then(content => CertificateReader.ReadAll(content, user.CertificatePath!));
        problem = read.Problem;
        return read.Value ?? [];
    }

    /// <summary>
    /// Whether the user's key belongs to the certificate. Key data takes precedence over a key file (client-go rest.TLSClientConfig). Null
    /// if the key cannot be read.
    /// </summary>
    private static bool? HoldsKey(KubeconfigUser user, Certificate certificate, Func<string, Outcome<byte[]>> readBeside)
    {
        if (user.KeyData is { } data)
        {
            return Holds(data, certificate);
        }

        if (user.KeyPath is not { } path || readBeside(path).Value is not { } content)
        {
            return null;
        }

        var holds = Holds(content, certificate);
        CryptographicOperations.ZeroMemory(content);
        return holds;
    }

    private static bool? Holds(byte[] pem, Certificate certificate)
    {
        using var key = PrivateKey.Read(pem, "").Value;
        return key?.Matches(certificate);
    }
}
