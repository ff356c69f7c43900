using System.Formats.Asn1;
using System.Numerics;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// The content of a certificate, valid or invalid. Encoded by hand, because neither .NET's writer nor kubepki's can write the defects
/// that real certificates have. Names and times are given in their encoded form.
/// </summary>
internal sealed record CertificateText(byte[] Subject, BigInteger Serial, byte[] NotBefore, byte[] NotAfter)
{
    public IReadOnlyList<(string Oid, bool Critical, byte[] Value)> Extensions { get; init; } = [];

    /// <summary>The encoded version: one less than its name.</summary>
    public int Version { get; init; } = 2;

    /// <summary>A public key other than the holder's.</summary>
    public byte[]? PublicKey { get; init; }

    /// <summary>Bytes after the signature.</summary>
    public byte[] Trailer { get; init; } = [];

    /// <summary>Number of unused bits declared at the end of the signature.</summary>
    public int UnusedBits { get; init; }

    /// <summary>True if a non-critical extension encodes its critical flag explicitly.</summary>
    public bool SaysNotCritical { get; init; }

    /// <summary>The certificate of a key, signed by an issuer's key.</summary>
    public byte[] Signed(SigningKey own, byte[] issuer, SigningKey by, string form)
    {
        AsnWriter body = new(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                body.WriteInteger(Version);
            }

            body.WriteInteger(Serial);
            body.WriteEncodedValue(by.Algorithm(form));
            body.WriteEncodedValue(issuer);
            using (body.PushSequence())
            {
                body.WriteEncodedValue(NotBefore);
                body.WriteEncodedValue(NotAfter);
            }

            body.WriteEncodedValue(Subject);
            body.WriteEncodedValue(PublicKey ?? own.PublicKey);
            WriteExtensions(body);
        }

        byte[] signedPart = body.Encode();
        byte[] signature = by.Sign(signedPart, form);
        signature[^1] &= (byte)(0xff << UnusedBits);
        AsnWriter whole = new(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEncodedValue(signedPart);
            whole.WriteEncodedValue(by.Algorithm(form));
            whole.WriteBitString(signature, UnusedBits);
            if (Trailer.Length > 0)
            {
                whole.WriteEncodedValue(Trailer);
            }
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
                    if (critical || SaysNotCritical)
                    {
                        body.WriteBoolean(critical);
                    }

                    body.WriteOctetString(value);
                }
            }
        }
    }
}
