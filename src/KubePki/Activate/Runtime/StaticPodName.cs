namespace KubePki.Activate.Runtime;

/// <summary>The name the kubelet gives a static pod: <c>component-node</c>.</summary>
/// <param name="Component">The manifest's pod name, which kubeadm makes the component's: <c>kube-apiserver</c>.</param>
/// <param name="Node">The node's name; null takes any, which is right on a runtime that serves one node.</param>
internal sealed record StaticPodName(string Component, string? Node = null)
{
    /// <summary>The namespace of every static pod of a control plane.</summary>
    public const string Namespace = "kube-system";

    /// <summary>Whether a pod of that name is the one.</summary>
    public bool Matches(string podName)
        => Node is null ? podName.StartsWith(Component + "-", StringComparison.Ordinal) : podName == $"{Component}-{Node}";
}
