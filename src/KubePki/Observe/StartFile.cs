using System.Security.Cryptography;
using System.Text;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>A file that the API server reads when it starts. The API server exits if it cannot read the file.</summary>
/// <param name="Flag">The flag that names it, without dashes.</param>
/// <param name="Path">Where it is on the host.</param>
/// <param name="Problem">Why the API server cannot read it; null if it can.</param>
internal sealed record StartFile(string Flag, string Path, Problem? Problem)
{
    /// <summary>
    /// The flags, with the check of each file's content (kubernetes pkg/kubeapiserver/options/authentication.go, cmd/kube-apiserver and
    /// k8s.io/apiserver pkg/server/options). The catalogue's certificates have their own checks.
    /// </summary>
    private static readonly IReadOnlyList<(string Flag, Func<byte[], string, Problem?> Check)> Flags =
    [
        ("service-account-key-file", (content, path) => PublicKeyFile.Read(content, path).Problem),
        ("service-account-signing-key-file", SigningKey),
        ("token-auth-file", Table),
        ("basic-auth-file", Table),
        ("authentication-config", (content, path) => AuthenticationConfiguration.Read(content, path).Problem),
        ("authentication-token-webhook-config-file",
            (content, path) => Kubeconfig.Read(content, path) is var read && read.Succeeded ? read.Value.CurrentUserProblem : read.Problem),
        ("oidc-ca-file", (content, path) => CertificateReader.ReadAll(content, path).Problem),
        ("authorization-webhook-config-file",
            (content, path) => Kubeconfig.Read(content, path) is var read && read.Succeeded ? read.Value.CurrentUserProblem : read.Problem),
        ("authorization-policy-file", AnyContent),
        ("authorization-config", Yaml),
        ("encryption-provider-config", Yaml),
        ("admission-control-config-file", Yaml),
        ("audit-policy-file", Yaml),
        ("egress-selector-config-file", Yaml),
        ("tracing-config-file", Yaml),
    ];

    /// <summary>Reads every file that the API server's manifest names; none without a manifest.</summary>
    internal static IReadOnlyList<StartFile> Read(NodeRoot root, NodeLayout layout)
        => layout.Pod(Components.ApiServer) is not { } pod ? []
            : [.. Flags.SelectMany(row => pod.AllValues(row.Flag).Where(value => value.Length > 0).Distinct()
                .Select(value => Read(root, row.Flag, pod.OnHost(value), row.Check)))];

    private static StartFile Read(NodeRoot root, string flag, string path, Func<byte[], string, Problem?> check)
    {
        var file = root.Read(path);
        var problem = file.Succeeded ? check(file.Value.Content, path) : file.Problem;
        CryptographicOperations.ZeroMemory(file.Value?.Content ?? []);
        return new StartFile(flag, path, problem);
    }

    private static Problem? SigningKey(byte[] content, string path)
    {
        var key = PrivateKey.Read(content, path);
        key.Value?.Dispose();
        return key.Problem;
    }

    /// <summary>A table of static tokens or passwords has at least three columns (k8s.io/apiserver tokenfile, NewCSV).</summary>
    private static Problem? Table(byte[] content, string path)
        => CommaSeparated.Read(Encoding.UTF8.GetString(content)) is { } rows && rows.All(row => row.Count >= 3)
            ? null
            : ObserveMessages.BrokenTable.At(path);

    private static Problem? Yaml(byte[] content, string path) => YamlText.Read(content, path, "configuration").Problem;

    private static Problem? AnyContent(byte[] content, string path) => null;
}
