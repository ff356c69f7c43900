using KubePki.Authentication;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Judge;

/// <summary>status, verify, explain, authenticate and the plan say the same about one node, however it is broken.</summary>
public sealed class OneJudgementTests
{
    private static readonly string[] StartChecks = ["start-flags", "start-files", "authentication-configuration"];

    public static TheoryData<int, string> Rows => [.. NodeBreaks.All.Select((b, i) => (i, b.Check))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_views_of_a_broken_node_agree(int row, string check)
    {
        using var node = new PracticeNode();
        NodeBreaks.All[row].Break(node);
        var state = node.State;
        var verification = Verification.Of(state, SurroundingsReader.Read(node.Root, state), TimeSpan.FromDays(30));
        var verdicts = ItemJudge.Judge(state, TimeSpan.FromDays(30));
        List<string> contradictions =
        [
            .. verdicts.Where(v => v.IsFinding && !IsFound(v, verification)).Select(v => $"status: {v.Item.Name} is {v.Standing}, {v.Problem}; verify finds nothing"),
            .. verification.Graph.Connections.Where(c => c.State == ConnectionState.Fails != verification.Findings.Any(f => f.Check == "connection" && f.Problem.Where == c.Name && f.Problem.Cause == c.Broken))
                .Select(c => $"explain: {c.Name} {c.State}; verify says otherwise"),
            .. verdicts.Where(IsUseless).SelectMany(v => verification.Graph.Connections.Where(c => c.State == ConnectionState.Holds && IsShown(v.Item, c)).Select(c => $"status: {v.Item.Name} is {v.Standing}, {v.Problem}; explain: {c.Name} holds")),
            .. Unplanned(state, verdicts),
            .. Accepted(node, state, verdicts),
            .. verification.Findings.Where(f => StartChecks.Contains(f.Check) && f.Severity == Severity.Error && !verification.KeepsServerDown.Contains(f.Problem))
                .Select(f => $"verify: {f.Problem}; authenticate says nothing about it"),
            .. Misnamed(state, verification),
        ];
        Assert.True(contradictions.Count == 0, $"{check}: {string.Join('\n', contradictions)}");
    }

    /// <summary>What status calls expired, the API server does not accept.</summary>
    private static IEnumerable<string> Accepted(PracticeNode node, NodeState state, IReadOnlyList<Verdict> verdicts)
        => ApiServerSettings.Read(node.Root, state, node.Around).Value is not { } settings ? [] : verdicts
            .Where(v => v.Standing is Standing.Expired or Standing.NotYetValid && v.Item.Entry.Kind != EntryKind.CertificateAuthority)
            .Where(v => CredentialReader.Of(v.Item, path => node.Root.Read(path).Then<byte[]>(f => f.Content)).Value is { } credential
                && AuthenticationChain.Explain(settings, credential, state.ObservedAt).Verdict == AuthenticationVerdict.Accepted)
            .Select(v => $"status: {v.Item.Name} is {v.Standing}; authenticate accepts it");

    private static bool IsFound(Verdict verdict, Verification verification)
        => verification.Findings.Any(f => f.Problem.Where == verdict.Item.Path || f.Problem.Where == verdict.Item.KeyPath || f.Problem.Where == verdict.Item.PointsAt || f.Problem.Where == verdict.Problem?.Where);

    /// <summary>Whether nobody who looks at it accepts what is presented.</summary>
    private static bool IsUseless(Verdict verdict)
        => verdict.Standing is Standing.Expired or Standing.NotYetValid or Standing.Missing or Standing.Unreadable || (verdict.Problem is not null && verdict.Problem != verdict.Item.Damage && verdict.Item.Entry.Kind != EntryKind.CertificateAuthority);

    /// <summary>Whether the other side of a connection looks at it: one that does not verify accepts anything that it can read.</summary>
    private static bool IsShown(Item item, Connection connection)
        => (connection.ClientItem == item && connection.ServerTrusts is not null) || (connection.ServerItem == item && connection.ClientTrusts is not null);

    /// <summary>A command that renews names what can be renewed.</summary>
    private static IEnumerable<string> Misnamed(NodeState state, Verification verification)
        => verification.Findings.SelectMany(f => SameRemedyTests.Renewed(f.Problem.Hint(Tongue.English))).Except([.. RenewalPlanner.Names(state), "all"])
            .Select(name => $"verify: renew {name}; the plan knows no such name");

    /// <summary>What is due is renewed, or the plan says why not.</summary>
    private static IEnumerable<string> Unplanned(NodeState state, IReadOnlyList<Verdict> verdicts)
    {
        var plan = RenewalPlanner.Plan(state, new RenewalWish());
        return plan.Refusals.Count > 0 ? [] : verdicts
            .Where(v => v.Standing is Standing.Expired or Standing.Expiring && v.Item.Entry.Kind != EntryKind.CertificateAuthority)
            .Where(v => !plan.Actions.Any(a => a.Item == v.Item || a.Companions.Contains(v.Item)) && plan.Skipped.All(s => s.Item != v.Item))
            .Select(v => $"status: {v.Item.Name} is {v.Standing}; the plan says nothing about it");
    }
}
