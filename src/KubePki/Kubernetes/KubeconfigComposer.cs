using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Kubernetes;

/// <summary>Writes new kubeconfigs in kubeadm's layout (client-go's encoding: keys in alphabetical order).</summary>
internal static partial class KubeconfigComposer
{
    /// <summary>A kubeconfig with embedded certificate and key.</summary>
    public static byte[] Embedded(
        string clusterName, string server, byte[] authorityPem, string userName, byte[] certificatePem, byte[] keyPem)
        => Write(clusterName, server, authorityPem, userName, $"{userName}@{clusterName}",
            $"client-certificate-data: {Convert.ToBase64String(certificatePem)}", $"client-key-data: {Convert.ToBase64String(keyPem)}");

    /// <summary>A kubeconfig that points at files, as kubelet.conf does from 1.17 on.</summary>
    public static byte[] WithFiles(
        string clusterName, string server, byte[] authorityPem, string userName, string contextName, string certificatePath, string keyPath)
        => Write(
            clusterName, server, authorityPem, userName, contextName, $"client-certificate: {certificatePath}", $"client-key: {keyPath}");

    /// <summary>A kubeconfig with a key and without a certificate, as kubeadm's generate-csr writes it: without CA data.</summary>
    public static byte[] WithoutCertificate(string clusterName, string server, string userName, byte[] keyPem)
        => Write(
            clusterName, server, null, userName, $"{userName}@{clusterName}", null, $"client-key-data: {Convert.ToBase64String(keyPem)}");

    private static byte[] Write(
        string cluster, string server, byte[]? authorityPem, string user, string context, string? certificate, string key)
    {
        var (clusterName, userName, contextName) = (Scalar(cluster), Scalar(user), Scalar(context));
        return Encoding.UTF8.GetBytes($$"""
            apiVersion: v1
            clusters:
            - cluster:
            {{(authorityPem is null ? "" : $"    certificate-authority-data: {Convert.ToBase64String(authorityPem)}\n")}}    server: {{server}}
              name: {{clusterName}}
            contexts:
            - context:
                cluster: {{clusterName}}
                user: {{userName}}
              name: {{contextName}}
            current-context: {{contextName}}
            kind: Config
            preferences: {}
            users:
            - name: {{userName}}
              user:
            {{(certificate is null ? "" : $"    {certificate}\n")}}    {{key}}

            """);
    }

    /// <summary>A name, unquoted if YAML reads it as the same text, else in double quotes.</summary>
    private static string Scalar(string text)
        => Plain().IsMatch(text) && !YamlText.IsAmbiguousScalar(text)
            ? text
            : $"\"{VisibleText.InYaml(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString())}\"";

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9:@._/*-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
