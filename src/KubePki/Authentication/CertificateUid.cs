using System.Formats.Asn1;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>
/// The user's UID in the subject of a client certificate (k8s.io/apiserver pkg/authentication/request/x509, from 1.33 on).
/// </summary>
internal static class CertificateUid
{
    /// <summary>The type of the subject's attribute that holds the UID.</summary>
    internal const string Type = "1.3.6.1.4.1.57683.2";

    private static readonly UniversalTagNumber[] Texts =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.IA5String, UniversalTagNumber.T61String,
        UniversalTagNumber.NumericString,
        UniversalTagNumber.BMPString,
    ];

    /// <summary>Every UID in the subject; null for a value that is not a text.</summary>
    internal static IReadOnlyList<string?> Read(DistinguishedName subject)
    {
        var ids = new List<string?>();
        var name = new AsnReader(subject.Der, AsnEncodingRules.BER).ReadSequence();
        while (name.HasData)
        {
            for (var set = name.ReadSetOf(skipSortOrderValidation: true); set.HasData;)
            {
                var attribute = set.ReadSequence();
                if (attribute.ReadObjectIdentifier() == Type)
                {
                    ids.Add(Text(attribute));
                }
            }
        }

        return ids;
    }

    private static string? Text(AsnReader value)
    {
        var tag = value.PeekTag();
        try
        {
            return tag.TagClass == TagClass.Universal && Texts.Contains((UniversalTagNumber)tag.TagValue)
                ? value.ReadCharacterString((UniversalTagNumber)tag.TagValue)
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
