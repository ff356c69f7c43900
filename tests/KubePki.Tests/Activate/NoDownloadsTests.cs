using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Activate.Probe;

namespace KubePki.Tests.Activate;

/// <summary>
/// A certificate may contain URLs for its issuer or for revocation lists. A probe connects to the given address and to nothing else.
/// </summary>
public sealed class NoDownloadsTests : IDisposable
{
    private readonly TcpListener _elsewhere = new(IPAddress.Loopback, 0);

    public NoDownloadsTests() => _elsewhere.Start();

    [Fact]
    public async Task What_a_certificate_names_is_not_fetched()
    {
        var token = TestContext.Current.CancellationToken;
        var url = $"http://127.0.0.1:{((IPEndPoint)_elsewhere.LocalEndpoint).Port}";
        using var pki = new TestPki();
        using var server = Tempting(url);
        using var client = Tempting(url);
        File.WriteAllText(pki.PathOf("client.crt"), client.ExportCertificatePem());
        using var key = client.GetECDsaPrivateKey()!;
        File.WriteAllText(pki.PathOf("client.key"), key.ExportECPrivateKeyPem());
        using var peer = new TlsPeer(server, _ => TlsPeer.Ok("ok"), asksForClient: true);
        var limit = TimeSpan.FromSeconds(20);

        var served = await HandshakeProbe.AskAsync(peer.Address, pki.Client("client"), limit, token);
        var health = await HealthProbe.CheckAsync(
            new ProbeTarget(peer.Address, pki.Trust(), pki.Client("client")), HealthProbe.Live, limit, token);

        Assert.Equal(server.RawData, served.Value?.Leaf.Der);
        Assert.Equal("distrusted", health.Problem?.Id);
        Assert.False(_elsewhere.Pending(), "somebody tried to fetch what a certificate names");
    }

    public void Dispose() => _elsewhere.Dispose();

    /// <summary>A certificate of an unknown issuer, with many URLs for that issuer.</summary>
    private static X509Certificate2 Tempting(string url)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=tempting", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(
            ocspUris: [$"{url}/ocsp"], caIssuersUris: [$"{url}/ca.crt"]));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{url}/list.crl"]));
        using var bare = request.Create(
            new X500DistinguishedName("CN=nobody"),
            X509SignatureGenerator.CreateForECDsa(issuerKey), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1]);
        return bare.CopyWithPrivateKey(key);
    }
}
