using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>
/// The client side of one TLS connection. It keeps the server's certificate even if the handshake fails afterwards, and decides by
/// <see cref="ServerTrust"/> alone: building a chain downloads nothing and uses no trust store.
/// </summary>
internal sealed class TlsClient(ProbeAddress address, ServerTrust? trust, ClientIdentity? identity)
{
    /// <summary>The server's certificate, once received.</summary>
    internal byte[]? ServerCertificate { get; private set; }

    /// <summary>Why the server is not trusted, or null.</summary>
    internal Problem? TrustProblem { get; private set; }

    internal SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = trust?.Name ?? address.Host,
        ClientCertificateContext = identity?.Context,
        LocalCertificateSelectionCallback = identity is null ? See : null,
        RemoteCertificateValidationCallback = Validate,
        CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
        },
    };

    /// <summary>
    /// Up to TLS 1.2, a server that requires a client certificate aborts the handshake before the client validates the server's own
    /// certificate. When the server asks for a client certificate, its own has already been received.
    /// </summary>
    private X509Certificate See(object sender, string host, X509CertificateCollection own, X509Certificate? remote, string[] issuers)
    {
        ServerCertificate ??= remote?.GetRawCertData();

        // Null means no client certificate, but the delegate's type is not nullable.
        return null!;
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ServerCertificate = certificate?.GetRawCertData();
        if (trust is null)
        {
            return true;
        }

        if (ServerCertificate is null)
        {
            TrustProblem = ProbeMessages.NoCertificate.At(address.ToString());
            return false;
        }

        var leaf = CertificateReader.Read(ServerCertificate, address.ToString());
        TrustProblem = leaf.Succeeded ? trust.Check(leaf.Value, Intermediates(chain), address) : leaf.Problem;
        return TrustProblem is null;
    }

    private List<Certificate> Intermediates(X509Chain? chain)
        =>
        [
            .. (chain?.ChainPolicy.ExtraStore ?? []).Select(c => CertificateReader.Read(c.RawData, address.ToString()).Value)
                .OfType<Certificate>(),
        ];
}
