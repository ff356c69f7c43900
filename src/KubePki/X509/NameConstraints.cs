using System.Formats.Asn1;

namespace KubePki.X509;

/// <summary>The permitted or the excluded names of a constraint.</summary>
/// <param name="Dns">Domains; a domain with a leading dot covers only the names below it.</param>
/// <param name="Emails">Mailboxes or domains.</param>
/// <param name="Uris">Domains of URI hosts.</param>
/// <param name="Networks">Address and mask, 4 or 16 bytes each.</param>
internal sealed record NameSubtrees(
    IReadOnlyList<string> Dns, IReadOnlyList<string> Emails, IReadOnlyList<string> Uris, IReadOnlyList<(
        byte[] Address, byte[] Mask)> Networks);

/// <summary>The names that a CA may certify (RFC 5280 section 4.2.1.10), read as strictly as Go does.</summary>
/// <param name="Permitted">A name must be in one of these if its kind is listed.</param>
/// <param name="Excluded">A name must not be in one of these.</param>
/// <param name="HasOtherKinds">True if there are constraints for kinds of names that are not understood (directory names).</param>
internal sealed record NameConstraints(NameSubtrees Permitted, NameSubtrees Excluded, bool HasOtherKinds)
{
    /// <summary>Reads the extension's value. Throws <see cref="AsnContentException"/> when Go would refuse it.</summary>
    internal static NameConstraints Read(ReadOnlySpan<byte> value, List<GoRule>? broken = null)
    {
        var outer = new DerReader(value);
        var sequence = outer.Inside();
        var (permitted, otherPermitted) = ReadSubtrees(ref sequence, 0, broken);
        var (excluded, otherExcluded) = ReadSubtrees(ref sequence, 1, broken);
        if (outer.HasData || sequence.HasData || (permitted is null && excluded is null))
        {
            throw DerReader.Refusal("its name constraints are damaged");
        }

        return new NameConstraints(permitted ?? Nothing, excluded ?? Nothing, otherPermitted || otherExcluded);
    }

    private static NameSubtrees Nothing => new([], [], [], []);

    private static (NameSubtrees? Names, bool HasOtherKinds) ReadSubtrees(ref DerReader sequence, int number, List<GoRule>? broken)
    {
        if (!sequence.IsNext(DerReader.Context(number)))
        {
            return (null, false);
        }

        List<string> dns = [], emails = [], uris = [];
        List<(byte[], byte[])> networks = [];
        var (others, any) = (false, false);
        for (var subtrees = sequence.Inside(DerReader.Context(number)); subtrees.HasData; any = true)
        {
            var name = subtrees.Inside();
            var content = name.Any(out var tag);
            switch (tag ^ DerReader.Context(0, constructed: false))
            {
                case 1:
                    emails.Add(CheckedMail(SubjectAlternativeNames.Ascii(content), broken));
                    break;
                case 2:
                    dns.Add(CheckedDomain(SubjectAlternativeNames.Ascii(content), broken));
                    break;
                case 6 when HostNames.Address(SubjectAlternativeNames.Ascii(content)) is not null:
                    throw DerReader.Refusal("a name constraint for URIs is an address");
                case 6:
                    uris.Add(CheckedDomain(SubjectAlternativeNames.Ascii(content), broken));
                    break;
                case 7:
                    networks.Add(ReadNetwork(content));
                    break;
                default:
                    others = true;
                    break;
            }
        }

        return (any ? new NameSubtrees(dns, emails, uris, networks) : null, others);
    }

    private static string CheckedDomain(string domain, List<GoRule>? broken)
    {
        DomainLabels.Require(domain, isConstraint: true, broken);
        return domain;
    }

    /// <summary>A mailbox, or a domain.</summary>
    private static string CheckedMail(string text, List<GoRule>? broken)
    {
        if (!text.Contains('@'))
        {
            return CheckedDomain(text, broken);
        }

        var mailbox = Mailbox.Parse(text) ?? throw DerReader.Refusal("a name constraint is not a mailbox");
        DomainLabels.Require(mailbox.Domain, isConstraint: false, broken);
        return text;
    }

    private static (byte[] Address, byte[] Mask) ReadNetwork(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (8 or 32) || !IsPrefix(bytes[(bytes.Length / 2)..]))
        {
            throw DerReader.Refusal("a name constraint is not a network");
        }

        return (bytes[..(bytes.Length / 2)].ToArray(), bytes[(bytes.Length / 2)..].ToArray());
    }

    /// <summary>True if the mask is ones followed by zeros.</summary>
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
