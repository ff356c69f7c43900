using System.Globalization;
using KubePki.Kubernetes;
using KubePki.Localization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Fleet;

/// <summary>
/// Reads Ansible's YAML inventories (nested groups with <c>hosts</c>, <c>children</c> and <c>vars</c>) and its files of variables.
/// </summary>
internal static class AnsibleYaml
{
    /// <summary>The maximum nesting of merged mappings (<c>&lt;&lt;</c>).</summary>
    private const int DeepestMerge = 8;

    private static readonly string[] Truths = ["yes", "no", "on", "off", "true", "false", "y", "n"];

    /// <summary>Adds the content of a file to the groups. A problem names the first entry that Ansible does not accept either.</summary>
    internal static Problem? Read(AnsibleGroups groups, YamlMappingNode root, string where)
        => Entries(root).Select(group => Take(groups, group.Name, group.Value, where)).FirstOrDefault(problem => problem is not null);

    /// <summary>The variables of a mapping, by name.</summary>
    internal static IEnumerable<KeyValuePair<string, InventoryValue>> Variables(YamlNode? node, string where)
        => Entries(node).Select(e => KeyValuePair.Create(e.Name, Value(e.Value, where)));

    /// <summary>The recursion is limited by the maximum depth of a file.</summary>
    private static Problem? Take(AnsibleGroups groups, string name, YamlNode group, string where)
    {
        // Ansible ignores entries that are not groups.
        if (group is not YamlMappingNode && !IsNull(group))
        {
            return null;
        }

        groups.Add(name);
        foreach (var (variable, value) in Variables(group.Field("vars"), where).TakeWhile(_ => !groups.IsTooLarge))
        {
            groups.AddVariable(name, variable, value);
        }

        foreach (var (pattern, variables) in Listed(group.Field("hosts")).TakeWhile(_ => !groups.IsTooLarge))
        {
            if (HostPattern.Read(pattern) is not var (hosts, port))
            {
                return FleetMessages.BadInventoryLine.At(where, variables.Start.Line.ToString(CultureInfo.InvariantCulture));
            }

            foreach (var host in hosts.TakeWhile(_ => !groups.IsTooLarge))
            {
                groups.AddHost(
                    name, host, port is null ? null : new InventoryValue(port, where, variables.Start.Line), Variables(variables, where));
            }
        }

        foreach (var (child, below) in Listed(group.Field("children")).TakeWhile(_ => !groups.IsTooLarge))
        {
            groups.AddChild(name, child);
            if (Take(groups, child, below, where) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Entries of <c>hosts</c> or <c>children</c>; a single name is allowed too.</summary>
    private static IEnumerable<(string Name, YamlNode Value)> Listed(YamlNode? node)
        => node is YamlScalarNode { Value: { Length: > 0 } name } && !IsNull(node)
            ? [(name, new YamlScalarNode { Style = ScalarStyle.Plain })]
            : Entries(node);

    /// <summary>The entries of a mapping. Merged entries come first, so that the mapping's own entries win.</summary>
    private static IEnumerable<(string Name, YamlNode Value)> Entries(YamlNode? node, int depth = 0)
    {
        if (node is not YamlMappingNode map || depth > DeepestMerge)
        {
            return [];
        }

        var named = map.Children.Where(c => c.Key is YamlScalarNode { Value.Length: > 0 })
            .Select(c => (Name: ((YamlScalarNode)c.Key).Value!, c.Value))
            .ToList();
        var merged = named.Where(e => e.Name == "<<")
            .SelectMany(e => e.Value is YamlSequenceNode list ? list.Children.Reverse() : [e.Value])
            .SelectMany(below => Entries(below, depth + 1));
        return merged.Concat(named.Where(e => e.Name != "<<"));
    }

    private static InventoryValue Value(YamlNode node, string where)
        => new(IsNull(node) ? null : (node as YamlScalarNode)?.Value, where, node.Start.Line)
        {
            IsVaulted = !node.Tag.IsEmpty && node.Tag == "!vault",
            IsOtherThanText = node is not YamlScalarNode scalar
            || (scalar.Style == ScalarStyle.Plain && Truths.Contains(scalar.Value, StringComparer.OrdinalIgnoreCase)),
        };

    private static bool IsNull(YamlNode node)
        => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };
}
