using System.Formats.Asn1;

namespace KubePki.X509;

/// <summary>Names in one direction of a constraint: those permitted, or those excluded.</summary>
/// <param name="Dns">Domains; with a leading dot only what lies below.</param>
/// <param name="Emails">Mailboxes or domains.</param>
/// <param name="Uris">Domains of hosts.</param>
/// <param name="Networks">Address and mask, 4 or 16 bytes each.</param>
public sealed record NameSubtrees(IReadOnlyList<string> Dns, IReadOnlyList<string> Emails, IReadOnlyList<string> Uris, IReadOnlyList<(byte[] Address, byte[] Mask)> Networks);

/// <summary>The names a CA may certify (RFC 5280 section 4.2.1.10), read as strictly as Go's parser reads them.</summary>
/// <param name="Permitted">A name of a kind that is listed must lie in one of these.</param>
/// <param name="Excluded">No name may lie in one of these.</param>
/// <param name="HasOtherKinds">Whether names of a kind are constrained that is not understood (directory names).</param>
public sealed record NameConstraints(NameSubtrees Permitted, NameSubtrees Excluded, bool HasOtherKinds)
{
    /// <summary>Reads the extension's value. Throws <see cref="AsnContentException"/> when it is not one that Go would take.</summary>
    internal static NameConstraints Read(ReadOnlyMemory<byte> value)
    {
        var outer = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var (permitted, otherPermitted) = ReadSubtrees(sequence, 0);
        var (excluded, otherExcluded) = ReadSubtrees(sequence, 1);
        sequence.ThrowIfNotEmpty();
        if (permitted is null && excluded is null)
        {
            throw new AsnContentException("name constraints constrain nothing");
        }

        return new NameConstraints(permitted ?? Nothing, excluded ?? Nothing, otherPermitted || otherExcluded);
    }

    private static NameSubtrees Nothing => new([], [], [], []);

    private static (NameSubtrees? Names, bool HasOtherKinds) ReadSubtrees(AsnReader sequence, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        if (!sequence.HasData || sequence.PeekTag() != tag)
        {
            return (null, false);
        }

        List<string> dns = [], emails = [], uris = [];
        List<(byte[], byte[])> networks = [];
        var (others, any) = (false, false);
        for (var subtrees = sequence.ReadSequence(tag); subtrees.HasData; any = true)
        {
            var name = subtrees.ReadSequence();
            var kind = name.PeekTag();
            switch (kind.TagClass == TagClass.ContextSpecific && !kind.IsConstructed ? kind.TagValue : -1)
            {
                case 1:
                    emails.Add(Checked(name.ReadCharacterString(UniversalTagNumber.IA5String, kind), text => text.Contains('@') ? Mailbox.Parse(text) is not null : IsDomain(text)));
                    break;
                case 2:
                    dns.Add(Checked(name.ReadCharacterString(UniversalTagNumber.IA5String, kind), IsDomain));
                    break;
                case 6:
                    uris.Add(Checked(name.ReadCharacterString(UniversalTagNumber.IA5String, kind), text => IsDomain(text) && HostNames.Address(text) is null));
                    break;
                case 7:
                    networks.Add(ReadNetwork(name.ReadOctetString(kind)));
                    break;
                default:
                    others = true;
                    break;
            }
        }

        return (any ? new NameSubtrees(dns, emails, uris, networks) : null, others);
    }

    private static string Checked(string text, Func<string, bool> isRight)
        => isRight(text) ? text : throw new AsnContentException("a name constraint is not a name");

    private static bool IsDomain(string text) => DomainLabels.Of(text.StartsWith('.') ? text[1..] : text) is not null;

    private static (byte[] Address, byte[] Mask) ReadNetwork(byte[] bytes)
    {
        if (bytes.Length is not (8 or 32) || !IsPrefix(bytes.AsSpan(bytes.Length / 2)))
        {
            throw new AsnContentException("a name constraint is not a network");
        }

        return (bytes[..(bytes.Length / 2)], bytes[(bytes.Length / 2)..]);
    }

    /// <summary>Ones, then zeros.</summary>
    private static bool IsPrefix(ReadOnlySpan<byte> mask)
    {
        var ended = false;
        for (var bit = 0; bit < mask.Length * 8; bit++)
        {
            var isOne = (mask[bit / 8] & (0x80 >> (bit % 8))) != 0;
            if (isOne && ended)
            {
                return false;
            }

            ended = !isOne;
        }

        return true;
    }
}
