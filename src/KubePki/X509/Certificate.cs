using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.X509;

/// <summary>One extension as it is encoded.</summary>
internal sealed record CertificateExtension(string Oid, bool Critical, byte[] Value)
{
    /// <summary>Equal if every byte is equal.</summary>
    public bool Equals(CertificateExtension? other)
        => other is not null && Oid == other.Oid && Critical == other.Critical && Value.AsSpan().SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Oid, Critical, Value.Length);
}

/// <summary>
/// A certificate as data. Only <see cref="CertificateReader"/> creates it; every field is what the bytes say, nothing is judged.
/// </summary>
public sealed record Certificate
{
    /// <summary>The whole certificate.</summary>
    public required byte[] Der { get; init; }

    /// <summary>The part that is signed.</summary>
    public required byte[] SignedPart { get; init; }

    /// <summary>The signature over <see cref="SignedPart"/>.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Object identifier of the signature's algorithm.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>The parameters of the signature's algorithm as they are encoded; empty when absent.</summary>
    internal byte[] SignatureParameters { get; init; } = [];

    /// <summary>1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>The serial number.</summary>
    public required BigInteger Serial { get; init; }

    /// <summary>The name of its holder.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>The name of the CA that issued it.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>Valid from, inclusive.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until, inclusive.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The public key, as SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Kind and size of the public key.</summary>
    public required KeyAlgorithm KeyAlgorithm { get; init; }

    /// <summary>Every extension, in order.</summary>
    internal IReadOnlyList<CertificateExtension> Extensions { get; init; } = [];

    /// <summary>The names it is valid for.</summary>
    public SubjectAlternativeNames Names { get; init; } = SubjectAlternativeNames.None;

    /// <summary>Key usage bits; <see cref="X509KeyUsageFlags.None"/> when the extension is absent.</summary>
    public X509KeyUsageFlags KeyUsage { get; init; }

    /// <summary>Extended key usages as object identifiers; empty when absent, which means any.</summary>
    public IReadOnlyList<string> ExtendedKeyUsages { get; init; } = [];

    /// <summary>Whether basic constraints are present.</summary>
    public bool HasBasicConstraints { get; init; }

    /// <summary>Whether it may sign certificates, according to its basic constraints.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The names it may certify; null for any.</summary>
    internal NameConstraints? NameConstraints { get; init; }

    /// <summary>Its policy extensions.</summary>
    internal CertificatePolicies Policies { get; init; } = CertificatePolicies.None;

    /// <summary>The rules of some Go versions that it breaks: those versions refuse to parse it.</summary>
    internal IReadOnlyList<GoRule> BrokenRules { get; init; } = [];

    /// <summary>The most CAs below this one, or null for no limit; without meaning if <see cref="IsAuthority"/> is false.</summary>
    public int? PathLength { get; init; }

    /// <summary>Identifier of its own key, or null.</summary>
    public byte[]? SubjectKeyIdentifier { get; init; }

    /// <summary>Identifier of the issuer's key, or null.</summary>
    public byte[]? AuthorityKeyIdentifier { get; init; }

    /// <summary>Whether subject and issuer are the same name.</summary>
    public bool IsSelfIssued => Subject.IsSameAs(Issuer);

    /// <summary>SHA-256 of the whole certificate, in lower-case hex.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Der));

    /// <summary>The certificate as one PEM block.</summary>
    public byte[] ToPem() => Pem.Write(Pem.CertificateLabel, Der);

    /// <inheritdoc/>
    public bool Equals(Certificate? other) => other is not null && Der.AsSpan().SequenceEqual(other.Der);

    /// <inheritdoc/>
    public override int GetHashCode() => Serial.GetHashCode();
}
