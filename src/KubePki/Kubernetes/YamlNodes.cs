using System.Globalization;
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

    /// <summary>Entries that no decoder of texts takes: mappings, lists, and what is a number or a truth value because no quotes stand around it.</summary>
    internal static IEnumerable<YamlNode> NotTexts(this YamlNode? node, string name)
        => node.List(name).Where(n => n is not YamlScalarNode scalar || IsNumberOrTruth(scalar));

    private static bool IsNumberOrTruth(YamlScalarNode scalar)
        => scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Value: { } value }
            && (value is "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
                || (value.All(c => char.IsAsciiDigit(c) || "+-.eE".Contains(c, StringComparison.Ordinal)) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)));
}
