using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>What a renewal leaves to the kubelet, which rotates it, and what the kubelet cannot mend.</summary>
internal static class LeftToTheKubelet
{
    /// <summary>Whether the kubelet uses an item.</summary>
    internal static bool IsTheKubelets(Item item) => item.Entry.Uses.Any(use => use.Component == Components.Kubelet);

    /// <summary>
    /// Why rotation does not help: the certificate is of another CA, so that nobody takes the kubelet's request for a new one. Null where it
    /// helps, and where the renewal is allowed to change the CA.
    /// </summary>
    internal static Problem? Problem(NodeState state, Item item, RenewalWish wish)
        => !wish.AcceptNewAuthority && IsTheKubelets(item) && item is { Problem: null, Certificate: { } certificate } && ItemJudge.ChainProblem(state, item, certificate) is not null
            ? (wish.Names is null ? PlanMessages.LeftOfOtherAuthority : PlanMessages.OtherAuthority).At(item.Path) : null;

    /// <summary>The kubeconfigs that present the certificate of an item: their trust has to go with it.</summary>
    internal static IEnumerable<Item> Pointing(NodeState state, Item item) => state.Items.Where(i => i != item && ItemRemedies.Renewed(state, i) == item);

    /// <summary>Whether what a kubeconfig points at is asked for by name too: then nothing has to be said of the kubeconfig.</summary>
    internal static bool IsAskedForBeside(NodeState state, Item item, IReadOnlyList<Item> selected, RenewalWish wish)
        => wish.Names is not null && ItemRemedies.Renewed(state, item) is var renewed && renewed != item && selected.Contains(renewed);

    /// <summary>Why a kubeconfig that points at a file is not renewed itself. Asked for by name, it says which name renews what it points at.</summary>
    internal static Problem OfPointing(NodeState state, Item item, string file, RenewalWish wish)
    {
        var reason = Problem(state, item, wish)
            ?? (!IsTheKubelets(item) ? PlanMessages.PointsAtFiles.At(item.Path, file)
                : (ItemJudge.IsRotated(state, item) ? PlanMessages.KubeletRotates : PlanMessages.KubeletShows).At(file));
        return wish.Names is null || ItemRemedies.Renewed(state, item) is var renewed && renewed == item ? reason
            : reason.Is(PlanMessages.OtherAuthority) ? reason.Advising(PlanMessages.RenewUnderNewAuthority, renewed.Name)
            : reason.Advising(PlanMessages.RenewPointedAt, renewed.Name, item.Name);
    }
}
