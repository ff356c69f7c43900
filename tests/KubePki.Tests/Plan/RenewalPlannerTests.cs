using CsCheck;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

public sealed partial class RenewalPlannerTests
{
    private static readonly string[] Everything =
    [
        "apiserver", "apiserver-kubelet-client", "front-proxy-client", "etcd-server", "etcd-peer", "etcd-healthcheck-client",
        "apiserver-etcd-client",
        "admin.conf", "controller-manager.conf", "scheduler.conf",
    ];

    /// <summary>The kubelet's self-signed serving certificate is eleven months old, and is due too.</summary>
    private static readonly string[] EverythingDue = [.. Everything, "kubelet-serving"];

    /// <summary>A CA cannot be renewed, so a hint to renew one would be refused if an operator followed it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_points_at_a_ca_is_not_sent_to_renew_it(bool acceptsNewAuthority)
    {
        using var node = new TestNode();
        node.Write(
            "/etc/kubernetes/scheduler.conf",
            KubeconfigComposer.WithFiles("k", TestNode.Server, [1], "u", "c", "pki/ca.crt", "pki/ca.key"));
        var spec = new RenewalSpec { Names = ["scheduler.conf"], AcceptNewAuthority = acceptsNewAuthority };
        var refusals = RenewalPlanner.Plan(node.State, spec).Refusals;
        Assert.Equal(acceptsNewAuthority, refusals.Count == 0);
        Assert.All(refusals, refusal => Assert.DoesNotContain("renew ca", refusal.Hint(Language.English), StringComparison.Ordinal));
        Assert.All(
            Verification.Of(node.State, SurroundingsReader.Read(node.Root, node.State), EntryJudge.DefaultWithin).Findings,
            finding => Assert.DoesNotContain("renew ca", finding.Problem.Hint(Language.English), StringComparison.Ordinal));
    }

    [Fact]
    public void All_renews_what_kubeadm_renews()
    {
        using var node = new TestNode();
        var plan = node.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Equal(EverythingDue, plan.Actions.Select(a => a.Item.Name));
        Assert.Equal(
            [("kubelet.conf", "kubelet-rotates"), ("kubelet-client", "rotates-until-due")],
            plan.Skipped.Select(s => (s.Item.Name, s.Reason.Id)));
        Assert.All(plan.Actions, action =>
        {
            Assert.Equal(FixedClock.Today.AddDays(365), action.NotAfter);
            Assert.Equal(FixedClock.Today.AddMinutes(-5), action.NotBefore);
            Assert.True(action is { CappedFrom: null, KeepsKey: false, KeyAlgorithm.Name: "ecdsa-p256", Reason.Id: "asked" });
        });
    }

    [Fact]
    public void What_the_kubelet_rotates_is_renewed_by_name_and_when_it_was_forgotten()
    {
        using var node = new TestNode(new NodeRecipe { KubeletEmbeds = true, HasSuperAdmin = true });
        // No kubelet rotates a certificate that kubelet.conf embeds: it is due as early as the kubelet's self-signed one.
        Assert.Equal(
            [.. Everything[..8], "super-admin.conf", .. Everything[8..], "kubelet.conf",
            "kubelet-serving"], node.Plan().Actions.Select(a => a.Item.Name));
        Assert.Equal(["kubelet.conf"], node.Plan("kubelet.conf").Actions.Select(a => a.Item.Name));
        node.Clock.Now = FixedClock.Today.AddDays(30);
        Assert.Equal(
            ["kubelet.conf", "kubelet-client", "kubelet-serving"],
            node.Plan().Actions.Select(a => a.Item.Name).Except(Everything).Except(["super-admin.conf"]));
    }

    [Fact]
    public void What_the_kubelet_made_itself_is_left_to_it_while_it_is_young()
    {
        using var node = new TestNode(new NodeRecipe { LeavesUntil = FixedClock.Today.AddDays(300) });
        var plan = node.Plan();
        Assert.Equal(Everything, plan.Actions.Select(a => a.Item.Name));
        Assert.Equal(
            ["300"], plan.Skipped.Single(s => s.Item.Name == "kubelet-serving").Reason.IsOf(PlanMessages.SelfMadeUntilDue).Arguments);
    }

    [Fact]
    public void A_timer_does_not_renew_what_cannot_last_longer()
    {
        using var node = new TestNode(new NodeRecipe
        {
            CasUntil = FixedClock.Today.AddDays(20),
            LeavesUntil = FixedClock.Today.AddDays(20),
        });
        var timer = new RenewalSpec { Within = TimeSpan.FromDays(30) };
        var plan = node.Plan(timer);
        Assert.Equal(["kubelet-serving"], plan.Actions.Select(a => a.Item.Name));
        Assert.Equal(Everything, plan.Skipped.Where(s => s.Reason.Is(PlanMessages.AsLongAsItsAuthority)).Select(s => s.Item.Name));
        Assert.Empty(node.Plan(timer with { Names = ["apiserver"] }).Refusals);

        // A renewal without a period, or with an additional request such as another key algorithm, renews all of them.
        Assert.Equal(EverythingDue, node.Plan().Actions.Select(a => a.Item.Name));
        Assert.Equal(
            EverythingDue, node.Plan(timer with { KeyAlgorithm = KeyAlgorithm.Named("ecdsa-p384") }).Actions.Select(a => a.Item.Name));
        Assert.Equal(
            EverythingDue,
            node.Plan(timer with
            {
                Validity = Validity.Parse("10d").Must(),
                Within = null,
                AllowShorter = true,
            }).Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void A_certificate_that_is_not_the_new_authoritys_is_no_longer_left_to_the_kubelet()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/ca.crt", node.EtcdCa.Certificate.ToPem());
        node.Write("/etc/kubernetes/pki/ca.key", node.EtcdCa.Key.ToPem());
        Assert.Contains("kubelet-client", node.Plan(new RenewalSpec { AcceptNewAuthority = true }).Actions.Select(a => a.Item.Name));
        Assert.DoesNotContain("kubelet-client", node.Plan().Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void A_certificate_shared_by_a_link_with_a_key_for_each_is_not_broken()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/etcd/healthcheck-client.crt");
        node.Link("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "../apiserver-etcd-client.crt");
        node.Write("/etc/kubernetes/pki/etcd/healthcheck-client.key", node.Read("/etc/kubernetes/pki/apiserver-etcd-client.key"));
        Assert.Single(node.Plan().Refusals).IsOf(PlanMessages.SharedCertificate);
        Assert.Empty(node.Plan(new RenewalSpec { ReuseKey = true }).Refusals);
    }

    [Fact]
    public void Names_choose_and_come_in_the_order_asked_for()
    {
        using var node = new TestNode();
        Assert.Equal(
            ["scheduler.conf", "apiserver"], node.Plan("scheduler.conf", "apiserver", "scheduler.conf").Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void Unknown_names_are_told_with_the_known_ones()
    {
        using var node = new TestNode();
        var plan = node.Plan("apiserver", "apisever");
        string[] known = [.. Everything, "kubelet-client", "kubelet-serving"];
        Assert.Equal(["apisever", string.Join(' ', known)], Assert.Single(plan.Refusals).IsOf(PlanMessages.UnknownName).Arguments);
        Assert.Equal(known, RenewalPlanner.Names(node.State));
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("sa")]
    public void Authorities_and_bare_keys_are_never_renewed(string name)
    {
        using var node = new TestNode();
        var plan = node.Plan(name);
        Assert.Empty(plan.Actions);
        Assert.Single(plan.Refusals).IsOf(PlanMessages.NotRenewable);
    }

    [Fact]
    public void Within_leaves_what_is_not_due()
    {
        using var node = new TestNode();
        node.MakeLeaf(node.Ca, "/etc/kubernetes/pki/apiserver", "kube-apiserver", null, ["kubernetes"]);
        Assert.Empty(node.Plan(new RenewalSpec { Within = TimeSpan.FromDays(34) }).Actions);
        Assert.Equal(EverythingDue, node.Plan(new RenewalSpec { Within = TimeSpan.FromDays(35) }).Actions.Select(a => a.Item.Name));
        var skip = node.Plan(new RenewalSpec { Within = TimeSpan.FromDays(34) }).Skipped[0];
        Assert.Equal(["35"], skip.Reason.IsOf(PlanMessages.NotDue).Arguments);
        Assert.True(node.Plan(new RenewalSpec { Within = TimeSpan.FromDays(1) }) is { Changes: false, Refusals.Count: 0 });
    }

    [Theory]
    [InlineData(0, "asked")]
    [InlineData(10, "ends-soon")]
    [InlineData(40, "expired-since")]
    public void Each_action_says_why(int days, string reason)
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddDays(days);
        Assert.All(node.Plan().Actions, action => Assert.Equal(reason, action.Reason.IsOf(action.Reason.Message).Id));
    }

    [Fact]
    public void No_leaf_outlives_its_authority()
    {
        using var node = new TestNode();
        var action = node.Plan(new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse("100y").Must() }).Actions.Single();
        Assert.Equal(node.Ca.Certificate.NotAfter, action.NotAfter);
        Assert.Equal(FixedClock.Today.AddDays(36500), action.CappedFrom);
        Assert.Null(node.Plan(new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse("9y").Must() }).Actions.Single(
            ).CappedFrom);
    }

    [Fact]
    public void No_leaf_is_older_than_its_authority()
    {
        using var node = new TestNode();
        node.Write(
            "/etc/kubernetes/pki/ca.crt",
            CertificateAuthority.Create(
                "kubernetes", node.Ca.Key, FixedClock.Today.AddMinutes(-1), FixedClock.Today.AddYears(9)).Certificate.ToPem());
        Assert.Equal(FixedClock.Today.AddMinutes(-1), node.Plan("apiserver").Actions.Single().NotBefore);
    }

    [Fact]
    public void An_end_in_the_past_is_refused()
    {
        using var node = new TestNode();
        foreach (var day in new[] { "2026-06-01", "2020-01-01" })
        {
            Assert.Single(node.Plan(new RenewalSpec { Validity = Validity.Parse(day).Must() }).Refusals).IsOf(PlanMessages.EndsInThePast);
        }
    }

    [Theory]
    [InlineData("broken certificate", "truncated-pem", false)]
    [InlineData("foreign key", "key-mismatch", true)]
    [InlineData("broken key", "no-pem", true)]
    [InlineData("missing key", "missing", true)]
    [InlineData("other authority", "other-ca", false)]
    public void One_that_is_broken_refuses_all_and_others_are_renewed_by_name(string how, string id, bool canBeMendedByName)
    {
        using var node = new TestNode();
        const string stem = "/etc/kubernetes/pki/apiserver";
        switch (how)
        {
            case "broken certificate":
                node.Write($"{stem}.crt", node.Read($"{stem}.crt")[..200]);
                break;
            case "foreign key":
                node.Write($"{stem}.key", node.Read("/etc/kubernetes/pki/etcd/peer.key"));
                break;
            case "broken key":
                node.Write($"{stem}.key", "words");
                break;
            case "missing key":
                node.Delete($"{stem}.key");
                break;
            default:
                node.MakeLeaf(node.EtcdCa, stem, "kube-apiserver", null, ["kubernetes"]);
                break;
        }

        Assert.Equal(id, Assert.Single(node.Plan().Refusals).Id);
        Assert.Empty(node.Plan([.. Everything[1..]]).Refusals);
        Assert.Equal(canBeMendedByName, node.Plan("apiserver").Refusals.Count == 0);
    }

    [Fact]
    public void A_leaf_of_a_replaced_authority_is_renewed_when_that_is_accepted()
    {
        using var node = new TestNode();
        node.MakeLeaf(node.EtcdCa, "/etc/kubernetes/pki/apiserver", "kube-apiserver", null, ["kubernetes"]);
        Assert.Empty(node.Plan(new RenewalSpec { AcceptNewAuthority = true }).Refusals);
    }

    [Fact]
    public void What_is_missing_is_left_with_the_reason()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/scheduler.conf");
        var plan = node.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Contains(plan.Skipped, s => s.Item.Name == "scheduler.conf" && s.Reason.Is(PlanMessages.NothingThere));
    }

    [Fact]
    public void What_is_managed_elsewhere_is_left_and_the_rest_renewed()
    {
        using var node = new TestNode(new NodeRecipe { ExternalEtcd = "https://10.1.0.1:2379" });
        node.Delete("/etc/kubernetes/pki/front-proxy-ca.key");
        var plan = node.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Equal(
            ["front-proxy-client", "apiserver-etcd-client"],
            plan.Skipped.Where(s => s.Reason.Is(PlanMessages.External)).Select(s => s.Item.Name));
        Assert.Equal(
            ["apiserver", "apiserver-kubelet-client", "admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet-serving"],
            plan.Actions.Select(a => a.Item.Name));
    }

    [Theory]
    [InlineData("expired", "expired")]
    [InlineData("not yet valid", "not-yet-valid")]
    [InlineData("foreign key", "key-mismatch")]
    [InlineData("broken key", "no-pem")]
    [InlineData("no authority", "not-a-ca")]
    [InlineData("broken certificate", "truncated-pem")]
    public void An_authority_that_cannot_sign_refuses_everything_below_it(string how, string cause)
    {
        using var node = new TestNode();
        const string stem = "/etc/kubernetes/pki/ca";
        switch (how)
        {
            case "expired":
                node.Write(
                    $"{stem}.crt",
                    CertificateAuthority.Create(
                        "kubernetes", node.Ca.Key, FixedClock.Today.AddDays(-9), FixedClock.Today.AddDays(-1)).Certificate.ToPem());
                break;
            case "not yet valid":
                node.Write(
                    $"{stem}.crt",
                    CertificateAuthority.Create(
                        "kubernetes", node.Ca.Key, FixedClock.Today.AddDays(1), FixedClock.Today.AddDays(9)).Certificate.ToPem());
                break;
            case "foreign key":
                node.Write($"{stem}.key", node.Read("/etc/kubernetes/pki/etcd/ca.key"));
                break;
            case "broken key":
                node.Write($"{stem}.key", "words");
                break;
            case "no authority":
                node.Write($"{stem}.crt", node.Read("/etc/kubernetes/pki/apiserver.crt"));
                node.Write($"{stem}.key", node.Read("/etc/kubernetes/pki/apiserver.key"));
                break;
            default:
                node.Write($"{stem}.crt", node.Read($"{stem}.crt")[..200]);
                break;
        }

        var plan = node.Plan();
        var refusal = Assert.Single(plan.Refusals).IsOf(PlanMessages.AuthorityUnusable);
        Assert.Equal(($"{stem}.crt", cause), (refusal.Where, refusal.Cause!.Id));
        Assert.Equal(["ca", "apiserver, apiserver-kubelet-client, admin.conf, controller-manager.conf, scheduler.conf"], refusal.Arguments);
        Assert.Empty(node.Plan("etcd-server", "front-proxy-client").Refusals);
    }

    [Fact]
    public void Before_the_beginning_of_the_authority_the_clock_is_wrong()
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddYears(-3);
        Assert.All(node.Plan().Refusals, refusal => Assert.Equal("not-yet-valid", refusal.IsOf(PlanMessages.AuthorityUnusable).Cause!.Id));
        Assert.Empty(node.Plan().Actions);
    }
}
