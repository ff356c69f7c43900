using System.Text;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Fleet;

/// <summary>
/// Reads the nodes from a file: kubepki's own YAML (<c>nodes:</c> with <c>name</c>, <c>ssh</c>, <c>user</c>, <c>port</c>,
/// <c>identityFile</c>, <c>root</c>, <c>become</c>), or an Ansible inventory in INI or YAML. Pure.
/// </summary>
internal static class Inventory
{
    /// <summary>
    /// Names that existing inventories use for the group of control-plane nodes, the newest first (kubespray, kubeadm roles).
    /// </summary>
    private static readonly string[] ControlPlaneGroups =
    [
        "kube_control_plane", "kube-control-plane", "kube_control_planes", "control_plane", "control-plane", "control_planes",
        "control-planes", "controlplane", "controlplanes",
        "control_plane_nodes", "control-plane-nodes", "controlplane_nodes", "k8s_control_plane", "k8s-control-plane",
        "kubernetes_control_plane", "kubernetes-control-plane",
        "kube_master", "kube-master", "kube_masters", "kube-masters", "k8s_master", "k8s-master", "k8s_masters", "k8s-masters", "masters",
        "master", "master_nodes", "master-nodes", "masternodes",
        "kubernetes_master", "kubernetes-master", "kubernetes_masters", "kubernetes_master_nodes", "kubernetes-master-nodes",
        "kube_master_nodes", "k8s_master_nodes", "controllers", "controller",
    ];

    /// <summary>The nodes of a single file; <paramref name="group"/> names an Ansible group other than the usual ones.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Read(byte[] content, string where, string? group)
        => Read([new VariableFile(where, content)], where, group, (_, _) => new List<VariableFile>());

    /// <summary>The nodes of one inventory file, or of several that together form one inventory, with the variables beside them.</summary>
    internal static Outcome<IReadOnlyList<NodeTarget>> Read(
        IReadOnlyList<VariableFile> sources, string where, string? group, VariableFiles files)
    {
        var groups = new AnsibleGroups();
        foreach (var source in sources)
        {
            if (source.Content.Length > NodeRoot.MaximumFileSize)
            {
                return FleetMessages.LargeInventory.At(source.Path);
            }

            var yaml = YamlText.Read(source.Content, source.Path, "inventory");
            var root = yaml.Value?.Documents[0];
            if (root.Field("nodes") is YamlSequenceNode own && sources.Count == 1)
            {
                return OwnInventory.Read(own, source.Path);
            }

            // An INI file is not a YAML mapping: its sections look like lists, or are not valid YAML.
            var problem = root.Field("plugin") is YamlScalarNode ? InventoryMessages.Program.At(source.Path)
                : root is null ? AnsibleIni.Read(groups, Encoding.UTF8.GetString(source.Content), source.Path)
                : AnsibleYaml.Read(groups, root, source.Path);
            if (problem is not null)
            {
                return problem;
            }
        }

        return groups.IsTooLarge ? FleetMessages.LargeInventory.At(where) : Chosen(groups, where, group, files);
    }

    private static Outcome<IReadOnlyList<NodeTarget>> Chosen(AnsibleGroups groups, string where, string? group, VariableFiles files)
    {
        var chosen = group ?? ControlPlaneGroups.FirstOrDefault(g => groups.HostsOf(g).Count > 0);
        if (chosen is null || !(groups.Names.Contains(chosen) || (chosen == AnsibleGroups.All && groups.HostsOf(chosen).Count > 0)))
        {
            return FleetMessages.NoGroup.At(
                where, group ?? ControlPlaneGroups[0], groups.Names.Count == 0 ? "-" : string.Join(", ", groups.Names));
        }

        var (variables, nodes) = (new AnsibleVariables(groups, files), new List<NodeTarget>());
        foreach (var host in groups.HostsOf(chosen).Take(NodeTarget.MostNodes + 1))
        {
            var node = variables.Of(host).Then(found => AnsibleHost.Node(host, found, where));
            if (!node.Succeeded)
            {
                return node.Problem;
            }

            nodes.Add(node.Value);
        }

        return NodeTarget.Checked(nodes, where);
    }
}
