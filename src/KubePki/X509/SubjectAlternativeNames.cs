using System.Formats.Asn1;
using System.Net;

namespace KubePki.X509;

/// <summary>The names for which a certificate is valid (RFC 5280 section 4.2.1.6).</summary>
public sealed record SubjectAlternativeNames(
    IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> Uris, IReadOnlyList<string> Emails)
{
    /// <summary>No names.</summary>
    public static readonly SubjectAlternativeNames None = new([], [], [], []);

    /// <summary>All names as users write them: DNS names first, then addresses, URIs, mail addresses.</summary>
    public IEnumerable<string> All => [.. Dns, .. Addresses.Select(a => a.ToString()), .. Uris, .. Emails];

    /// <summary>Reads the extension's value. Throws <see cref="AsnContentException"/> when Go would refuse it.</summary>
    internal static SubjectAlternativeNames Read(ReadOnlySpan<byte> value, List<GoRule>? broken = null)
    {
        List<string> dns = [], uris = [], emails = [];
        List<IPAddress> addresses = [];
        for (var sequence = new DerReader(value).Inside(); sequence.HasData;)
        {
            var content = sequence.Any(out var tag);
            switch (tag ^ DerReader.Context(0, constructed: false))
            {
                case 1:
                    emails.Add(Ascii(content));
                    break;
                case 2:
                    dns.Add(Ascii(content));
                    break;
                case 6:
                    uris.Add(CheckedUri(Ascii(content), broken));
                    break;
                case 7:
                    addresses.Add(ReadAddress(content));
                    break;
                default:
                    break;
            }
        }

        return new SubjectAlternativeNames(dns, addresses, uris, emails);
    }

    /// <summary>
    /// The extension's value with DNS names and addresses added and removed; the other names and the order stay. Without a value, a new
    /// one. Throws <see cref="AsnContentException"/> if the value is invalid.
    /// </summary>
    internal static byte[] Changed(ReadOnlyMemory<byte>? value, IReadOnlyList<string> added, IReadOnlyList<string> removed)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var names = value is null
                ? null
                : new AsnReader(value.Value, AsnEncodingRules.DER).ReadSequence(); names?.HasData == true;)
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
                    WriteAddress(writer, address);
                }
                else
                {
                    WriteDnsName(writer, name);
                }
            }
        }

        return writer.Encode();
    }

    internal static void WriteDnsName(AsnWriter writer, string name)
        => writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));

    internal static void WriteAddress(AsnWriter writer, IPAddress address)
        => writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));

    /// <summary>A DNS name or an address as users write it; null for names of other kinds.</summary>
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

    /// <summary>The text of a name. Throws <see cref="AsnContentException"/> if it is not ASCII.</summary>
    internal static string Ascii(ReadOnlySpan<byte> content)
        => System.Text.Ascii.IsValid(content)
            ? System.Text.Encoding.ASCII.GetString(content)
            : throw DerReader.Refusal("a name is not ASCII");

    private static string CheckedUri(string uri, List<GoRule>? broken)
    {
        DomainLabels.Require(GoUrl.Host(uri, broken), isConstraint: false, broken);
        return uri;
    }

    private static IPAddress ReadAddress(ReadOnlySpan<byte> bytes)
        => bytes.Length is 4 or 16 ? new IPAddress(bytes) : throw new AsnContentException("an IP address SAN has neither 4 nor 16 bytes");
}
