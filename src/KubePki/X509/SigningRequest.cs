using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>A certificate signing request (RFC 2986): public key, subject and names.</summary>
internal sealed record SigningRequest(byte[] PublicKey, DistinguishedName Subject, SubjectAlternativeNames Names)
{
    private const string Label = "CERTIFICATE REQUEST";
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    /// <summary>A request in PEM as kubeadm writes it: subject and names, no usages (the CA sets those).</summary>
    public static byte[] Create(LeafIdentity identity, PrivateKey key)
    {
        var publicKey = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(key.PublicKey, out _);
        var request = new CertificateRequest(
            CertificateAuthority.Name(identity.CommonName, identity.Organizations), publicKey, key.Algorithm.SignatureHash);
        if (identity.Names.Any())
        {
            request.CertificateExtensions.Add(identity.NamesExtension());
        }

        return Pem.Write(Label, key.Sign(request.CreateSigningRequest));
    }

    /// <summary>Reads the first request of a PEM file.</summary>
    public static Outcome<SigningRequest> Read(ReadOnlySpan<byte> pem, string where)
    {
        var file = Pem.Read(pem, where);
        if (!file.Succeeded)
        {
            return file.Problem;
        }

        if (file.Value.Blocks.FirstOrDefault(b => b.Label is Label or "NEW CERTIFICATE REQUEST") is not { } block)
        {
            return file.Value.ExplainMissing("certificate request", where);
        }

        try
        {
            return ReadRequest(block.Der);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException or InvalidOperationException)
        {
            return X509Messages.BrokenRequest.At(where);
        }
    }

    private static SigningRequest ReadRequest(byte[] der)
    {
        var info = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        info.ReadInteger();
        var subject = DistinguishedName.Read(info.ReadEncodedValue().Span);
        var publicKey = info.ReadEncodedValue().ToArray();
        PublicKeyInfo.Algorithm(publicKey);
        return new SigningRequest(
            publicKey, subject,
            info.HasData
                ? ReadNames(info.ReadSetOf(skipSortOrderValidation: true, new Asn1Tag(TagClass.ContextSpecific, 0)))
                : SubjectAlternativeNames.None);
    }

    private static SubjectAlternativeNames ReadNames(AsnReader attributes)
    {
        while (attributes.HasData)
        {
            var attribute = attributes.ReadSequence();
            if (attribute.ReadObjectIdentifier() != ExtensionRequest)
            {
                continue;
            }

            var extensions = attribute.ReadSetOf(skipSortOrderValidation: true).ReadSequence();
            while (extensions.HasData)
            {
                var extension = extensions.ReadSequence();
                if (extension.ReadObjectIdentifier() == Oids.SubjectAlternativeName)
                {
                    if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                    {
                        extension.ReadBoolean();
                    }

                    return SubjectAlternativeNames.Read(extension.ReadOctetString());
                }
            }
        }

        return SubjectAlternativeNames.None;
    }
}
