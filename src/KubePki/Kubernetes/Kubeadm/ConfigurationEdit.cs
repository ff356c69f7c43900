using System.Text;
using KubePki.Language;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Changes the API server's further names in a cluster's configuration; every other field stays as it is, known or not.</summary>
public static class ConfigurationEdit
{
    /// <summary>
    /// The text with names added and removed. The same text when that changes nothing. A problem when it is no configuration of a
    /// cluster. Comments and layout are not kept: kubeadm writes none into a cluster.
    /// </summary>
    public static Outcome<string> WithNames(string text, IReadOnlyList<string> added, IReadOnlyList<string> removed, string where)
        => YamlText.Read(Encoding.UTF8.GetBytes(text), where, "kubeadm configuration").Then<string>(yaml =>
        {
            var root = yaml.Documents[0];
            if (ApiVersions.Find((root.Scalar("apiVersion") ?? "").Replace(ApiVersions.Group, "", StringComparison.Ordinal)) is not { } version
                || ApiVersions.Kind(root.Scalar("kind"), version) is not (DocumentKind.Cluster or DocumentKind.Master) and var kind
                || ConfigurationFields.PathOf(Setting.ApiServerNames, ApiVersions.Kind(root.Scalar("kind"), version), version) is not { } path)
            {
                return KubeadmMessages.NoConfiguration.At(where);
            }

            var holder = root;
            var keys = path.Split('.');
            foreach (var key in keys[..^1])
            {
                holder = Child(holder, key);
            }

            var old = holder.Strings(keys[^1]).ToList();
            List<string> next = [.. old.Where(n => !removed.Contains(n, StringComparer.OrdinalIgnoreCase)), .. added.Where(n => !old.Contains(n, StringComparer.OrdinalIgnoreCase))];
            if (next.SequenceEqual(old))
            {
                return text;
            }

            holder.Children.Remove(new YamlScalarNode(keys[^1]));
            if (next.Count > 0)
            {
                holder.Children.Add(new YamlScalarNode(keys[^1]), new YamlSequenceNode(next.Select(n => new YamlScalarNode(n) { Style = n.StartsWith('*') ? YamlDotNet.Core.ScalarStyle.DoubleQuoted : YamlDotNet.Core.ScalarStyle.Any })));
            }

            var written = new StringWriter();
            new YamlStream(new YamlDocument(root)).Save(written, assignAnchors: false);
            return written.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().TrimEnd('.').TrimEnd() + "\n";
        });

    private static YamlMappingNode Child(YamlMappingNode holder, string key)
    {
        if (holder.Field(key) is YamlMappingNode there)
        {
            return there;
        }

        var made = new YamlMappingNode();
        holder.Children.Remove(new YamlScalarNode(key));
        holder.Children.Add(new YamlScalarNode(key), made);
        return made;
    }
}
