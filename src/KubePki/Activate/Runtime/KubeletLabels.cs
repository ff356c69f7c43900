namespace KubePki.Activate.Runtime;

/// <summary>
/// Labels and annotations with which the kubelet marks its containers (kubelet types/labels.go, kuberuntime/labels.go, dockershim).
/// </summary>
internal static class KubeletLabels
{
    internal const string PodName = "io.kubernetes.pod.name";
    internal const string PodNamespace = "io.kubernetes.pod.namespace";
    internal const string PodUid = "io.kubernetes.pod.uid";
    internal const string ContainerName = "io.kubernetes.container.name";
    internal const string RestartCount = "io.kubernetes.container.restartCount";

    /// <summary>The source of a pod: <c>file</c> for a static pod.</summary>
    internal const string ConfigSource = "kubernetes.io/config.source";
    internal const string ConfigHash = "kubernetes.io/config.hash";

    /// <summary>Docker only: <c>podsandbox</c> or <c>container</c>.</summary>
    internal const string DockerType = "io.kubernetes.docker.type";
    internal const string DockerSandboxId = "io.kubernetes.sandbox.id";

    /// <summary>Docker has only labels; annotations are stored as labels with this prefix.</summary>
    internal const string DockerAnnotation = "annotation.";

    internal static bool IsStaticPod(IReadOnlyDictionary<string, string> annotations, string prefix = "")
        => annotations.GetValueOrDefault(prefix + ConfigSource) == "file";
}
