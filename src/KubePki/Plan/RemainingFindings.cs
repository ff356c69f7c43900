using System.Globalization;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// What the judge finds wrong and a plan leaves so. Before the plan is carried out it is predicted from this table; afterwards the node is
/// judged again. A test carries plans out on broken nodes and compares both.
/// </summary>
internal static class RemainingFindings
{
    private static readonly TimeSpan LongestLeaf = TimeSpan.FromDays(10 * 366);

    /// <summary>For each check that a new certificate or key can mend: whether this renewal mends it. What is not in the table stays.</summary>
    private static readonly Dictionary<string, Func<RenewalAction, TimeSpan, bool>> Mended = new(StringComparer.Ordinal)
    {
        ["file-present"] = (action, _) => !action.KeepsKey,
        ["file-readable"] = (action, _) => !action.KeepsKey,
        ["damaged-block"] = (_, _) => true,
        ["key-mode"] = (action, _) => !action.KeepsKey || action.SharesFile,
        ["key-access-list"] = (action, _) => !action.KeepsKey || action.SharesFile,
        ["kubeconfig-mode"] = (_, _) => true,
        ["not-expired"] = (_, _) => true,
        ["not-expiring"] = (action, within) => action.CappedFrom is null || action.NotAfter - action.PlannedAt > within,
        ["already-valid"] = (_, _) => true,
        ["within-ca"] = (_, _) => true,
        ["sensible-validity"] = (action, _) => action.NotAfter - action.NotBefore <= LongestLeaf,
        ["key-match"] = (_, _) => true,
        ["chain"] = (_, _) => true,
        ["strong-key"] = (action, _) => !action.KeepsKey && action.KeyAlgorithm is { Family: KeyFamily.Ecdsa } or { Family: KeyFamily.Rsa, Bits: >= 2048 },
        ["strong-signature"] = (_, _) => true,
        ["serial"] = (_, _) => true,
        ["serial-unique"] = (_, _) => true,
        ["key-identifier"] = (_, _) => true,
        ["own-key"] = (action, _) => !action.KeepsKey,
        ["version-3"] = (_, _) => true,
        ["etcd-trusts-apiserver"] = (_, _) => true,
        ["kubelet-serving-ca"] = (action, _) => !action.IsSelfMade,
        ["kubelet-fresh"] = (_, _) => true,
        ["kubelet-current"] = (_, _) => true,
        ["kubelet-linked"] = (_, _) => true,
    };

    /// <summary>A name that a certificate lacks, which is the problem's first particular.</summary>
    private static readonly string[] OfNames =
    [
        NameMessages.Advertised.Id,
        NameMessages.ServiceAddress.Id,
        NameMessages.ServiceName.Id,
        NameMessages.Etcd.Id,
        NameMessages.Server.Id,
    ];

    /// <summary>Problems of a kubeconfig that a new certificate does not mend: its context, and fields of another type than client-go reads.</summary>
    private static readonly string[] OfKubeconfig = [KubernetesMessages.NoContext.Id, KubernetesMessages.FieldNotText.Id, KubernetesMessages.EntryNotText.Id];

    /// <summary>The ids of the checks in the table.</summary>
    internal static IEnumerable<string> Checks => Mended.Keys;

    /// <summary>What a renewal of the node will leave wrong, the gravest first; of names that were asked for only what concerns these.</summary>
    public static IReadOnlyList<Finding> After(RenewalPlan plan, NodeState state, Verification now, TimeSpan within)
        => Of(state, now, plan.Concerned)
            .Where(f => !IsBrought(f, plan.Brought) && !(plan.Changes && IsClosedOff(f)))
            .Where(f => !plan.Actions.Any(a => IsMended(f, a, state, within)) && !IsMended(f, plan, state))
            .Concat(plan.Actions.Where(a => a.CappedFrom is not null && a.Existing.NotAfter < state.ObservedAt).SelectMany(a => Expiring(a.Item, a.NotAfter - a.PlannedAt, within))).ToList();

    /// <summary>What a creation will leave wrong: what it makes is whole.</summary>
    public static IReadOnlyList<Finding> After(CreationPlan plan, NodeState state, Verification now)
    {
        var made = plan.Actions.Select(a => a.Item).Concat(plan.Brought).SelectMany(Places).ToHashSet(StringComparer.Ordinal);
        return [.. Of(state, now, plan.Concerned).Where(f => !made.Contains(f.Problem.Where))];
    }

    /// <summary>
    /// What is wrong with the items, null for the whole node, that somebody has to do something about. What expires soon and is the kubelet's to
    /// rotate is left out, and so are connections: what makes one fail is a finding of its own.
    /// </summary>
    public static IReadOnlyList<Finding> Of(NodeState state, Verification verification, IReadOnlyList<Item>? items)
    {
        var places = items?.SelectMany(Places).ToHashSet(StringComparer.Ordinal);
        var rotated = state.Items.Where(i => RenewalPlanner.IsLeftToTheKubelet(state, i) && ItemJudge.IsRotated(state, i))
            .SelectMany(i => Sharing(state, i)).Select(i => i.Path).ToHashSet(StringComparer.Ordinal);
        return [.. verification.Findings.Where(f => f.Check != "connection" && places?.Contains(f.Problem.Where) != false && !(f.Check == "not-expiring" && rotated.Contains(f.Problem.Where)))];
    }

    /// <summary>
    /// What is wrong with a node on which the plan was carried out. What lives as short as was asked for is not among it: that it expires soon is
    /// no news. What its CA cut short is.
    /// </summary>
    public static IReadOnlyList<Finding> Afterwards(RenewalPlan plan, NodeState after, Verification verification)
        => Of(after, verification, plan.Concerned)
            .Except(OfAsked(after, verification, plan.Actions.Where(a => a.CappedFrom is null).SelectMany(a => a.Companions.Prepend(a.Item)))).ToList();

    /// <summary>Likewise of a creation.</summary>
    public static IReadOnlyList<Finding> Afterwards(CreationPlan plan, NodeState after, Verification verification)
        => Of(after, verification, plan.Concerned)
            .Except(OfAsked(after, verification, plan.Actions.Where(a => a.CappedFrom is null).Select(a => a.Item))).ToList();

    /// <summary>Likewise of an import, whose certificates are as the other CA made them.</summary>
    public static IReadOnlyList<Finding> Afterwards(ImportPlan plan, NodeState after, Verification verification)
        => Of(after, verification, [.. plan.Actions.SelectMany(a => a.Companions.Prepend(a.Item)).Select(i => after.Find(i.Name) ?? i)]);

    /// <summary>Whether something is wrong that ends a command with findings: an error, or what expires soon.</summary>
    public static bool IsGrave(Finding finding) => finding.Severity == Severity.Error || finding.Check == "not-expiring";

    /// <summary>
    /// Whether others can read a file only because kubepki's own directory is open, which every change of the node closes.
    /// </summary>
    private static bool IsClosedOff(Finding finding)
        => finding.Check == "backup-readable" && finding.Problem.Where.StartsWith($"{ProtectionChecks.State}/", StringComparison.Ordinal);

    /// <summary>Whether it is about a file that another node brings whole.</summary>
    private static bool IsBrought(Finding finding, IReadOnlyList<Item> brought) => brought.SelectMany(Places).Contains(finding.Problem.Where);

    /// <summary>What replaces an expired certificate and, because its CA ends, expires soon in its turn.</summary>
    private static IEnumerable<Finding> Expiring(Item item, TimeSpan left, TimeSpan within)
        => left > within ? [] : [new Finding(Severity.Warning, JudgeMessages.Expiring.At(item.Path, ((long)left.TotalDays).ToString(CultureInfo.InvariantCulture))) { Check = "not-expiring" }];

    private static IEnumerable<Finding> OfAsked(NodeState after, Verification verification, IEnumerable<Item> made)
    {
        var places = made.Select(i => after.Find(i.Name) ?? i).SelectMany(i => Sharing(after, i)).SelectMany(Places).ToHashSet(StringComparer.Ordinal);
        return verification.Findings.Where(f => f.Check == "not-expiring" && places.Contains(f.Problem.Where));
    }

    private static bool IsMended(Finding finding, RenewalAction action, NodeState state, TimeSpan within)
        => BringsName(finding, action)
            || finding.Check is { } check && !IsBesideCredentials(finding) && Mended.TryGetValue(check, out var mends)
            && mends(action, within)
            && action.Companions.Concat(Sharing(state, action.Item)).SelectMany(Places).Contains(finding.Problem.Where);

    /// <summary>
    /// Whether the new certificate has the name for lack of which something is found: in it, or in a kubeconfig that calls its server by
    /// that name.
    /// </summary>
    private static bool BringsName(Finding finding, RenewalAction action)
        => OfNames.Contains(finding.Problem.Id) && finding.Problem.Arguments is [var name, ..]
            && action.Change?.Added.Contains(name) == true
            && (finding.Problem.Where == action.Item.Path || (finding.Problem.Is(NameMessages.Server) && action.Item.Name == "apiserver"));

    /// <summary>What is wrong with a kubeconfig beside a user's credentials, which are all that a renewal writes into it.</summary>
    private static bool IsBesideCredentials(Finding finding)
        => OfKubeconfig.Contains(finding.Problem.Id) || (finding.Problem.Is(KubernetesMessages.Base64WithBlanks) && finding.Problem.Arguments.Contains("certificate-authority-data"));

    /// <summary>A kubeconfig that comes to trust the CA, or trusts the one by which the API server's certificate is signed again.</summary>
    private static bool IsMended(Finding finding, RenewalPlan plan, NodeState state) => finding.Check == "kubeconfig-ca" && (plan.Trust.Any(t => t.Item.Path == finding.Problem.Where)
        || (plan.Actions.FirstOrDefault(a => a.Item.Name == "apiserver")?.Authority.SigningCertificate is { } signer
            && state.Items.Where(i => i.Path == finding.Problem.Where && i.Cluster is not null).All(i => i.Trusted?.Contains(signer) == true)));

    /// <summary>The item, and those that have its certificate's file or point at it.</summary>
    private static IEnumerable<Item> Sharing(NodeState state, Item item)
        => state.Items.Where(other => other == item || other.PointsAt == item.Path || (item.Files is [{ } own, ..] && other.Kubeconfig is null && other.Files is [{ } file, ..] && file.RealPath == own.RealPath));

    private static IEnumerable<string> Places(Item item) => new[] { item.Path, item.KeyPath }.Concat(item.Files.SelectMany(f => new[] { f.Path, f.RealPath })).OfType<string>();
}
