using System.Net;

namespace KubePki.X509;

/// <summary>The networks of a name constraint, for searching. Those of four bytes and of sixteen have nothing in common.</summary>
internal sealed class NetworkSet
{
    private readonly bool _isSorted;
    private readonly Dictionary<int, List<(byte[] Address, byte[] Mask)>> _networks;

    internal NetworkSet(IReadOnlyList<(byte[] Address, byte[] Mask)> networks, GoReading go)
    {
        _isSorted = networks.Count > 0 && go.Has(GoRules.SortedConstraints);
        _networks = networks.GroupBy(n => n.Address.Length).ToDictionary(alike => alike.Key, alike => _isSorted ? Pruned(alike) : [.. alike]);
    }

    /// <summary>Whether an address lies in one of the networks.</summary>
    internal bool Holds(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return _networks.TryGetValue(bytes.Length, out var alike) && (_isSorted ? Finds(alike, bytes) : alike.Any(n => Contains(n, bytes)));
    }

    /// <summary>
    /// Go 1.26 looks at one network alone: the last one that does not begin behind the address, or the first of all. A network whose
    /// address has bits outside its mask can be missed, and is missed here too.
    /// </summary>
    private static bool Finds(List<(byte[] Address, byte[] Mask)> networks, byte[] address)
    {
        var (low, high) = (0, networks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Compare(networks[middle].Address, address) < 0 ? (middle + 1, high) : (low, middle);
        }

        return (low < networks.Count && Compare(networks[low].Address, address) == 0) || ContainsUnmapped(networks[Math.Max(low - 1, 0)], address);
    }

    /// <summary>In order, without those that lie in the one before them.</summary>
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

    /// <summary>As Go's IPNet.Contains: a mapped address is one of four bytes, and lies in no network of sixteen that is not mapped too.</summary>
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
