using System.Text.Json.Nodes;
using KubePki.Activate;
using KubePki.Activate.Probe;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Fleet;

/// <summary>The control-plane nodes of a cluster, and the source of the list.</summary>
/// <param name="Source"><c>nodes</c>: the API server's Node objects; <c>etcd</c>: its member list; <c>manifests</c>: the flags of this
/// node's etcd.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Passed">Why the previous sources did not answer.</param>
internal sealed record DiscoveredNodes(string Source, IReadOnlyList<ControlPlaneNode> Nodes, IReadOnlyList<Problem> Passed)
{
    /// <summary>Kind of the document.</summary>
    public const string Kind = "ControlPlaneNodes";

    /// <summary>Reads the nodes from a document; null if it is of another kind.</summary>
    public static DiscoveredNodes? Read(JsonObject? document)
        => document.Text("kind") != Kind ? null
            : new DiscoveredNodes(
                document.Text("source") ?? "",
                [.. document.Objects("nodes").Select(n => new ControlPlaneNode(n.Text("name") ?? "", n.Text("address") ?? ""))],
                [.. document.Strings("passed").Select(text => FleetMessages.NodeSays.At("", text))]);
}

/// <summary>
/// Finds the control-plane nodes of the cluster that a node belongs to. It queries the API server first, then etcd, which answers even
/// without a quorum. The flags of etcd's manifest list the members at the time when this node joined.
/// </summary>
internal static class MemberDiscovery
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Queries the sources in turn. Running components are only queried if they are those of this machine (<paramref name="isLive"/>).
    /// </summary>
    public static async Task<Outcome<DiscoveredNodes>> OfAsync(
        NodeRoot root, TimeProvider clock, NodeState state, bool isLive, CancellationToken cancellation)
    {
        var passed = new List<Problem>();
        if (isLive)
        {
            var nodes = await ControlPlaneNodes.ReadAsync(root, state, clock, Limit, cancellation).ConfigureAwait(false);
            if (nodes.Succeeded)
            {
                return new DiscoveredNodes("nodes", nodes.Value, passed);
            }

            passed.Add(nodes.Problem);
            var members = await new ComponentHealth(root, clock).MembersAsync(state, cancellation).ConfigureAwait(false);
            if (members.Succeeded && members.Value.Members.Count > 0)
            {
                return new DiscoveredNodes("etcd", [.. members.Value.Members.Select(Of).OfType<ControlPlaneNode>()], passed);
            }

            passed.Add(members.Problem ?? ActivateMessages.NotRunning.At(Components.Etcd));
        }

        var flag = InitialCluster(state.Layout.Pod(Components.Etcd)?.Flag("initial-cluster"));
        return flag.Count > 0
            ? new DiscoveredNodes("manifests", flag, passed)
            : FleetMessages.NothingDiscovered.At(
                state.Layout.ManifestDirectory, string.Join("; ", passed.Select(p => p.Text(Language.English))));
    }

    /// <summary>The members of <c>--initial-cluster</c>: <c>cp1=https://10.0.0.1:2380,cp2=…</c>.</summary>
    internal static IReadOnlyList<ControlPlaneNode> InitialCluster(string? flag)
        =>
        [
            .. (flag ?? "").Split(',').Select(member => member.Split('=', 2)).Where(m => m.Length == 2).Select(m => Of(m[0].Trim(), m[1]))
                .OfType<ControlPlaneNode>(),
        ];

    private static ControlPlaneNode? Of(EtcdMember member)
        => member.ClientUrls.Concat(member.PeerUrls).Select(url => Of(member.Name, url)).FirstOrDefault(n => n is not null);

    /// <summary>A member without a name has not started yet; its address is used as its name.</summary>
    private static ControlPlaneNode? Of(string name, string url)
        => ProbeAddress.Of(url) is { } address ? new ControlPlaneNode(name.Length > 0 ? name : address.Host, address.Host) : null;
}
