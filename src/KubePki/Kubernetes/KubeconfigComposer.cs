using System.Text;

namespace KubePki.Kubernetes;

/// <summary>Writes new kubeconfigs in the shape kubeadm gives them (client-go's encoding: keys in alphabetical order).</summary>
public static class KubeconfigComposer
{
    /// <summary>One that embeds its certificate and key.</summary>
    public static byte[] Embedded(string clusterName, string server, byte[] authorityPem, string userName, byte[] certificatePem, byte[] keyPem)
        => Write(clusterName, server, authorityPem, userName, $"{userName}@{clusterName}",
            $"client-certificate-data: {Convert.ToBase64String(certificatePem)}", $"client-key-data: {Convert.ToBase64String(keyPem)}");

    /// <summary>One that points at files, as kubelet.conf does from 1.17 on.</summary>
    public static byte[] WithFiles(string clusterName, string server, byte[] authorityPem, string userName, string contextName, string certificatePath, string keyPath)
        => Write(clusterName, server, authorityPem, userName, contextName, $"client-certificate: {certificatePath}", $"client-key: {keyPath}");

    private static byte[] Write(string clusterName, string server, byte[] authorityPem, string userName, string contextName, string certificate, string key)
        => Encoding.UTF8.GetBytes($$"""
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: {{Convert.ToBase64String(authorityPem)}}
                server: {{server}}
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
                {{certificate}}
                {{key}}

            """);
}
