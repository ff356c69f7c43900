using KubePki.Language;

namespace KubePki.Kubernetes;

/// <summary>What certificates and probes need of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1).</summary>
public sealed record KubeletConfiguration(
    string? StaticPodPath,
    string? ClientCaFile,
    string? TlsCertFile,
    string? TlsPrivateKeyFile,
    bool RotateCertificates,
    bool ServerTlsBootstrap,
    string? ContainerRuntimeEndpoint,
    string? Address = null,
    string? Port = null,
    string? HealthzBindAddress = null,
    string? HealthzPort = null,
    string? ClusterDomain = null)
{
    /// <summary>Reads the kubelet's configuration file.</summary>
    public static Outcome<KubeletConfiguration> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "kubelet configuration").Then<KubeletConfiguration>(yaml =>
        {
            var root = yaml.Documents.FirstOrDefault(d => d.Scalar("kind") == "KubeletConfiguration");
            return root is null
                ? KubernetesMessages.WrongKind.At(where, "kubelet configuration")
                : new KubeletConfiguration(
                    root.Scalar("staticPodPath"),
                    root.Field("authentication").Field("x509").Scalar("clientCAFile"),
                    root.Scalar("tlsCertFile"),
                    root.Scalar("tlsPrivateKeyFile"),
                    root.Scalar("rotateCertificates") == "true",
                    root.Scalar("serverTLSBootstrap") == "true",
                    root.Scalar("containerRuntimeEndpoint"),
                    root.Scalar("address"),
                    root.Scalar("port"),
                    root.Scalar("healthzBindAddress"),
                    root.Scalar("healthzPort"),
                    root.Scalar("clusterDomain"));
        });
}
