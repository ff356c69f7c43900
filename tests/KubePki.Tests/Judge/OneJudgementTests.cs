using System.Diagnostics;
using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Judge;

/// <summary>status, verify, explain, authenticate, report and the plan agree about one node, whatever its defect.</summary>
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
        var verdicts = EntryJudge.Judge(state, TimeSpan.FromDays(30));
        List<string> contradictions =
        [
            .. verdicts.Where(v => v.IsFinding && !IsFound(v, verification))
                .Select(v => $"status: {v.Item.Name} is {v.Status}, {v.Problem}; verify finds nothing"),
            .. verification.Graph.Connections.Where(
                c => c.State == ConnectionState.Fails != verification.Findings.Any(f => f.Check == "connection"
                && f.Problem.Where == c.Name
                && f.Problem.Cause == c.Failure))
                .Select(c => $"explain: {c.Name} {c.State}; verify says otherwise"),
            .. verdicts.Where(IsUseless)
                .SelectMany(v => verification.Graph.Connections.Where(c => c.State == ConnectionState.Holds && IsShown(v.Item, c))
                .Select(c => $"status: {v.Item.Name} is {v.Status}, {v.Problem}; explain: {c.Name} holds")),
            .. Unplanned(state, verdicts),
            .. Accepted(node, state, verdicts),
            .. verification.Findings.Where(f => StartChecks.Contains(f.Check) && f.Severity == Severity.Error
                && !verification.KeepsServerDown.Contains(f.Problem))
                .Select(f => $"verify: {f.Problem}; authenticate says nothing about it"),
            .. Misnamed(state, verification),
        ];
        Assert.True(contradictions.Count == 0, $"{check}: {string.Join('\n', contradictions)}");
    }

    /// <summary>
    /// The program's report on all broken nodes, written in one run, agrees with the library's verdicts for each node: the same entries,
    /// findings with remedies, and connections. The comparison uses the output that a reader gets, not its implementation.
    /// </summary>
    [Fact]
    public void The_report_of_a_broken_node_agrees()
    {
        List<PracticeNode> nodes = [.. NodeBreaks.All.Select(_ => new PracticeNode())];
        try
        {
            foreach (var (node, broken) in nodes.Zip(NodeBreaks.All))
            {
                broken.Break(node);
            }

            // The program uses the machine's clock: a node whose defect is another time is compared as of now.
            var reports = JsonNode.Parse(Report([.. nodes.Select(n => n.Root.OnThisMachine("/"))]))!["nodes"]!.AsArray();
            Assert.Equal(nodes.Count, reports.Count);
            Assert.Empty(
                nodes.Zip(reports, NodeBreaks.All).SelectMany(
                    n => Differences(n.First, n.Second!).Select(difference => $"{n.Third.Check}: {difference}")));
        }
        finally
        {
            nodes.ForEach(n => n.Dispose());
        }
    }

    private static IEnumerable<string> Differences(PracticeNode node, JsonNode report)
    {
        node.Now = DateTimeOffset.UtcNow;
        var state = node.State;
        var verification = node.Verify();
        var (shown, more) = HomeFindingLimit.Limit(verification.Findings, f => f.Home, f => f.Problem);
        IEnumerable<string> findings =
        [
            .. shown.Select(
                f => $"{f.Severity.ToString().ToLowerInvariant()} {f.Check} {f.Problem.Where}: {f.Problem.What(Language.English)}"),
            .. more.Select(m => $"more in {m.Home}"),
        ];
        return
        [
            .. Odd(
                "finding", findings, Said(
                    report, "findings", f
                        => (string?)f["checkName"] == "" ? $"more in {f["where"]}"
                            : $"{f["severity"]} {f["checkName"]} {f["where"]}: {f["message"]}")),
            .. Odd(
                "item",
                verification.Verdicts.Select(v => $"{v.Item.Name} {v.Status} {v.Problem is not null && !v.IsUnknown} {v.IsUnknown}"),
                Said(report, "items", i => $"{i["name"]} {i["state"]} {i["problem"]} {i["unknown"]}")),
            .. Odd(
                "connection",
                verification.Graph.Connections.Select(c => $"{c.Client} {c.Server} {c.ClientItem?.Name} "
                    + $"{c.State == ConnectionState.Fails} {c.State == ConnectionState.Unknown}"),
                Said(report, "connections", c => $"{c["client"]} {c["server"]} {c["clientItem"]} {c["fails"]} {c["unknown"]}")),
            .. Odd(
                "remedy", shown.Select(f => f.Problem.Where).Where(w => state.Items.Any(i => i.Path == w && !i.IsInHome)).Distinct()
                    .SelectMany(w => shown.Where(f => f.Problem.Where == w))
                    .SelectMany(f => SameRemedyTests.Renewed(f.Problem.Hint(Language.English))).Distinct(),
                report["findings"]!.AsArray().SelectMany(f => SameRemedyTests.Renewed((string)f!["hint"]!)).Distinct(), mayBeMore: true),
        ];
    }

    private static IEnumerable<string> Said(JsonNode report, string list, Func<JsonNode, string> words)
        => report[list]!.AsArray().Select(n => words(n!));

    /// <summary>The entries that only one side has; upper and lower case are not distinguished.</summary>
    private static IEnumerable<string> Odd(string what, IEnumerable<string> judged, IEnumerable<string> reported, bool mayBeMore = false)
    {
        List<string> left = [.. judged.Select(t => t.ToLowerInvariant())], right = [.. reported.Select(t => t.ToLowerInvariant())];
        return left.Except(right).Select(t => $"the report lacks the {what} {t}")
            .Concat(mayBeMore ? [] : right.Except(left).Select(t => $"only the report has the {what} {t}"))
            .Concat(mayBeMore || left.Count == right.Count ? [] : [$"{left.Count} times {what}, and {right.Count} in the report"]);
    }

    private static string Report(IReadOnlyList<string> roots)
    {
        var start = new ProcessStartInfo(RemedyTests.Program(), ["report", .. roots, "-o", "json", "--lang", "en"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 3, errors.Result);
        return said;
    }

    /// <summary>The API server accepts no certificate that status reports as expired.</summary>
    private static IEnumerable<string> Accepted(PracticeNode node, NodeState state, IReadOnlyList<Verdict> verdicts)
        => ApiServerSettings.Read(node.Root, state, node.Around).Value is not { } settings ? [] : verdicts
            .Where(v => v.Status is EntryStatus.Expired or EntryStatus.NotYetValid && v.Item.Entry.Kind != EntryKind.CertificateAuthority)
            .Where(v => CredentialReader.Of(v.Item, path => node.Root.Read(path).Then<byte[]>(f => f.Content)).Value is { } credential
                && AuthenticationChain.Explain(settings, credential, state.ObservedAt).Verdict == AuthenticationVerdict.Accepted)
            .Select(v => $"status: {v.Item.Name} is {v.Status}; authenticate accepts it");

    private static bool IsFound(Verdict verdict, Verification verification)
        => verification.Findings.Any(f => f.Problem.Where == verdict.Item.Path || f.Problem.Where == verdict.Item.KeyPath
            || f.Problem.Where == verdict.Item.PointsAt
            || f.Problem.Where == verdict.Problem?.Where);

    /// <summary>True if every verifying peer refuses the certificate.</summary>
    private static bool IsUseless(Verdict verdict)
        => verdict.Status is EntryStatus.Expired or EntryStatus.NotYetValid or EntryStatus.Missing or EntryStatus.Unreadable
            || (verdict.Problem is not null && verdict.Problem != verdict.Item.Damage
                && verdict.Item.Entry.Kind != EntryKind.CertificateAuthority);

    /// <summary>
    /// True if the other side of a connection verifies the entry: a side that does not verify accepts everything that it can read.
    /// </summary>
    private static bool IsShown(PkiEntry item, Connection connection)
        => (connection.ClientItem == item && connection.ServerTrusts is not null)
            || (connection.ServerItem == item && connection.ClientTrusts is not null);

    /// <summary>Commands whose names cannot be renewed.</summary>
    private static IEnumerable<string> Misnamed(NodeState state, Verification verification)
        => verification.Findings.SelectMany(f => SameRemedyTests.Renewed(f.Problem.Hint(Language.English)))
            .Except([.. RenewalPlanner.Names(state), "all"])
            .Select(name => $"verify: renew {name}; the plan knows no such name");

    /// <summary>Certificates that are due but neither renewed nor skipped with a reason by the plan.</summary>
    private static IEnumerable<string> Unplanned(NodeState state, IReadOnlyList<Verdict> verdicts)
    {
        var plan = RenewalPlanner.Plan(state, new RenewalSpec());
        return plan.Refusals.Count > 0 ? [] : verdicts
            .Where(v => v.Status is EntryStatus.Expired or EntryStatus.Expiring && v.Item.Entry.Kind != EntryKind.CertificateAuthority)
            .Where(v => !plan.Actions.Any(a => a.Item == v.Item || a.HomeCopies.Contains(v.Item))
                && plan.Skipped.All(s => s.Item != v.Item))
            .Select(v => $"status: {v.Item.Name} is {v.Status}; the plan says nothing about it");
    }
}
