using System.Net;

namespace KubePki.X509;

/// <summary>The networks of a name constraint, for searching.</summary>
internal sealed class NetworkSet
{
    private readonly List<(byte[] Address, byte[] Mask)> _networks;
    private readonly bool _isSorted;

    internal NetworkSet(IReadOnlyList<(byte[] Address, byte[] Mask)> networks, GoReading go)
    {
        // Sorting changes the answer only where several networks, or addresses with bits outside their mask, or mapped addresses come together.
        _isSorted = networks.Count > 0 && go.Has(GoRules.SortedConstraints);
        _networks = [.. networks];
        if (_isSorted)
        {
            _networks.Sort((one, other) => Compare(one.Address, other.Address) is var order and not 0 ? order : Compare(one.Mask, other.Mask));
        }
    }

    /// <summary>Whether an address lies in one of the networks. Addresses of four bytes and of sixteen have nothing in common.</summary>
    internal bool Holds(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var alike = _networks.Where(n => n.Address.Length == bytes.Length);
        return _isSorted ? Finds(Pruned(alike), bytes) : alike.Any(n => Contains(n, bytes));
    }

    /// <summary>
    /// Go 1.26 looks at one network alone: the last one that does not begin behind the address, or the first of all. A network whose
    /// address has bits outside its mask can be missed, and is missed here too.
    /// </summary>
    private static bool Finds(List<(byte[] Address, byte[] Mask)> networks, byte[] address)
    {
        var at = networks.FindIndex(n => Compare(n.Address, address) >= 0) is var found and >= 0 ? found : networks.Count;
        return networks.Count > 0
            && ((at < networks.Count && Compare(networks[at].Address, address) == 0) || ContainsUnmapped(networks[Math.Max(at - 1, 0)], address));
    }

    /// <summary>Without those that lie in the one before them.</summary>
    private static List<(byte[] Address, byte[] Mask)> Pruned(IEnumerable<(byte[] Address, byte[] Mask)> networks)
    {
        var kept = new List<(byte[] Address, byte[] Mask)>();
        foreach (var network in networks)
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
        => Enumerable.Range(0, address.Length).All(i => (address[i] & network.Mask[i]) == (network.Address[i] & network.Mask[i]));

    private static int Compare(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other);
}
