using CsCheck;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>Which keys a renewal keeps, creates and refuses.</summary>
public sealed class RenewalKeyTests
{
    [Fact]
    public void Keeping_a_key_and_asking_for_another_contradict_each_other()
    {
        using var node = new TestNode();
        Assert.Contains(
            node.Plan(new RenewalSpec { ReuseKey = true, KeyAlgorithm = KeyAlgorithm.Rsa2048 }).Refusals,
            r => r.Is(PlanMessages.KeepAndChange));
        Assert.All(node.Plan(new RenewalSpec { ReuseKey = true }).Actions, a => Assert.True(a.KeepsKey));
        Assert.All(
            node.Plan(new RenewalSpec { KeyAlgorithm = KeyAlgorithm.Rsa2048 }).Actions, a => Assert.Equal("rsa2048", a.KeyAlgorithm.Name));
    }

    [Fact]
    public void A_key_that_is_not_there_cannot_be_kept()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/apiserver.key");
        var refusal = Assert.Single(node.Plan(new RenewalSpec { Names = ["apiserver"], ReuseKey = true }).Refusals)
            .IsOf(PlanMessages.KeyNotReusable);
        Assert.Equal("missing", refusal.Cause!.Id);
    }

    [Fact]
    public void A_kind_of_key_that_is_not_made_is_refused_unless_another_is_asked_for()
    {
        using var node = new TestNode();
        var state = node.State;
        var odd = state with
        {
            Items = [.. state.Items.Select(i => i.Name == "apiserver" ? i with { KeyAlgorithm = KeyAlgorithm.Rsa(2047) } : i)],
        };
        Assert.Equal(
            ["rsa2047"], Assert.Single(RenewalPlanner.Plan(odd, new RenewalSpec()).Refusals).IsOf(PlanMessages.KeyNotMade).Arguments);
        Assert.Empty(RenewalPlanner.Plan(odd, new RenewalSpec { KeyAlgorithm = KeyAlgorithm.EcdsaP256 }).Refusals);
        Assert.Empty(RenewalPlanner.Plan(odd, new RenewalSpec { ReuseKey = true }).Refusals);
    }

    [Fact]
    public void One_key_for_two_certificates_cannot_become_two()
    {
        using var node = new TestNode();
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        node.MakeLeaf(node.EtcdCa, "/etc/kubernetes/pki/etcd/server", "a", null, ["a"], key);
        node.MakeLeaf(node.EtcdCa, "/etc/kubernetes/pki/etcd/peer", "a", null, ["a"], key);
        node.Delete("/etc/kubernetes/pki/etcd/peer.key");
        node.Link("/etc/kubernetes/pki/etcd/peer.key", "server.key");
        Assert.Single(node.Plan().Refusals).IsOf(PlanMessages.SharedKey);
        Assert.Empty(node.Plan(new RenewalSpec { ReuseKey = true }).Refusals);
        Assert.Empty(node.Plan("etcd-server").Refusals);
    }
}
