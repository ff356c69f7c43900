using KubePki.Catalogue;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>A setting with a default of kubeadm's that decides what a new certificate carries.</summary>
/// <param name="Name">kubeadm's name for it.</param>
/// <param name="IsSaid">Whether a configuration says it.</param>
/// <param name="Decides">Whether it decides the names or the subject of an entry's certificate.</param>
internal sealed record NeededSetting(string Name, Func<KubeadmConfiguration, bool> IsSaid, Func<CatalogueEntry, bool> Decides)
{
    internal static readonly IReadOnlyList<NeededSetting> Rows =
    [
        new("networking.serviceSubnet", c => c.ServiceSubnets.Count > 0, entry => entry.Names == NameRule.ApiServer),
        new("networking.dnsDomain", c => c.DnsDomain is not null, entry => entry.Names == NameRule.ApiServer),
        new("kubernetesVersion", c => KubernetesVersion.Minor(c.KubernetesVersion) is not null, entry => entry.Organization != entry.OrganizationSince129),
    ];

    /// <summary>
    /// Why a certificate of an entry cannot be made from these facts, or null: the file would be valid, and for other names than the
    /// cluster's. The cause is what could not be read of the node, where something could not.
    /// </summary>
    internal static Problem? Lacking(NodeState state, CatalogueEntry entry, string path, ClusterFacts facts)
        => Rows.Where(row => facts.Assumed.Contains(row.Name) && row.Decides(entry)).Select(row => row.Name).ToList() is { Count: > 0 } lacking
            ? PlanMessages.SettingUnknown.At(path, string.Join(", ", lacking)) with { Cause = Hidden(state) }
            : null;

    /// <summary>What would most likely say it and could not be read: the API server's manifest before others.</summary>
    internal static Problem? Hidden(NodeState state)
        => state.Problems.OrderBy(p => p.Where != state.Layout.ManifestOf(Components.ApiServer)).FirstOrDefault();
}
