using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>
/// The client's side of one TLS connection. It remembers what the server showed, also when the handshake fails afterwards,
/// and decides by <see cref="ServerTrust"/> alone: building a chain fetches nothing and asks no trust store.
/// </summary>
internal sealed class TlsClient(ProbeAddress address, ServerTrust? trust, ClientIdentity? identity)
{
    /// <summary>The server's certificate, once it was seen.</summary>
    internal byte[]? ServerCertificate { get; private set; }

    /// <summary>Why the server is not believed, or null.</summary>
    internal Problem? Distrust { get; private set; }

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
    /// Up to TLS 1.2 a server that insists on a client certificate ends the handshake before the server's own certificate comes
    /// up for validation; when it asks for one, the server's has been received.
    /// </summary>
    private X509Certificate See(object sender, string host, X509CertificateCollection own, X509Certificate? remote, string[] issuers)
    {
        ServerCertificate ??= remote?.GetRawCertData();

        // Null means that there is none to present, which the delegate's type does not know.
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
            Distrust = ProbeMessages.NoCertificate.At(address.ToString());
            return false;
        }

        var leaf = CertificateReader.Read(ServerCertificate, address.ToString());
        Distrust = leaf.Succeeded ? trust.Check(leaf.Value, Intermediates(chain), address) : leaf.Problem;
        return Distrust is null;
    }

    private List<Certificate> Intermediates(X509Chain? chain)
        => [.. (chain?.ChainPolicy.ExtraStore ?? []).Select(c => CertificateReader.Read(c.RawData, address.ToString()).Value).OfType<Certificate>()];
}
