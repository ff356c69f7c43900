using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>The status of an item. The names are part of the JSON contract.</summary>
public enum EntryStatus
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Expires within the period asked about.</summary>
    Expiring,

    /// <summary>Has expired.</summary>
    Expired,

    /// <summary>Its validity has not begun.</summary>
    NotYetValid,

    /// <summary>Does not exist.</summary>
    Missing,

    /// <summary>Exists, but cannot be parsed.</summary>
    Unreadable,

    /// <summary>Cannot be read: permission is missing, or the disk fails.</summary>
    Unknown,
}

/// <summary>The verdict on one item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Status">Its status.</param>
/// <param name="ExternallyManaged">True if its CA's key is not on this node, so that it cannot be renewed here.</param>
/// <param name="TimeLeft">Time until it expires; negative when expired; null without a certificate.</param>
/// <param name="Problem">A problem beyond its dates, or why it cannot be read.</param>
public sealed record Verdict(PkiEntry Item, EntryStatus Status, bool ExternallyManaged, TimeSpan? TimeLeft, Problem? Problem)
{
    /// <summary>True if a deciding file could not be read.</summary>
    public bool IsUnknown => Status == EntryStatus.Unknown || Problem?.Is(FileMessages.Unreadable) == true;

    /// <summary>True if an operator has to examine it.</summary>
    public bool IsFinding => Status != EntryStatus.Ok || Problem is not null;

    /// <summary>True if something is wrong now. A certificate that expires soon is in order until then.</summary>
    internal bool IsWrongNow => Status is not (EntryStatus.Ok or EntryStatus.Expiring) || Problem is not null;

    /// <summary>The deciding certificate: in a CA bundle the one that signs, else the first; null when there is none.</summary>
    public Certificate? Certificate
        => Item.Entry.Kind == EntryKind.CertificateAuthority ? Item.SigningCertificate ?? Item.Certificate : Item.Certificate;

    /// <summary>Remaining share of the validity, 0 to 1; null without a certificate.</summary>
    public double? ShareLeft => Certificate is { } c && TimeLeft is { } left && c.NotAfter > c.NotBefore
        ? Math.Clamp(left / (c.NotAfter - c.NotBefore), 0, 1)
        : null;
}
