using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>The common settings of the nodes of a practice control plane: names, version, dates.</summary>
internal sealed class SandboxCluster(SandboxSpec spec, DateTimeOffset now)
{
    private static readonly ControlPlaneEndpoint Endpoint = new("k8s.example.com", 6443);

    /// <summary>When the cluster was created.</summary>
    internal DateTimeOffset MadeAt { get; } = DateTimeOffset.FromUnixTimeSeconds((now - spec.Age).ToUnixTimeSeconds());

    internal string Version => spec.KubernetesVersion;

    internal int MinorVersion => spec.MinorVersion;

    internal KeyAlgorithm KeyAlgorithm => spec.KeyAlgorithm;

    internal Validity Validity => spec.Validity;

    /// <summary>The nodes. A single node is its own endpoint; several share one.</summary>
    internal IReadOnlyList<ClusterFacts> Nodes { get; } =
    [
        .. Enumerable.Range(1, spec.Nodes)
            .Select(number => new ClusterFacts($"cp{number}", IPAddress.Parse($"192.0.2.{10 + number}"), spec.MinorVersion)
        {
            PatchVersion = Observe.KubernetesVersion.Patch(spec.KubernetesVersion),
            Endpoint = spec.Nodes > 1 ? Endpoint : null,
            KeyAlgorithm = spec.KeyAlgorithm,
            Validity = spec.Validity,
        }),
    ];
}
