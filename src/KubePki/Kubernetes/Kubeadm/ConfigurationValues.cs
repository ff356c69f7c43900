using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using KubePki.X509;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Values as kubeadm reads them; null for values that it rejects.</summary>
internal static partial class ConfigurationValues
{
    private const int LongestName = 253;

    /// <summary>Number of bits before the IPv4 address in an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).</summary>
    private const int MappedBits = 96;

    /// <summary>An address without zone or brackets, as kubeadm accepts it.</summary>
    internal static IPAddress? Address(string text) => LenientAddress.Read(text);

    /// <summary>A name or an address in the form used in certificates; other texts stay unchanged.</summary>
    internal static string InCertificate(string text) => Address(text)?.ToString() ?? text;

    /// <summary>
    /// A network in CIDR form; the bits after the prefix are cleared, as with Go's net.ParseCIDR. An IPv4-mapped IPv6 network is the IPv4
    /// network.
    /// </summary>
    internal static IPNetwork? Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || Address(parts[0]) is not { } address
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        length -= parts[0].Contains(':') && bytes.Length == 4 ? MappedBits : 0;
        if (length < 0 || length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <summary>A DNS name with lower-case labels (RFC 1123 subdomain).</summary>
    internal static string? DnsName(string text) => text.Length <= LongestName && Subdomain().IsMatch(text) ? text : null;

    /// <summary>A valid name for a certificate: an address, or a DNS name, possibly with a leading wildcard.</summary>
    internal static string? CertificateName(string text)
        => Address(text) is { } address ? address.ToString()
            : DnsName(text) is not null
                || (text.Length <= LongestName && text.StartsWith("*.", StringComparison.Ordinal) && DnsName(text[2..]) is not null)
                ? text
                : null;

    /// <summary>
    /// An address that kubeadm allows an API server to advertise (apimachinery util/net, IsGlobalUnicast). For a loopback address, kubeadm
    /// detects another address of the machine.
    /// </summary>
    internal static IPAddress? AdvertiseAddress(string text) => Address(text) switch
    {
        null => null,
        { IsIPv6Multicast: true } or { IsIPv6LinkLocal: true } => null,
        var address when IPAddress.IsLoopback(address) => null,
        var address when address.GetAddressBytes() is [>= 224 and < 240, _, _, _] or [169, 254, _, _] or [255, 255, 255, 255] => null,
        var address => address,
    };

    /// <summary>
    /// A host with or without a port, as kubeadm accepts it (util/endpoint.go, ParseHostPort): brackets are allowed only around a host with
    /// a port, and the port may be empty. The host keeps its spelling, because kubeconfigs contain it verbatim.
    /// </summary>
    internal static ControlPlaneEndpoint? Endpoint(string text)
    {
        if (Split(text) is not { } parts)
        {
            return IsHost(text) ? new ControlPlaneEndpoint(text, null) : null;
        }

        var port = Port(parts.Port);
        return IsHost(parts.Host) && (port is not null || parts.Port.Length == 0) ? new ControlPlaneEndpoint(parts.Host, port) : null;
    }

    internal static int? Port(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary>A positive duration in Go's syntax: <c>8760h0m0s</c>. Fractions of a second are truncated.</summary>
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

        // About 290 years, the maximum of a Go duration.
        return seconds is >= 1 and < 9_223_372_036 ? TimeSpan.FromSeconds((long)seconds) : null;
    }

    /// <summary>The values of encryptionAlgorithm (v1beta4).</summary>
    internal static KeyAlgorithm? Algorithm(string text) => text switch
    {
        "RSA-2048" or "RSA-3072" or "RSA-4096" or "ECDSA-P256" or "ECDSA-P384"
            => KeyAlgorithm.Named(text.StartsWith("RSA", StringComparison.Ordinal)
                ? text.Replace("-", "", StringComparison.Ordinal)
                : text),
        _ => null,
    };

    /// <summary>An absolute path without a trailing slash.</summary>
    internal static string? Directory(string text)
        => text.StartsWith('/') && !text.Contains('\0') ? text.Length > 1 ? text.TrimEnd('/') : text : null;

    private static bool IsHost(string text) => Address(text) is not null || DnsName(text) is not null;

    /// <summary>Host and port as Go's net.SplitHostPort separates them; null if there is no port.</summary>
    private static (string Host, string Port)? Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 ? null
            : text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) == colon - 1 ? (text[1..(colon - 1)], text[(colon + 1)..]) : null
            : text.IndexOf(':', StringComparison.Ordinal) == colon ? (text[..colon], text[(colon + 1)..]) : null;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(\d{1,12}(\.\d{1,9})?(h|m|s|ms|us|µs|ns))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex GoDuration();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPart();

    /// <summary>The address at an offset in a network, counted from the network address.</summary>
    internal static IPAddress AddressAt(IPNetwork network, byte place)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1] |= place;
        return new IPAddress(bytes);
    }
}
