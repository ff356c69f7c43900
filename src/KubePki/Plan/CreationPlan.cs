using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One thing to be made from the configuration.</summary>
/// <param name="Item">What was found in its place: missing, or what is re-created.</param>
/// <param name="Reason">Why it is made.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="KeepsKey">Whether the key that is there is used.</param>
internal sealed record CreationAction(Item Item, Statement Reason, KeyAlgorithm KeyAlgorithm, bool KeepsKey)
{
    /// <summary>Who the new certificate speaks for; null for a CA and a bare key pair.</summary>
    public LeafIdentity? Identity { get; init; }

    /// <summary>Start of the new certificate; null for a bare key pair.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of the new certificate; null for a bare key pair.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The end that was asked for, when the CA's own end comes first; else null.</summary>
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>URL of the API server a new kubeconfig speaks to; null for what is none.</summary>
    public string? Server { get; init; }

    /// <summary>How the identity differs from that of what is re-created; null for something new.</summary>
    public IdentityChange? Change { get; init; }

    /// <summary>What the operator should know before this is carried out: a key that is kept, tokens that become worthless, a shorter life.</summary>
    public IReadOnlyList<Statement> Notes { get; init; } = [];

    /// <summary>The files of a certificate that the kubelet rotates, at which a new kubelet.conf points; null where the kubeconfig embeds its certificate.</summary>
    public KubeletPem? Rotated { get; init; }

    /// <summary>Whether something that is there is replaced.</summary>
    public bool Replaces => !Item.IsMissing;

    /// <summary>Every file that is written, in the order in which they are put in place: the key before its certificate.</summary>
    public IEnumerable<string> Paths => Rotated is { } pem ? [pem.File, pem.Link, Item.Path] : Item.KeyPath is { } key && !KeepsKey ? [key, Item.Path] : [Item.Path];
}

/// <summary>
/// What a creation will do. Pure data: the same for the same state, facts, wish and clock. With <see cref="Refusals"/> nothing of
/// it is carried out.
/// </summary>
internal sealed record CreationPlan(
    CreationWish Wish,
    ClusterFacts Facts,
    IReadOnlyList<CreationAction> Actions,
    IReadOnlyList<Skip> Skipped,
    IReadOnlyList<Problem> Refusals,
    IReadOnlyList<ComponentEffect> Effects)
{
    /// <summary>What else on the node still says what the configuration no longer does; nothing of it is changed here.</summary>
    public IReadOnlyList<OutdatedValue> Outdated { get; init; } = [];

    /// <summary>What the judge finds wrong and this leaves so, the gravest first.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>What another node of the cluster brings, which is put in place too.</summary>
    public IReadOnlyList<Item> Brought { get; init; } = [];

    /// <summary>What was asked for; null for the whole node.</summary>
    public IReadOnlyList<Item>? Concerned => Wish.Names is null ? null : [.. Actions.Select(a => a.Item), .. Skipped.Select(s => s.Item)];

    /// <summary>The action that makes the item of that name, or null.</summary>
    public CreationAction? Find(string name) => Actions.FirstOrDefault(a => a.Item.Name == name);

    /// <summary>How many keys it takes.</summary>
    public int NewKeys => Actions.Count(a => !a.KeepsKey);
}
