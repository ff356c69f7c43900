using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>The request for a practice control plane.</summary>
/// <param name="Nodes">Number of control-plane nodes, at least one.</param>
/// <param name="Age">Time since its creation.</param>
/// <param name="Validity">Validity of its leaf certificates, from its creation.</param>
/// <param name="KubernetesVersion">The version of its layout, for example <c>v1.34.0</c>.</param>
/// <param name="KeyAlgorithm">Kind of its keys.</param>
internal sealed record SandboxSpec(int Nodes, TimeSpan Age, Validity Validity, string KubernetesVersion, KeyAlgorithm KeyAlgorithm)
{
    /// <summary>Minor version (1.x) of <see cref="KubernetesVersion"/>.</summary>
    public int MinorVersion
        => Observe.KubernetesVersion.Minor(KubernetesVersion)
            ?? throw new ArgumentException("not a version 1.x", nameof(KubernetesVersion));

    /// <summary>One new node with kubeadm's defaults.</summary>
    public static readonly SandboxSpec Default = new(1, TimeSpan.Zero, Validity.OneYear, "v1.34.0", KeyAlgorithm.Rsa2048);

    /// <summary>Oldest minor version (1.x) with a supported layout.</summary>
    public const int OldestMinorVersion = 13;
}
