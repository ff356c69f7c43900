using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>Where an item stands. The names are part of the JSON contract.</summary>
public enum Standing
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Ends within the period asked about.</summary>
    Expiring,

    /// <summary>Past its end.</summary>
    Expired,

    /// <summary>Its validity has not begun.</summary>
    NotYetValid,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, but cannot be understood.</summary>
    Unreadable,

    /// <summary>Could not be read from here: for lack of permission, or because the disk fails.</summary>
    Unknown,
}

/// <summary>What is judged of one item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="ExternallyManaged">Whether its CA's key is not on this node, so that it cannot be renewed here.</param>
/// <param name="Left">Time until it ends; negative when expired; null without a certificate.</param>
/// <param name="Problem">What is wrong beyond its dates, or why it cannot be read.</param>
public sealed record Verdict(Item Item, Standing Standing, bool ExternallyManaged, TimeSpan? Left, Problem? Problem)
{
    /// <summary>Whether something that decides about it could not be read.</summary>
    public bool IsUnknown => Standing == Standing.Unknown || Problem?.Is(FileMessages.Unreadable) == true;

    /// <summary>Whether an operator has to look at it.</summary>
    public bool IsFinding => Standing != Standing.Ok || Problem is not null;

    /// <summary>Whether something is wrong now: what merely expires before long is in order until then.</summary>
    internal bool IsWrongNow => Standing is not (Standing.Ok or Standing.Expiring) || Problem is not null;

    /// <summary>The certificate that decides: of a CA bundle the one that signs, else the first; null when there is none.</summary>
    public Certificate? Certificate => Item.Entry.Kind == EntryKind.CertificateAuthority ? Item.SigningCertificate ?? Item.Certificate : Item.Certificate;

    /// <summary>Share of the validity that is left, 0 to 1; null without a certificate.</summary>
    public double? ShareLeft => Certificate is { } c && Left is { } left && c.NotAfter > c.NotBefore
        ? Math.Clamp(left / (c.NotAfter - c.NotBefore), 0, 1)
        : null;
}
