using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace KubePki.Conformance.Verifier;

/// <summary>A key and how it signs.</summary>
internal sealed record SigningKey(AsymmetricAlgorithm Key)
{
    public byte[] PublicKey { get; } = Key.ExportSubjectPublicKeyInfo();

    /// <summary>Hashes by the last part of the algorithm's name.</summary>
    public static readonly string[] Hashes = ["SHA256", "SHA384", "SHA512", "SHA1", "MD5"];

    public string Algorithm(string hash) => (Key, hash) switch
    {
        (RSA, "MD5") => "1.2.840.113549.1.1.4",
        (RSA, "SHA1") => "1.2.840.113549.1.1.5",
        (RSA, "SHA256") => "1.2.840.113549.1.1.11",
        (RSA, "SHA384") => "1.2.840.113549.1.1.12",
        (RSA, _) => "1.2.840.113549.1.1.13",
        (_, "SHA1") => "1.2.840.10045.4.1",
        (_, "SHA384") => "1.2.840.10045.4.3.3",
        (_, "SHA512") => "1.2.840.10045.4.3.4",
        _ => "1.2.840.10045.4.3.2",
    };

    public byte[] Sign(byte[] data, string hash) => Key is RSA rsa
        ? rsa.SignData(data, new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1)
        : ((ECDsa)Key).SignData(data, new HashAlgorithmName(hash == "MD5" ? "SHA256" : hash), DSASignatureFormat.Rfc3279DerSequence);
}

/// <summary>
/// What a certificate shall say, right or wrong: written by hand, because neither .NET's writer nor kubepki's makes one that is
/// wrong in the ways certificates are.
/// </summary>
internal sealed record CertificateText(string Subject, BigInteger Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public IReadOnlyList<(string Oid, bool Critical, byte[] Value)> Extensions { get; init; } = [];

    /// <summary>The certificate of a key, signed by an issuer's.</summary>
    public byte[] Signed(SigningKey own, string issuer, SigningKey by, string hash)
    {
        AsnWriter body = new(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                body.WriteInteger(2);
            }

            body.WriteInteger(Serial);
            WriteAlgorithm(body, by, hash);
            WriteName(body, issuer);
            using (body.PushSequence())
            {
                WriteTime(body, NotBefore);
                WriteTime(body, NotAfter);
            }

            WriteName(body, Subject);
            body.WriteEncodedValue(own.PublicKey);
            WriteExtensions(body);
        }

        byte[] signedPart = body.Encode();
        AsnWriter whole = new(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEncodedValue(signedPart);
            WriteAlgorithm(whole, by, hash);
            whole.WriteBitString(by.Sign(signedPart, hash));
        }

        return whole.Encode();
    }

    private void WriteExtensions(AsnWriter body)
    {
        if (Extensions.Count == 0)
        {
            return;
        }

        using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (body.PushSequence())
        {
            foreach ((string oid, bool critical, byte[] value) in Extensions)
            {
                using (body.PushSequence())
                {
                    body.WriteObjectIdentifier(oid);
                    if (critical)
                    {
                        body.WriteBoolean(true);
                    }

                    body.WriteOctetString(value);
                }
            }
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, SigningKey by, string hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(by.Algorithm(hash));
            if (by.Key is RSA)
            {
                writer.WriteNull();
            }
        }
    }

    private static void WriteName(AsnWriter writer, string commonName)
    {
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
        }
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }
}
