using System.Globalization;
using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate.Probe;

/// <summary>A control-plane node of the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its InternalIP, else its name.</param>
internal sealed record ControlPlaneNode(string Name, string Address);

/// <summary>The Node objects of the control plane, read from the API server with the identity of this node's admin.conf.</summary>
internal static class ControlPlaneNodes
{
    private const string AdminConf = "admin.conf";

    /// <summary>The labels that kubeadm sets on control-plane nodes: since 1.20, and up to 1.23.</summary>
    private static readonly string[] Labels = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

    /// <summary>Reads the nodes; <paramref name="limit"/> holds for each of at most two requests.</summary>
    public static async Task<Outcome<IReadOnlyList<ControlPlaneNode>>> ReadAsync(
        NodeRoot root, NodeState state, TimeProvider clock, TimeSpan limit, CancellationToken cancellation)
    {
        if (state.Find(AdminConf) is not { Kubeconfig: { } kubeconfig, Path: var path })
        {
            return ProbeMessages.NoAdministrator.At(state.Find(AdminConf)?.Path ?? AdminConf);
        }

        var target = ProbeTarget.FromKubeconfig(root, kubeconfig, path, clock);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        foreach (var label in Labels)
        {
            var request = $"/api/v1/nodes?labelSelector={Uri.EscapeDataString(label)}";
            var answer = await HttpProbe.GetAsync(target.Value, request, limit, cancellation).ConfigureAwait(false);
            var nodes = answer.Then(a => a.Status == 200
                ? Read(a.Body, target.Value.Address.ToString())
                : WireMessages.Refused.At(
                    target.Value.Address.ToString(), "GET /api/v1/nodes", a.Status.ToString(CultureInfo.InvariantCulture),
                    JsonBody.TryRead(a.Body, ProbeJson.Default.StatusDocument)?.Message ?? ""));
            if (!nodes.Succeeded || nodes.Value.Count > 0)
            {
                return nodes;
            }
        }

        return ProbeMessages.NoControlPlaneNodes.At(target.Value.Address.ToString());
    }

    /// <summary>The nodes of a NodeList.</summary>
    internal static Outcome<IReadOnlyList<ControlPlaneNode>> Read(byte[] body, string where)
        => JsonBody.Read(body, ProbeJson.Default.NodeListDocument, where, "JSON").Then<IReadOnlyList<ControlPlaneNode>>(list =>
            (list.Items ?? []).OfType<NodeDocument>().Where(n => !string.IsNullOrEmpty(n.Metadata?.Name))
                .Select(n => new ControlPlaneNode(n.Metadata!.Name!, Address(n))).ToList());

    private static string Address(NodeDocument node)
        => node.Status?.Addresses?.FirstOrDefault(a => a?.Type == "InternalIP")?.Address is { Length: > 0 } address ? address
            : node.Metadata!.Name!;
}
