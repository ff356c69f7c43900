using KubePki.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace KubePki.Fleet;

/// <summary>Ansible's YAML inventories: groups with <c>hosts</c>, <c>children</c> and <c>vars</c>, nested.</summary>
internal static class AnsibleYaml
{
    internal static AnsibleGroups Read(YamlMappingNode root)
    {
        var groups = new AnsibleGroups();
        foreach (var (name, group) in Entries(root))
        {
            Take(groups, name, group);
        }

        return groups;
    }

    /// <summary>Recursion is bounded by the depth a file may have.</summary>
    private static void Take(AnsibleGroups groups, string name, YamlNode? group)
    {
        foreach (var (variable, value) in Variables(group.Field("vars")))
        {
            groups.AddVariable(name, variable, value);
        }

        foreach (var (pattern, variables) in Entries(group.Field("hosts")).TakeWhile(_ => !groups.IsTooLarge))
        {
            foreach (var host in AnsibleIni.Expand(pattern) ?? [pattern])
            {
                groups.AddHost(name, host, Variables(variables));
            }
        }

        foreach (var (child, below) in Entries(group.Field("children")).TakeWhile(_ => !groups.IsTooLarge))
        {
            groups.AddChild(name, child);
            Take(groups, child, below);
        }

        groups.Add(name);
    }

    private static IEnumerable<(string Name, YamlNode? Value)> Entries(YamlNode? node)
        => node is YamlMappingNode map ? map.Children.Where(c => c.Key is YamlScalarNode { Value.Length: > 0 }).Select(c => (((YamlScalarNode)c.Key).Value!, (YamlNode?)c.Value)) : [];

    private static IEnumerable<KeyValuePair<string, string>> Variables(YamlNode? node)
        => Entries(node).Where(e => e.Value is YamlScalarNode).Select(e => KeyValuePair.Create(e.Name, ((YamlScalarNode)e.Value!).Value ?? ""));
}
