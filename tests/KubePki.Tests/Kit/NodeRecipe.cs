using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>The differences of a test node from a control-plane node that kubeadm created eleven months ago.</summary>
internal sealed record NodeRecipe
{
    public DateTimeOffset CasFrom { get; init; } = FixedClock.Today.AddDays(-335);

    public DateTimeOffset CasUntil { get; init; } = FixedClock.Today.AddDays(-335 + 3650);

    public DateTimeOffset LeavesUntil { get; init; } = FixedClock.Today.AddDays(30 + 5);

    public string Version { get; init; } = "v1.28.3";

    public string CertificatesDirectory { get; init; } = "/etc/kubernetes/pki";

    public KeyAlgorithm KeyAlgorithm { get; init; } = KeyAlgorithm.EcdsaP256;

    /// <summary>Servers of an external etcd; null for a local one.</summary>
    public string? ExternalEtcd { get; init; }

    /// <summary>Further flags of the API server.</summary>
    public IReadOnlyList<string> ApiServerFlags { get; init; } = [];

    /// <summary>True if kubelet.conf embeds its certificate, as before 1.17.</summary>
    public bool KubeletEmbeds { get; init; }

    public bool HasSuperAdmin { get; init; }
}
