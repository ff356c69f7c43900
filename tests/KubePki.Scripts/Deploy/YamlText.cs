using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Scripts.Deploy;

/// <summary>
/// Writes values as Helm's toYaml does (sigs.k8s.io/yaml): maps in the order of their keys, lists at the indentation of their key. Only
/// scalars that certainly need no quotes are written; others are refused.
/// </summary>
internal static partial class YamlText
{
    public static string Of(YamlNode node) => string.Join('\n', Lines(node));

    private static IEnumerable<string> Lines(YamlNode node) => node switch
    {
        YamlMappingNode { Children.Count: 0 } => ["{}"],
        YamlSequenceNode { Children.Count: 0 } => ["[]"],
        YamlMappingNode map => map.Children.OrderBy(c => ((YamlScalarNode)c.Key).Value, StringComparer.Ordinal)
            .SelectMany(c => Entry(Scalar((YamlScalarNode)c.Key), c.Value)),
        YamlSequenceNode list => list.Children.SelectMany(c => Lines(c).Select((line, i) => (i == 0 ? "- " : "  ") + line)),
        YamlScalarNode scalar => [Scalar(scalar)],
        _ => throw new NotSupportedException(node.ToString()),
    };

    private static IEnumerable<string> Entry(string key, YamlNode value) => value switch
    {
        YamlMappingNode { Children.Count: > 0 } => Lines(value).Select(line => "  " + line).Prepend($"{key}:"),
        YamlSequenceNode { Children.Count: > 0 } => Lines(value).Prepend($"{key}:"),
        _ => [$"{key}: {Lines(value).Single()}"],
    };

    private static string Scalar(YamlScalarNode scalar)
        => scalar.Value is "" && scalar.Style != ScalarStyle.Plain ? "\"\""
            : scalar.Value is { } text && (Plain().IsMatch(text) || (scalar.Style == ScalarStyle.Plain && Literal().IsMatch(text))) ? text
            : throw new NotSupportedException($"toYaml of '{scalar.Value}'");

    [GeneratedRegex(@"^(?!(?i:true|false|yes|no|on|off|y|n|null)$)([A-Za-z/][A-Za-z0-9_./-]*|[0-9]+(m|Mi|Gi|h|d))$")]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|[0-9]+)$")]
    private static partial Regex Literal();
}
