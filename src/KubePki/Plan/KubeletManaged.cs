using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Items that a renewal leaves to the kubelet because it rotates them, and cases that the kubelet cannot repair.</summary>
internal static class KubeletManaged
{
    /// <summary>Whether the kubelet uses an item.</summary>
    internal static bool IsUsedByKubelet(PkiEntry item) => item.Entry.Uses.Any(use => use.Component == Components.Kubelet);

    /// <summary>
    /// Why rotation does not help: another CA issued the certificate, so the API server does not accept it when the kubelet requests a new
    /// one. Null if rotation helps, or if the renewal may change the CA.
    /// </summary>
    internal static Problem? Problem(NodeState state, PkiEntry item, RenewalSpec spec)
        => !spec.AcceptNewAuthority && IsUsedByKubelet(item) && item is { Problem: null, Certificate: { } certificate }
            && EntryJudge.ChainProblem(state, item, certificate) is not null
            ? (spec.Names is null ? PlanMessages.LeftOfOtherAuthority : PlanMessages.OtherAuthority).At(item.Path) : null;

    /// <summary>The kubeconfigs that present the certificate of an item: the CAs that they trust must change with it.</summary>
    internal static IEnumerable<PkiEntry> Pointing(NodeState state, PkiEntry item)
        => state.Items.Where(i => i != item && EntryRemedies.Renewed(state, i) == item);

    /// <summary>Whether the item at which a kubeconfig points is requested by name too: the kubeconfig then needs no report.</summary>
    internal static bool IsTargetRequested(NodeState state, PkiEntry item, IReadOnlyList<PkiEntry> selected, RenewalSpec spec)
        => spec.Names is not null && EntryRemedies.Renewed(state, item) is var renewed && renewed != item && selected.Contains(renewed);

    /// <summary>
    /// Why a kubeconfig that points at a file is not renewed itself. For a kubeconfig requested by name, the reason says which name renews
    /// the certificate.
    /// </summary>
    internal static Problem SkipReason(NodeState state, PkiEntry item, string file, RenewalSpec spec)
    {
        var reason = Problem(state, item, spec)
            ?? (!IsUsedByKubelet(item) ? PlanMessages.PointsAtFiles.At(item.Path, file)
                : (EntryJudge.IsRotated(state, item) ? PlanMessages.KubeletRotates : PlanMessages.KubeletShows).At(file));
        return spec.Names is null
            || EntryRemedies.Renewed(state, item) is var renewed && (renewed == item || !RenewalPlanner.IsCandidate(renewed))
            ? reason
            : reason.Is(PlanMessages.OtherAuthority) ? reason.WithHint(PlanMessages.RenewUnderNewAuthority, renewed.Name)
            : reason.WithHint(PlanMessages.RenewPointedAt, renewed.Name, item.Name);
    }
}
