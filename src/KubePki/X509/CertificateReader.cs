using System.Formats.Asn1;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>
/// Reads certificates (RFC 5280) from PEM and DER. A certificate that no known version of Go parses becomes a problem, never an exception.
/// A certificate that some versions refuse is read, with the rules that it breaks.
/// </summary>
internal static class CertificateReader
{
    private const int NewestVersion = 3;

    /// <summary>
    /// All certificates of a PEM file, in order. Other blocks (a key beside its certificate) and certificates with PEM headers are skipped,
    /// as in client-go's cert.ParseCertsPEM.
    /// </summary>
    public static Outcome<IReadOnlyList<Certificate>> ReadAll(ReadOnlySpan<byte> pem, string where)
    {
        var file = Pem.Read(pem, where);
        if (!file.Succeeded)
        {
            return file.Problem;
        }

        file.Value.WipeKeys();
        var certificates = new List<Certificate>();
        foreach (var block in file.Value.Blocks.Where(b => b.Label == Pem.CertificateLabel && !b.HasHeaders))
        {
            var certificate = Read(block.Der, where);
            if (!certificate.Succeeded)
            {
                return certificate.Problem;
            }

            certificates.Add(certificate.Value);
        }

        return certificates.Count > 0 ? certificates : file.Value.ExplainMissing("certificate", where);
    }

    /// <summary>One DER certificate.</summary>
    public static Outcome<Certificate> Read(ReadOnlyMemory<byte> der, string where)
    {
        try
        {
            return ReadCertificate(der.Span);
        }
        catch (AsnContentException e)
        {
            return X509Messages.BrokenCertificate.At(where, e.Message);
        }
    }

    private static Certificate ReadCertificate(ReadOnlySpan<byte> der)
    {
        var broken = new List<GoRule>();
        var outer = new DerReader(der);
        var certificate = outer.Inside();
        Require(!outer.HasData, "something follows it");
        var signedPart = certificate.Element(DerReader.SequenceTag);
        var body = new DerReader(signedPart).Inside();
        var version = ReadVersion(ref body);
        var serial = body.Integer();
        if (serial.Sign < 0)
        {
            GoRules.NegativeSerial.Add(broken);
        }

        var algorithm = body.Content(DerReader.SequenceTag);
        Require(certificate.Content(DerReader.SequenceTag).SequenceEqual(algorithm), "it names two different signature algorithms");
        var (signatureAlgorithm, parameters) = ReadAlgorithm(algorithm, broken);
        var issuer = DistinguishedName.Read(body.Element(DerReader.SequenceTag), broken);
        var validity = body.Inside();
        var (notBefore, notAfter) = (CertificateTime.Read(ref validity), CertificateTime.Read(ref validity));
        var subject = DistinguishedName.Read(body.Element(DerReader.SequenceTag), broken);
        var publicKey = body.Element(DerReader.SequenceTag);

        return ExtensionReader.Read(ref body, new Certificate
        {
            Der = der.ToArray(),
            SignedPart = signedPart.ToArray(),
            SignatureAlgorithm = signatureAlgorithm,
            SignatureParameters = parameters,
            Version = version,
            Serial = serial,
            Issuer = issuer,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Subject = subject,
            PublicKey = publicKey.ToArray(),
            KeyAlgorithm = PublicKeyInfo.Algorithm(publicKey, broken),
            Extensions = [],
            BrokenRules = broken,
            Signature = certificate.RightAlignedBits(),
        }, broken);
    }

    private static int ReadVersion(ref DerReader body)
    {
        if (!body.IsNext(DerReader.Context(0)))
        {
            return 1;
        }

        var inner = body.Inside(DerReader.Context(0));
        var version = inner.Int64() + 1;
        Require(!inner.HasData && version is >= 1 and <= NewestVersion, "there is no such version of certificates");
        return (int)version;
    }

    private static (string Oid, byte[] Parameters) ReadAlgorithm(ReadOnlySpan<byte> content, List<GoRule> broken)
    {
        var algorithm = new DerReader(content);
        return (algorithm.Oid(broken), algorithm.HasData ? algorithm.Next().ToArray() : []);
    }

    private static void Require(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            throw DerReader.Refusal(otherwise);
        }
    }
}
