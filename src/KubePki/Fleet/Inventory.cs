using System.Globalization;
using System.Text;
using KubePki.Kubernetes;
using KubePki.Language;
using YamlDotNet.RepresentationModel;

namespace KubePki.Fleet;

/// <summary>
/// Reads which nodes there are from a file: kubepki's own YAML (<c>nodes:</c> with <c>name</c>, <c>ssh</c>, <c>user</c>,
/// <c>port</c>, <c>identityFile</c>, <c>root</c>, <c>become</c>), or an Ansible inventory in INI or YAML as it is. Pure.
/// </summary>
public static class Inventory
{
    /// <summary>Names under which inventories in use hold their control-plane nodes, the newest first (kubespray, kubeadm roles).</summary>
    private static readonly string[] ControlPlaneGroups =
    [
        "kube_control_plane", "kube-control-plane", "control_plane", "control-plane", "controlplane", "controlplanes", "kube_master", "kube-master", "k8s_master", "masters", "master", "kubernetes_master",
    ];

    /// <summary>The nodes of the file; <paramref name="group"/> names an Ansible group other than the usual ones.</summary>
    public static Outcome<IReadOnlyList<NodeTarget>> Read(byte[] content, string where, string? group)
    {
        var yaml = YamlText.Read(content, where, "inventory");
        if (yaml.Succeeded)
        {
            var root = yaml.Value.Documents[0];
            return root.Field("nodes") is YamlSequenceNode own ? Own(own, where) : Chosen(AnsibleYaml.Read(root), where, group);
        }

        // An INI file is no YAML mapping: its sections look like lists, or like nothing YAML knows.
        return AnsibleIni.Read(Encoding.UTF8.GetString(content), where).Then(groups => Chosen(groups, where, group));
    }

    private static Outcome<IReadOnlyList<NodeTarget>> Own(YamlSequenceNode list, string where)
    {
        var nodes = new List<NodeTarget>();
        foreach (var entry in list.Children)
        {
            var destination = entry.Scalar("ssh") ?? entry.Scalar("name") ?? (entry as YamlScalarNode)?.Value ?? "";
            nodes.Add(new NodeTarget(entry.Scalar("name") ?? destination, destination)
            {
                Root = entry.Scalar("root") ?? "/",
                User = entry.Scalar("user"),
                Port = Port(entry.Scalar("port")),
                IdentityFile = entry.Scalar("identityFile"),
                Become = IsTrue(entry.Scalar("become")),
            });
        }

        return NodeTarget.Checked(nodes, where);
    }

    private static Outcome<IReadOnlyList<NodeTarget>> Chosen(AnsibleGroups groups, string where, string? group)
    {
        if (groups.IsTooLarge)
        {
            return FleetMessages.LargeInventory.At(where);
        }

        var chosen = group ?? ControlPlaneGroups.FirstOrDefault(g => groups.HostsOf(g).Count > 0);
        return chosen is null || !groups.Names.Contains(chosen)
            ? FleetMessages.NoGroup.At(where, group ?? ControlPlaneGroups[0], groups.Names.Count == 0 ? "-" : string.Join(", ", groups.Names))
            : NodeTarget.Checked([.. groups.HostsOf(chosen).Take(NodeTarget.MostNodes + 1).Select(host => Node(host, groups.VariablesOf(host)))], where);
    }

    private static NodeTarget Node(string host, IReadOnlyDictionary<string, string> variables) => new(host, Value(variables, "ansible_host", "ansible_ssh_host") ?? host)
    {
        Root = Value(variables, "kubepki_root") ?? "/",
        User = Value(variables, "ansible_user", "ansible_ssh_user"),
        Port = Port(Value(variables, "ansible_port", "ansible_ssh_port")),
        IdentityFile = Value(variables, "ansible_ssh_private_key_file", "ansible_private_key_file"),
        Become = IsTrue(Value(variables, "ansible_become")),
    };

    private static string? Value(IReadOnlyDictionary<string, string> variables, params string[] names)
        => names.Select(name => variables.GetValueOrDefault(name)).FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static int? Port(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static bool IsTrue(string? text) => text?.ToUpperInvariant() is "TRUE" or "YES" or "ON" or "1";
}
