using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.X509;

/// <summary>A CA certificate with its private key: able to sign.</summary>
internal sealed record CertificateAuthority(Certificate Certificate, PrivateKey Key)
{
    /// <summary>
    /// A new self-signed CA as kubeadm makes one (client-go NewSelfSignedCACert): critical CA:TRUE, digitalSignature + keyEncipherment +
    /// keyCertSign, and in the <paramref name="shape"/> of newer versions the common name as a DNS SAN.
    /// </summary>
    public static CertificateAuthority Create(
        string commonName, PrivateKey key, DateTimeOffset notBefore, DateTimeOffset notAfter, CertificateShape? shape = null)
    {
        var subject = Name(commonName, []);
        List<X509Extension> extensions =
        [
            new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, critical: true),
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true),
            new X509SubjectKeyIdentifierExtension(KeyIdentifier(key.PublicKey), critical: false),
        ];
        if ((shape ?? CertificateShape.Newest).AuthoritiesHaveNameAsSan)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(commonName);
            extensions.Add(names.Build());
        }

        return new CertificateAuthority(Build(key, subject, subject, key, notBefore, notAfter, extensions), key);
    }

    /// <summary>
    /// A leaf certificate of a new identity, in kubeadm's shape: usages, CA:FALSE (newer versions), the CA's key identifier, names.
    /// </summary>
    public Certificate Issue(
        LeafIdentity identity, PrivateKey key, DateTimeOffset notBefore, DateTimeOffset notAfter, CertificateShape? shape = null)
    {
        var usages = new OidCollection();
        foreach (var usage in identity.ExtendedKeyUsages)
        {
            usages.Add(new Oid(usage));
        }

        List<X509Extension> extensions =
        [
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true),
            new X509EnhancedKeyUsageExtension(usages, critical: false),
        ];
        if ((shape ?? CertificateShape.Newest).LeavesHaveBasicConstraints)
        {
            extensions.Add(new X509BasicConstraintsExtension(
                certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        }

        AddAuthorityKeyIdentifier(extensions);
        if (identity.DnsNames.Count + identity.Addresses.Count > 0)
        {
            extensions.Add(identity.NamesExtension());
        }

        return Build(
            key, Name(identity.CommonName, identity.Organizations), new X500DistinguishedName(Certificate.Subject.Der), Key, notBefore,
            notAfter, extensions);
    }

    /// <summary>
    /// The same identity with another key and other dates. Subject and extensions are copied byte for byte; only the key identifiers follow
    /// the new keys. Fields that kubeadm's renewal drops (OU, URI SANs) are kept. DNS names and addresses can be added and removed on
    /// request.
    /// </summary>
    public Certificate Renew(
        Certificate existing,
        PrivateKey key, DateTimeOffset notBefore, DateTimeOffset notAfter, IReadOnlyList<string>? addedNames = null,
        IReadOnlyList<string>? removedNames = null)
    {
        var (added, removed) = (addedNames ?? [], removedNames ?? []);
        var extensions = new List<X509Extension>();
        foreach (var extension in existing.Extensions)
        {
            switch (extension.Oid)
            {
                case Oids.AuthorityKeyIdentifier:
                    AddAuthorityKeyIdentifier(extensions);
                    break;
                case Oids.SubjectKeyIdentifier:
                    extensions.Add(new X509SubjectKeyIdentifierExtension(KeyIdentifier(key.PublicKey), extension.Critical));
                    break;
                case Oids.SubjectAlternativeName when added.Count + removed.Count > 0:
                    extensions.Add(new X509Extension(
                        extension.Oid, SubjectAlternativeNames.Changed(extension.Value, added, removed), extension.Critical));
                    break;
                default:
                    extensions.Add(new X509Extension(extension.Oid, extension.Value, extension.Critical));
                    break;
            }
        }

        if (added.Count > 0 && existing.Extensions.All(e => e.Oid != Oids.SubjectAlternativeName))
        {
            extensions.Add(new X509Extension(
                Oids.SubjectAlternativeName, SubjectAlternativeNames.Changed(null, added, []), critical: false));
        }

        return Build(
            key, new X500DistinguishedName(existing.Subject.Der), new X500DistinguishedName(Certificate.Subject.Der), Key, notBefore,
            notAfter, extensions);
    }

    private void AddAuthorityKeyIdentifier(List<X509Extension> extensions)
    {
        if (Certificate.SubjectKeyIdentifier is { } identifier)
        {
            extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }
    }

    private static Certificate Build(
        PrivateKey subjectKey,
        X500DistinguishedName subject,
        X500DistinguishedName issuer,
        PrivateKey issuerKey,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        IEnumerable<X509Extension> extensions)
    {
        var publicKey = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(subjectKey.PublicKey, out _);
        var request = new CertificateRequest(subject, publicKey, issuerKey.Algorithm.SignatureHash);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var made = issuerKey.Sign(generator => request.Create(issuer, generator, notBefore, notAfter, NewSerial()));
        var read = CertificateReader.Read(made.RawData, "");
        return read.Succeeded ? read.Value : throw new CryptographicException(read.Problem.ToString());
    }

    /// <summary>A positive number of 63 random bits, never 0: kubeadm's rule (pkiutil NewSignedCert).</summary>
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7f;
        serial[7] |= serial.All(b => b == 0) ? (byte)1 : (byte)0;
        return serial;
    }

    /// <summary>SHA-1 of the key's bits (RFC 5280 section 4.2.1.2, method 1): an identifier, not a security measure.</summary>
    private static byte[] KeyIdentifier(byte[] publicKey)
    {
#pragma warning disable CA5350 // The identifier is defined as SHA-1.
        return SHA1.HashData(PublicKeyInfo.KeyBits(publicKey));
#pragma warning restore CA5350
    }

    /// <summary>Organizations first, then the common name: the order in which Go encodes a pkix.Name.</summary>
    internal static X500DistinguishedName Name(string commonName, IReadOnlyList<string> organizations)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (organizations.Count > 0)
            {
                using (writer.PushSetOf())
                {
                    foreach (var organization in organizations)
                    {
                        WriteAttribute(writer, "2.5.4.10", organization);
                    }
                }
            }

            using (writer.PushSetOf())
            {
                WriteAttribute(writer, "2.5.4.3", commonName);
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private static void WriteAttribute(AsnWriter writer, string oid, string value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            var printable = value.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c, StringComparison.Ordinal));
            writer.WriteCharacterString(printable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
        }
    }
}
