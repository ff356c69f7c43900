using KubePki.Apply;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Plan;

/// <summary>What a plan says it leaves wrong is what is wrong after it was carried out, on every node that a check fails on.</summary>
public sealed class RemainingFindingsTests
{
    private static readonly TimeSpan Within = TimeSpan.FromDays(30);

    public static TheoryData<int, string> Rows => [.. CheckTests.Breaks.Select((b, i) => (i, b.Check))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_plan_says_what_stays_wrong(int row, string check)
    {
        using var node = new PracticeNode();
        CheckTests.Breaks[row].Break(node);
        var (state, names) = (node.State, node.State.Items.Where(i => i.Entry.Renewal == KubePki.Catalogue.RenewalRule.Always).Select(i => i.Name).ToList());
        foreach (var wish in new RenewalWish[] { new() { AllowShorter = true }, new() { AllowShorter = true, AcceptNewAuthority = true }, new() { AllowShorter = true, AcceptNewAuthority = true, Names = names } })
        {
            var plan = RenewalPlanner.Plan(state, wish);
            if (plan.Refusals.Count == 0 && plan.Changes)
            {
                Compare(node, state, plan, check);
                return;
            }
        }
    }

    [Fact]
    public void What_the_table_mends_are_checks() => Assert.Empty(RemainingFindings.Checks.Except(CheckTable.Checks.Select(c => c.Id)));

    [Fact]
    public void What_is_not_asked_for_is_not_told()
    {
        using var node = new PracticeNode();
        node.Delete("/etc/kubernetes/scheduler.conf");
        var state = node.State;
        Assert.Empty(RemainingFindings.After(RenewalPlanner.Plan(state, new RenewalWish { Names = ["apiserver"] }), state, node.Verify(), Within));
        Assert.Equal(["file-present"], RemainingFindings.After(RenewalPlanner.Plan(state, new RenewalWish()), state, node.Verify(), Within).Select(f => f.Check));
    }

    [Fact]
    public void What_has_expired_and_cannot_be_renewed_is_told_with_what_helps()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(400) };
        node.Delete("/etc/kubernetes/pki/ca.key");
        var state = node.State;
        var left = RemainingFindings.After(RenewalPlanner.Plan(state, new RenewalWish()), state, node.Verify(), Within);
        var apiServer = left.Single(f => f.Problem.Where == "/etc/kubernetes/pki/apiserver.crt");
        Assert.True(RemainingFindings.IsGrave(apiServer));
        Assert.Contains("kubepki csr export apiserver", apiServer.Problem.Hint(KubePki.Language.Tongue.English), StringComparison.Ordinal);
        Assert.Contains("--ca-key ca=FILE", apiServer.Problem.Hint(KubePki.Language.Tongue.English), StringComparison.Ordinal);
        Assert.DoesNotContain(left, f => f.Problem.Where == "/etc/kubernetes/pki/front-proxy-client.crt");
    }

    private static void Compare(PracticeNode node, NodeState state, RenewalPlan plan, string check)
    {
        var predicted = Told(RemainingFindings.After(plan, state, node.Verify(), Within));
        var clock = new FixedClock(node.Now);
        var done = new RenewalExecution(node.Root, clock, new Transactions(node.Root, clock, ["/etc/kubernetes/manifests"])).Run(state, plan, "{}"u8.ToArray(), () => { });
        if (!done.Succeeded)
        {
            // Nothing is written to a directory that everybody may write to, and nothing is signed by a CA that the components refuse.
            Assert.Contains(check, (string[])["directory-writable", "read-here"]);
            return;
        }

        var items = plan.Wish.Names is null ? null : plan.Items.Concat(plan.Skipped.Select(s => s.Item)).ToList();
        Assert.Equal(Told(RemainingFindings.Of(node.State, node.Verify(), items)), predicted);
    }

    /// <summary>Errors only: a backup more or less is a warning's business.</summary>
    private static IEnumerable<string> Told(IEnumerable<Finding> findings)
        => findings.Where(RemainingFindings.IsGrave).Select(f => $"{f.Check} {f.Problem.Where}").Distinct().Order(StringComparer.Ordinal);
}
