using System.Globalization;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>From when to when a renewed certificate is valid.</summary>
/// <param name="NotBefore">Its start.</param>
/// <param name="NotAfter">Its end: never after its CA's.</param>
/// <param name="CappedFrom">The end that was asked for, when the CA's own end comes first; else null.</param>
internal sealed record Lifetime(DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? CappedFrom)
{
    /// <summary>What lives less than this is gone before anybody notices a slip in the validity.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>The life of the certificate that replaces the item's; a component that makes its own CA makes one that lasts as long.</summary>
    internal static Lifetime Of(NodeState state, Item item, Item authority, RenewalWish wish)
    {
        var (earliest, latest) = Bounds(item, authority);
        var (start, asked) = (state.ObservedAt - CertificateShape.Backdate, wish.Validity.EndFrom(state.ObservedAt));
        var end = asked < latest ? asked : latest;
        return new Lifetime(DateTimeOffset.FromUnixTimeSeconds((start > earliest ? start : earliest).ToUnixTimeSeconds()), end, asked > end ? asked : null);
    }

    /// <summary>
    /// Why a certificate that ends at <paramref name="end"/> needs the operator's word: it expires sooner than the one it replaces does, or than
    /// that one's CA, or it lives less than a day. Null when it does not. A certificate that no component accepts now is replaced by any; an end in the past
    /// is another refusal.
    /// </summary>
    internal static Problem? Shortfall(NodeState state, Item item, DateTimeOffset end, DateTimeOffset authorityEnd)
    {
        var replaced = item.Certificate is { } existing && existing.NotAfter < authorityEnd ? existing.NotAfter : authorityEnd;
        var works = item.Certificate is { } held && replaced > state.ObservedAt && ItemJudge.ChainProblem(state, item, held) is null;
        return works && end > state.ObservedAt && end < replaced ? PlanMessages.ExpiresSooner.At(item.Path, Times.Minute(end), Times.Minute(replaced))
            : end > state.ObservedAt && end - state.ObservedAt < Shortest ? PlanMessages.LessThanADay.At(item.Path, Times.Minute(end))
            : null;
    }

    /// <summary>The same for a renewal.</summary>
    internal Problem? Shortfall(NodeState state, Item item, Item authority) => Shortfall(state, item, NotAfter, Bounds(item, authority).Latest);

    private static (DateTimeOffset Earliest, DateTimeOffset Latest) Bounds(Item item, Item authority)
        => authority == item ? (DateTimeOffset.MinValue, DateTimeOffset.MaxValue) : (authority.SigningCertificate!.NotBefore, authority.SigningCertificate.NotAfter);
}
