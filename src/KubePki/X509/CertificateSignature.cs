using System.Formats.Asn1;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>Verifies the signature of a certificate.</summary>
internal static class CertificateSignature
{
    /// <summary>The kind of a signature.</summary>
    private enum Scheme
    {
        /// <summary>RSA with the padding of PKCS #1 version 1.5.</summary>
        Pkcs1,

        /// <summary>RSA with PSS padding.</summary>
        Pss,

        /// <summary>ECDSA.</summary>
        Ecdsa,

        /// <summary>Ed25519.</summary>
        EdDsa,
    }

    private sealed record Signing(Scheme Scheme, HashAlgorithmName Hash);

    private static readonly IReadOnlyDictionary<string, Signing> Known = new Dictionary<string, Signing>(StringComparer.Ordinal)
    {
        [Oids.RsaSha1] = new(Scheme.Pkcs1, HashAlgorithmName.SHA1),
        [Oids.IsoRsaSha1] = new(Scheme.Pkcs1, HashAlgorithmName.SHA1),
        [Oids.RsaSha256] = new(Scheme.Pkcs1, HashAlgorithmName.SHA256),
        [Oids.RsaSha384] = new(Scheme.Pkcs1, HashAlgorithmName.SHA384),
        [Oids.RsaSha512] = new(Scheme.Pkcs1, HashAlgorithmName.SHA512),
        [Oids.EcdsaSha1] = new(Scheme.Ecdsa, HashAlgorithmName.SHA1),
        [Oids.EcdsaSha256] = new(Scheme.Ecdsa, HashAlgorithmName.SHA256),
        [Oids.EcdsaSha384] = new(Scheme.Ecdsa, HashAlgorithmName.SHA384),
        [Oids.EcdsaSha512] = new(Scheme.Ecdsa, HashAlgorithmName.SHA512),
    };

    private static readonly IReadOnlyDictionary<string, HashAlgorithmName> PssHashes = new Dictionary<string, HashAlgorithmName>(
        StringComparer.Ordinal)
    {
        [Oids.Sha256] = HashAlgorithmName.SHA256,
        [Oids.Sha384] = HashAlgorithmName.SHA384,
        [Oids.Sha512] = HashAlgorithmName.SHA512,
    };

    /// <summary>True if all Go versions accept the algorithm of a certificate's signature: not MD5, not SHA-1, not DSA.</summary>
    internal static bool IsAccepted(Certificate certificate) => Of(certificate) is { } signing && signing.Hash != HashAlgorithmName.SHA1;

    /// <summary>True if a certificate is signed with SHA-1, in an algorithm that Go knows.</summary>
    internal static bool IsSha1(Certificate certificate) => Of(certificate)?.Hash == HashAlgorithmName.SHA1;

    /// <summary>Null if <paramref name="parent"/>'s key made the signature, by the rules of the oldest Go version in the table.</summary>
    internal static Problem? Check(Certificate child, Certificate parent, string where)
        => Check(child, parent, where, new GoReading(GoRules.Versions[0]));

    /// <summary>Null if a version of Go accepts the signature as made with <paramref name="parent"/>'s key.</summary>
    internal static Problem? Check(Certificate child, Certificate parent, string where, GoReading go)
    {
        if (Of(child) is not { } signing || (signing.Hash == HashAlgorithmName.SHA1 && go.Has(GoRules.Sha1Signature)))
        {
            return X509Messages.InsecureSignature.At(where, child.SignatureAlgorithm);
        }

        return KeyProblem(parent, parent.Subject.Text, go)
            ?? (IsGenuine(child, parent, signing) ? null : X509Messages.UnknownAuthority.At(where, child.Issuer.Text));
    }

    /// <summary>
    /// The verified signatures, by certificate. Judging a node asks for the same pair of certificate and key five times on average, and one
    /// verification costs as much as reading a file. An entry lives as long as its certificate.
    /// </summary>
    private static readonly ConditionalWeakTable<Certificate, List<(byte[] Key, bool IsGenuine)>> Checked = [];

    private static bool IsGenuine(Certificate child, Certificate parent, Signing signing)
    {
        var known = Checked.GetOrCreateValue(child);
        lock (known)
        {
            foreach (var (key, isGenuine) in known)
            {
                if (key.AsSpan().SequenceEqual(parent.PublicKey))
                {
                    return isGenuine;
                }
            }

            var result = signing.Scheme switch
            {
                Scheme.EdDsa => parent.KeyAlgorithm.Name == KeyAlgorithm.Ed25519Name
                    && Ed25519.IsGenuine(PublicKeyInfo.KeyBits(parent.PublicKey), child.SignedPart, child.Signature),
                Scheme.Ecdsa => parent.KeyAlgorithm.Family == KeyFamily.Ecdsa && IsEcdsa(child, parent, signing.Hash),
                _ => parent.KeyAlgorithm.Family == KeyFamily.Rsa && IsRsa(child, parent, signing),
            };
            known.Add((parent.PublicKey, result));
            return result;
        }
    }

    /// <summary>OpenSSL accepts no larger modulus (OPENSSL_RSA_MAX_MODULUS_BITS), and no component is known to use one.</summary>
    private const int LargestModulus = 16_384;

    /// <summary>From Go 1.24 on, RSA keys with fewer bits verify no signature.</summary>
    private const int ShortRsa = 1024;

    /// <summary>Why a version of Go does not verify signatures with a CA's key; null if it does.</summary>
    internal static Problem? KeyProblem(Certificate authority, string where, GoReading go) => authority.KeyAlgorithm switch
    {
        { Family: KeyFamily.Ecdsa } or { Name: KeyAlgorithm.Ed25519Name } => null,
        { Family: KeyFamily.Rsa } rsa when !IsRefused(PublicKeyInfo.RsaNumbers(authority.PublicKey), go)
            => rsa.Bits <= LargestModulus ? null : X509Messages.UnusableKey.At(where, rsa.Name),
        { Family: KeyFamily.Rsa, Bits: < ShortRsa } rsa => X509Messages.ShortKey.At(where, $"{rsa.Bits}"),
        var other => X509Messages.UnusableKey.At(where, other.Name),
    };

    private static Signing? Of(Certificate certificate) => certificate.SignatureAlgorithm switch
    {
        Oids.RsaPss => PssOf(certificate.SignatureParameters),
        Oids.Ed25519 => certificate.SignatureParameters.Length == 0 ? new Signing(Scheme.EdDsa, HashAlgorithmName.SHA512) : null,
        var oid => Known.GetValueOrDefault(oid),
    };

    /// <summary>Go accepts PSS with a single SHA-2 hash and a salt as long as the hash.</summary>
    private static Signing? PssOf(byte[] parameters)
    {
        try
        {
            var sequence = new DerReader(parameters).Inside();
            var hash = sequence.Inside(DerReader.Context(0)).Inside();
            var hashOid = HashOid(hash);
            var generation = sequence.Inside(DerReader.Context(1)).Inside();
            var isRight = generation.Oid() == Oids.MaskGeneration && HashOid(generation.Inside()) == hashOid;
            var salt = sequence.Inside(DerReader.Context(2)).Int64();
            var trailer = sequence.IsNext(DerReader.Context(3)) ? sequence.Inside(DerReader.Context(3)).Int64() : 1;
            return isRight && trailer == 1 && PssHashes.TryGetValue(hashOid, out var name)
                && salt == CryptographicOperations.HashData(name, []).Length
                ? new Signing(Scheme.Pss, name) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The identifier of a hash, whose parameters are absent or NULL.</summary>
    private static string HashOid(DerReader algorithm)
    {
        var oid = algorithm.Oid();
        return !algorithm.HasData || algorithm.Next().SequenceEqual((ReadOnlySpan<byte>)[DerReader.NullTag, 0])
            ? oid
            : throw DerReader.Refusal("parameters");
    }

    private static bool IsRsa(Certificate child, Certificate parent, Signing signing)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(parent.PublicKey, out _);
            var padding = signing.Scheme == Scheme.Pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return rsa.VerifyData(child.SignedPart, child.Signature, signing.Hash, padding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsRefused((BigInteger Modulus, BigInteger Exponent) key, GoReading go)
        => (key.Modulus.IsEven && go.Has(GoRules.EvenModulus))
            || (key.Modulus.GetBitLength() < ShortRsa && go.Has(GoRules.ShortRsa))
            || ((key.Exponent.IsEven || key.Exponent.IsOne || key.Exponent > int.MaxValue) && go.Has(GoRules.OddExponent));

    private static bool IsEcdsa(Certificate child, Certificate parent, HashAlgorithmName hash)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(parent.PublicKey, out _);
            return ecdsa.VerifyData(child.SignedPart, child.Signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
