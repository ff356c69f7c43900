using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

internal static partial class RenewalPlanner
{
    private static Decision Decide(NodeState state, PkiEntry item, RenewalSpec spec)
    {
        if (item.IsMissing)
        {
            return new Skip(item, Remedies.AdviseOnMissing(state, item, PlanMessages.NothingThere.At(item.Path)));
        }

        if (item.PointsAt is { } file)
        {
            return new Skip(item, KubeletManaged.SkipReason(state, item, file, spec));
        }

        if (item.Problem is { } broken)
        {
            return EntryRemedies.Fit(state, Remedies.Advise(item, broken));
        }

        if ((spec.AcceptNewAuthority ? EntryJudge.KubeletSigner(state, item) : null) is { } signs)
        {
            return Renew(state, item, signs, spec);
        }

        if (Signer(state, item) is not { } authority)
        {
            return new Skip(item, PlanMessages.External.At(item.Path, item.Entry.Issuer ?? item.Certificate!.Issuer.Text));
        }

        return NotDue(state, item, spec) is { } notDue ? new Skip(item, notDue) : Renew(state, item, authority, spec);
    }

    /// <summary>
    /// The CA that signs an item: one of the cluster, or the item itself if its component signed it (client-go GenerateSelfSignedCertKey);
    /// null if the signing key is not on this node.
    /// </summary>
    private static PkiEntry? Signer(NodeState state, PkiEntry item)
        => item.Entry.Issuer is null ? item.Certificates[^1].IsSelfIssued ? item : null
            : EntryJudge.IsExternallyManaged(state, item) ? null : state.AuthorityOf(item);

    private static Problem? NotDue(NodeState state, PkiEntry item, RenewalSpec spec)
    {
        var left = item.Certificate!.NotAfter - state.ObservedAt;
        if (spec.Within is { } within && left > within)
        {
            return PlanMessages.NotDue.At(item.Path, Times.Days(left));
        }

        // The kubelet cannot rotate a certificate that no component accepts any more.
        return spec.Names is null && IsLeftToKubelet(state, item)
            && !(spec.AcceptNewAuthority && EntryJudge.ChainProblem(state, item, item.Certificate) is not null)
            ? KubeletManaged.Problem(state, item, spec)
                ?? (IsSelfMade(item) ? PlanMessages.SelfMadeUntilDue : EntryJudge.IsRotated(state,
                    item) ? PlanMessages.RotatesUntilDue : PlanMessages.UnrotatedUntilDue).At(item.Path, Times.Days(left))
            : null;
    }

    private static bool IsSelfMade(PkiEntry item) => item.Entry.Issuer is null;

    private static Decision Renew(NodeState state, PkiEntry item, PkiEntry authority, RenewalSpec spec)
    {
        var existing = item.Certificate!;
        if (authority != item && EntryJudge.AuthorityProblem(state, authority) is { } unusable)
        {
            return PlanMessages.AuthorityUnusable.At(authority.Path, authority.Name, item.Name) with
            {
                Cause = Remedies.Advise(authority, unusable),
            };
        }

        var key = KeyChoice.Of(state, item, spec);
        if ((key.Problem ?? ClockRefusal(state, item, spec) ?? HomeCopies.EditProblem(item)) is { } refusal)
        {
            return refusal;
        }

        if (EntryJudge.ChainProblem(state, item, existing) is not null && EntryRemedies.IsMisplaced(state, item))
        {
            return EntryRemedies.AdviseRecreation(state, item, PlanMessages.OfAnotherItem.At(item.Path, existing.Subject.Text));
        }

        // A renewal copies the usages, so a missing usage stays missing. If versions differ about the old certificate, all may accept the
        // new one, which is verified before it is installed. A certificate in a home directory was written by its user: without a valid
        // chain its identity is never signed.
        if (EntryJudge.ChainProblem(state, item, existing) is { } chain && !X509Messages.IsVersioned(chain)
            && (chain.Is(X509Messages.WrongUsage) || item.IsInHome || !spec.AcceptNewAuthority))
        {
            var advised = EntryRemedies.Fit(state, chain);
            return chain.Is(X509Messages.WrongUsage) ? advised
                : item.IsInHome ? PlanMessages.OtherAuthority.At(item.Path).WithHintOf(advised) : PlanMessages.OtherAuthority.At(item.Path);
        }

        var change = spec is { ChangesNames: true, Names: not null } ? NameChange.Of(state, item, spec) : null;
        if (change is { Succeeded: false })
        {
            return change.Problem;
        }

        var (changesNames, changesKind) = (change is { Value.IsNone: false },
            key.Value!.Algorithm != (item.KeyAlgorithm ?? existing.KeyAlgorithm));
        if (change is not null && !changesNames && !changesKind && !IsDue(state, item, spec))
        {
            return new Skip(item, PlanMessages.SameNames.At(item.Path));
        }

        var life = Lifetime.Of(state, item, authority, spec);
        if (spec.Within is not null && life.NotAfter <= existing.NotAfter && existing.NotAfter > state.ObservedAt && !changesNames
            && !changesKind
            && EntryJudge.ChainProblem(state, item, existing) is null)
        {
            // Requests for due items are repeated by a timer. A certificate that cannot last longer is not issued again each time.
            return new Skip(item, PlanMessages.AsLongAsItsAuthority.At(item.Path, authority.Name, Times.Day(life.NotAfter)));
        }

        var shorter = life.Shortfall(state, item, authority);
        if (shorter is not null && !spec.AllowShorter)
        {
            return shorter;
        }

        var action = new RenewalAction(
            item, authority, Reason(state, item, spec), life.NotBefore, life.NotAfter, life.CappedFrom, key.Value.Algorithm,
            key.Value.Keeps, [], state.ObservedAt)
        {
            Change = changesNames ? change!.Value : null,
            Notes = [.. new[] { key.Value.Note, shorter?.WithHint(Text.None) }.OfType<Problem>()],
        };

        // The components accept the old certificate; with the same names under the same CA they accept the new one.
        return (changesNames || EntryJudge.ChainProblem(state, item, existing) is not null)
            && TrialSignature.Problem(state, action) is { } refused
            ? EntryRemedies.Fit(state, refused)
            : action;
    }

    /// <summary>
    /// A certificate that is not valid yet points to a wrong clock, and every certificate signed with a wrong clock would be wrong.
    /// </summary>
    private static Problem? ClockRefusal(NodeState state, PkiEntry item, RenewalSpec spec)
        => spec.Names is null && state.ObservedAt < item.Certificate!.NotBefore
            ? PlanMessages.FromTheFuture.At(item.Path, Times.Minute(item.Certificate.NotBefore))
            : null;

    private static Statement Reason(NodeState state, PkiEntry item, RenewalSpec spec)
    {
        var left = item.Certificate!.NotAfter - state.ObservedAt;
        return left < TimeSpan.Zero ? PlanMessages.ExpiredSince.ToStatement(item.Path, Times.Days(-left))
            : IsDue(state, item, spec) ? PlanMessages.EndsSoon.ToStatement(item.Path, Times.Days(left))
            : PlanMessages.Asked.ToStatement(item.Path);
    }

    private static bool IsDue(NodeState state, PkiEntry item, RenewalSpec spec)
        => item.Certificate!.NotAfter - state.ObservedAt <= (spec.Within ?? EntryJudge.DefaultWithin);

    private sealed record Decision(RenewalAction? Action, Skip? Skip, Problem? Refusal)
    {
        public static implicit operator Decision(RenewalAction action) => new(action, null, null);

        public static implicit operator Decision(Skip skip) => new(null, skip, null);

        public static implicit operator Decision(Problem refusal) => new(null, null, refusal);
    }
}
