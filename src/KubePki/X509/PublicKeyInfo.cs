using System.Formats.Asn1;
using System.Numerics;

namespace KubePki.X509;

/// <summary>Facts read from an encoded SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) without loading the key.</summary>
internal static class PublicKeyInfo
{
    /// <summary>Kind and size. Throws <see cref="AsnContentException"/> when the bytes are not a public key.</summary>
    internal static KeyAlgorithm Algorithm(ReadOnlyMemory<byte> info)
    {
        var sequence = new AsnReader(info, AsnEncodingRules.DER).ReadSequence();
        var algorithm = sequence.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        return oid switch
        {
            // Go refuses an RSA key without its NULL parameters, and with it the whole certificate (RFC 3279 section 2.3.1).
            Oids.RsaEncryption when !algorithm.HasData || algorithm.PeekTag() != Asn1Tag.Null => throw new AsnContentException("its RSA key has no NULL parameters"),
            Oids.RsaEncryption => KeyAlgorithm.Rsa(ModulusBits(sequence.ReadBitString(out _))),
            Oids.EcPublicKey when algorithm.HasData && algorithm.PeekTag() == Asn1Tag.ObjectIdentifier => OnCurve(algorithm.ReadObjectIdentifier(), sequence.ReadBitString(out _)),
            _ => KeyAlgorithm.Other(oid),
        };
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

    /// <summary>The bits of the key inside, whose SHA-1 is the usual key identifier (RFC 5280 section 4.2.1.2, method 1).</summary>
    internal static byte[] KeyBits(ReadOnlyMemory<byte> info)
    {
        var sequence = new AsnReader(info, AsnEncodingRules.DER).ReadSequence();
        sequence.ReadSequence();
        return sequence.ReadBitString(out _);
    }

    private static KeyAlgorithm OnCurve(string curve, byte[] point)
    {
        EllipticCurves.RequirePoint(curve, point);
        return KeyAlgorithm.Curve(curve);
    }

    /// <summary>Neither number may be zero or negative: Go refuses the certificate.</summary>
    private static int ModulusBits(byte[] rsaPublicKey)
    {
        var key = new AsnReader(rsaPublicKey, AsnEncodingRules.DER).ReadSequence();
        var modulus = key.ReadInteger();
        return modulus.Sign > 0 && key.ReadInteger().Sign > 0 ? (int)modulus.GetBitLength() : throw new AsnContentException("its RSA key is not positive");
    }
}
