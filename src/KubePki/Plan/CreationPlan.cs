using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One item to be created from the configuration.</summary>
/// <param name="Item">The existing item: missing, or to be replaced.</param>
/// <param name="Reason">Why it is created.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="KeepsKey">Whether the existing key is used.</param>
internal sealed record CreationAction(PkiEntry Item, Statement Reason, KeyAlgorithm KeyAlgorithm, bool KeepsKey)
{
    /// <summary>The identity of the new certificate; null for a CA and a bare key pair.</summary>
    public LeafIdentity? Identity { get; init; }

    /// <summary>Start of the new certificate; null for a bare key pair.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Expiry of the new certificate; null for a bare key pair.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The requested expiry, if the CA expires earlier; else null.</summary>
    public DateTimeOffset? CappedFrom { get; init; }

    /// <summary>URL of the API server in a new kubeconfig; null for other items.</summary>
    public string? Server { get; init; }

    /// <summary>How the identity differs from that of the replaced item; null for something new.</summary>
    public IdentityChange? Change { get; init; }

    /// <summary>
    /// Facts that the operator must know before the plan is carried out: a key that is kept, tokens that become invalid, a shorter
    /// validity.
    /// </summary>
    public IReadOnlyList<Statement> Notes { get; init; } = [];

    /// <summary>
    /// The files of a certificate that the kubelet rotates, to which a new kubelet.conf points; null if the kubeconfig embeds its
    /// certificate.
    /// </summary>
    public KubeletPem? Rotated { get; init; }

    /// <summary>Whether an existing item is replaced.</summary>
    public bool Replaces => !Item.IsMissing;

    /// <summary>Every file that is written, in the order in which they are installed: the key before its certificate.</summary>
    public IEnumerable<string> Paths
        => Rotated is { } pem ? [pem.File, pem.Link, Item.Path] : Item.KeyPath is { } key && !KeepsKey ? [key, Item.Path] : [Item.Path];
}

/// <summary>
/// The actions of a creation. Pure data: the same for the same state, facts, request and clock. If there are <see cref="Refusals"/>,
/// nothing is carried out.
/// </summary>
internal sealed record CreationPlan(
    CreationSpec Spec,
    ClusterFacts Facts,
    IReadOnlyList<CreationAction> Actions,
    IReadOnlyList<Skip> Skipped,
    IReadOnlyList<Problem> Refusals,
    IReadOnlyList<ComponentEffect> Effects)
{
    /// <summary>Values of the node that differ from the configuration; the creation does not change them.</summary>
    public IReadOnlyList<OutdatedValue> Outdated { get; init; } = [];

    /// <summary>Findings that the creation does not fix, the most severe first.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>Items from another node of the cluster, which are installed too.</summary>
    public IReadOnlyList<PkiEntry> FromOtherNode { get; init; } = [];

    /// <summary>The requested items; null for the whole node.</summary>
    public IReadOnlyList<PkiEntry>? RequestedItems
        => Spec.Names is null ? null : [.. Actions.Select(a => a.Item), .. Skipped.Select(s => s.Item)];

    /// <summary>The action that creates the item of that name, or null.</summary>
    public CreationAction? Find(string name) => Actions.FirstOrDefault(a => a.Item.Name == name);

    /// <summary>Number of keys to generate.</summary>
    public int NewKeys => Actions.Count(a => !a.KeepsKey);
}
