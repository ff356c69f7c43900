using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace KubePki.Fleet;

/// <summary>
/// The host patterns of an inventory: a name or an address, a port after a colon (<c>cp1:2222</c>, <c>[::1]:22</c>), and ranges of numbers
/// and letters (<c>cp[01:09:2]</c>, <c>cp[a:c]</c>).
/// </summary>
internal static partial class HostPattern
{
    private const int MostHosts = 10_000;

    /// <summary>
    /// The maximum length of a pattern, in characters. A name has at most 253 (RFC 1035); a range repeats the whole pattern for each of its
    /// hosts.
    /// </summary>
    private const int LongestPattern = 1024;

    /// <summary>The maximum number of ranges in one pattern. They are expanded recursively.</summary>
    private const int MostRanges = 8;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The hosts of a pattern and the port after it; null for an invalid pattern.</summary>
    internal static (IReadOnlyList<string> Hosts, string? Port)? Read(string pattern)
    {
        var (host, port) = Bracketed().Match(pattern) is { Success: true } bracketed
            ? (bracketed.Groups[1].Value, bracketed.Groups[2].Value)
            : Ported().Match(pattern) is { Success: true } ported ? (ported.Groups[1].Value, ported.Groups[2].Value)
            : (pattern, (string?)null);
        if (Expand(host) is { } hosts && hosts.All(IsHost))
        {
            return (hosts, port);
        }

        // Ansible takes a pattern that is not a host with a port as a name, including the colon. If a node gets such a name, the check of
        // the nodes refuses it.
        return Expand(pattern) is { } names ? (names, null) : null;
    }

    /// <summary>The hosts of a pattern; null for an invalid range, and for a pattern that is too long or has too many ranges.</summary>
    internal static IReadOnlyList<string>? Expand(string pattern)
        => pattern.Length <= LongestPattern && pattern.Count(c => c == '[') <= MostRanges ? ExpandRanges(pattern) : null;

    /// <summary>Whether the text is a name or an address.</summary>
    internal static bool IsHost(string text)
        => Name().IsMatch(text) || (text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out _) && !text.Contains('['));

    private static IReadOnlyList<string>? ExpandRanges(string pattern)
    {
        var open = pattern.IndexOf('[', StringComparison.Ordinal);
        var close = pattern.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 && close < 0)
        {
            return [pattern];
        }

        if (open < 0 || close < open || Range(pattern[(open + 1)..close].Split(':')) is not { } range
            || ExpandRanges(pattern[(close + 1)..]) is not { } rest
            || range.Count * rest.Count > MostHosts)
        {
            return null;
        }

        return [.. range.SelectMany(middle => rest.Select(end => pattern[..open] + middle + end))];
    }

    private static List<string>? Range(string[] ends)
    {
        var step = 1;
        if (ends.Length is not (2 or 3) || (ends.Length == 3 && !(Number(ends[2], out step) && step > 0)))
        {
            return null;
        }

        if (ends is [{ Length: 1 } first, { Length: 1 } last, ..]
            && Letters.IndexOf(first[0], StringComparison.Ordinal) is >= 0 and var begin
            && Letters.IndexOf(last[0], StringComparison.Ordinal) is var end
            && end >= begin)
        {
            return [.. Enumerable.Range(0, ((end - begin) / step) + 1).Select(i => Letters[begin + (i * step)].ToString())];
        }

        // Leading zeros are kept; then both ends must have the same length.
        var from = ends[0].Length == 0 ? "0" : ends[0];
        var isPadded = from.Length > 1 && from[0] == '0';
        return Number(from, out var low) && Number(ends[1], out var high) && low <= high && high - low < MostHosts
            && (!isPadded || from.Length == ends[1].Length)
            ? [.. Enumerable.Range(0, ((high - low) / step) + 1)
                .Select(i => (low + (i * step)).ToString(CultureInfo.InvariantCulture).PadLeft(isPadded ? from.Length : 0, '0'))]
            : null;
    }

    private static bool Number(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^\[(.+)\]:([0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^((?:[^:\[\]]|\[[^\]]*\])+):([0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ported();

    [GeneratedRegex(@"^[\w](?:[\w.-]*[\w])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
