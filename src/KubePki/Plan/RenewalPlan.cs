using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>One certificate to be renewed.</summary>
/// <param name="Item">The existing item.</param>
/// <param name="Authority">The CA that signs; the item itself if its component signed it without a CA of the cluster.</param>
/// <param name="Reason">Why it is renewed.</param>
/// <param name="NotBefore">Start of the new certificate.</param>
/// <param name="NotAfter">Expiry of the new certificate.</param>
/// <param name="CappedFrom">The requested expiry, if the CA expires earlier; else null.</param>
/// <param name="KeyAlgorithm">Kind of the key.</param>
/// <param name="KeepsKey">Whether the existing key is kept.</param>
/// <param name="HomeCopies">Users of kubeconfigs in home directories that hold the same identity and are updated too.</param>
/// <param name="PlannedAt">The clock of the plan.</param>
public sealed record RenewalAction(
    PkiEntry Item,
    PkiEntry Authority,
    Statement Reason,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    DateTimeOffset? CappedFrom,
    KeyAlgorithm KeyAlgorithm,
    bool KeepsKey,
    IReadOnlyList<PkiEntry> HomeCopies,
    DateTimeOffset PlannedAt)
{
    /// <summary>Names that are added and removed; null if the identity is kept.</summary>
    internal IdentityChange? Change { get; init; }

    /// <summary>
    /// Facts that the operator must know before the plan is carried out: a key that is kept, tokens that become invalid, a shorter
    /// validity.
    /// </summary>
    public IReadOnlyList<Statement> Notes { get; init; } = [];

    /// <summary>The certificate that is replaced.</summary>
    public Certificate Existing => Item.Certificate!;

    /// <summary>
    /// The kubeconfigs that get the new certificate: the item's own and its copies in home directories; none for a pair of files.
    /// </summary>
    public IEnumerable<PkiEntry> Kubeconfigs => Item.Kubeconfig is null ? [] : HomeCopies.Prepend(Item);

    /// <summary>
    /// The new file with a date in its name, for an item whose path is, or must become, a symbolic link to a dated file
    /// (kubelet-client-current.pem); null for other items, whose files are replaced.
    /// </summary>
    public string? DatedPath => Item.Entry.Dated && Item.Files is [{ } file, ..]
        ? KubeletPem.Dated(file.Path, System.IO.Path.GetDirectoryName(file.RealPath)!, PlannedAt, file.RealPath)
        : null;

    /// <summary>Whether no CA of the cluster signs the certificate: a serving certificate as the kubelet creates it.</summary>
    public bool IsSelfMade => ReferenceEquals(Authority, Item);

    /// <summary>Path of the new certificate.</summary>
    public string CertificatePath => DatedPath ?? Item.Path;

    /// <summary>Whether the private key is in the same file as the certificate.</summary>
    public bool SharesFile => Item.Files.FirstOrDefault(f => f.Path == Item.KeyPath)?.RealPath == Item.Files[0].RealPath;

    /// <summary>Every file that is written, in the order in which they are replaced: the key before its certificate.</summary>
    public IEnumerable<string> Paths => Item.Kubeconfig is null
        ? [.. Item.KeyPath is { } key && !KeepsKey && !SharesFile ? [key] : Array.Empty<string>(),
            .. DatedPath is { } dated ? [dated] : Array.Empty<string>(), Item.Path]
        : Kubeconfigs.SelectMany(k => KeptAs(k) is { } kept ? [kept, k.Path] : new[] { k.Path }).Distinct(StringComparer.Ordinal);

    /// <summary>The existing files that get a new key.</summary>
    internal IEnumerable<ObservedFile> NewKeys
        => KeepsKey ? [] : (Item.Kubeconfig is null ? [Item] : Kubeconfigs).SelectMany(DroppedReaders.KeyFileOf);

    /// <summary>
    /// Where the old file of a kubeconfig in a home directory is kept; null for other items, whose old files are in the backup.
    /// </summary>
    public string? KeptAs(PkiEntry kubeconfig) => Plan.HomeCopies.KeptAs(kubeconfig, PlannedAt);
}

/// <summary>A kubeconfig that will trust the CA that is on disk now.</summary>
/// <param name="Item">The existing item.</param>
/// <param name="Cluster">Name of the cluster whose certificate-authority-data is replaced.</param>
/// <param name="Authority">The CA; every certificate of its file is used.</param>
/// <param name="KeptAs">Where the old file of a kubeconfig in a home directory is kept; null for other items, whose old files are in the
/// backup.</param>
internal sealed record TrustChange(PkiEntry Item, string Cluster, PkiEntry Authority, string? KeptAs)
{
    /// <summary>Every file that is written.</summary>
    public IEnumerable<string> Paths => KeptAs is { } kept ? [kept, Item.Path] : [Item.Path];
}

/// <summary>A requested item that is skipped, with the reason.</summary>
public sealed record Skip(PkiEntry Item, Problem Reason)
{
    /// <summary>
    /// Whether the item is a copy in a home directory that was to get the changes of its original: its user keeps the expiring certificate.
    /// </summary>
    internal bool IsHomeCopy { get; init; }
}

/// <summary>A component that uses a renewed item.</summary>
/// <param name="Component">Its name.</param>
/// <param name="MustRestart">Whether it must be restarted; otherwise it reloads the file itself.</param>
/// <param name="Because">The items it uses.</param>
public sealed record ComponentEffect(string Component, bool MustRestart, IReadOnlyList<string> Because);

/// <summary>
/// The actions of a renewal. Pure data: printable, serialisable, and the same for the same state, request and clock. If there are
/// <see cref="Refusals"/>, nothing is carried out.
/// </summary>
public sealed record RenewalPlan(
    RenewalSpec Spec,
    IReadOnlyList<RenewalAction> Actions,
    IReadOnlyList<Skip> Skipped,
    IReadOnlyList<Problem> Refusals,
    IReadOnlyList<ComponentEffect> Effects)
{
    /// <summary>The kubeconfigs that will trust another CA than now.</summary>
    internal IReadOnlyList<TrustChange> Trust { get; init; } = [];

    /// <summary>Findings that the renewal does not fix, the most severe first.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];

    /// <summary>Where else the replaced CA is trusted; null if no certificate changes its CA.</summary>
    public Statement? OldAuthorityNote { get; init; }

    /// <summary>
    /// Further notes: where else the old CA is trusted, and who could read an old key through an access control list or a group but cannot
    /// read the new one.
    /// </summary>
    public IReadOnlyList<Statement> Notes
        => [.. new[] { OldAuthorityNote }.OfType<Statement>(), .. DroppedReaders.Of(Actions.SelectMany(a => a.NewKeys))];

    /// <summary>Items from another node of the cluster, which are installed too.</summary>
    public IReadOnlyList<PkiEntry> FromOtherNode { get; init; } = [];

    /// <summary>The requested items; null for the whole node.</summary>
    public IReadOnlyList<PkiEntry>? RequestedItems => Spec.Names is null ? null : [.. Items, .. Skipped.Select(s => s.Item)];

    /// <summary>Whether the plan changes anything.</summary>
    public bool Changes => Actions.Count + Trust.Count > 0;

    /// <summary>The changed items, each once.</summary>
    public IEnumerable<PkiEntry> Items => Actions.Select(a => a.Item).Concat(Trust.Select(t => t.Item)).DistinctBy(i => i.Name);

    /// <summary>Every file that is written, in the order in which they are replaced.</summary>
    public IEnumerable<string> Paths
        => Actions.SelectMany(a => a.Paths).Concat(Trust.SelectMany(t => t.Paths)).Distinct(StringComparer.Ordinal);

    /// <summary>The files that are written for one item.</summary>
    public IEnumerable<string> PathsOf(PkiEntry item)
        => Actions.Where(a => a.Item == item).SelectMany(a => a.Paths).Concat(Trust.Where(t => t.Item == item).SelectMany(t => t.Paths));
}
