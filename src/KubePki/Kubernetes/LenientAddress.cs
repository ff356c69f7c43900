using System.Globalization;
using System.Net;

namespace KubePki.Kubernetes;

/// <summary>
/// An IP address as Kubernetes reads it from configurations and flags (k8s.io/utils/net, ParseIPSloppy): numbers with leading zeros are
/// decimal, and an IPv4-mapped IPv6 address is the IPv4 address. .NET's own parser reads <c>010.0.0.1</c> as octal, which is another
/// address.
/// </summary>
internal static class LenientAddress
{
    private const int Groups = 8;
    private const int LargestNumber = 0xFFFFFF;

    /// <summary>The address; null for a text that Kubernetes does not accept as one.</summary>
    internal static IPAddress? Read(string text) => text.AsSpan().IndexOfAny('.', ':') switch
    {
        < 0 => null,
        var first when text[first] == '.' => Version4(text) is { } bytes ? new IPAddress(bytes) : null,
        _ => Version6(text) is { } bytes ? Unmapped(new IPAddress(bytes)) : null,
    };

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Four decimal numbers with any number of leading zeros.</summary>
    private static byte[]? Version4(string text)
    {
        var numbers = text.Split('.').Select(part => Number(part, isHexadecimal: false)).ToArray();
        return numbers.Length == 4 && numbers.All(number => number is >= 0 and <= byte.MaxValue)
            ? [.. numbers.Select(number => (byte)number!.Value)]
            : null;
    }

    /// <summary>
    /// Groups of hexadecimal digits; <c>::</c> at most once, for at least one group of zeros; the last two groups may be an IPv4 address.
    /// </summary>
    private static byte[]? Version6(string text)
    {
        if (text.IndexOf("::", StringComparison.Ordinal) is not (var gap and >= 0))
        {
            return GroupsOf(text) is { Count: 2 * Groups } whole ? [.. whole] : null;
        }

        var (head, tail) = (text[..gap], text[(gap + 2)..]);
        return (head.Contains('.') ? null : GroupsOf(head)) is { } before && GroupsOf(tail) is { } after
            && before.Count + after.Count < 2 * Groups
            ? [.. before, .. new byte[2 * Groups - before.Count - after.Count], .. after]
            : null;
    }

    private static List<byte>? GroupsOf(string text)
    {
        var bytes = new List<byte>();
        var parts = text.Length == 0 ? [] : text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i == parts.Length - 1 && parts[i].Contains('.') && Version4(parts[i]) is { } embedded)
            {
                bytes.AddRange(embedded);
            }
            else if (Number(parts[i], isHexadecimal: true) is >= 0 and <= ushort.MaxValue and var group)
            {
                bytes.AddRange([(byte)(group >> 8), (byte)group]);
            }
            else
            {
                return null;
            }
        }

        return bytes;
    }

    /// <summary>
    /// Parses a number that consists of digits only. Null for any other text, and for a number that is too large for any address.
    /// </summary>
    private static int? Number(string digits, bool isHexadecimal)
    {
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var significant = digits.TrimStart('0');
        return digits.Length == 0 ? null
            : significant.Length == 0 ? 0
            : significant.Length <= 8 && int.TryParse(significant, style, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and < LargestNumber
                ? number
                : null;
    }
}
