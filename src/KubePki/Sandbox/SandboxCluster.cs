using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>The common settings of the nodes of a practice control plane: names, version, dates.</summary>
internal sealed class SandboxCluster(SandboxWish wish, DateTimeOffset now)
{
    private static readonly ControlPlaneEndpoint Endpoint = new("k8s.example.com", 6443);

    /// <summary>When the cluster was created.</summary>
    internal DateTimeOffset MadeAt { get; } = DateTimeOffset.FromUnixTimeSeconds((now - wish.Age).ToUnixTimeSeconds());

    internal string Version => wish.KubernetesVersion;

    internal int MinorVersion => wish.MinorVersion;

    internal KeyAlgorithm KeyAlgorithm => wish.KeyAlgorithm;

    internal Validity Validity => wish.Validity;

    /// <summary>The nodes. A single node is its own endpoint; several share one.</summary>
    internal IReadOnlyList<ClusterFacts> Nodes { get; } =
    [
        .. Enumerable.Range(1, wish.Nodes).Select(number => new ClusterFacts($"cp{number}", IPAddress.Parse($"192.0.2.{10 + number}"), wish.MinorVersion)
        {
            PatchVersion = Observe.KubernetesVersion.Patch(wish.KubernetesVersion),
            Endpoint = wish.Nodes > 1 ? Endpoint : null,
            KeyAlgorithm = wish.KeyAlgorithm,
            Validity = wish.Validity,
        }),
    ];
}
