using KubePki.Kubernetes.Kubeadm;

namespace KubePki.Plan;

/// <summary>A setting of the cluster with one value on the node and another in a configuration.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Old">The value on the node.</param>
/// <param name="New">The value in the configuration.</param>
internal sealed record FactChange(Setting Setting, string Old, string New)
{
    /// <summary>The field's name in the newest version of the configuration.</summary>
    public string Field => ConfigurationFields.NewestPathOf(Setting);
}

/// <summary>The difference between the facts of two clusters, as far as names in certificates and addresses depend on it.</summary>
internal static class FactChanges
{
    /// <summary>The changes from a node's values to those of a configuration; empty if they agree.</summary>
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

    /// <summary>
    /// Host and port of the endpoint. Without an endpoint, host and port of the node are used, so that a configuration that sets them as
    /// its endpoint changes nothing.
    /// </summary>
    private static string Endpoint(ClusterFacts facts) => new Uri(facts.Server).Authority;
}
