using System.Net;

namespace KubePki.X509;

/// <summary>The networks of a name constraint, indexed for lookup. Networks of four bytes and of sixteen bytes are kept apart.</summary>
internal sealed class NetworkSet
{
    private readonly bool _isSorted;
    private readonly Dictionary<int, List<(byte[] Address, byte[] Mask)>> _networks;

    internal NetworkSet(IReadOnlyList<(byte[] Address, byte[] Mask)> networks, GoReading go)
    {
        _isSorted = networks.Count > 0 && go.Has(GoRules.SortedConstraints);
        _networks = networks.GroupBy(n => n.Address.Length)
            .ToDictionary(alike => alike.Key, alike => _isSorted ? Pruned(alike) : [.. alike]);
    }

    /// <summary>True if an address is in one of the networks.</summary>
    internal bool Holds(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return _networks.TryGetValue(bytes.Length, out var alike) && (_isSorted ? Finds(alike, bytes) : alike.Any(n => Contains(n, bytes)));
    }

    /// <summary>
    /// Go 1.26 checks only one network: the last one whose address is not above the searched address, or the first network. It can miss a
    /// network whose address has bits outside its mask, and this search misses it too.
    /// </summary>
    private static bool Finds(List<(byte[] Address, byte[] Mask)> networks, byte[] address)
    {
        var (low, high) = (0, networks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Compare(networks[middle].Address, address) < 0 ? (middle + 1, high) : (low, middle);
        }

        return (low < networks.Count && Compare(networks[low].Address, address) == 0)
            || ContainsUnmapped(networks[Math.Max(low - 1, 0)], address);
    }

    /// <summary>The networks in order, without those that are inside the network before them.</summary>
    private static List<(byte[] Address, byte[] Mask)> Pruned(IEnumerable<(byte[] Address, byte[] Mask)> networks)
    {
        var sorted = networks.ToList();
        sorted.Sort((one, other) => Compare(one.Address, other.Address) is var order and not 0 ? order : Compare(one.Mask, other.Mask));
        var kept = new List<(byte[] Address, byte[] Mask)>();
        foreach (var network in sorted)
        {
            byte[] last = [.. network.Address.Zip(network.Mask, (a, m) => (byte)(a | ~m))];
            if (kept.Count == 0 || !ContainsUnmapped(kept[^1], network.Address) || !ContainsUnmapped(kept[^1], last))
            {
                kept.Add(network);
            }
        }

        return kept;
    }

    /// <summary>
    /// Same as Go's IPNet.Contains: an IPv4-mapped address counts as four bytes, and is in no sixteen-byte network that is not mapped too.
    /// </summary>
    private static bool ContainsUnmapped((byte[] Address, byte[] Mask) network, byte[] address)
        => (address.Length == 4 || IsMapped(address) == IsMapped(network.Address)) && Contains(network, address);

    private static bool IsMapped(byte[] address) => new IPAddress(address).IsIPv4MappedToIPv6;

    private static bool Contains((byte[] Address, byte[] Mask) network, byte[] address)
    {
        for (var i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ network.Address[i]) & network.Mask[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Compare(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other);
}
