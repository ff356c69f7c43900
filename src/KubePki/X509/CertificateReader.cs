using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>Reads certificates (RFC 5280) from PEM and DER. Anything that is not one becomes a problem, never an exception.</summary>
public static class CertificateReader
{
    /// <summary>
    /// All certificates of a PEM file, in order. Other blocks (a key beside its certificate) are passed over, and so are
    /// certificates with PEM headers, as client-go's cert.ParseCertsPEM does.
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

        return certificates.Count > 0 ? certificates : file.Value.Lacks("certificate", where);
    }

    /// <summary>One DER certificate.</summary>
    public static Outcome<Certificate> Read(ReadOnlyMemory<byte> der, string where)
    {
        try
        {
            return ReadCertificate(der);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException or InvalidOperationException)
        {
            return X509Messages.BrokenCertificate.At(where, e is AsnContentException && e.InnerException is null ? e.Message : "its encoding is damaged");
        }
    }

    private static Certificate ReadCertificate(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var certificate = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signedPart = certificate.PeekEncodedValue();
        var body = certificate.ReadSequence();
        var outerAlgorithm = certificate.PeekEncodedValue();
        var signatureAlgorithm = certificate.ReadSequence().ReadObjectIdentifier();
        var signature = certificate.ReadBitString(out _);
        certificate.ThrowIfNotEmpty();

        var version = body.PeekTag() == Context(0) ? (int)body.ReadSequence(Context(0)).ReadInteger() + 1 : 1;
        Require(version is >= 1 and <= 3, "there is no such version of certificates");
        var serial = body.ReadInteger();
        Require(body.ReadEncodedValue().Span.SequenceEqual(outerAlgorithm.Span), "it names two different signature algorithms");
        var issuer = DistinguishedName.Read(body.ReadEncodedValue());
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        var subject = DistinguishedName.Read(body.ReadEncodedValue());
        var publicKey = body.ReadEncodedValue();

        return WithExtensions(new Certificate
        {
            Der = der.ToArray(),
            SignedPart = signedPart.ToArray(),
            Signature = signature,
            SignatureAlgorithm = signatureAlgorithm,
            Version = version,
            Serial = serial,
            Subject = subject,
            Issuer = issuer,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = publicKey.ToArray(),
            KeyAlgorithm = PublicKeyInfo.Algorithm(publicKey),
            Extensions = version == 3 ? ReadExtensions(body) : [],
        });
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader body)
    {
        var extensions = new List<CertificateExtension>();
        while (body.HasData)
        {
            // issuerUniqueID [1] and subjectUniqueID [2] are long obsolete: passed over.
            if (body.PeekTag() != Context(3))
            {
                body.ReadEncodedValue();
                continue;
            }

            var list = body.ReadSequence(Context(3)).ReadSequence();
            while (list.HasData)
            {
                var extension = list.ReadSequence();
                var oid = extension.ReadObjectIdentifier();
                var critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
                Require(extensions.All(e => e.Oid != oid), "an extension stands there twice");
                extensions.Add(new CertificateExtension(oid, critical, extension.ReadOctetString()));
            }
        }

        return extensions;
    }

    private static Certificate WithExtensions(Certificate certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            var value = new AsnReader(extension.Value, AsnEncodingRules.DER);
            certificate = extension.Oid switch
            {
                Oids.SubjectAlternativeName => certificate with { Names = SubjectAlternativeNames.Read(extension.Value) },
                Oids.KeyUsage => certificate with { KeyUsage = ReadKeyUsage(value) },
                Oids.ExtendedKeyUsage => certificate with { ExtendedKeyUsages = ReadIdentifiers(value.ReadSequence()) },
                Oids.BasicConstraints => ReadBasicConstraints(certificate, value.ReadSequence()),
                Oids.NameConstraints => certificate with { NameConstraints = NameConstraints.Read(extension.Value) },
                Oids.SubjectKeyIdentifier => certificate with { SubjectKeyIdentifier = value.ReadOctetString() },
                Oids.AuthorityKeyIdentifier => certificate with { AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(value.ReadSequence()) },
                _ => certificate,
            };
        }

        return certificate;
    }

    private static Certificate ReadBasicConstraints(Certificate certificate, AsnReader value)
    {
        var authority = value.HasData && value.PeekTag() == Asn1Tag.Boolean && value.ReadBoolean();
        int? pathLength = value.HasData ? (int)value.ReadInteger() : null;
        return certificate with { HasBasicConstraints = true, IsAuthority = authority, PathLength = pathLength };
    }

    /// <summary>The bits of the extension stand in the order of <see cref="X509KeyUsageFlags"/>: the first byte first.</summary>
    private static X509KeyUsageFlags ReadKeyUsage(AsnReader value)
    {
        var bits = value.ReadBitString(out _);
        return (X509KeyUsageFlags)((bits.Length > 0 ? bits[0] : 0) | (bits.Length > 1 ? bits[1] << 8 : 0));
    }

    private static List<string> ReadIdentifiers(AsnReader sequence)
    {
        var identifiers = new List<string>();
        while (sequence.HasData)
        {
            identifiers.Add(sequence.ReadObjectIdentifier());
        }

        return identifiers;
    }

    private static byte[]? ReadAuthorityKeyIdentifier(AsnReader sequence)
        => sequence.HasData && sequence.PeekTag() == Context(0, constructed: false) ? sequence.ReadOctetString(Context(0, constructed: false)) : null;

    private static void Require(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            throw new AsnContentException(otherwise);
        }
    }

    /// <summary>Times without seconds or with an offset from UTC are not DER, but Go reads them.</summary>
    private static DateTimeOffset ReadTime(AsnReader reader)
    {
        var time = new AsnReader(reader.ReadEncodedValue(), AsnEncodingRules.BER);
        return time.PeekTag() == Asn1Tag.UtcTime ? time.ReadUtcTime() : time.ReadGeneralizedTime();
    }

    private static Asn1Tag Context(int number, bool constructed = true) => new(TagClass.ContextSpecific, number, constructed);
}
