using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// From what is there and what is wished to what will be done. Pure. Rules: what is broken refuses the whole renewal unless
/// the others are asked for by name; what is missing or managed elsewhere is left with the reason; identity is never invented.
/// </summary>
public static class RenewalPlanner
{
    /// <summary>Backdating of new certificates, so that a node whose clock is a little behind accepts them (kubeadm 1.31).</summary>
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    /// <summary>Names that can be given to <c>renew</c> on this node.</summary>
    public static IReadOnlyList<string> Names(NodeState state) => [.. state.Items.Where(IsCandidate).Select(i => i.Name)];

    /// <summary>The plan. <see cref="PlanMessages.UnknownName"/> among the refusals means the command line was wrong.</summary>
    public static RenewalPlan Plan(NodeState state, RenewalWish wish)
    {
        var refusals = new List<Problem>();
        if (wish is { ReuseKey: true, KeyAlgorithm: not null })
        {
            refusals.Add(PlanMessages.KeepAndChange.At(""));
        }

        List<RenewalAction> actions = [];
        List<Skip> skipped = [];
        List<Item> used = [];
        var selected = Selected(state, wish, refusals);
        foreach (var item in selected)
        {
            switch (Decide(state, item, wish))
            {
                case { Action: { } action }:
                    used.Add(item);
                    if (actions.Find(other => SharesKeyOnly(other, action)) is { } holder)
                    {
                        refusals.Add(PlanMessages.SharedKey.At(item.KeyPath!, item.Name, holder.Item.Name));
                    }
                    else if (actions.Find(other => SharesFile(other, item)) is { } sharing)
                    {
                        skipped.Add(new Skip(item, PlanMessages.SameFile.At(item.Path, sharing.Item.Name)));
                    }
                    else
                    {
                        actions.Add(action with { Companions = [.. Companions(state, item).Where(c => selected.All(s => s.Name != c.Name))] });
                    }

                    break;
                case { Skip: { } skip }:
                    skipped.Add(skip);
                    break;
                case { Refusal: { } refusal }:
                    refusals.Add(refusal);
                    break;
            }
        }

        return new RenewalPlan(wish, actions, skipped, refusals, Effects(state, used));
    }

    private static List<Item> Selected(NodeState state, RenewalWish wish, List<Problem> refusals)
    {
        if (wish.Names is null)
        {
            return [.. state.Items.Where(i => i.Entry.Renewable)];
        }

        var selected = new List<Item>();
        foreach (var name in wish.Names.Distinct())
        {
            if (state.Find(name) is not { } item)
            {
                refusals.Add(PlanMessages.UnknownName.At("", name, string.Join(' ', Names(state))));
            }
            else if (!IsCandidate(item))
            {
                refusals.Add(PlanMessages.NotRenewable.At(item.Path, name));
            }
            else
            {
                selected.Add(item);
            }
        }

        return selected;
    }

    /// <summary>Whether an item lies in the file that is renewed already: people give etcd one pair for clients and peers.</summary>
    private static bool SharesFile(RenewalAction action, Item item)
        => action.Item.Files[0].RealPath == item.Files[0].RealPath && action.Item.UserName == item.UserName;

    /// <summary>Whether two certificates would each get a new key in the same file.</summary>
    private static bool SharesKeyOnly(RenewalAction action, RenewalAction other)
        => !action.KeepsKey && !SharesFile(action, other.Item) && KeyFile(action.Item) is { } key && KeyFile(other.Item) == key;

    private static string? KeyFile(Item item) => item.Files.FirstOrDefault(f => f.Path == item.KeyPath)?.RealPath;

    private static bool IsCandidate(Item item)
        => item.Entry.Renewable || (item.Entry.Kind == EntryKind.Kubeconfig && item.Name.StartsWith('/'));

    private static Decision Decide(NodeState state, Item item, RenewalWish wish)
    {
        if (item.IsMissing)
        {
            return new Skip(item, PlanMessages.NothingThere.At(item.Path));
        }

        if (item.PointsAt is not null)
        {
            return new Skip(item, PlanMessages.KubeletRotates.At(item.PointsAt));
        }

        if (item.Problem is { } broken)
        {
            return broken;
        }

        if (state.AuthorityOf(item) is not { } authority || ItemJudge.IsExternallyManaged(state, item))
        {
            return new Skip(item, PlanMessages.External.At(item.Path, item.Entry.Issuer ?? ""));
        }

        return NotDue(state, item, wish) is { } notDue ? new Skip(item, notDue) : Renewal(state, item, authority, wish);
    }

    private static Problem? NotDue(NodeState state, Item item, RenewalWish wish)
    {
        var left = item.Certificate!.NotAfter - state.ObservedAt;
        return wish.Within is { } within && left > within ? PlanMessages.NotDue.At(item.Path, Days(left)) : null;
    }

    private static Decision Renewal(NodeState state, Item item, Item authority, RenewalWish wish)
    {
        var existing = item.Certificate!;
        if (AuthorityProblem(state, authority) is { } unusable)
        {
            return PlanMessages.AuthorityUnusable.At(item.Path, authority.Name) with { Cause = unusable };
        }

        if (KeyRefusal(item, wish) is { } keyRefusal)
        {
            return keyRefusal;
        }

        if (!wish.AcceptNewAuthority && ItemJudge.ChainProblem(state, item, existing) is not null)
        {
            return PlanMessages.OtherAuthority.At(item.Path);
        }

        var algorithm = wish.KeyAlgorithm ?? item.KeyAlgorithm ?? existing.KeyAlgorithm;
        if (!wish.ReuseKey && !algorithm.CanBeMade)
        {
            return PlanMessages.KeyNotMade.At(item.Path, algorithm.Name);
        }

        var signing = authority.SigningCertificate!;
        var wished = wish.Validity.EndFrom(state.ObservedAt);
        var end = wished < signing.NotAfter ? wished : signing.NotAfter;
        if (end <= state.ObservedAt)
        {
            return PlanMessages.EndsInThePast.At(item.Path, end.UtcDateTime.ToString("yyyy-MM-dd"));
        }

        var start = state.ObservedAt - Backdate;
        return new RenewalAction(
            item,
            authority,
            Reason(state, item, wish),
            DateTimeOffset.FromUnixTimeSeconds((start > signing.NotBefore ? start : signing.NotBefore).ToUnixTimeSeconds()),
            end,
            wished > end ? wished : null,
            algorithm,
            wish.ReuseKey,
            []);
    }

    /// <summary>Why a CA cannot sign now, or null.</summary>
    private static Problem? AuthorityProblem(NodeState state, Item authority)
        => authority.Problem
            ?? authority.KeyProblem
            ?? (authority.SigningCertificate is { } signing
                ? !signing.IsAuthority ? X509Messages.NotAnAuthority.At(authority.Path)
                    : state.ObservedAt > signing.NotAfter ? X509Messages.Expired.At(authority.Path, signing.NotAfter.UtcDateTime.ToString("yyyy-MM-dd"))
                    : state.ObservedAt < signing.NotBefore ? X509Messages.NotYetValid.At(authority.Path, signing.NotBefore.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'"))
                    : null
                : X509Messages.KeyMismatch.At(authority.Path, authority.KeyPath ?? ""));

    /// <summary>
    /// A key that does not match is a sign of a mix-up: <c>all</c> refuses, and by name it is only mended with a new key. In a home
    /// directory it is not mended at all: whoever has no key there would be given one.
    /// </summary>
    private static Problem? KeyRefusal(Item item, RenewalWish wish)
    {
        if (HoldsItsKey(item) || (wish.Names is not null && !wish.ReuseKey && !item.Name.StartsWith('/')))
        {
            return null;
        }

        var problem = item.KeyProblem ?? X509Messages.KeyMismatch.At(item.Path, item.KeyPath ?? item.Path);
        return wish.ReuseKey ? PlanMessages.KeyNotReusable.At(item.Path) with { Cause = problem } : problem;
    }

    private static Problem Reason(NodeState state, Item item, RenewalWish wish)
    {
        var left = item.Certificate!.NotAfter - state.ObservedAt;
        return left < TimeSpan.Zero ? PlanMessages.ExpiredSince.At(item.Path, Days(-left))
            : left <= (wish.Within ?? ItemJudge.DefaultWithin) ? PlanMessages.EndsSoon.At(item.Path, Days(left))
            : PlanMessages.Asked.At(item.Path);
    }

    private static bool HoldsItsKey(Item item) => item.KeyPublicKey is { } key && item.Certificate!.PublicKey.AsSpan().SequenceEqual(key);

    /// <summary>
    /// The users of kubeconfigs in home directories that hold the same identity. Anybody can write a certificate that claims
    /// to be the administrator's into their home: it has to be the CA's, and its key has to be there.
    /// </summary>
    private static IEnumerable<Item> Companions(NodeState state, Item item)
        => item.Entry.Kind != EntryKind.Kubeconfig || item.Name.StartsWith('/') ? []
            : state.Items.Where(other => other.Name.StartsWith('/') && other is { Problem: null, Certificate: { } held, PointsAt: null }
                && held.Subject.IsSameAs(item.Certificate!.Subject)
                && HoldsItsKey(other)
                && (held.Equals(item.Certificate) || ItemJudge.ChainProblem(state, other, held) is null));

    private static IReadOnlyList<ComponentEffect> Effects(NodeState state, IReadOnlyList<Item> items)
        => [.. items
            .SelectMany(item => item.Entry.Uses.Select(use => (item.Name, Use: use)))
            .Where(x => x.Use.Component != Components.People)
            .GroupBy(x => x.Use.Component)
            .Select(group => new ComponentEffect(
                group.Key,
                group.Any(x => x.Use.NeedsRestart(state.MinorVersion(group.Key))),
                [.. group.Select(x => x.Name).Distinct()]))
            .OrderBy(effect => Array.IndexOf(RestartOrder, effect.Component))];

    private static readonly string[] RestartOrder = [Components.Etcd, Components.ApiServer, Components.ControllerManager, Components.Scheduler, Components.Kubelet];

    private static string Days(TimeSpan span) => ((long)Math.Floor(span.TotalDays)).ToString();

    private sealed record Decision(RenewalAction? Action, Skip? Skip, Problem? Refusal)
    {
        public static implicit operator Decision(RenewalAction action) => new(action, null, null);

        public static implicit operator Decision(Skip skip) => new(null, skip, null);

        public static implicit operator Decision(Problem refusal) => new(null, null, refusal);
    }
}
