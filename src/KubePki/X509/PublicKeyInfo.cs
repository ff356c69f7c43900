using System.Formats.Asn1;
using System.Numerics;

namespace KubePki.X509;

/// <summary>Facts read from an encoded SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) without loading the key.</summary>
internal static class PublicKeyInfo
{
    private const int Ed25519Length = 32;

    /// <summary>Kind and size. Throws <see cref="AsnContentException"/> if Go would refuse the key, and with it the certificate.</summary>
    internal static KeyAlgorithm Algorithm(ReadOnlySpan<byte> info, List<GoRule>? broken = null)
    {
        var sequence = new DerReader(info).Inside();
        var algorithm = sequence.Inside();
        var oid = algorithm.Oid(broken);
        ReadOnlySpan<byte> parameters = algorithm.HasData ? algorithm.Next() : [];
        var bits = sequence.RightAlignedBits();
        return oid switch
        {
            // RFC 3279 section 2.3.1.
            Oids.RsaEncryption when !parameters.SequenceEqual((ReadOnlySpan<byte>)[DerReader.NullTag, 0]) =>
                throw DerReader.Refusal("its RSA key has no NULL parameters"),
            Oids.RsaEncryption => KeyAlgorithm.Rsa(ModulusBits(bits)),
            Oids.EcPublicKey => OnCurve(new DerReader(parameters).Oid(broken), bits),
            Oids.Ed25519 when parameters.Length > 0 || bits.Length != Ed25519Length =>
                throw DerReader.Refusal("its Ed25519 key is damaged"),
            Oids.DsaKey => Dsa(parameters, bits),
            _ => KeyAlgorithm.Other(oid),
        };
    }

    /// <summary>The object identifier of a key's curve if the components do not know it; null for all other keys.</summary>
    internal static string? UnknownCurve(ReadOnlySpan<byte> info)
    {
        var algorithm = new DerReader(info).Inside().Inside();
        var curve = algorithm.Oid() == Oids.EcPublicKey && algorithm.IsNext(DerReader.OidTag) ? algorithm.Oid() : Oids.P256;
        return EllipticCurves.IsKnown(curve) ? null : curve;
    }

    /// <summary>The modulus and the exponent of an RSA key.</summary>
    internal static (BigInteger Modulus, BigInteger Exponent) RsaNumbers(ReadOnlySpan<byte> info)
    {
        var key = new DerReader(KeyBits(info)).Inside();
        return (key.Integer(), key.Integer());
    }

    /// <summary>The SubjectPublicKeyInfo of an RSA key, as every implementation encodes it (RFC 3279 section 2.3.1).</summary>
    internal static byte[] OfRsa(BigInteger modulus, BigInteger exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(modulus);
            key.WriteInteger(exponent);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(Oids.RsaEncryption);
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return info.Encode();
    }

    /// <summary>The bits of the key; their SHA-1 is the usual key identifier (RFC 5280 section 4.2.1.2, method 1).</summary>
    internal static byte[] KeyBits(ReadOnlySpan<byte> info)
    {
        var sequence = new DerReader(info).Inside();
        sequence.Inside();
        return sequence.RightAlignedBits();
    }

    private static KeyAlgorithm OnCurve(string curve, byte[] point)
    {
        EllipticCurves.RequirePoint(curve, point);
        return KeyAlgorithm.Curve(curve);
    }

    /// <summary>The exponent must fit into 63 bits, and neither number may be zero or negative.</summary>
    private static int ModulusBits(ReadOnlySpan<byte> rsaPublicKey)
    {
        var key = new DerReader(rsaPublicKey).Inside();
        var modulus = key.Integer();
        return key.Int64() > 0 && modulus.Sign > 0 ? (int)modulus.GetBitLength() : throw DerReader.Refusal("its RSA key is not positive");
    }

    private static KeyAlgorithm Dsa(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> key)
    {
        var numbers = new DerReader(parameters).Inside();
        var isPositive = new DerReader(key).Integer().Sign > 0;
        for (var i = 0; i < 3; i++)
        {
            isPositive &= numbers.Integer().Sign > 0;
        }

        return isPositive ? KeyAlgorithm.Other(Oids.DsaKey) : throw DerReader.Refusal("its DSA key is not positive");
    }
}
