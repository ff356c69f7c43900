using KubePki.Localization;

namespace KubePki.Kubernetes;

/// <summary>
/// The fields of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1) that matter for certificates and probes. Null means not set.
/// </summary>
internal sealed record KubeletConfiguration(
    string? StaticPodPath,
    string? ClientCaFile,
    string? TlsCertFile,
    string? TlsPrivateKeyFile,
    bool? RotateCertificates,
    bool? ServerTlsBootstrap,
    string? ContainerRuntimeEndpoint,
    string? Address = null,
    string? Port = null,
    string? HealthzBindAddress = null,
    string? HealthzPort = null,
    string? ClusterDomain = null)
{
    /// <summary>Why the kubelet exits with this file, although it is readable.</summary>
    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    /// <summary>Duplicate keys: the kubelet uses the last one.</summary>
    public IReadOnlyList<Problem> Warnings { get; private init; } = [];

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
                    root.Truth("rotateCertificates"),
                    root.Truth("serverTLSBootstrap"),
                    root.Scalar("containerRuntimeEndpoint"),
                    root.Scalar("address"),
                    root.Scalar("port"),
                    root.Scalar("healthzBindAddress"),
                    root.Scalar("healthzPort"),
                    root.Scalar("clusterDomain"))
                {
                    Problems = KubeletFields.Fields.Problems(root, where) is { Count: > 0 } problems ? problems : [],
                    Warnings = yaml.Warnings(where),
                };
        });

    /// <summary>The configuration merged with a drop-in of <c>--config-dir</c>: values of the drop-in take precedence.</summary>
    public KubeletConfiguration With(KubeletConfiguration dropIn) => new(
        dropIn.StaticPodPath ?? StaticPodPath,
        dropIn.ClientCaFile ?? ClientCaFile,
        dropIn.TlsCertFile ?? TlsCertFile,
        dropIn.TlsPrivateKeyFile ?? TlsPrivateKeyFile,
        dropIn.RotateCertificates ?? RotateCertificates,
        dropIn.ServerTlsBootstrap ?? ServerTlsBootstrap,
        dropIn.ContainerRuntimeEndpoint ?? ContainerRuntimeEndpoint,
        dropIn.Address ?? Address,
        dropIn.Port ?? Port,
        dropIn.HealthzBindAddress ?? HealthzBindAddress,
        dropIn.HealthzPort ?? HealthzPort,
        dropIn.ClusterDomain ?? ClusterDomain)
    {
        Problems = [.. Problems, .. dropIn.Problems],
        Warnings = [.. Warnings, .. dropIn.Warnings],
    };
}
