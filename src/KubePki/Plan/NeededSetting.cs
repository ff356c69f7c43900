using KubePki.Catalogue;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>A setting that has a default in kubeadm and decides the contents of a new certificate.</summary>
/// <param name="Name">kubeadm's name for it.</param>
/// <param name="IsSet">Whether a configuration has a value for it.</param>
/// <param name="Decides">Whether it decides the names or the subject of an entry's certificate.</param>
internal sealed record NeededSetting(string Name, Func<KubeadmConfiguration, bool> IsSet, Func<CatalogueEntry, bool> Decides)
{
    internal static readonly IReadOnlyList<NeededSetting> Rows =
    [
        new("networking.serviceSubnet", c => c.ServiceSubnets.Count > 0, entry => entry.Names == NameRule.ApiServer),
        new("networking.dnsDomain", c => c.DnsDomain is not null, entry => entry.Names == NameRule.ApiServer),
        new(
            "kubernetesVersion", c => KubernetesVersion.Minor(c.KubernetesVersion) is not null,
            entry => entry.Organization != entry.OrganizationSince129),
    ];

    /// <summary>
    /// Why a certificate of an entry cannot be created from these facts, or null: it would be valid, but for names other than the
    /// cluster's. The cause is an unreadable file of the node, if there is one.
    /// </summary>
    internal static Problem? UnknownSettingProblem(NodeState state, CatalogueEntry entry, string path, ClusterFacts facts)
        => Rows.Where(row => facts.Assumed.Contains(row.Name) && row.Decides(entry)).Select(row => row.Name)
            .ToList() is { Count: > 0 } lacking
            ? PlanMessages.SettingUnknown.At(path, string.Join(", ", lacking)) with { Cause = UnreadableSource(state) }
            : null;

    /// <summary>The problem of the unreadable file that most likely holds the setting: the API server's manifest before others.</summary>
    internal static Problem? UnreadableSource(NodeState state)
        => state.Problems.OrderBy(p => p.Where != state.Layout.ManifestOf(Components.ApiServer)).FirstOrDefault();
}
