using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>
/// A certificate as a test specifies it. .NET's own request class creates it, not the library under test, so that it can have any
/// defect.
/// </summary>
internal sealed record Recipe
{
    public string Subject { get; init; } = "CN=leaf";

    public DateTimeOffset NotBefore { get; init; } = FixedClock.Today.AddDays(-10);

    public DateTimeOffset NotAfter { get; init; } = FixedClock.Today.AddDays(100);

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public byte[] Serial { get; init; } = [0x12, 0x34];

    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>A CA's extensions; a negative <paramref name="pathLength"/> means no limit.</summary>
    public static Recipe Authority(string subject, int pathLength = -1)
        => new Recipe { Subject = subject, NotAfter = FixedClock.Today.AddYears(9) }.With(
        new X509BasicConstraintsExtension(true, pathLength >= 0, Math.Max(pathLength, 0), critical: true),
        new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));

    public static Recipe Leaf(string subject = "CN=leaf", params string[] dnsNames)
        => new Recipe { Subject = subject }.With(Usages(Oids.ServerAuth, Oids.ClientAuth)).WithNames(names =>
    {
        foreach (var name in dnsNames)
        {
            names.AddDnsName(name);
        }
    });

    public Recipe With(params X509Extension[] more) => this with { Extensions = [.. Extensions, .. more] };

    public Recipe WithNames(Action<SubjectAlternativeNameBuilder> add)
    {
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        var extension = names.Build();
        return extension.RawData.Length <= 2 ? this : With(extension);
    }

    /// <summary>Creates a self-signed certificate.</summary>
    public Made SelfSigned(ECDsa? key = null)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Build(key, X509SignatureGenerator.CreateForECDsa(key), new X500DistinguishedName(Subject));
    }

    /// <summary>Creates a certificate signed by a CA, or by any other certificate.</summary>
    public Made SignedBy(Made issuer, ECDsa? key = null)
        => Build(
            key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256), X509SignatureGenerator.CreateForECDsa(issuer.Key),
            new X500DistinguishedName(issuer.Certificate.Subject.Der));

    public static X509Extension Usages(params string[] oids)
    {
        var usages = new OidCollection();
        foreach (var oid in oids)
        {
            usages.Add(new Oid(oid));
        }

        return new X509EnhancedKeyUsageExtension(usages, critical: false);
    }

    private Made Build(ECDsa key, X509SignatureGenerator signer, X500DistinguishedName issuer)
    {
        var request = new CertificateRequest(new X500DistinguishedName(Subject), new PublicKey(key), Hash);
        foreach (var extension in Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var certificate = request.Create(issuer, signer, NotBefore, NotAfter, Serial);
        return new Made(CertificateReader.Read(certificate.RawData, "made").Must(), key);
    }
}

/// <summary>A certificate with its key.</summary>
internal sealed record Made(Certificate Certificate, ECDsa Key)
{
    public CertificateAuthority AsAuthority() => new(Certificate, AsPrivateKey());

    public PrivateKey AsPrivateKey() => PrivateKey.Read(Pem.Write("EC PRIVATE KEY", Key.ExportECPrivateKey()), "made").Must();
}
