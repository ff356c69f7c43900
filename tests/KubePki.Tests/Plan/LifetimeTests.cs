using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Plan;

/// <summary>A renewal that shortens the validity needs the operator's consent.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public void What_would_expire_sooner_is_refused_and_allowed_by_its_option()
    {
        using var node = new TestNode(new NodeRecipe { LeavesUntil = FixedClock.Today.AddDays(900) });
        var refusal = Assert.Single(node.Plan("apiserver").Refusals);
        refusal.IsOf(PlanMessages.ExpiresSooner);
        Assert.Contains("--allow-shorter", refusal.Hint(KubePki.Localization.Language.English), StringComparison.Ordinal);
        Assert.NotEmpty(node.Plan().Refusals);
        var action = node.Plan(new RenewalSpec { Names = ["apiserver"], AllowShorter = true }).Actions.Single();
        Assert.Single(action.Notes).IsOf(PlanMessages.ExpiresSooner);
        Assert.Empty(node.Plan(new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse("900d").Must() }).Refusals);
    }

    [Fact]
    public void A_validity_of_less_than_a_day_is_refused_and_allowed_by_its_option()
    {
        using var node = new TestNode();
        node.Clock.Now = FixedClock.Today.AddDays(100);
        var spec = new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse("23h").Must() };
        Assert.Single(node.Plan(spec).Refusals).IsOf(PlanMessages.LessThanADay);
        Assert.Single(node.Plan(spec with { AllowShorter = true }).Actions.Single().Notes).IsOf(PlanMessages.LessThanADay);
        Assert.Empty(node.Plan(spec with { Validity = Validity.Parse("24h").Must() }).Refusals);
    }

    [Fact]
    public void The_end_of_the_authority_is_an_end_too()
    {
        using var node = new TestNode(new NodeRecipe
        {
            CasUntil = FixedClock.Today.AddDays(200),
            LeavesUntil = FixedClock.Today.AddDays(900),
        });
        Assert.Empty(node.Plan("apiserver").Refusals);
        Assert.Single(node.Plan(new RenewalSpec { Names = ["apiserver"], Validity = Validity.Parse("199d").Must() }).Refusals)
            .IsOf(PlanMessages.ExpiresSooner);
    }

    [Fact]
    public void What_no_component_accepts_is_replaced_by_anything()
    {
        using var node = new TestNode(new NodeRecipe { LeavesUntil = FixedClock.Today.AddDays(900) });
        node.MakeLeaf(node.EtcdCa, "/etc/kubernetes/pki/apiserver", "kube-apiserver", null, ["kubernetes"]);
        Assert.Empty(node.Plan(new RenewalSpec { Names = ["apiserver"], AcceptNewAuthority = true }).Refusals);
    }
}
