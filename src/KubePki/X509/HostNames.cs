using System.Globalization;
using System.Net;

namespace KubePki.X509;

/// <summary>
/// Decides whether a certificate is valid for a host as Go's Certificate.VerifyHostname does (RFC 6125): addresses are compared with
/// address SANs only, names with DNS SANs only, and the common name is not considered (Go 1.15).
/// </summary>
internal static class HostNames
{
    private const int Groups = 8;

    /// <summary>
    /// True if one of the names covers a host; <paramref name="takesBareWildcard"/> returns whether a lone asterisk is a pattern.
    /// </summary>
    internal static bool Covers(SubjectAlternativeNames names, string host, Func<bool>? takesBareWildcard = null)
    {
        var bare = host is ['[', .. var inner, ']'] && inner.Length > 0 ? inner : host;
        if (Address(bare) is { } address)
        {
            return names.Addresses.Any(candidate => Unmapped(candidate).Equals(Unmapped(address)));
        }

        // An invalid host name still matches itself exactly. Wildcards and a final dot match valid host names only.
        var isValid = IsValid(host.EndsWith('.') ? host[..^1] : host, isPattern: false);
        return names.Dns.Any(pattern => isValid && IsValid(pattern, isPattern: true)
            && (pattern != "*" || takesBareWildcard?.Invoke() == true)
            ? Matches(pattern, host) : IsExactly(pattern, host));
    }

    /// <summary>
    /// An address as Go's net.ParseIP parses it: four decimal numbers without leading zeros, or IPv6 without a zone. .NET's own parser also
    /// accepts "1", "0x7f.1" and "::ffff:10.0.0.01".
    /// </summary>
    internal static IPAddress? Address(string text)
    {
        var isVersion6 = text.Contains(':');
        if (!isVersion6 && !(text.Split('.') is { Length: 4 } parts && parts.All(IsByte)))
        {
            return null;
        }

        return (!isVersion6 || IsVersion6(text)) && IPAddress.TryParse(text, out var address) ? address : null;
    }

    /// <summary>
    /// Groups of one to four hexadecimal digits; an IPv4 address may replace the last two; :: stands for at least one group.
    /// </summary>
    private static bool IsVersion6(string text)
    {
        var halves = text.Split("::");
        var groups = halves.SelectMany(half => half.Length == 0 ? [] : half.Split(':')).ToList();
        var endsInVersion4 = groups.Count > 0 && !text.EndsWith("::", StringComparison.Ordinal) && groups[^1].Contains('.');
        var hexadecimal = endsInVersion4 ? groups[..^1] : groups;
        var count = hexadecimal.Count + (endsInVersion4 ? 2 : 0);
        return halves.Length <= 2 && (halves.Length == 2 ? count < Groups : count == Groups)
            && hexadecimal.All(group => group.Length is > 0 and <= 4 && group.All(char.IsAsciiHexDigit))
            && (!endsInVersion4 || (groups[^1].Split('.') is { Length: 4 } parts && parts.All(IsByte)));
    }

    private static bool IsByte(string part)
        => part.Length is > 0 and <= 3 && !(part.Length > 1 && part[0] == '0')
            && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsValid(string name, bool isPattern)
        => name.Split('.').Select((label, i) => (label, i)).All(l => (isPattern && l.i == 0 && l.label == "*") || IsLabel(l.label));

    private static bool IsLabel(string label)
        => label.Length > 0 && label[0] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool Matches(string pattern, string host)
    {
        var (wanted, labels) = (pattern.Split('.'), (host.EndsWith('.') ? host[..^1] : host).Split('.'));

        // A wildcard stands for exactly one whole label.
        return wanted.Length == labels.Length
            && wanted.Zip(labels).Select((pair, i) => (i == 0 && pair.First == "*") || IsSame(pair.First, pair.Second)).All(same => same);
    }

    private static bool IsExactly(string pattern, string host)
        => pattern is not ("" or ".") && host is not ("" or ".") && IsSame(pattern, host);

    /// <summary>Only ASCII letters are compared without case (RFC 6125 section 6.4.1).</summary>
    private static bool IsSame(string one, string other) => Lower(one) == Lower(other);

    private static string Lower(string text) => string.Create(text.Length, text, (buffer, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            buffer[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });
}
