using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>Reading fields of YAML mappings without minding what else is there.</summary>
internal static class YamlNodes
{
    internal static YamlNode? Field(this YamlNode? node, string name)
        => node is YamlMappingNode map ? map.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == name).Value : null;

    /// <summary>A scalar's text; null for an empty one, for YAML's null in its spellings, and for anything that is no scalar.</summary>
    internal static string? Scalar(this YamlNode? node, string name)
        => node.Field(name) is YamlScalarNode { Value: { Length: > 0 } value } scalar && !(scalar.Style == ScalarStyle.Plain && value is "~" or "null" or "Null" or "NULL") ? value : null;

    internal static IEnumerable<YamlNode> List(this YamlNode? node, string name)
        => node.Field(name) is YamlSequenceNode list ? list.Children : [];

    internal static IEnumerable<string> Strings(this YamlNode? node, string name)
        => node.List(name).OfType<YamlScalarNode>().Select(s => s.Value ?? "");
}
