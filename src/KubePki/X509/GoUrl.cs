namespace KubePki.X509;

/// <summary>
/// Parses a URI as Go's net/url Parse does: crypto/x509 refuses a certificate with a URI that Parse rejects. Only the host is kept.
/// </summary>
internal static class GoUrl
{
    private const string HostMarks = "!$&'()*+,;=:[]<>\"-_.~";
    private const string UserMarks = "-._:~!$&'()*+,;=%@";

    /// <summary>The parts of a URI, which differ in the bytes that may be escaped.</summary>
    private enum Part
    {
        /// <summary>A path, a user or a fragment: any byte.</summary>
        Other,

        /// <summary>A host: bytes above ASCII, and the percent sign.</summary>
        Host,

        /// <summary>The zone of an address: the percent sign, the blank, and the bytes that a host may have.</summary>
        Zone,
    }

    /// <summary>
    /// The host with its port, or an empty string; throws <see cref="System.Formats.Asn1.AsnContentException"/> if Go rejects the URI.
    /// </summary>
    internal static string Host(string uri, List<GoRule>? broken = null)
    {
        var (rest, fragment) = Cut(uri, '#');
        if (rest.Any(c => c is < ' ' or (char)0x7f))
        {
            throw Refusal;
        }

        Unescaped(fragment, Part.Other);
        if (rest == "*")
        {
            return "";
        }

        (var scheme, rest) = Scheme(rest);
        (rest, _) = Cut(rest, '?');
        if (!rest.StartsWith('/'))
        {
            return scheme.Length > 0 || !Cut(rest, '/').Before.Contains(':') ? scheme.Length > 0 ? "" : Path(rest) : throw Refusal;
        }

        if (!rest.StartsWith("//", StringComparison.Ordinal) || (scheme.Length == 0 && rest.StartsWith("///", StringComparison.Ordinal)))
        {
            return Path(rest);
        }

        var path = rest.IndexOf('/', 2);
        Path(path < 0 ? "" : rest[path..]);
        return Authority(scheme, path < 0 ? rest[2..] : rest[2..path], broken);
    }

    private static System.Formats.Asn1.AsnContentException Refusal => DerReader.Refusal("a URI is damaged");

    private static string Path(string path)
    {
        Unescaped(path, Part.Other);
        return "";
    }

    private static (string Scheme, string Remainder) Scheme(string uri)
    {
        for (var i = 0; i < uri.Length; i++)
        {
            if (uri[i] == ':')
            {
                return i > 0 ? (uri[..i].ToLowerInvariant(), uri[(i + 1)..]) : throw Refusal;
            }

            if (!char.IsAsciiLetter(uri[i]) && !(i > 0 && (char.IsAsciiDigit(uri[i]) || uri[i] is '+' or '-' or '.')))
            {
                break;
            }
        }

        return ("", uri);
    }

    private static string Authority(string scheme, string authority, List<GoRule>? broken)
    {
        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "" : authority[..at];
        if (!user.All(c => char.IsAsciiLetterOrDigit(c) || UserMarks.Contains(c, StringComparison.Ordinal)))
        {
            throw Refusal;
        }

        foreach (var part in user.Split(':', 2))
        {
            Unescaped(part, Part.Other);
        }

        return HostAndPort(scheme, authority[(at + 1)..], broken);
    }

    private static string HostAndPort(string scheme, string host, List<GoRule>? broken)
    {
        if (host.LastIndexOf('[') > 0)
        {
            GoRules.BracketedHost.Add(broken);
        }

        if (host.StartsWith('['))
        {
            var end = host.LastIndexOf(']');
            RequirePort(end < 0 ? "]" : host[(end + 1)..]);
            var zone = host.AsSpan(0, end).IndexOf("%25");
            var address = zone < 0
                ? Unescaped(host[..end], Part.Host)
                : Unescaped(host[..zone], Part.Host) + Unescaped(host[zone..end], Part.Zone);
            if (!IsAddress(address[1..]))
            {
                GoRules.BracketedHost.Add(broken);
            }

            return address + Unescaped(host[end..], Part.Host);
        }

        if (host.IndexOf(':') is var first and >= 0)
        {
            var last = host.LastIndexOf(':');
            RequirePort(host[last..]);
            if (first != last && scheme is "http" or "https")
            {
                GoRules.ColonsInHost.Add(broken);
            }
        }

        return Unescaped(host, Part.Host);
    }

    /// <summary>True if the text is an IPv6 address, with or without a zone.</summary>
    private static bool IsAddress(string text)
    {
        var (address, zone) = Cut(text, '%');
        return address.Contains(':') && HostNames.Address(address) is not null && (address.Length == text.Length || zone.Length > 0);
    }

    private static void RequirePort(string port)
    {
        if (port.Length > 0 && (port[0] != ':' || !port.AsSpan(1).ToArray().All(char.IsAsciiDigit)))
        {
            throw Refusal;
        }
    }

    private static string Unescaped(string text, Part part)
    {
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(part == Part.Other || MayStandInHost(text[i]) ? text[i] : throw Refusal);
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw Refusal;
            }

            var value = (char)Convert.ToByte(text.Substring(i + 1, 2), 16);
            result.Append(MayBeEscaped(value, part) ? value : throw Refusal);
            i += 2;
        }

        return result.ToString();
    }

    private static bool MayBeEscaped(char value, Part part) => part switch
    {
        Part.Host => value is >= (char)0x80 or '%',
        Part.Zone => value is '%' or ' ' || MayStandInHost(value),
        _ => true,
    };

    private static bool MayStandInHost(char c) => char.IsAsciiLetterOrDigit(c) || HostMarks.Contains(c, StringComparison.Ordinal);

    private static (string Before, string After) Cut(string text, char at)
        => text.IndexOf(at) is var i and >= 0 ? (text[..i], text[(i + 1)..]) : (text, "");
}
