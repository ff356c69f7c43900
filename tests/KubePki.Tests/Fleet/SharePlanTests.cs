using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class SharePlanTests
{
    private static readonly string[] AllKeys = ["ca", "sa"];

    [Fact]
    public void Nothing_goes_where_all_have_the_same_with_its_key()
        => Assert.Empty(SharePlan.Of([Node("a"), Node("b")]).Shares);

    [Fact]
    public void What_is_missing_comes_from_a_node_that_has_its_key()
    {
        var plan = SharePlan.Of([Node("a", keys: ["sa"]), Node("b"), Node("c", ca: null, keys: ["sa"])]);
        Assert.Empty(plan.Refusals);
        Assert.Equal(
            [("ca", "b", "a", true, false), ("ca", "b", "c", true, false)],
            plan.Shares.Select(s => (s.Name, s.From.Name, s.To.Name, s.WithKey, s.Replaces)));
        Assert.Equal("c", Assert.Single(plan.For(new NodeTarget("c", "c"))).To.Name);
    }

    [Fact]
    public void A_CA_whose_key_is_nowhere_comes_without_it()
        => Assert.Equal(
            (false, "ca"),
            SharePlan.Of([Node("a", keys: ["sa"]), Node("b", ca: null, keys: ["sa"])]).Shares.Select(s => (s.WithKey, s.Name)).Single());

    [Fact]
    public void Another_CA_that_signed_nothing_there_is_replaced()
    {
        var plan = SharePlan.Of([Node("a", signed: "apiserver"), Node("b", ca: "other")]);
        Assert.Empty(plan.Refusals);
        Assert.Equal(("a", "b", true), plan.Shares.Select(s => (s.From.Name, s.To.Name, s.Replaces)).Single());
    }

    [Fact]
    public void Another_CA_that_signed_something_is_refused_with_what_it_signed()
    {
        var plan = SharePlan.Of([
            Node("a", signed: "apiserver"), Node("b", signed: "apiserver"), Node("c", ca: "other", signed: "admin.conf"),
        ]);
        Assert.Empty(plan.Shares);
        Assert.Contains("c: admin.conf", Assert.Single(plan.Refusals).Text(Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_two_CAs_that_signed_nothing_the_clusters_CA_is_unknown()
        => Assert.Equal("other-authority", Assert.Single(SharePlan.Of([Node("a"), Node("b", ca: "other")]).Refusals).Id);

    [Fact]
    public void Another_service_account_pair_is_refused()
        => Assert.Equal("other-service-account", Assert.Single(SharePlan.Of([Node("a"), Node("b", sa: "other")]).Refusals).Id);

    private static NodeReport Node(
        string name, string? ca = "one", string? sa = "one", IReadOnlyList<string>? keys = null, string? signed = null)
    {
        var shared = new Dictionary<string, string>();
        if (ca is not null)
        {
            shared["ca"] = ca;
        }

        if (sa is not null)
        {
            shared["sa"] = sa;
        }

        return new NodeReport(new NodeTarget(name, name), new NodeFacts
        {
            Now = FixedClock.Today,
            IsPrivileged = true,
            FreeBytes = FleetPlan.RoomWanted,
            Shared = shared,
            Keys = keys ?? AllKeys,
            SignedItems = signed is null
                ? new Dictionary<string, IReadOnlyList<string>>()
                : new Dictionary<string, IReadOnlyList<string>> { ["ca"] = [signed] },
        }, TimeSpan.Zero);
    }
}
