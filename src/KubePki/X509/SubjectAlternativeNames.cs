using System.Formats.Asn1;
using System.Net;

namespace KubePki.X509;

/// <summary>The names a certificate is valid for (RFC 5280 section 4.2.1.6).</summary>
public sealed record SubjectAlternativeNames(IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> Uris, IReadOnlyList<string> Emails)
{
    /// <summary>No names.</summary>
    public static readonly SubjectAlternativeNames None = new([], [], [], []);

    /// <summary>All names as people write them: DNS names first, then addresses, URIs, mail addresses.</summary>
    public IEnumerable<string> All => [.. Dns, .. Addresses.Select(a => a.ToString()), .. Uris, .. Emails];

    /// <summary>Reads the extension's value. Throws <see cref="AsnContentException"/> when it is not one.</summary>
    internal static SubjectAlternativeNames Read(ReadOnlyMemory<byte> value)
    {
        List<string> dns = [], uris = [], emails = [];
        List<IPAddress> addresses = [];
        var sequence = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
            {
                case 1:
                    emails.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 2:
                    dns.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 6:
                    uris.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 7:
                    addresses.Add(ReadAddress(sequence.ReadOctetString(tag)));
                    break;
                default:
                    sequence.ReadEncodedValue();
                    break;
            }
        }

        return new SubjectAlternativeNames(dns, addresses, uris, emails);
    }

    /// <summary>
    /// The extension's value with DNS names and addresses added and removed; every other name, and the order, stays. Without a
    /// value it is a new one. Throws <see cref="AsnContentException"/> when the value is not one.
    /// </summary>
    internal static byte[] Changed(ReadOnlyMemory<byte>? value, IReadOnlyList<string> added, IReadOnlyList<string> removed)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var names = value is null ? null : new AsnReader(value.Value, AsnEncodingRules.DER).ReadSequence(); names?.HasData == true;)
            {
                var encoded = names.ReadEncodedValue();
                if (!removed.Contains(Shown(encoded), StringComparer.OrdinalIgnoreCase))
                {
                    writer.WriteEncodedValue(encoded.Span);
                }
            }

            foreach (var name in added)
            {
                if (HostNames.Address(name) is { } address)
                {
                    writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
                }
                else
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>A DNS name or an address as people write it; null for names of other kinds.</summary>
    private static string? Shown(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.DER);
        var tag = reader.PeekTag();
        return (tag.TagClass, tag.TagValue) switch
        {
            (TagClass.ContextSpecific, 2) => reader.ReadCharacterString(UniversalTagNumber.IA5String, tag),
            (TagClass.ContextSpecific, 7) => ReadAddress(reader.ReadOctetString(tag)).ToString(),
            _ => null,
        };
    }

    private static IPAddress ReadAddress(byte[] bytes)
        => bytes.Length is 4 or 16 ? new IPAddress(bytes) : throw new AsnContentException("an IP address SAN has neither 4 nor 16 bytes");
}
