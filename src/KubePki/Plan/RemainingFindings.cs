using System.Globalization;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// The findings of the judge that a plan does not fix. Before the plan is carried out they are predicted from the table in this class;
/// afterwards the node is judged again. A test carries out plans on damaged nodes and compares both.
/// </summary>
internal static class RemainingFindings
{
    private static readonly TimeSpan LongestLeaf = TimeSpan.FromDays(10 * 366);

    /// <summary>
    /// For each check that a new certificate or key can fix: whether this renewal fixes it. Findings of other checks remain.
    /// </summary>
    private static readonly Dictionary<string, Func<RenewalAction, TimeSpan, bool>> Mended = new(StringComparer.Ordinal)
    {
        ["file-missing"] = (action, _) => !action.KeepsKey,
        ["file-unreadable"] = (action, _) => !action.KeepsKey,
        ["damaged-block"] = (_, _) => true,
        ["key-mode"] = (action, _) => !action.KeepsKey || action.SharesFile,
        ["key-access-list"] = (action, _) => !action.KeepsKey || action.SharesFile,
        ["kubeconfig-mode"] = (_, _) => true,
        ["expired"] = (_, _) => true,
        ["expiring"] = (action, within) => action.CappedFrom is null || action.NotAfter - action.PlannedAt > within,
        ["not-yet-valid"] = (_, _) => true,
        ["outlives-ca"] = (_, _) => true,
        ["long-validity"] = (action, _) => action.NotAfter - action.NotBefore <= LongestLeaf,
        ["key-mismatch"] = (_, _) => true,
        ["chain"] = (_, _) => true,
        ["weak-key"] = (
            action,
            _) => !action.KeepsKey && action.KeyAlgorithm is { Family: KeyFamily.Ecdsa } or { Family: KeyFamily.Rsa, Bits: >= 2048 },
        ["weak-signature"] = (_, _) => true,
        ["serial"] = (_, _) => true,
        ["serial-shared"] = (_, _) => true,
        ["key-identifier"] = (_, _) => true,
        ["shared-key"] = (action, _) => !action.KeepsKey,
        ["not-version-3"] = (_, _) => true,
        ["etcd-distrusts-apiserver"] = (_, _) => true,
        ["kubelet-serving-ca"] = (action, _) => !action.IsSelfMade,
        ["kubelet-outdated"] = (_, _) => true,
        ["kubelet-not-current"] = (_, _) => true,
        ["kubelet-not-linked"] = (_, _) => true,
    };

    /// <summary>Problems about a name that a certificate lacks; the name is the first argument of the problem.</summary>
    private static readonly string[] OfNames =
    [
        NameMessages.Advertised.Id,
        NameMessages.ServiceAddress.Id,
        NameMessages.ServiceName.Id,
        NameMessages.Etcd.Id,
        NameMessages.Server.Id,
    ];

    /// <summary>
    /// Problems of a kubeconfig that a new certificate does not fix: its context, and fields of a type that client-go does not read.
    /// </summary>
    private static readonly string[] OfKubeconfig =
    [
        KubernetesMessages.NoContext.Id, KubernetesMessages.FieldNotText.Id, KubernetesMessages.EntryNotText.Id,
    ];

    /// <summary>The ids of the checks in the table.</summary>
    internal static IEnumerable<string> Checks => Mended.Keys;

    /// <summary>
    /// The findings that a renewal of the node will leave, the most severe first; for a request by name only those of the requested items.
    /// </summary>
    public static IReadOnlyList<Finding> After(RenewalPlan plan, NodeState state, Verification now, TimeSpan within)
        => Of(state, now, plan.RequestedItems)
            .Where(f => !IsBrought(f, plan.FromOtherNode) && !(plan.Changes && IsClosedOff(f)))
            .Where(f => !plan.Actions.Any(a => IsFixed(f, a, state, within)) && !IsFixed(f, plan, state))
            .Concat(plan.Actions.Where(a => a.CappedFrom is not null && a.Existing.NotAfter < state.ObservedAt)
            .SelectMany(a => Expiring(a.Item, a.NotAfter - a.PlannedAt, within)))
            .ToList();

    /// <summary>The findings that a creation will leave; the created items have none.</summary>
    public static IReadOnlyList<Finding> After(CreationPlan plan, NodeState state, Verification now)
    {
        var made = plan.Actions.Select(a => a.Item).Concat(plan.FromOtherNode).SelectMany(Places).ToHashSet(StringComparer.Ordinal);
        return [.. Of(state, now, plan.RequestedItems).Where(f => !made.Contains(f.Problem.Where))];
    }

    /// <summary>
    /// The findings about the items, null for the whole node, that need action. A certificate that expires soon and is left to the kubelet
    /// to rotate is skipped. Failed connections are skipped too: their causes are findings of their own.
    /// </summary>
    public static IReadOnlyList<Finding> Of(NodeState state, Verification verification, IReadOnlyList<PkiEntry>? items)
    {
        var places = items?.SelectMany(Places).ToHashSet(StringComparer.Ordinal);
        var rotated = state.Items.Where(i => RenewalPlanner.IsLeftToKubelet(state, i) && EntryJudge.IsRotated(state, i))
            .SelectMany(i => Sharing(state, i)).Select(i => i.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. verification.Findings.Where(f => f.Check != "connection" && places?.Contains(f.Problem.Where) != false
                && !(f.Check == "expiring" && rotated.Contains(f.Problem.Where))),
        ];
    }

    /// <summary>
    /// The findings on a node after the plan was carried out. A certificate that expires soon because the operator requested it is not
    /// included. A certificate that expires soon because its CA does is included.
    /// </summary>
    public static IReadOnlyList<Finding> Afterwards(RenewalPlan plan, NodeState after, Verification verification)
        => Of(after, verification, plan.RequestedItems)
            .Except(OfAsked(
                after, verification, plan.Actions.Where(a => a.CappedFrom is null).SelectMany(a => a.HomeCopies.Prepend(a.Item))))
            .ToList();

    /// <summary>Same as <see cref="Afterwards(RenewalPlan, NodeState, Verification)"/>, for a creation.</summary>
    public static IReadOnlyList<Finding> Afterwards(CreationPlan plan, NodeState after, Verification verification)
        => Of(after, verification, plan.RequestedItems)
            .Except(OfAsked(after, verification, plan.Actions.Where(a => a.CappedFrom is null).Select(a => a.Item))).ToList();

    /// <summary>
    /// Same as <see cref="Afterwards(RenewalPlan, NodeState, Verification)"/>, for an import. Every certificate that expires soon is
    /// included, because the external CA chose the validity.
    /// </summary>
    public static IReadOnlyList<Finding> Afterwards(ImportPlan plan, NodeState after, Verification verification)
        => Of(after, verification, [.. plan.Actions.SelectMany(a => a.HomeCopies.Prepend(a.Item)).Select(i => after.Find(i.Name) ?? i)]);

    /// <summary>
    /// Whether a finding makes a command end with the exit code for findings: an error, or a certificate that expires soon.
    /// </summary>
    public static bool IsSevere(Finding finding) => finding.Severity == Severity.Error || finding.Check == "expiring";

    /// <summary>
    /// Whether other users can read a file only because kubepki's own directory is open; every change of the node closes it.
    /// </summary>
    private static bool IsClosedOff(Finding finding)
        => finding.Check == "backup-readable" && finding.Problem.Where.StartsWith($"{ProtectionChecks.State}/", StringComparison.Ordinal);

    /// <summary>Whether the finding is about a file that is copied as a whole from another node.</summary>
    private static bool IsBrought(Finding finding, IReadOnlyList<PkiEntry> brought)
        => brought.SelectMany(Places).Contains(finding.Problem.Where);

    /// <summary>The finding for a certificate that replaces an expired one and expires soon itself, because its CA does.</summary>
    private static IEnumerable<Finding> Expiring(PkiEntry item, TimeSpan left, TimeSpan within)
        => left > within
            ? []
            : [new Finding(
                Severity.Warning,
                JudgeMessages.Expiring.At(item.Path, ((long)left.TotalDays).ToString(CultureInfo.InvariantCulture))) {
                    Check = "expiring",
                }];

    private static IEnumerable<Finding> OfAsked(NodeState after, Verification verification, IEnumerable<PkiEntry> made)
    {
        var places = made.Select(i => after.Find(i.Name) ?? i).SelectMany(i => Sharing(after, i)).SelectMany(Places)
            .ToHashSet(StringComparer.Ordinal);
        return verification.Findings.Where(f => f.Check == "expiring" && places.Contains(f.Problem.Where));
    }

    private static bool IsFixed(Finding finding, RenewalAction action, NodeState state, TimeSpan within)
        => BringsName(finding, action)
            || finding.Check is { } check && !IsBesideCredentials(finding) && Mended.TryGetValue(check, out var mends)
            && mends(action, within)
            && action.HomeCopies.Concat(Sharing(state, action.Item)).SelectMany(Places).Contains(finding.Problem.Where);

    /// <summary>
    /// Whether the finding is the lack of a name that the new certificate has: in the certificate, or in a kubeconfig whose server has that
    /// name.
    /// </summary>
    private static bool BringsName(Finding finding, RenewalAction action)
        => OfNames.Contains(finding.Problem.Id) && finding.Problem.Arguments is [var name, ..]
            && action.Change?.Added.Contains(name) == true
            && (finding.Problem.Where == action.Item.Path || (finding.Problem.Is(NameMessages.Server) && action.Item.Name == "apiserver"));

    /// <summary>Whether the problem of a kubeconfig is outside the user's credentials; a renewal writes only these.</summary>
    private static bool IsBesideCredentials(Finding finding)
        => OfKubeconfig.Contains(finding.Problem.Id)
            || (finding.Problem.Is(KubernetesMessages.Base64WithBlanks)
                && finding.Problem.Arguments.Contains("certificate-authority-data"));

    /// <summary>
    /// Whether a finding about a kubeconfig's trust is fixed: it comes to trust the CA, or it trusts the CA that signs the API server's new
    /// certificate.
    /// </summary>
    private static bool IsFixed(Finding finding, RenewalPlan plan, NodeState state)
        => finding.Check == "kubeconfig-ca" && (plan.Trust.Any(t => t.Item.Path == finding.Problem.Where)
        || (plan.Actions.FirstOrDefault(a => a.Item.Name == "apiserver")?.Authority.SigningCertificate is { } signer
            && state.Items.Where(i => i.Path == finding.Problem.Where && i.Cluster is not null)
                .All(i => i.Trusted?.Contains(signer) == true)));

    /// <summary>The item, and the items that share its certificate's file or point at it.</summary>
    private static IEnumerable<PkiEntry> Sharing(NodeState state, PkiEntry item)
        => state.Items.Where(other => other == item || other.PointsAt == item.Path
            || (item.Files is [{ } own, ..] && other.Kubeconfig is null && other.Files is [{ } file, ..] && file.RealPath == own.RealPath));

    private static IEnumerable<string> Places(PkiEntry item)
        => new[] { item.Path, item.KeyPath }.Concat(item.Files.SelectMany(f => new[] { f.Path, f.RealPath })).OfType<string>();
}
