using System.Globalization;
using KubePki.Activate.Probe;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A control-plane node, with the way the operator's machine reaches it.</summary>
/// <param name="Name">The name in tables and documents; unique in a fleet.</param>
/// <param name="Destination">The destination for <c>ssh</c>: a host, <c>user@host</c>, or a name of the ssh configuration.</param>
internal sealed record NodeTarget(string Name, string Destination)
{
    /// <summary>The root directory on the node; different from <c>/</c> for a control plane that only exists on disk.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The user to log in as; null to use that of the destination or the ssh configuration.</summary>
    public string? User { get; init; }

    /// <summary>The port of the node's sshd; null to use that of the ssh configuration.</summary>
    public int? Port { get; init; }

    /// <summary>The file with the private key for the login; null to use the keys of the ssh configuration and agent.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>Whether the node is this machine, so that kubepki runs without ssh (<c>ansible_connection=local</c>).</summary>
    public bool IsHere { get; init; }

    /// <summary>Whether to become root on the node with sudo.</summary>
    public bool Become { get; init; }

    /// <summary>The maximum number of nodes in one fleet, which is one cluster's control plane.</summary>
    internal const int MostNodes = 250;

    /// <summary>Whether the node's components run on the machine where kubepki runs, so that they can be queried and activated.</summary>
    public bool IsLive => Root == "/";

    /// <summary>The nodes of a list on the command line: <c>cp1,root@10.0.0.2</c>. The name of each node is its destination.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> ParseList(string text)
        => Checked([.. text.Split(',').Select(word => word.Trim()).Select(word => new NodeTarget(word, word))], "--nodes");

    /// <summary>
    /// The discovered nodes. They are reached by their addresses, with the user and the key of <paramref name="asked"/>. The node
    /// <paramref name="asked"/> itself keeps its name and destination.
    /// </summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Discovered(IReadOnlyList<ControlPlaneNode> nodes, NodeTarget? asked, bool become)
    {
        var at = asked?.Destination.LastIndexOf('@') ?? -1;
        var (user, host) = at < 0 ? ("", asked?.Destination) : (asked!.Destination[..(at + 1)], asked.Destination[(at + 1)..]);
        return Checked([.. nodes.Select(n => asked is not null && (n.Name == host || n.Address == host || n.Name == asked.Name)
            ? asked
            : new NodeTarget(
                n.Name, user + n.Address) { User = asked?.User, IdentityFile = asked?.IdentityFile, Become = asked?.Become ?? become })],
                "--discover");
    }

    /// <summary>Refuses names that ssh would parse as an option, empty names, and duplicate names.</summary>
    internal static Outcome<IReadOnlyList<NodeTarget>> Checked(IReadOnlyList<NodeTarget> nodes, string where)
    {
        if (nodes.Count == 0)
        {
            return FleetMessages.NoNodes.At(where);
        }

        if (nodes.Count > MostNodes)
        {
            return FleetMessages.ManyNodes.At(
                where, nodes.Count.ToString(CultureInfo.InvariantCulture), MostNodes.ToString(CultureInfo.InvariantCulture));
        }

        var bad = nodes.FirstOrDefault(n => !IsSafe(n.Destination) || !IsSafe(n.Name) || !(n.User is null || IsSafe(n.User))
            || !n.Root.StartsWith('/'));
        var twice = nodes.GroupBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return bad is not null ? FleetMessages.BadNode.At(where, bad.Name)
            : twice is not null ? FleetMessages.NodeTwice.At(where, twice.Key)
            : nodes.ToList();
    }

    private static bool IsSafe(string word)
        => word.Length > 0 && word[0] != '-' && !word.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
