using KubePki.Files;
using KubePki.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace KubePki.Observe;

/// <summary>A value in a file that components read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Field">The flag or field: <c>--advertise-address</c>, <c>clusterDNS[0]</c>.</param>
/// <param name="Value">The value.</param>
internal sealed record FileValue(string Path, string Field, string Value);

/// <summary>
/// Every value of the static pods' manifests, the kubelet's configuration and flags, and the kubeconfigs: the values to search when an
/// address, a network or a domain changes. Read only for that purpose.
/// </summary>
internal static class FileValues
{
    private const string Server = "server";

    /// <summary>Reads the values. Unreadable files are skipped: the node's problems list them.</summary>
    public static IReadOnlyList<FileValue> Read(NodeRoot root, NodeState state)
    {
        var layout = state.Layout;
        return
        [
            .. layout.Manifests.Keys.Order(StringComparer.Ordinal).SelectMany(path => OfYaml(root, path)),
            .. OfYaml(root, layout.KubeletConfigurationPath),
            .. layout.KubeletFlagFiles.Where(root.Exists).SelectMany(path => root.Read(path) is { Succeeded: true, Value: var file }
                ? KubeletFlags.Read(file.Content).Select(flag => new FileValue(path, $"--{flag.Key}", flag.Value)) : []),
            .. state.Items.Where(i => i.Kubeconfig is not null).DistinctBy(i => i.Path).SelectMany(i => i.Kubeconfig!.Clusters
                .Where(c => c.Server is not null).Select(c => new FileValue(i.Path, Server, c.Server!))),
        ];
    }

    private static IEnumerable<FileValue> OfYaml(NodeRoot root, string path)
        => root.Exists(path) && root.Read(path).Then(file => YamlText.Read(file.Content, path, "")) is { Succeeded: true, Value: var yaml }
            ? yaml.Documents.SelectMany(document => Scalars(document, "")).Select(s => OfScalar(path, s.Place, s.Text))
            : [];

    /// <summary>A command-line argument that is a flag gets the flag's name as its field.</summary>
    private static FileValue OfScalar(string path, string place, string text)
        => text.StartsWith("--", StringComparison.Ordinal) && text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
            ? new FileValue(path, text[..equals], text[(equals + 1)..])
            : new FileValue(path, place, text);

    private static IEnumerable<(string Place, string Text)> Scalars(YamlNode node, string place) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } text } => [(place, text)],
        YamlSequenceNode list => list.Children.SelectMany((child, index) => Scalars(child, $"{place}[{index}]")),
        YamlMappingNode map =>
            map.Children.SelectMany(child => Scalars(child.Value, Below(place, (child.Key as YamlScalarNode)?.Value ?? ""))),
        _ => [],
    };

    /// <summary>Annotation keys have dots of their own, so the path above them is omitted.</summary>
    private static string Below(string place, string key) => place.Length == 0 || key.Contains('.') ? key : $"{place}.{key}";
}
