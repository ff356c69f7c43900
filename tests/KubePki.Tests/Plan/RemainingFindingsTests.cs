using KubePki.Apply;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>The findings that a plan predicts are the findings after it was applied, on every node on which a check fails.</summary>
public sealed class RemainingFindingsTests
{
    private static readonly TimeSpan Within = TimeSpan.FromDays(30);

    public static TheoryData<int, string> Rows => [.. NodeBreaks.All.Select((b, i) => (i, b.Check))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_plan_says_what_stays_wrong(int row, string check)
    {
        using var node = new PracticeNode();
        NodeBreaks.All[row].Break(node);
        var (state, names) = (node.State,
            node.State.Items.Where(i => i.Entry.Renewal == KubePki.Catalogue.RenewalRule.Always).Select(i => i.Name).ToList());
        foreach (var spec in new RenewalSpec[] {
            new() { AllowShorter = true }, new() { AllowShorter = true, AcceptNewAuthority = true },
            new() { AllowShorter = true, AcceptNewAuthority = true, Names = names },
        })
        {
            var plan = RenewalPlanner.Plan(state, spec);
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
        Assert.Empty(RemainingFindings.After(
            RenewalPlanner.Plan(state, new RenewalSpec { Names = ["apiserver"] }), state, node.Verify(), Within));
        Assert.Equal(
            ["file-missing"],
            RemainingFindings.After(RenewalPlanner.Plan(state, new RenewalSpec()), state, node.Verify(), Within).Select(f => f.Check));
    }

    /// <summary>A name that the renewal adds is not missing afterwards; a name that it does not add is.</summary>
    [Theory]
    [InlineData("192.0.2.99", false)]
    [InlineData("192.0.2.98", true)]
    public void What_an_added_name_mends_is_not_told(string added, bool stays)
    {
        using var node = new PracticeNode();
        node.Flag("kube-apiserver", "advertise-address", "192.0.2.99");
        var state = node.State;
        var plan = RenewalPlanner.Plan(state, new RenewalSpec { Names = ["apiserver"], AddNames = [added], AllowShorter = true });
        Assert.Equal(stays, RemainingFindings.After(plan, state, node.Verify(), Within).Any(f => f.Check == "name-advertised"));
    }

    [Fact]
    public void What_has_expired_and_cannot_be_renewed_is_told_with_what_helps()
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(400) };
        node.Delete("/etc/kubernetes/pki/ca.key");
        var state = node.State;
        var left = RemainingFindings.After(RenewalPlanner.Plan(state, new RenewalSpec()), state, node.Verify(), Within);
        var apiServer = left.Single(f => f.Problem.Where == "/etc/kubernetes/pki/apiserver.crt");
        Assert.True(RemainingFindings.IsSevere(apiServer));
        Assert.Contains(
            "kubepki csr export apiserver", apiServer.Problem.Hint(KubePki.Localization.Language.English), StringComparison.Ordinal);
        Assert.Contains("--ca-key ca=FILE", apiServer.Problem.Hint(KubePki.Localization.Language.English), StringComparison.Ordinal);
        Assert.DoesNotContain(left, f => f.Problem.Where == "/etc/kubernetes/pki/front-proxy-client.crt");
    }

    /// <summary>An early expiry that was requested is not reported; one that the CA's own expiry causes is.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(3630, true)]
    public void What_was_asked_to_be_short_is_not_told(int later, bool isCapped)
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(later) };
        var state = node.State;
        var plan = RenewalPlanner.Plan(
            state,
            new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse(isCapped ? "1y" : "20d").Value!, AllowShorter = true });
        Assert.Empty(plan.Refusals);
        Assert.Equal(isCapped, plan.Actions.Single().CappedFrom is not null);
        var clock = new FixedClock(node.Now);
        var predicted = RemainingFindings.After(plan, state, node.Verify(), Within).Where(RemainingFindings.IsSevere).Select(f => f.Check);
        Assert.True(new RenewalExecution(node.Root, clock, new Transactions(node.Root, clock, ["/etc/kubernetes/manifests"])).Run(
            state, plan, "{}"u8.ToArray(), () => { }).Succeeded);
        var left = RemainingFindings.Afterwards(plan, node.State, node.Verify()).Where(RemainingFindings.IsSevere).Select(f => f.Check)
            .ToList();
        Assert.Equal(isCapped ? ["expiring"] : [], left);
        Assert.Equal(left, predicted);
    }

    /// <summary>A plan that the run would refuse is refused when it is made.</summary>
    [Fact]
    public void What_the_components_would_refuse_is_refused_by_the_plan()
    {
        using var node = new PracticeNode();
        node.Reissue(
            "apiserver",
            r => r.With(new System.Security.Cryptography.X509Certificates.X509Extension(
                Oids.AuthorityInformationAccess, [0x30, 0x00], critical: true)));
        Assert.Equal(
            [X509Messages.ReadThenRefused.Id],
            RenewalPlanner.Plan(node.State, new RenewalSpec { AllowShorter = true }).Refusals.Select(r => r.Id));
    }

    private static void Compare(PracticeNode node, NodeState state, RenewalPlan plan, string check)
    {
        var predicted = Told(RemainingFindings.After(plan, state, node.Verify(), Within));
        var clock = new FixedClock(node.Now);
        var transactions = new Transactions(node.Root, clock, ["/etc/kubernetes/manifests"]);
        var objection = transactions.Objection(plan.Paths);
        var done = new RenewalExecution(node.Root, clock, transactions).Run(state, plan, "{}"u8.ToArray(), () => { });
        if (!done.Succeeded)
        {
            // A world-writable directory gets no files; this can be detected in advance.
            Assert.Equal("directory-writable", check);
            Assert.Equal(done.Problem, objection);
            return;
        }

        Assert.Null(objection);
        Assert.Equal(Told(RemainingFindings.Afterwards(plan, node.State, node.Verify())), predicted);
    }

    /// <summary>Only errors: an additional backup may change a warning.</summary>
    private static IEnumerable<string> Told(IEnumerable<Finding> findings)
        => findings.Where(RemainingFindings.IsSevere).Select(f => $"{f.Check} {f.Problem.Where}").Distinct().Order(StringComparer.Ordinal);
}
