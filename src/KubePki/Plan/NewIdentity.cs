using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes.Kubeadm;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// The identity that kubeadm gives to a certificate it creates: the catalogue's entry, filled in with the cluster's facts.
/// </summary>
internal static class NewIdentity
{
    /// <summary>Version from which administrators belong to <c>kubeadm:cluster-admins</c> and etcd clients to no group.</summary>
    private const int ClusterAdminsSince = 29;

    /// <summary>The identity of a leaf or kubeconfig user.</summary>
    public static LeafIdentity Of(CatalogueEntry entry, ClusterFacts facts)
    {
        var organization = Organization(entry, facts);
        var (names, addresses) = Names(entry.Names, facts);
        return new LeafIdentity(
            entry.CommonName.Replace("{node}", facts.NodeName, StringComparison.Ordinal),
            organization is null ? [] : [organization],
            entry.ServesAs.Usages(),
            names,
            addresses);
    }

    /// <summary>The identity of a certificate that replaces an existing one, or of a new one.</summary>
    internal static LeafIdentity InPlaceOf(Certificate? existing, CatalogueEntry entry, ClusterFacts facts)
        => Of(entry, facts) is var identity && entry.NoOrganizationSince is not null && existing is not null
            ? identity with { Organizations = existing.Subject.Organizations }
            : identity;

    private static string? Organization(CatalogueEntry entry, ClusterFacts facts)
        => entry.NoOrganizationSince is { } since && (facts.MinorVersion, facts.PatchVersion ?? int.MaxValue).CompareTo(since) >= 0 ? null
            : facts.MinorVersion >= ClusterAdminsSince ? entry.OrganizationSince129 : entry.Organization;

    private static (IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses) Names(NameRule rule, ClusterFacts facts)
    {
        (IEnumerable<string> names, IEnumerable<IPAddress> addresses, IEnumerable<string> extra) = rule switch
        {
            NameRule.ApiServer => (
                [facts.NodeName, "kubernetes", "kubernetes.default", "kubernetes.default.svc", $"kubernetes.default.svc.{facts.DnsDomain}"],
                [ConfigurationValues.AddressAt(facts.ServiceSubnets[0], 1), facts.AdvertiseAddress],
                [.. facts.Endpoint is { Host: var host } ? [host] : Array.Empty<string>(), .. facts.ApiServerNames]),
            NameRule.EtcdServer => (EtcdNames(facts), EtcdAddresses(facts), facts.EtcdServerNames),
            NameRule.EtcdPeer => (EtcdNames(facts), EtcdAddresses(facts), facts.EtcdPeerNames),
            _ => ((IEnumerable<string>)[], (IEnumerable<IPAddress>)[], (IEnumerable<string>)[]),
        };
        var more = extra.ToLookup(name => ConfigurationValues.Address(name) is not null);
        return (
            [.. names.Concat(more[false]).Distinct(StringComparer.Ordinal)],
            [.. addresses.Concat(more[true].Select(ConfigurationValues.Address).OfType<IPAddress>()).Distinct()]);
    }

    private static string[] EtcdNames(ClusterFacts facts) => [facts.NodeName, "localhost"];

    private static IPAddress[] EtcdAddresses(ClusterFacts facts) => [facts.AdvertiseAddress, IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>URL of the API server for a kubeconfig of the catalogue.</summary>
    internal static string ServerOf(CatalogueEntry entry, ClusterFacts facts)
        => entry.OwnServerSince <= facts.MinorVersion ? facts.LocalServer : facts.Server;
}
