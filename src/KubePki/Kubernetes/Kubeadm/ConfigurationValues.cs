using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using KubePki.X509;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Values as kubeadm reads them; null for what it would refuse.</summary>
internal static partial class ConfigurationValues
{
    private const int LongestName = 253;

    /// <summary>An address without zone or brackets.</summary>
    internal static IPAddress? Address(string text) => HostNames.Address(text);

    /// <summary>A network in CIDR form; bits behind the prefix are cleared, as Go's net.ParseCIDR does.</summary>
    internal static IPNetwork? Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || Address(parts[0]) is not { } address || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <summary>A DNS name of lower-case labels (RFC 1123 subdomain).</summary>
    internal static string? DnsName(string text) => text.Length <= LongestName && Subdomain().IsMatch(text) ? text : null;

    /// <summary>What may stand in a certificate: an address, a DNS name, or one with a wildcard in front.</summary>
    internal static string? CertificateName(string text)
        => Address(text) is not null || DnsName(text) is not null || (text.StartsWith("*.", StringComparison.Ordinal) && DnsName(text[2..]) is not null) ? text : null;

    /// <summary>A host with or without a port; an IPv6 address with a port stands in brackets.</summary>
    internal static ControlPlaneEndpoint? Endpoint(string text)
    {
        if (Host(text) is { } bare)
        {
            return new ControlPlaneEndpoint(bare, null);
        }

        var colon = text.LastIndexOf(':');
        return colon > 0 && Port(text[(colon + 1)..]) is { } port && Host(text[..colon]) is { } host && !(text[0] != '[' && host.Contains(':'))
            ? new ControlPlaneEndpoint(host, port)
            : null;
    }

    internal static int? Port(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary>A positive duration as Go writes it: <c>8760h0m0s</c>. Fractions of a second are cut off.</summary>
    internal static TimeSpan? Duration(string text)
    {
        if (!GoDuration().IsMatch(text))
        {
            return null;
        }

        decimal seconds = 0;
        foreach (Match part in DurationPart().Matches(text))
        {
            seconds += decimal.Parse(part.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                * part.Groups[2].Value switch { "h" => 3600m, "m" => 60m, "s" => 1m, "ms" => 0.001m, _ => 0m };
        }

        // 290 years: all that a Go duration can hold.
        return seconds is >= 1 and < 9_223_372_036 ? TimeSpan.FromSeconds((long)seconds) : null;
    }

    /// <summary>The names of encryptionAlgorithm (v1beta4).</summary>
    internal static KeyAlgorithm? Algorithm(string text) => text switch
    {
        "RSA-2048" or "RSA-3072" or "RSA-4096" or "ECDSA-P256" or "ECDSA-P384"
            => KeyAlgorithm.Named(text.StartsWith("RSA", StringComparison.Ordinal) ? text.Replace("-", "", StringComparison.Ordinal) : text),
        _ => null,
    };

    /// <summary>An absolute path without a final slash.</summary>
    internal static string? Directory(string text) => text.StartsWith('/') && !text.Contains('\0') ? text.Length > 1 ? text.TrimEnd('/') : text : null;

    private static string? Host(string text)
    {
        var inner = text is ['[', .. var between, ']'] ? between : text;
        return inner != text
            ? inner.Contains(':') && Address(inner) is not null ? inner : null
            : Address(text) is not null || DnsName(text) is not null ? text : null;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(\d{1,12}(\.\d{1,9})?(h|m|s|ms|us|µs|ns))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex GoDuration();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPart();
}
