using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>The fields of a kubeconfig with the types that client-go expects (tools/clientcmd/api/v1, types.go).</summary>
internal static class KubeconfigFields
{
    internal static readonly TypedFields Fields = new("client-go",
    [
        .. TypedFields.Of(FieldType.Text, "", "apiVersion kind current-context contexts[].name clusters[].name users[].name"),
        .. TypedFields.Of(FieldType.Mappings, "", "contexts clusters users"),
        .. TypedFields.Of(FieldType.Mapping, "", "preferences contexts[].context clusters[].cluster users[].user"),
        .. TypedFields.Of(FieldType.Text, "contexts[].context.", "cluster user namespace"),
        .. TypedFields.Of(
            FieldType.Text, "clusters[].cluster.", "server tls-server-name proxy-url certificate-authority certificate-authority-data"),
        .. TypedFields.Of(FieldType.Truth, "clusters[].cluster.", "insecure-skip-tls-verify disable-compression"),
        .. TypedFields.Of(
            FieldType.Text, "users[].user.",
            "client-certificate client-certificate-data client-key client-key-data token tokenFile username password as as-uid "
                + "exec.command exec.apiVersion auth-provider.name"),
        .. TypedFields.Of(FieldType.Texts, "users[].user.", "as-groups exec.args"),
        .. TypedFields.Of(FieldType.TextMap, "users[].user.", "auth-provider.config"),
    ]);

    private static readonly (string List, string Kind, string Field)[] Base64 =
    [
        ("clusters", "cluster", "certificate-authority-data"), ("users", "user", "client-certificate-data"),
        ("users", "user", "client-key-data"),
    ];

    /// <summary>The first base64 value with blanks in it: Go's decoder ignores line breaks, and nothing else.</summary>
    internal static (string Line, string Field)? WithBlanks(YamlNode root)
    {
        foreach (var (list, kind, field) in Base64)
        {
            if (root.List(list).Select(entry => entry.Field(kind).Field(field)).OfType<YamlScalarNode>()
                .FirstOrDefault(value => value.Value?.AsSpan().ContainsAny(' ', '\t') == true) is { } found)
            {
                return (found.Start.Line.ToString(CultureInfo.InvariantCulture), field);
            }
        }

        return null;
    }
}
