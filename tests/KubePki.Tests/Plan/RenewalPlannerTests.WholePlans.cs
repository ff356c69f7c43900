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
    [Fact]
    public void One_pair_for_two_uses_is_renewed_once_and_counts_for_both()
    {
        using var node = new TestNode();
        var pki = node.Pki;
        node.WriteManifest(
            "etcd",
            [
                $"--cert-file={pki}/etcd/server.crt", $"--key-file={pki}/etcd/server.key", $"--peer-cert-file={pki}/etcd/server.crt",
                $"--peer-key-file={pki}/etcd/server.key", $"--trusted-ca-file={pki}/etcd/ca.crt",
            ]);
        var plan = node.Plan();
        Assert.Empty(plan.Refusals);
        Assert.Equal(["etcd-server"], plan.Skipped.Single(s => s.Item.Name == "etcd-peer").Reason.IsOf(PlanMessages.SameFile).Arguments);
        Assert.Contains("etcd-peer", plan.Effects.Single(e => e.Component == "etcd").Because);
        node.Renew().Must();
        Assert.Null(node.Verdict("etcd-peer").Problem);
    }

    [Fact]
    public void Components_are_named_in_the_order_of_their_restart()
    {
        using var node = new TestNode();
        var effects = node.Plan().Effects;
        Assert.Equal(
            [("etcd", false), ("kube-apiserver", false), ("kube-controller-manager", true), ("kube-scheduler", true), ("kubelet", true)],
            effects.Select(e => (e.Component, e.MustRestart)));
        using var old = new TestNode(new NodeRecipe { Version = "v1.14.1" });
        Assert.True(old.Plan().Effects.Single(e => e.Component == "kube-apiserver").MustRestart);
        Assert.Equal(["kube-scheduler"], node.Plan("scheduler.conf").Effects.Select(e => e.Component));
        Assert.Empty(node.Plan("admin.conf").Effects);
    }

    [Fact]
    public void The_paths_are_all_that_is_written()
    {
        using var node = new TestNode();
        Assert.Equal(
            ["/etc/kubernetes/pki/apiserver.key", "/etc/kubernetes/pki/apiserver.crt"], node.Plan("apiserver").Actions.Single().Paths);
        Assert.Equal(
            ["/etc/kubernetes/pki/apiserver.crt"],
            node.Plan(new RenewalSpec { Names = ["apiserver"], ReuseKey = true }).Actions.Single().Paths);
        Assert.Equal(["/etc/kubernetes/admin.conf"], node.Plan("admin.conf").Actions.Single().Paths);
    }

    [Fact]
    public void The_same_state_request_and_clock_give_the_same_plan()
    {
        using var node = new TestNode();
        node.Write("/root/.kube/config", node.Read("/etc/kubernetes/admin.conf"));
        node.Delete("/etc/kubernetes/pki/etcd/peer.key");
        var wishes =
            from names in Any.Of<string[]?>(null, ["apiserver"], ["admin.conf", "etcd-peer"], ["nobody", "ca", "/root/.kube/config"])
            from validity in Any.Of("1y", "90d", "100y", "2020-01-01")
            from reuse in Gen.Bool
            from within in Any.Of<TimeSpan?>(null, TimeSpan.FromDays(1), TimeSpan.FromDays(90))
            from algorithm in Any.Of(null, KeyAlgorithm.EcdsaP256)
            from days in Gen.Int[0, 60]
            select (Spec: new RenewalSpec
            {
                Names = names,
                Validity = Validity.Parse(validity).Must(),
                ReuseKey = reuse,
                Within = within,
                KeyAlgorithm = algorithm,
            },
                Days: days);
        var state = node.State;
        wishes.Sample(
            t =>
            {
                var now = FixedClock.Today.AddDays(t.Days);
                var again = KubePki.Observe.NodeObserver.Observe(node.Root, now);
                return PlanText.Of(RenewalPlanner.Plan(
                    state with { ObservedAt = now }, t.Spec)) == PlanText.Of(RenewalPlanner.Plan(again, t.Spec));
            },
            iter: 25);
    }

    [Fact]
    public void A_plan_either_does_or_refuses_and_says_something_of_everything_asked_for()
    {
        using var node = new TestNode();
        var names = Any.Of([.. Everything, "kubelet.conf", "ca", "sa", "nobody"]).Array[0, 6];
        var state = node.State;
        names.Sample(asked =>
        {
            var plan = RenewalPlanner.Plan(state, new RenewalSpec { Names = asked });
            return plan.Actions.Count + plan.Skipped.Count + plan.Refusals.Count == asked.Distinct().Count();
        });
    }
}
