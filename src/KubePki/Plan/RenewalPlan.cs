using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One certificate to be made anew.</summary>
/// <param name="Item">What is there now.</param>
/// <param name="Authority">The CA that signs.</param>
/// <param name="Reason">Why it is renewed.</param>
/// <param name="NotBefore">Start of the new certificate.</param>
/// <param name="NotAfter">End of the new certificate.</param>
/// <param name="CappedFrom">The end that was asked for, when the CA's own end comes first; else null.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="KeepsKey">Whether the existing key is kept.</param>
/// <param name="Companions">Users of kubeconfigs in home directories that hold the same identity and are brought along.</param>
public sealed record RenewalAction(
    Item Item,
    Item Authority,
    Problem Reason,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    DateTimeOffset? CappedFrom,
    KeyAlgorithm KeyAlgorithm,
    bool KeepsKey,
    IReadOnlyList<Item> Companions)
{
    /// <summary>The certificate that is replaced.</summary>
    public Certificate Existing => Item.Certificate!;

    /// <summary>Every file that is written, in the order in which they are replaced: the key before its certificate.</summary>
    public IEnumerable<string> Paths
        => [.. Item.KeyPath is { } key && Item.Kubeconfig is null && !KeepsKey && key != Item.Path ? [key] : Array.Empty<string>(), Item.Path, .. Companions.Select(c => c.Path).Distinct()];
}

/// <summary>An item that was asked for and is left as it is, with the reason.</summary>
public sealed record Skip(Item Item, Problem Reason);

/// <summary>A component that uses something renewed.</summary>
/// <param name="Component">Its name.</param>
/// <param name="MustRestart">Whether it has to be restarted; otherwise it picks the change up by itself.</param>
/// <param name="Because">The items it uses.</param>
public sealed record ComponentEffect(string Component, bool MustRestart, IReadOnlyList<string> Because);

/// <summary>
/// What a renewal will do. Pure data: printable, serialisable, and the same for the same state, wish and clock. With
/// <see cref="Refusals"/> nothing of it is carried out.
/// </summary>
public sealed record RenewalPlan(
    RenewalWish Wish,
    IReadOnlyList<RenewalAction> Actions,
    IReadOnlyList<Skip> Skipped,
    IReadOnlyList<Problem> Refusals,
    IReadOnlyList<ComponentEffect> Effects)
{
    /// <summary>Whether there is nothing to do and nothing to complain about.</summary>
    public bool IsEmpty => Actions.Count == 0 && Refusals.Count == 0;
}
