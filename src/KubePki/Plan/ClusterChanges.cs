using KubePki.Catalogue;
using KubePki.Kubernetes.Kubeadm;

namespace KubePki.Plan;

/// <summary>
/// The settings of the cluster's kubeadm-config that must change after names were changed on purpose: the next 'kubeadm init phase certs'
/// makes certificates from it.
/// </summary>
internal static class ClusterChanges
{
    /// <summary>Settings of the cluster that a creation changes too; kubeadm-config does not hold the settings of the node.</summary>
    private static readonly Setting[] OfCluster = [Setting.ServiceSubnet, Setting.DnsDomain];

    /// <summary>The changes for a renewal that adds and removes names.</summary>
    public static IReadOnlyList<SettingChange> Of(RenewalPlan plan)
        => [.. plan.Actions.Where(a => a.Change is not null && SettingOf(a.Item.Entry.Names) is not null)
            .Select(a => new SettingChange(SettingOf(a.Item.Entry.Names)!.Value, a.Change!.Added, a.Change.Removed))];

    /// <summary>
    /// The changes for a creation that replaces certificates by ones with other names; empty for one that only adds missing items.
    /// </summary>
    public static IReadOnlyList<SettingChange> Of(CreationPlan plan, ClusterFacts shown)
    {
        var changed = plan.Actions.Where(a => a is { Replaces: true, Change.IsNone: false } && SettingOf(a.Item.Entry.Names) is not null)
            .ToList();
        if (changed.Count == 0)
        {
            return [];
        }

        var facts = FactChanges.Between(shown, plan.Facts);
        return
        [
            .. changed.Select(a => new SettingChange(
                SettingOf(a.Item.Entry.Names)!.Value, NamesOf(a.Item.Entry.Names, plan.Facts), a.Change!.Removed))
                .Where(c => c.Added.Count + c.Removed.Count > 0),
            .. facts.Where(f => OfCluster.Contains(f.Setting)).Select(f => SettingChange.To(f.Setting, f.New)),
            .. facts.Where(f => f.Setting == Setting.Endpoint && plan.Facts.Endpoint is not null)
                .Select(f => SettingChange.To(f.Setting, f.New)),
        ];
    }

    private static Setting? SettingOf(NameRule rule) => rule switch
    {
        NameRule.ApiServer => Setting.ApiServerNames,
        NameRule.EtcdServer => Setting.EtcdServerNames,
        NameRule.EtcdPeer => Setting.EtcdPeerNames,
        _ => null,
    };

    private static IReadOnlyList<string> NamesOf(NameRule rule, ClusterFacts facts) => rule switch
    {
        NameRule.ApiServer => facts.ApiServerNames,
        NameRule.EtcdServer => facts.EtcdServerNames,
        _ => facts.EtcdPeerNames,
    };
}
