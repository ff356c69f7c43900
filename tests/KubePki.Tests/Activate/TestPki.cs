using System.Net;
using System.Security.Cryptography.X509Certificates;
using KubePki.Activate.Probe;
using KubePki.Files;
using KubePki.X509;

namespace KubePki.Tests.Activate;

/// <summary>A CA and its leaf certificates, in files as on a node; removed after the test.</summary>
internal sealed class TestPki : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public TestPki(string name = "kubernetes")
    {
        Authority = CertificateAuthority.Create(
            name, PrivateKey.Create(KeyAlgorithm.EcdsaP256), DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
        File.WriteAllBytes(PathOf("ca.crt"), Authority.Certificate.ToPem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kubepki-pki-").FullName;

    public CertificateAuthority Authority { get; }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public ServerTrust Trust(string? name = null) => new([Authority.Certificate], TimeProvider.System, name);

    /// <summary>Issues a leaf certificate and writes NAME.crt and NAME.key.</summary>
    public Certificate Issue(string name, int fromDays = -10, int toDays = 10, params string[] organizations)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var identity = new LeafIdentity(name, organizations, [Oids.ServerAuth, Oids.ClientAuth], ["localhost"], [IPAddress.Loopback]);
        var certificate = Authority.Issue(identity, key, DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
        File.WriteAllBytes(PathOf($"{name}.crt"), certificate.ToPem());
        File.WriteAllBytes(PathOf($"{name}.key"), key.ToPem());
        return certificate;
    }

    /// <summary>An issued leaf certificate as a client's identity.</summary>
    public ClientIdentity Client(string name)
    {
        var identity = ClientIdentity.FromFiles(new NodeRoot("/"), PathOf($"{name}.crt"), PathOf($"{name}.key"));
        Assert.True(identity.Succeeded, identity.Problem?.ToString());
        _owned.Add(identity.Value);
        return identity.Value;
    }

    /// <summary>An issued leaf certificate for a .NET server.</summary>
    public X509Certificate2 Server(string name)
    {
        var certificate = X509Certificate2.CreateFromPemFile(PathOf($"{name}.crt"), PathOf($"{name}.key"));
        _owned.Add(certificate);
        return certificate;
    }

    public void Dispose()
    {
        _owned.ForEach(o => o.Dispose());
        Directory.Delete(Folder, recursive: true);
    }
}
