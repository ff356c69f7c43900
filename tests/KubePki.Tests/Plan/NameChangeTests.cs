using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>Intended changes of a certificate's subject alternative names.</summary>
public sealed class NameChangeTests
{
    [Fact]
    public void Names_are_added_and_removed_and_everything_else_is_kept()
    {
        using var node = new TestNode();
        var before = node.State.Find("apiserver")!.Certificate!;
        node.Renew(new RenewalSpec { Names = ["apiserver"], AddNames = ["api.example.com", "*.example.org", "203.0.113.7", "2001:db8::7"] })
            .Must();
        var after = node.State.Find("apiserver")!.Certificate!;
        Assert.Equal([.. before.Names.Dns, "api.example.com", "*.example.org"], after.Names.Dns);
        Assert.Equal(
            [.. before.Names.Addresses.Select(a => a.ToString()), "203.0.113.7", "2001:db8::7"],
            after.Names.Addresses.Select(a => a.ToString()));
        Assert.Equal(before.Extensions.Select(e => (e.Oid, e.Critical)), after.Extensions.Select(e => (e.Oid, e.Critical)));
        Assert.True(after.Subject.IsSameAs(before.Subject));
        node.Renew(new RenewalSpec { Names = ["apiserver"], RemoveNames = ["api.example.com", "203.0.113.7"] }).Must();
        Assert.Equal([.. before.Names.Dns, "*.example.org"], node.State.Find("apiserver")!.Certificate!.Names.Dns);
    }

    [Fact]
    public void The_plan_shows_the_difference()
    {
        using var node = new TestNode();
        var spec = new RenewalSpec { Names = ["apiserver"], AddNames = ["api.example.com", "kubernetes"], RemoveNames = ["never.there"] };
        var change = Assert.Single(node.Plan(spec).Actions).Change!;
        Assert.Equal(["api.example.com"], change.Added);
        Assert.Empty(change.Removed);
        Assert.Null(Assert.Single(node.Plan("apiserver").Actions).Change);
    }

    [Fact]
    public void A_second_time_there_is_nothing_to_do()
    {
        using var node = new TestNode();
        var spec = new RenewalSpec { Names = ["apiserver"], AddNames = ["api.example.com"], RemoveNames = ["gone.example.com"] };
        node.Renew(spec).Must();
        var plan = node.Plan(spec);
        Assert.Empty(plan.Refusals);
        Assert.Empty(plan.Actions);
        Assert.Equal(["same-names"], plan.Skipped.Select(s => s.Reason.Id));
    }

    [Fact]
    public void Names_that_are_there_already_do_not_keep_it_from_a_renewal_that_is_due()
    {
        using var node = new TestNode();
        var spec = new RenewalSpec { Names = ["apiserver"], AddNames = ["kubernetes"] };
        Assert.Equal(["same-names"], node.Plan(spec).Skipped.Select(s => s.Reason.Id));
        Assert.Null(Assert.Single(node.Plan(spec with { Within = TimeSpan.FromDays(40) }).Actions).Change);
        Assert.Equal("rsa2048", Assert.Single(node.Plan(spec with { KeyAlgorithm = KeyAlgorithm.Rsa2048 }).Actions).KeyAlgorithm.Name);
        node.Clock.Now = FixedClock.Today.AddDays(40);
        Assert.Equal("expired-since", Assert.Single(node.Plan(spec).Actions).Reason.Id);
    }

    [Theory]
    [InlineData("apiserver", "kubernetes.default")]
    [InlineData("apiserver", "10.0.0.1")]
    [InlineData("etcd-server", "localhost")]
    public void Names_the_cluster_needs_cannot_be_removed(string item, string name)
    {
        using var node = new TestNode();
        Assert.Contains(name, node.State.Find(item)!.Certificate!.Names.All);
        var refusal = Assert.Single(node.Plan(new RenewalSpec { Names = [item], RemoveNames = [name] }).Refusals)
            .IsOf(PlanMessages.NeededName);
        Assert.Equal([name], refusal.Arguments);
    }

    [Fact]
    public void What_a_kubeconfig_speaks_to_cannot_be_removed_either()
    {
        using var node = new TestNode();
        node.Renew(new RenewalSpec { Names = ["apiserver"], AddNames = ["lb.example.com"] }).Must();
        var spec = new RenewalSpec { Names = ["apiserver"], RemoveNames = ["lb.example.com"] };
        Assert.Empty(node.Plan(spec).Refusals);
        node.Write(
            "/etc/kubernetes/admin.conf",
            System.Text.Encoding.UTF8.GetString(node.Read("/etc/kubernetes/admin.conf"))
                .Replace(TestNode.Server, "https://lb.example.com:8443", StringComparison.Ordinal));
        Assert.Single(node.Plan(spec).Refusals).IsOf(PlanMessages.NeededName);
    }

    [Fact]
    public void It_takes_names_of_certificates_that_have_names()
    {
        using var node = new TestNode();
        Assert.Contains(node.Plan(new RenewalSpec { AddNames = ["a"] }).Refusals, r => r.Is(PlanMessages.NamesForAll));
        Assert.Contains(
            node.Plan(new RenewalSpec { Names = ["admin.conf"], AddNames = ["a"] }).Refusals, r => r.Is(PlanMessages.HasNoNames));
        Assert.Contains(
            node.Plan(new RenewalSpec { Names = ["apiserver"], AddNames = ["a"], RemoveNames = ["a"] }).Refusals,
            r => r.Is(PlanMessages.AddAndRemove));
    }

    [Theory]
    [InlineData("API.example.com", "api.example.com")]
    [InlineData("2001:DB8:0::7", "2001:db8::7")]
    [InlineData("*.example.com", "*.example.com")]
    public void Names_are_read_as_certificates_carry_them(string text, string name) => Assert.Equal(name, NameChange.Read(text).Must());

    [Theory]
    [InlineData("")]
    [InlineData("a_b.example.com")]
    [InlineData("https://example.com")]
    [InlineData("192.0.2.1/24")]
    [InlineData("a.*.example.com")]
    public void What_is_no_name_is_refused(string text) => NameChange.Read(text).Fails(PlanMessages.BadName);

    [Theory]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1000")]
    [InlineData("999.0.0.1")]
    public void A_slip_in_an_address_makes_no_name_of_it_but_one_that_is_there_can_go(string text)
    {
        NameChange.ReadAdded(text).Fails(PlanMessages.SlippedAddress);
        Assert.Equal(text, NameChange.Read(text).Must());
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("010.0.0.1", "10.0.0.1")]
    [InlineData("1.2.3.08", "1.2.3.8")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:DB8::7", "2001:db8::7")]
    [InlineData("10-0-0-1.example.com", "10-0-0-1.example.com")]
    [InlineData("1.example.com", "1.example.com")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("7", "7")]
    [InlineData("10.0.0.1.1", "10.0.0.1.1")]
    [InlineData("api.0.0.1", "api.0.0.1")]
    public void Names_and_addresses_are_added_as_kubeadm_takes_them(string text, string name)
    => Assert.Equal(name, NameChange.ReadAdded(text).Must());

    [Fact]
    public void Other_kinds_of_names_stay()
    {
        var ca = Recipe.Authority("CN=ca").SelfSigned();
        var leaf = Recipe.Leaf().WithNames(n =>
        {
            n.AddDnsName("a");
            n.AddUri(new Uri("spiffe://x/y"));
            n.AddEmailAddress("a@example.com");
        }).SignedBy(ca);
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var renewed = ca.AsAuthority()
            .Renew(leaf.Certificate, key, FixedClock.Today, FixedClock.Today.AddDays(1), ["b", "192.0.2.1"], ["a"]);
        Assert.Equal(["b", "192.0.2.1", "spiffe://x/y", "a@example.com"], renewed.Names.All);
        var nameless = ca.AsAuthority()
            .Renew(Recipe.Leaf().SignedBy(ca).Certificate, key, FixedClock.Today, FixedClock.Today.AddDays(1), ["b"], []);
        Assert.Equal(["b"], nameless.Names.All);
    }
}
