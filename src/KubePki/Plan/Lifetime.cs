using System.Globalization;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The validity of a renewed certificate.</summary>
/// <param name="NotBefore">Its start.</param>
/// <param name="NotAfter">Its expiry: never later than that of its CA.</param>
/// <param name="CappedFrom">The requested expiry, if the CA expires earlier; else null.</param>
internal sealed record Lifetime(DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? CappedFrom)
{
    /// <summary>A shorter validity expires before anybody notices a typing error in it.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>
    /// The validity of the certificate that replaces the item's. A self-signed certificate of a component has no CA that limits it.
    /// </summary>
    internal static Lifetime Of(NodeState state, PkiEntry item, PkiEntry authority, RenewalSpec spec)
    {
        var (earliest, latest) = Bounds(item, authority);
        var (start, asked) = (state.ObservedAt - CertificateShape.Backdate, spec.Validity.ExpiryFrom(state.ObservedAt));
        var end = asked < latest ? asked : latest;
        return new Lifetime(
            DateTimeOffset.FromUnixTimeSeconds((start > earliest ? start : earliest).ToUnixTimeSeconds()), end, asked > end ? asked : null);
    }

    /// <summary>
    /// Why a certificate that expires at <paramref name="end"/> needs the operator's consent: it expires before both the certificate it
    /// replaces and the CA, or it is valid for less than a day. Null if it needs none. No consent is needed for an earlier expiry if no
    /// component accepts the existing certificate now. An expiry in the past is refused elsewhere.
    /// </summary>
    internal static Problem? Shortfall(NodeState state, PkiEntry item, DateTimeOffset end, DateTimeOffset authorityEnd)
    {
        var replaced = item.Certificate is { } existing && existing.NotAfter < authorityEnd ? existing.NotAfter : authorityEnd;
        var works = item.Certificate is { } held && replaced > state.ObservedAt && EntryJudge.ChainProblem(state, item, held) is null;
        return works && end > state.ObservedAt && end < replaced
            ? PlanMessages.ExpiresSooner.At(item.Path, Times.Minute(end), Times.Minute(replaced))
            : end > state.ObservedAt && end - state.ObservedAt < Shortest ? PlanMessages.LessThanADay.At(item.Path, Times.Minute(end))
            : null;
    }

    /// <summary>The same check for a renewal.</summary>
    internal Problem? Shortfall(NodeState state, PkiEntry item, PkiEntry authority)
        => Shortfall(state, item, NotAfter, Bounds(item, authority).Latest);

    private static (DateTimeOffset Earliest, DateTimeOffset Latest) Bounds(PkiEntry item, PkiEntry authority)
        => authority == item
            ? (DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            : (authority.SigningCertificate!.NotBefore, authority.SigningCertificate.NotAfter);
}
