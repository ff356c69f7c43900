using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Items that a renewal leaves to the kubelet because it rotates them, and cases that the kubelet cannot repair.</summary>
internal static class LeftToTheKubelet
{
    /// <summary>Whether the kubelet uses an item.</summary>
    internal static bool IsTheKubelets(Item item) => item.Entry.Uses.Any(use => use.Component == Components.Kubelet);

    /// <summary>
    /// Why rotation does not help: another CA issued the certificate, so the API server does not accept it when the kubelet requests a new
    /// one. Null if rotation helps, and if the renewal may change the CA.
    /// </summary>
    internal static Problem? Problem(NodeState state, Item item, RenewalWish wish)
        => !wish.AcceptNewAuthority && IsTheKubelets(item) && item is { Problem: null, Certificate: { } certificate } && ItemJudge.ChainProblem(state, item, certificate) is not null
            ? (wish.Names is null ? PlanMessages.LeftOfOtherAuthority : PlanMessages.OtherAuthority).At(item.Path) : null;

    /// <summary>The kubeconfigs that present the certificate of an item: the CAs that they trust must change with it.</summary>
    internal static IEnumerable<Item> Pointing(NodeState state, Item item) => state.Items.Where(i => i != item && ItemRemedies.Renewed(state, i) == item);

    /// <summary>Whether the item at which a kubeconfig points is requested by name too: the kubeconfig then needs no report.</summary>
    internal static bool IsAskedForBeside(NodeState state, Item item, IReadOnlyList<Item> selected, RenewalWish wish)
        => wish.Names is not null && ItemRemedies.Renewed(state, item) is var renewed && renewed != item && selected.Contains(renewed);

    /// <summary>
    /// Why a kubeconfig that points at a file is not renewed itself. For a kubeconfig requested by name, the reason says which name renews
    /// the certificate.
    /// </summary>
    internal static Problem OfPointing(NodeState state, Item item, string file, RenewalWish wish)
    {
        var reason = Problem(state, item, wish)
            ?? (!IsTheKubelets(item) ? PlanMessages.PointsAtFiles.At(item.Path, file)
                : (ItemJudge.IsRotated(state, item) ? PlanMessages.KubeletRotates : PlanMessages.KubeletShows).At(file));
        return wish.Names is null || ItemRemedies.Renewed(state, item) is var renewed && (renewed == item || !RenewalPlanner.IsCandidate(renewed)) ? reason
            : reason.Is(PlanMessages.OtherAuthority) ? reason.Advising(PlanMessages.RenewUnderNewAuthority, renewed.Name)
            : reason.Advising(PlanMessages.RenewPointedAt, renewed.Name, item.Name);
    }
}
