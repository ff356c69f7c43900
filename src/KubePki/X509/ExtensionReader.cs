using System.Security.Cryptography.X509Certificates;

namespace KubePki.X509;

/// <summary>
/// Reads the extensions of a certificate. Extensions that Go knows must be well-formed as far as Go parses them, even if kubepki does not
/// use them: a component refuses the whole certificate otherwise.
/// </summary>
internal static class ExtensionReader
{
    /// <summary>In the second byte of a key usage Go reads decipherOnly only.</summary>
    private const byte DecipherOnlyBit = 0x80;

    private static readonly byte Uri = DerReader.Context(6, constructed: false);

    /// <summary>The certificate with the fields from the rest of its body.</summary>
    internal static Certificate Read(ref DerReader body, Certificate certificate, List<GoRule> broken)
    {
        if (certificate.Version > 1)
        {
            body.SkipOptional(DerReader.Context(1, constructed: false));
            body.SkipOptional(DerReader.Context(2, constructed: false));
        }

        if (certificate.Version < 3 || !body.IsNext(DerReader.Context(3)))
        {
            return certificate;
        }

        var extensions = new List<CertificateExtension>();
        for (var list = body.Inside(DerReader.Context(3)).Inside(); list.HasData;)
        {
            var extension = ReadOne(list.Inside(), broken);
            if (extensions.Any(e => e.Oid == extension.Oid))
            {
                throw DerReader.Refusal("an extension occurs twice");
            }

            extensions.Add(extension);
        }

        return extensions.Aggregate(certificate with { Extensions = extensions }, (read, extension) => With(read, extension, broken));
    }

    private static CertificateExtension ReadOne(DerReader extension, List<GoRule> broken)
    {
        var oid = extension.Oid(broken);
        var critical = extension.IsNext(DerReader.BooleanTag) && extension.Boolean();
        return new CertificateExtension(oid, critical, extension.Content(DerReader.OctetStringTag).ToArray());
    }

    private static Certificate With(Certificate certificate, CertificateExtension extension, List<GoRule> broken)
    {
        var value = new DerReader(extension.Value);
        switch (extension.Oid)
        {
            case Oids.SubjectAlternativeName:
                return certificate with { Names = SubjectAlternativeNames.Read(extension.Value, broken) };
            case Oids.KeyUsage:
                return certificate with { KeyUsage = ReadKeyUsage(value) };
            case Oids.ExtendedKeyUsage:
                return certificate with { ExtendedKeyUsages = ReadIdentifiers(value.Inside(), broken) };
            case Oids.BasicConstraints:
                return ReadBasicConstraints(certificate, value.Inside(), broken);
            case Oids.NameConstraints:
                return certificate with { NameConstraints = NameConstraints.Read(extension.Value, broken) };
            case Oids.SubjectKeyIdentifier:
                AddIf(extension.Critical, GoRules.CriticalKeyIdentifier, broken);
                return certificate with { SubjectKeyIdentifier = value.Content(DerReader.OctetStringTag).ToArray() };
            case Oids.AuthorityKeyIdentifier:
                AddIf(extension.Critical, GoRules.CriticalKeyIdentifier, broken);
                return certificate with { AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(value.Inside()) };
            case Oids.CrlDistributionPoints:
                CheckDistributionPoints(value.Inside());
                return certificate;
            case Oids.AuthorityInformationAccess:
                AddIf(extension.Critical, GoRules.CriticalAccess, broken);
                CheckAccess(value.Inside(), broken);
                return certificate;
            default:
                return certificate with { Policies = certificate.Policies.With(extension, broken) };
        }
    }

    private static void AddIf(bool isBroken, GoRule rule, List<GoRule> broken)
    {
        if (isBroken)
        {
            rule.Add(broken);
        }
    }

    private static Certificate ReadBasicConstraints(Certificate certificate, DerReader value, List<GoRule> broken)
    {
        var authority = value.IsNext(DerReader.BooleanTag) && value.Boolean();
        long? pathLength = value.IsNext(DerReader.IntegerTag) ? value.Int64() : null;
        AddIf(pathLength < 0, GoRules.NegativePathLength, broken);
        return certificate with
        {
            HasBasicConstraints = true,
            IsAuthority = authority,
            PathLength = pathLength is { } length ? (int)Math.Clamp(length, -1, int.MaxValue) : null,
        };
    }

    /// <summary>The bits of the extension have the order of <see cref="X509KeyUsageFlags"/>: the first byte first.</summary>
    private static X509KeyUsageFlags ReadKeyUsage(DerReader value)
    {
        var bits = value.BitString(out _);
        return (X509KeyUsageFlags)((bits.Length > 0 ? bits[0] : 0) | (bits.Length > 1 ? (bits[1] & DecipherOnlyBit) << 8 : 0));
    }

    private static List<string> ReadIdentifiers(DerReader sequence, List<GoRule> broken)
    {
        var identifiers = new List<string>();
        while (sequence.HasData)
        {
            identifiers.Add(sequence.Oid(broken));
        }

        return identifiers;
    }

    private static byte[]? ReadAuthorityKeyIdentifier(DerReader sequence)
        => sequence.IsNext(DerReader.Context(0, constructed: false))
            ? sequence.Content(DerReader.Context(0, constructed: false)).ToArray()
            : null;

    /// <summary>Go refuses a distribution point whose name is relative to its issuer. The name must be a full name or absent.</summary>
    private static void CheckDistributionPoints(DerReader points)
    {
        while (points.HasData)
        {
            var point = points.Inside();
            if (!point.IsNext(DerReader.Context(0)))
            {
                continue;
            }

            for (var names = point.Inside(DerReader.Context(0)).Inside(DerReader.Context(0)); names.IsNext(Uri);)
            {
                names.Content(Uri);
            }
        }
    }

    private static void CheckAccess(DerReader descriptions, List<GoRule> broken)
    {
        while (descriptions.HasData)
        {
            var description = descriptions.Inside();
            description.Oid(broken);
            description.SkipOptional(Uri);
        }
    }
}
