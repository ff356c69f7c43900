using System.Globalization;
using KubePki.Activate.Probe;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>A control-plane node as the operator's machine reaches it.</summary>
/// <param name="Name">What tables and documents call it; unique in a fleet.</param>
/// <param name="Destination">What <c>ssh</c> is given: a host, <c>user@host</c>, or a name of the ssh configuration.</param>
internal sealed record NodeTarget(string Name, string Destination)
{
    /// <summary>The node's root as the node sees it; another than <c>/</c> for a control plane that exists on disk only.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The user to log in as; null for what the destination or the ssh configuration says.</summary>
    public string? User { get; init; }

    /// <summary>The port of its sshd; null for what the ssh configuration says.</summary>
    public int? Port { get; init; }

    /// <summary>A file with the private key to log in with; null for what the ssh configuration and agent offer.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>Whether it is this very machine, so that kubepki runs without ssh (<c>ansible_connection=local</c>).</summary>
    public bool IsHere { get; init; }

    /// <summary>Whether to become root there by sudo.</summary>
    public bool Become { get; init; }

    /// <summary>Most nodes of one fleet: it is one cluster's control plane.</summary>
    internal const int MostNodes = 250;

    /// <summary>Whether its components run where kubepki runs, so that they can be asked and activated.</summary>
    public bool IsLive => Root == "/";

    /// <summary>The nodes of a list on the command line: <c>cp1,root@10.0.0.2</c>; each is called as it is reached.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> ParseList(string text)
        => Checked([.. text.Split(',').Select(word => word.Trim()).Select(word => new NodeTarget(word, word))], "--nodes");

    /// <summary>
    /// The nodes that were discovered: reached by their addresses, as the user and with the key that <paramref name="asked"/> is. That
    /// one stays as it was named.
    /// </summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Discovered(IReadOnlyList<ControlPlaneNode> nodes, NodeTarget? asked, bool become)
    {
        var at = asked?.Destination.LastIndexOf('@') ?? -1;
        var (user, host) = at < 0 ? ("", asked?.Destination) : (asked!.Destination[..(at + 1)], asked.Destination[(at + 1)..]);
        return Checked([.. nodes.Select(n => asked is not null && (n.Name == host || n.Address == host || n.Name == asked.Name)
            ? asked
            : new NodeTarget(n.Name, user + n.Address) { User = asked?.User, IdentityFile = asked?.IdentityFile, Become = asked?.Become ?? become })], "--discover");
    }

    /// <summary>Refuses what ssh would take for an option, what is empty, and a name that stands there twice.</summary>
    internal static Outcome<IReadOnlyList<NodeTarget>> Checked(IReadOnlyList<NodeTarget> nodes, string where)
    {
        if (nodes.Count == 0)
        {
            return FleetMessages.NoNodes.At(where);
        }

        if (nodes.Count > MostNodes)
        {
            return FleetMessages.ManyNodes.At(where, nodes.Count.ToString(CultureInfo.InvariantCulture), MostNodes.ToString(CultureInfo.InvariantCulture));
        }

        var bad = nodes.FirstOrDefault(n => !IsSafe(n.Destination) || !IsSafe(n.Name) || !(n.User is null || IsSafe(n.User)) || !n.Root.StartsWith('/'));
        var twice = nodes.GroupBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return bad is not null ? FleetMessages.BadNode.At(where, bad.Name)
            : twice is not null ? FleetMessages.NodeTwice.At(where, twice.Key)
            : nodes.ToList();
    }

    private static bool IsSafe(string word) => word.Length > 0 && word[0] != '-' && !word.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
