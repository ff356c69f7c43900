using KubePki.Kubernetes.Kubeadm;

namespace KubePki.Plan;

/// <summary>Something of the cluster that a configuration says otherwise than the node shows it.</summary>
/// <param name="Setting">What it is.</param>
/// <param name="Old">What the node shows.</param>
/// <param name="New">What the configuration says.</param>
internal sealed record FactChange(Setting Setting, string Old, string New)
{
    /// <summary>The field's name in the newest version of the configuration.</summary>
    public string Field => ConfigurationFields.NewestPathOf(Setting);
}

/// <summary>The difference between two clusters' facts, as far as names of certificates and addresses depend on it.</summary>
internal static class FactChanges
{
    /// <summary>From what a node shows to what a configuration says; empty where they agree.</summary>
    public static IReadOnlyList<FactChange> Between(ClusterFacts shown, ClusterFacts next)
        => [.. All(shown, next).Where(change => change.Old != change.New)];

    private static IEnumerable<FactChange> All(ClusterFacts shown, ClusterFacts next) =>
    [
        new(Setting.AdvertiseAddress, shown.AdvertiseAddress.ToString(), next.AdvertiseAddress.ToString()),
        new(Setting.BindPort, shown.BindPort.ToString(), next.BindPort.ToString()),
        new(Setting.Endpoint, Endpoint(shown), Endpoint(next)),
        new(Setting.ServiceSubnet, string.Join(',', shown.ServiceSubnets), string.Join(',', next.ServiceSubnets)),
        new(Setting.DnsDomain, shown.DnsDomain, next.DnsDomain),
    ];

    /// <summary>Host and port; without an endpoint the node's own, so that naming these as the endpoint changes nothing.</summary>
    private static string Endpoint(ClusterFacts facts) => new Uri(facts.Server).Authority;
}
