namespace KubePki.Activate.Runtime;

/// <summary>The name that the kubelet gives a static pod: <c>component-node</c>.</summary>
/// <param name="Component">The pod name in the manifest, which kubeadm sets to the component's name: <c>kube-apiserver</c>.</param>
/// <param name="Node">The node's name; null matches any node, which is correct for a runtime that serves one node.</param>
internal sealed record StaticPodName(string Component, string? Node = null)
{
    /// <summary>The namespace of every static pod of a control plane.</summary>
    public const string Namespace = "kube-system";

    /// <summary>Whether a pod's name matches.</summary>
    public bool Matches(string podName)
        => Node is null ? podName.StartsWith(Component + "-", StringComparison.Ordinal) : podName == $"{Component}-{Node}";
}
