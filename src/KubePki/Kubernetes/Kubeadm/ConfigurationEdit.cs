using System.Text;
using KubePki.Localization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Changes settings in a cluster's configuration; every other field stays as it is, known or not.</summary>
internal static class ConfigurationEdit
{
    /// <summary>
    /// The text with the changes applied; the same text if they change nothing. A problem if the text is not a cluster's configuration, or
    /// has no field for one of the changes. Comments and layout are not kept: kubeadm writes no comments into a cluster.
    /// </summary>
    public static Outcome<EditedConfiguration> With(string text, IReadOnlyList<SettingChange> changes, string where)
        => YamlText.Read(Encoding.UTF8.GetBytes(text), where, "kubeadm configuration").Then<EditedConfiguration>(yaml =>
        {
            var root = yaml.Documents[0];
            if (ApiVersions.Find((root.Scalar("apiVersion") ?? "").Replace(
                ApiVersions.Group, "", StringComparison.Ordinal)) is not { } version
                || ApiVersions.Kind(root.Scalar("kind"), version) is not (DocumentKind.Cluster or DocumentKind.Master))
            {
                return KubeadmMessages.NoConfiguration.At(where);
            }

            List<string> told = [];
            foreach (var change in changes)
            {
                if (ConfigurationFields.PathOf(change.Setting, ApiVersions.Kind(root.Scalar("kind"), version), version) is not { } path)
                {
                    return KubeadmMessages.NoConfiguration.At(where);
                }

                if (path.StartsWith("etcd.local.", StringComparison.Ordinal) && root.Field("etcd").Field("external") is not null)
                {
                    return KubeadmMessages.TwoEtcds.At(where);
                }

                if (Made(root, path, change) is { } done)
                {
                    told.Add(done.Text(path));
                }
            }

            return new EditedConfiguration(told.Count == 0 ? text : Written(root), told);
        });

    /// <summary>Applies a change; returns the part that changed something, or null.</summary>
    private static SettingChange? Made(YamlMappingNode root, string path, SettingChange change)
    {
        var keys = path.Split('.');
        var there = keys[..^1].Aggregate((YamlNode?)root, (node, key) => node.Field(key));
        if (change.Value is { } value)
        {
            if (there.Scalar(keys[^1]) == value)
            {
                return null;
            }

            Put(root, keys, new YamlScalarNode(value) { Style = StyleOf(value) });
            return change;
        }

        var old = there.Strings(keys[^1]).ToList();
        var added = change.Added.Where(n => !old.Contains(n, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var removed = old.Where(n => change.Removed.Contains(n, StringComparer.OrdinalIgnoreCase)).ToList();
        if (added.Count + removed.Count == 0)
        {
            return null;
        }

        List<string> next = [.. old.Except(removed), .. added];
        Put(root, keys, next.Count == 0 ? null : new YamlSequenceNode(next.Select(n => new YamlScalarNode(n) { Style = StyleOf(n) })));
        return change with { Added = added, Removed = removed };
    }

    /// <summary>Sets the node at a path, or removes the existing one.</summary>
    private static void Put(YamlMappingNode root, string[] keys, YamlNode? node)
    {
        var holder = keys[..^1].Aggregate(root, Child);
        var key = new YamlScalarNode(keys[^1]);
        if (node is not null)
        {
            holder.Children[key] = node;
        }
        else
        {
            holder.Children.Remove(key);
        }
    }

    private static ScalarStyle StyleOf(string text)
        => text.StartsWith('*') || YamlText.IsAmbiguousScalar(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;

    private static string Written(YamlMappingNode root)
    {
        var written = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(written, assignAnchors: false);
        return written.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().TrimEnd('.').TrimEnd() + "\n";
    }

    private static YamlMappingNode Child(YamlMappingNode holder, string key)
    {
        if (holder.Field(key) is YamlMappingNode there)
        {
            return there;
        }

        var made = new YamlMappingNode();
        holder.Children[new YamlScalarNode(key)] = made;
        return made;
    }
}
