using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>What a test node is like, where it differs from a control-plane node kubeadm made eleven months ago.</summary>
internal sealed record NodeRecipe
{
    public DateTimeOffset CasFrom { get; init; } = FixedClock.Today.AddDays(-335);

    public DateTimeOffset CasUntil { get; init; } = FixedClock.Today.AddDays(-335 + 3650);

    public DateTimeOffset LeavesUntil { get; init; } = FixedClock.Today.AddDays(30 + 5);

    public string Version { get; init; } = "v1.28.3";

    public string CertificatesDirectory { get; init; } = "/etc/kubernetes/pki";

    public KeyAlgorithm KeyAlgorithm { get; init; } = KeyAlgorithm.EcdsaP256;

    /// <summary>Servers of an etcd that runs elsewhere, or null for one that runs here.</summary>
    public string? ExternalEtcd { get; init; }

    /// <summary>Further flags of the API server.</summary>
    public IReadOnlyList<string> ApiServerFlags { get; init; } = [];

    /// <summary>Whether kubelet.conf embeds its certificate, as before 1.17.</summary>
    public bool KubeletEmbeds { get; init; }

    public bool HasSuperAdmin { get; init; }
}
