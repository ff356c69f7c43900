using System.Globalization;
using KubePki.Kubernetes;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Fleet;

/// <summary>kubepki's own inventories: a list of nodes.</summary>
internal static class OwnInventory
{
    internal static Outcome<IReadOnlyList<NodeTarget>> Read(YamlSequenceNode list, string where)
    {
        var nodes = new List<NodeTarget>();
        foreach (var entry in list.Children)
        {
            var destination = entry.Scalar("ssh") ?? entry.Scalar("name") ?? (entry as YamlScalarNode)?.Value ?? "";
            var port = entry.Scalar("port");
            if (port is not null && AnsibleHost.Port(port) is null)
            {
                return FleetMessages.BadNode.At($"{where}:{entry.Start.Line.ToString(CultureInfo.InvariantCulture)}", port);
            }

            nodes.Add(new NodeTarget(entry.Scalar("name") ?? destination, destination)
            {
                Root = entry.Scalar("root") ?? "/",
                User = entry.Scalar("user"),
                Port = port is null ? null : AnsibleHost.Port(port),
                IdentityFile = entry.Scalar("identityFile"),
                Become = AnsibleHost.IsTrue(entry.Scalar("become")),
            });
        }

        return NodeTarget.Checked(nodes, where);
    }
}
