using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.X509;

/// <summary>The identity and the usages of a new leaf certificate.</summary>
internal sealed record LeafIdentity(
    string CommonName,
    IReadOnlyList<string> Organizations,
    IReadOnlyList<string> ExtendedKeyUsages,
    IReadOnlyList<string> DnsNames,
    IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Every name and address, as users write them.</summary>
    public IEnumerable<string> Names => [.. DnsNames, .. Addresses.Select(a => a.ToString())];

    /// <summary>
    /// The names as an extension. Encoded by hand: .NET's own builder refuses labels of more than 63 characters, which kubeadm and Go's
    /// verifier accept, and changes others.
    /// </summary>
    internal X509Extension NamesExtension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in DnsNames)
            {
                SubjectAlternativeNames.WriteDnsName(writer, name);
            }

            foreach (var address in Addresses)
            {
                SubjectAlternativeNames.WriteAddress(writer, address);
            }
        }

        return new X509Extension(Oids.SubjectAlternativeName, writer.Encode(), critical: false);
    }
}
