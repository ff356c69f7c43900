using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>Reads fields of YAML mappings and ignores the other fields.</summary>
internal static class YamlNodes
{
    private const string Merge = "<<";

    /// <summary>Maximum depth of merged mappings: deeper ones could take forever with a file of a few lines.</summary>
    private const int MaximumMerges = 2;

    internal static YamlNode? Field(this YamlNode? node, string name) => Field(node, name, MaximumMerges);

    /// <summary>The text of a scalar; null if it is empty, if it is YAML's null in any spelling, and for other nodes.</summary>
    internal static string? Scalar(this YamlNode? node, string name)
        => node.Field(name) is YamlScalarNode { Value: { Length: > 0 } value } scalar && YamlScalars.KindOf(scalar) != ValueKind.Nothing
            ? value
            : null;

    /// <summary>The value of a boolean field; null if it is absent or of another type.</summary>
    internal static bool? Truth(this YamlNode? node, string name) => YamlScalars.Truth(node.Field(name));

    internal static IEnumerable<YamlNode> List(this YamlNode? node, string name)
        => node.Field(name) is YamlSequenceNode list ? list.Children : [];

    internal static IEnumerable<string> Strings(this YamlNode? node, string name)
        => node.List(name).OfType<YamlScalarNode>().Select(s => s.Value ?? "");

    /// <summary>
    /// The pairs of a mapping, with those of merged mappings (YAML 1.1, <c>&lt;&lt;</c>) whose keys it does not have itself.
    /// </summary>
    internal static IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> Pairs(this YamlMappingNode map) => Pairs(map, MaximumMerges);

    private static IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> Pairs(YamlMappingNode map, int merges)
    {
        var own = map.Children.Where(pair => !IsMerge(pair.Key, pair.Value)).ToList();
        return own.Count == map.Children.Count || merges == 0 ? own
            : [.. own.Concat(Merged(map).SelectMany(m => Pairs(m, merges - 1))).DistinctBy(pair => (pair.Key as YamlScalarNode)?.Value)];
    }

    private static YamlNode? Field(YamlNode? node, string name, int merges)
    {
        if (node is not YamlMappingNode map)
        {
            return null;
        }

        var own = map.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == name).Value;
        return own is not null || merges == 0
            ? own
            : Merged(map).Select(m => Field(m, name, merges - 1)).FirstOrDefault(found => found is not null);
    }

    private static IEnumerable<YamlMappingNode> Merged(YamlMappingNode map)
        => map.Children.Where(pair => IsMerge(pair.Key, pair.Value))
            .SelectMany(pair => pair.Value is YamlSequenceNode list ? list.Children : [pair.Value])
            .OfType<YamlMappingNode>();

    private static bool IsMerge(YamlNode key, YamlNode value)
        => key is YamlScalarNode { Style: ScalarStyle.Plain, Value: Merge } && value is YamlMappingNode or YamlSequenceNode;
}
