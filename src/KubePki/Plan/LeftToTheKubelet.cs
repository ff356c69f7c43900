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
}
