using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>Reading fields of YAML mappings without minding what else is there.</summary>
internal static class YamlNodes
{
    internal static YamlNode? Field(this YamlNode? node, string name)
        => node is YamlMappingNode map ? map.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == name).Value : null;

    /// <summary>A scalar's text; null for an empty plain scalar (YAML's null) and for anything that is no scalar.</summary>
    internal static string? Scalar(this YamlNode? node, string name)
        => node.Field(name) is YamlScalarNode { Value: { Length: > 0 } value } ? value : null;

    internal static IEnumerable<YamlNode> List(this YamlNode? node, string name)
        => node.Field(name) is YamlSequenceNode list ? list.Children : [];

    internal static IEnumerable<string> Strings(this YamlNode? node, string name)
        => node.List(name).OfType<YamlScalarNode>().Select(s => s.Value ?? "");
}
