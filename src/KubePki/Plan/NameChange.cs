using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// An intentional change of the names in a certificate. Names that follow from the node and its cluster (services, addresses, the endpoint)
/// cannot be removed: clients use them to reach the component.
/// </summary>
internal static class NameChange
{
    /// <summary>A DNS name, possibly with a leading wildcard, or an address, as certificates contain it.</summary>
    public static Outcome<string> Read(string text)
        => ConfigurationValues.Address(text) is { } address ? address.ToString()
            : ConfigurationValues.CertificateName(text.ToLowerInvariant()) is { } name ? name
            : PlanMessages.BadName.At("", text);

    /// <summary>
    /// A name to add to a certificate. kubeadm accepts four numbers as a DNS name if one of them is too large for an address. On a command
    /// line they are a mistyped address, and no client would use the name.
    /// </summary>
    public static Outcome<string> ReadAdded(string text)
        => Read(text)
            .Then<string>(name => ConfigurationValues.Address(name) is null && name.Split('.') is { Length: 4 } parts
                && parts.All(part => part.All(char.IsAsciiDigit))
                ? PlanMessages.SlippedAddress.At("", text)
                : name);

    /// <summary>Why a request to change names is invalid as a whole, or null.</summary>
    internal static Problem? SpecProblem(RenewalSpec spec)
        => !spec.ChangesNames ? null
            : spec.Names is null ? PlanMessages.NamesForAll.At("")
            : spec.AddNames.Intersect(spec.RemoveNames).FirstOrDefault() is { } both ? PlanMessages.AddAndRemove.At("", both)
            : null;

    /// <summary>The change of one item's names, or a problem if it is impossible.</summary>
    internal static Outcome<IdentityChange> Of(NodeState state, PkiEntry item, RenewalSpec spec)
    {
        if (item.Entry.Names == NameRule.None)
        {
            return PlanMessages.HasNoNames.At(item.Path, item.Name);
        }

        var existing = item.Certificate!.Names.All.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var change = new IdentityChange(
            [.. spec.AddNames.Distinct().Where(n => !existing.Contains(n))],
            [.. existing.Where(n => spec.RemoveNames.Contains(ConfigurationValues.InCertificate(n), StringComparer.OrdinalIgnoreCase))]);
        return change.Removed.Where(Needed(state, item).Contains).ToList() is { Count: > 0 } needed
            ? PlanMessages.NeededName.At(item.Path, string.Join(", ", needed))
            : change;
    }

    /// <summary>
    /// An identity, extended by those names of the existing certificate that the node's manifests and kubeconfigs still use. Without a
    /// manifest of the API server, only kubeconfigs can use names.
    /// </summary>
    internal static (LeafIdentity Identity, IReadOnlyList<string> Kept) Keeping(NodeState state, PkiEntry item, LeafIdentity identity)
    {
        if (item.Entry.Names == NameRule.None || item.Certificate is not { Names: var existing })
        {
            return (identity, []);
        }

        var needed = state.Layout.Pod(Components.ApiServer) is null
            ? Servers(state, item).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : Needed(state, item);
        var next = identity.Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool IsKept(string name) => needed.Contains(name) && !next.Contains(name);
        string[] names = [.. existing.Dns.Where(IsKept)];
        var addresses = existing.Addresses.Where(a => IsKept(a.ToString())).ToList();
        return (identity with { DnsNames = [.. identity.DnsNames, .. names], Addresses = [.. identity.Addresses, .. addresses] },
            [.. names, .. addresses.Select(a => a.ToString())]);
    }

    /// <summary>The names that the certificate would have without any additional ones.</summary>
    private static HashSet<string> Needed(NodeState state, PkiEntry item)
    {
        var shown = RebuiltConfiguration.Of(state).Configuration with { ApiServerNames = [], EtcdServerNames = [], EtcdPeerNames = [] };
        var derived = ClusterFacts.Of(shown, shown, "").Value is { } facts ? NewIdentity.Of(item.Entry, facts).Names : [];
        return derived.Concat(Servers(state, item)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The hosts in the server URLs of the kubeconfigs.</summary>
    private static IEnumerable<string> Servers(NodeState state, PkiEntry item) => item.Entry.Names != NameRule.ApiServer ? [] : state.Items
        .Select(i => ServerUrl.Host(i.Kubeconfig?.Cluster?.Server))
        .OfType<string>();
}
