using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// Plans a renewal from the existing files and a request. Pure. Rules: one damaged item refuses a renewal of all, and the others can then
/// be renewed by name. A missing or externally managed item is skipped with the reason. An identity is never invented.
/// </summary>
internal static partial class RenewalPlanner
{
    /// <summary>
    /// If less than this share of its validity is left, a certificate that the kubelet rotates counts as forgotten: the kubelet rotates
    /// when 10 to 30 % are left (client-go certificate manager).
    /// </summary>
    private const double ForgottenShare = 0.05;

    /// <summary>
    /// If less than this share is left, a certificate that the kubelet uses and does not rotate is renewed: its self-signed serving pair
    /// (the kubelet does not create a new one while the files are readable: kubelet, initializeServerTLS), or a certificate in
    /// kubelet.conf. An operator who renews once a year must find it due.
    /// </summary>
    private const double SelfMadeShare = 0.3;

    /// <summary>
    /// Reasons to skip that mean that the request is already fulfilled: not an error, even for an item requested by name.
    /// </summary>
    private static readonly HashSet<string> Settled =
    [
        PlanMessages.NotDue.Id, PlanMessages.SameNames.Id, PlanMessages.AsLongAsItsAuthority.Id,
    ];

    /// <summary>Names that can be given to <c>renew</c> on this node.</summary>
    public static IReadOnlyList<string> Names(NodeState state)
        => [.. state.Items.Where(i => IsCandidate(i) && EntryRemedies.Renewed(state, i) == i).Select(i => i.Name)];

    /// <summary>The names in a request that no node has. A path may become an item when an interrupted run is finished.</summary>
    public static IReadOnlyList<Problem> Unknown(NodeState state, RenewalSpec spec)
        =>
        [
            .. (spec.Names ?? []).Distinct().Where(n => !n.StartsWith('/') && state.Find(n) is null)
                .Select(n => PlanMessages.UnknownName.At("", n, string.Join(' ', Names(state)))),
        ];

    /// <summary>
    /// Whether <c>all</c> skips the item for now: the kubelet is expected to rotate it, or the kubelet uses it and it is far from its
    /// expiry.
    /// </summary>
    public static bool IsLeftToKubelet(NodeState state, PkiEntry item)
        => item is { Entry.Renewal: RenewalRule.WhenDue, Certificate: { } certificate }
            && certificate.NotAfter - state.ObservedAt > (certificate.NotAfter - certificate.NotBefore) * (
                EntryJudge.IsRotated(state, item) ? ForgottenShare : SelfMadeShare);

    /// <summary>Creates the plan. <see cref="PlanMessages.UnknownName"/> among the refusals means that the command line is wrong.</summary>
    public static RenewalPlan Plan(NodeState state, RenewalSpec spec)
    {
        var refusals = SpecProblems(state, spec);
        List<RenewalAction> actions = [];
        List<Skip> skipped = [];
        List<Skip> leftInHomes = [];
        List<PkiEntry> used = [];
        var selected = Selected(state, spec, refusals);
        var trust = spec.AcceptNewAuthority && ServesUnderItsAuthority(state, selected, spec)
            ? TrustChanges(state, selected, refusals, skipped)
            : [];
        foreach (var item in selected)
        {
            switch (Decide(state, item, spec))
            {
                case { Action: { } action }:
                    used.Add(item);
                    if (actions.Find(other => SharedFiles.SharesKeyOnly(other, action)) is { } holder)
                    {
                        refusals.Add(PlanMessages.SharedKey.At(item.KeyPath!, item.Name, holder.Item.Name));
                    }
                    else if (actions.Find(other => SharedFiles.SharesCertificateOnly(other, action)) is { } twin)
                    {
                        refusals.Add(PlanMessages.SharedCertificate.At(item.Path, item.Name, twin.Item.Name));
                    }
                    else if (actions.Find(other => SharedFiles.SharesFile(other, item)) is { } sharing)
                    {
                        skipped.Add(new Skip(item, PlanMessages.SameFile.At(item.Path, sharing.Item.Name)));
                    }
                    else
                    {
                        actions.Add(action with
                        {
                            HomeCopies = [.. HomeCopies.Of(state, item).Where(c => selected.All(s => s.Name != c.Name))],
                        });
                    }

                    break;
                // The kubelet rotates the certificate, but not the trusted CAs.
                case { Skip: not null } when item.PointsAt is not null
                    && (trust.Any(t => t.Item == item) || KubeletManaged.IsTargetRequested(state, item, selected, spec)):
                    break;
                // A problem in a user's home directory does not block the other requested items.
                case { Action: null } left when IsLeftInHome(item, selected, spec):
                    leftInHomes.Add(left.Skip ?? new Skip(item, left.Refusal!));
                    break;
                // A request by name that cannot be fulfilled is an error: a script must not take it for success.
                case { Skip: { } impossible } when spec.Names is not null && !Settled.Contains(impossible.Reason.Id):
                    refusals.Add(impossible.Reason);
                    break;
                case { Skip: { } skip }:
                    skipped.Add(skip);
                    break;
                case { Refusal: { } refusal }:
                    Refuse(refusals, refusal);
                    break;
            }
        }

        // If only items in home directories were requested and none can be renewed, their reasons become refusals.
        bool Refuses(Skip left) => actions.Count == 0 && selected.All(i => i.IsInHome) && !Settled.Contains(left.Reason.Id);
        refusals.AddRange(leftInHomes.Where(Refuses).Select(left => left.Reason));
        skipped.AddRange(leftInHomes.Where(left => !Refuses(left)));
        skipped.AddRange(actions.SelectMany(action => HomeCopies.SkippedCopies(state, action.Item))
            .Where(left => !selected.Contains(left.Item)));
        skipped.AddRange(HomeCopies.UnreadableKubeconfigs(state, actions));
        used.AddRange(trust.Select(t => t.Item).Except(used));
        return new RenewalPlan(
            spec, actions, skipped, refusals,
            IsBeforeInit(state) ? [] : ComponentEffects.Of(state, used))
        {
            Trust = trust,
            OldAuthorityNote = Elsewhere(state, actions, trust),
        };
    }

    /// <summary>The note for a node that adopts the cluster's new CA: whoever else trusts the old CA must adopt the new one too.</summary>
    private static Problem? Elsewhere(NodeState state, IReadOnlyList<RenewalAction> actions, IReadOnlyList<TrustChange> trust)
        => state.Find("ca") is { } ca
            && (trust.Any(t => t.Authority == ca)
                || actions.Any(a => a.Authority == ca
                    && EntryJudge.ChainProblem(state, a.Item, a.Existing)?.Is(X509Messages.UnknownAuthority) == true))
            ? PlanMessages.AuthorityElsewhere.At(ca.Path) : null;

    /// <summary>
    /// Whether an item in a home directory that was requested by name, or that was to be updated too, is skipped although it needs a
    /// change.
    /// </summary>
    public static bool IsLeft(Skip skip, RenewalSpec spec)
        => skip.IsHomeCopy || (skip.Item.IsInHome && spec.Names?.Contains(skip.Item.Name) == true && !Settled.Contains(skip.Reason.Id));

    private static bool IsLeftInHome(PkiEntry item, IReadOnlyList<PkiEntry> selected, RenewalSpec spec)
        => spec.Names is not null && item.IsInHome && selected.Any(other => other != item);

    /// <summary>
    /// Whether the API server's certificate is issued by the CA on disk, or will be. Until then, clients that trust only this CA reject the
    /// API server.
    /// </summary>
    private static bool ServesUnderItsAuthority(NodeState state, IReadOnlyList<PkiEntry> selected, RenewalSpec spec)
        => state.Find("apiserver") is { Certificate: { } serving } server
            && (EntryJudge.ChainProblem(state, server, serving) is null
                || (selected.Contains(server) && Decide(state, server, spec).Action is not null));

    /// <summary>
    /// The kubeconfigs that do not trust the CA on disk, including their copies in home directories: with a new certificate alone their
    /// users would be accepted, but would reject the API server. The kubelet never writes this part of its kubeconfig, even if it rotates
    /// the certificate. As with credentials, an unusual kubeconfig of a user is skipped and reported.
    /// </summary>
    private static List<TrustChange> TrustChanges(
        NodeState state, IReadOnlyList<PkiEntry> selected, List<Problem> refusals, List<Skip> skipped)
    {
        List<TrustChange> changes = [];
        foreach (var item in selected.Concat(selected.SelectMany(i => KubeletManaged.Pointing(state, i)))
            .Concat(selected.SelectMany(i => HomeCopies.TrustingAlike(state, i)))
            .DistinctBy(i => i.Name))
        {
            if (item.Cluster is not { CertificateAuthorityData: not null } cluster
                || state.AuthorityOf(item) is not { Problem: null, Certificate: { } first } authority
                || item.Trusted?.Contains(authority.SigningCertificate ?? first) == true)
            {
                continue;
            }

            if (item.Kubeconfig!.WithAuthorities(cluster.Name, "-"u8.ToArray()) is { Succeeded: false, Problem: var problem })
            {
                if (selected.Contains(item))
                {
                    refusals.Add(problem);
                }
                else
                {
                    skipped.Add(new Skip(item, problem) { IsHomeCopy = true });
                }

                continue;
            }

            changes.Add(new TrustChange(item, cluster.Name, authority, HomeCopies.KeptAs(item, state.ObservedAt)));
        }

        return changes;
    }

    /// <summary>Whether no component runs on this node yet, so that none must be restarted.</summary>
    internal static bool IsBeforeInit(NodeState state) => !state.Layout.Pods.Any() && state.Problems.Count == 0;

    /// <summary>
    /// Why the request is invalid as a whole. If a manifest or the kubelet's configuration is unreadable, the files may be elsewhere: only
    /// items requested by name are renewed.
    /// </summary>
    private static List<Problem> SpecProblems(NodeState state, RenewalSpec spec)
    {
        List<Problem> problems = spec.Names is null ? [.. state.Problems] : [];
        if (spec is { ReuseKey: true, KeyAlgorithm: not null })
        {
            problems.Add(PlanMessages.KeepAndChange.At(""));
        }

        if (spec is { ReuseKey: true, ReplaceTokenKey: true })
        {
            problems.Add(PlanMessages.KeepAndReplace.At(""));
        }

        if (NameChange.SpecProblem(spec) is { } names)
        {
            problems.Add(names);
        }

        if (spec.Validity.ExpiryFrom(state.ObservedAt) is var end && end <= state.ObservedAt)
        {
            problems.Add(PlanMessages.EndsInThePast.At("--validity", Times.Day(end)));
        }

        return problems;
    }

    /// <summary>Adds a refusal; the items that one CA cannot sign are reported in one refusal.</summary>
    internal static void Refuse(List<Problem> refusals, Problem refusal)
    {
        var same = refusals.FindIndex(r => r.Id == refusal.Id && r.Where == refusal.Where);
        if (same < 0)
        {
            refusals.Add(refusal);
            return;
        }

        if (!refusal.Is(PlanMessages.AuthorityUnusable))
        {
            return;
        }

        var told = refusals[same].Arguments;
        refusals[same] = refusal with { Arguments = [told[0], $"{told[1]}, {refusal.Arguments[1]}"] };
    }

    private static List<PkiEntry> Selected(NodeState state, RenewalSpec spec, List<Problem> refusals)
    {
        if (spec.Names is null)
        {
            return [.. state.Items.Where(i => i.Entry.Renewal is RenewalRule.Always or RenewalRule.WhenDue)];
        }

        var selected = new List<PkiEntry>();
        foreach (var name in spec.Names.Distinct())
        {
            if ((state.Find(name) ?? HomeCopies.MissingPlaceholder(name, spec.Names, state)) is not { } item)
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

    internal static bool IsCandidate(PkiEntry item) => item.Entry.Renewal != RenewalRule.Never;
}
