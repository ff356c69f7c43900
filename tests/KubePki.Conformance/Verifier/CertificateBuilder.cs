using System.Formats.Asn1;
using System.Numerics;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// What a certificate shall say, right or wrong: written by hand, because neither .NET's writer nor kubepki's makes one that is
/// wrong in the ways certificates are. Names and times are given as they are encoded.
/// </summary>
internal sealed record CertificateText(byte[] Subject, BigInteger Serial, byte[] NotBefore, byte[] NotAfter)
{
    public IReadOnlyList<(string Oid, bool Critical, byte[] Value)> Extensions { get; init; } = [];

    /// <summary>The version as it is encoded: one less than its name.</summary>
    public int Version { get; init; } = 2;

    /// <summary>Another public key than that of the holder.</summary>
    public byte[]? PublicKey { get; init; }

    /// <summary>What follows the signature.</summary>
    public byte[] Trailer { get; init; } = [];

    /// <summary>Bits at the end of the signature that are called unused.</summary>
    public int UnusedBits { get; init; }

    /// <summary>Whether an extension that is not critical says so.</summary>
    public bool SaysNotCritical { get; init; }

    /// <summary>The certificate of a key, signed by an issuer's.</summary>
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
