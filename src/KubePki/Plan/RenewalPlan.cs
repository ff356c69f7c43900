using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One certificate to be made anew.</summary>
/// <param name="Item">What is there now.</param>
/// <param name="Authority">The CA that signs; the item itself when its component made it without any CA of the cluster.</param>
/// <param name="Reason">Why it is renewed.</param>
/// <param name="NotBefore">Start of the new certificate.</param>
/// <param name="NotAfter">End of the new certificate.</param>
/// <param name="CappedFrom">The end that was asked for, when the CA's own end comes first; else null.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="KeepsKey">Whether the existing key is kept.</param>
/// <param name="Companions">Users of kubeconfigs in home directories that hold the same identity and are brought along.</param>
/// <param name="PlannedAt">The clock of the plan.</param>
public sealed record RenewalAction(
    Item Item,
    Item Authority,
    Statement Reason,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    DateTimeOffset? CappedFrom,
    KeyAlgorithm KeyAlgorithm,
    bool KeepsKey,
    IReadOnlyList<Item> Companions,
    DateTimeOffset PlannedAt)
{
    /// <summary>Names that come in and go; null when the identity is kept.</summary>
    internal IdentityChange? Change { get; init; }

    /// <summary>What the operator should know before this is carried out: a key that is kept, tokens that become worthless, a shorter life.</summary>
    public IReadOnlyList<Statement> Notes { get; init; } = [];

    /// <summary>The certificate that is replaced.</summary>
    public Certificate Existing => Item.Certificate!;

    /// <summary>The kubeconfigs that get the new certificate: the item's own and its companions; none for a pair of files.</summary>
    public IEnumerable<Item> Kubeconfigs => Item.Kubeconfig is null ? [] : Companions.Prepend(Item);

    /// <summary>
    /// The new file with a date in its name, for an item whose path is, or has to become, a link to such a file (kubelet-client-current.pem);
    /// null for the others, whose files are replaced.
    /// </summary>
    public string? DatedPath => Item.Entry.Dated && Item.Files is [{ } file, ..]
        ? KubeletPem.Dated(file.Path, System.IO.Path.GetDirectoryName(file.RealPath)!, PlannedAt, file.RealPath)
        : null;

    /// <summary>Whether no CA of the cluster signs it: the kubelet's serving certificate as the kubelet makes it.</summary>
    public bool IsSelfMade => ReferenceEquals(Authority, Item);

    /// <summary>Where the new certificate will be.</summary>
    public string CertificatePath => DatedPath ?? Item.Path;

    /// <summary>Whether the private key is in the same file as the certificate.</summary>
    public bool SharesFile => Item.Files.FirstOrDefault(f => f.Path == Item.KeyPath)?.RealPath == Item.Files[0].RealPath;

    /// <summary>Every file that is written, in the order in which they are replaced: the key before its certificate.</summary>
    public IEnumerable<string> Paths => Item.Kubeconfig is null
        ? [.. Item.KeyPath is { } key && !KeepsKey && !SharesFile ? [key] : Array.Empty<string>(), .. DatedPath is { } dated ? [dated] : Array.Empty<string>(), Item.Path]
        : Kubeconfigs.SelectMany(k => KeptAs(k) is { } kept ? [kept, k.Path] : new[] { k.Path }).Distinct(StringComparer.Ordinal);

    /// <summary>The files of now that get a new key.</summary>
    internal IEnumerable<ObservedFile> NewKeys
        => KeepsKey ? [] : (Item.Kubeconfig is null ? [Item] : Kubeconfigs).SelectMany(LeftOutEntries.KeyFileOf);

    /// <summary>Where the old file of a kubeconfig in a home directory stays; null for the others, which are in the backup.</summary>
    public string? KeptAs(Item kubeconfig) => HomeCompanions.KeptAs(kubeconfig, PlannedAt);
}

/// <summary>A kubeconfig that comes to trust the CA that is on disk now.</summary>
/// <param name="Item">What is there now.</param>
/// <param name="Cluster">Name of the cluster whose certificate-authority-data is replaced.</param>
/// <param name="Authority">The CA; every certificate of its file is taken.</param>
/// <param name="KeptAs">Where the old file of a kubeconfig in a home directory stays; null for the others, which are in the backup.</param>
internal sealed record TrustChange(Item Item, string Cluster, Item Authority, string? KeptAs)
{
    /// <summary>Every file that is written.</summary>
    public IEnumerable<string> Paths => KeptAs is { } kept ? [kept, Item.Path] : [Item.Path];
}

/// <summary>An item that was asked for and is left as it is, with the reason.</summary>
public sealed record Skip(Item Item, Problem Reason)
{
    /// <summary>
    /// Whether it is a copy in a home that was to get what the item it was copied from gets: its user keeps what expires.
    /// </summary>
    internal bool IsCompanion { get; init; }
}

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
    /// <summary>The kubeconfigs that come to trust another CA than they do.</summary>
    internal IReadOnlyList<TrustChange> Trust { get; init; } = [];

    /// <summary>What the judge finds wrong and this leaves so, the gravest first.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>Where else the CA that was changed is trusted; null where no certificate comes to be of another CA.</summary>
    public Statement? Elsewhere { get; init; }

    /// <summary>What else is to be known: who trusts the old CA elsewhere, and whom access control lists do not let at the new files any more.</summary>
    public IReadOnlyList<Statement> Notes => [.. new[] { Elsewhere }.OfType<Statement>(), .. LeftOutEntries.Of(Actions.SelectMany(a => a.NewKeys))];

    /// <summary>What another node of the cluster brings, which is put in place too.</summary>
    public IReadOnlyList<Item> Brought { get; init; } = [];

    /// <summary>What was asked for; null for the whole node.</summary>
    public IReadOnlyList<Item>? Concerned => Wish.Names is null ? null : [.. Items, .. Skipped.Select(s => s.Item)];

    /// <summary>Whether anything is to be done.</summary>
    public bool Changes => Actions.Count + Trust.Count > 0;

    /// <summary>What is changed, each once.</summary>
    public IEnumerable<Item> Items => Actions.Select(a => a.Item).Concat(Trust.Select(t => t.Item)).DistinctBy(i => i.Name);

    /// <summary>Every file that is written, in the order in which they are replaced.</summary>
    public IEnumerable<string> Paths => Actions.SelectMany(a => a.Paths).Concat(Trust.SelectMany(t => t.Paths)).Distinct(StringComparer.Ordinal);

    /// <summary>The files that are written for one item.</summary>
    public IEnumerable<string> PathsOf(Item item) => Actions.Where(a => a.Item == item).SelectMany(a => a.Paths).Concat(Trust.Where(t => t.Item == item).SelectMany(t => t.Paths));
}
