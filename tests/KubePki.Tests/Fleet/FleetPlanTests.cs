using KubePki.Catalogue;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class FleetPlanTests
{
    private static readonly NodeFacts Well = new()
    {
        Now = FixedClock.Today,
        IsPrivileged = true,
        FreeBytes = FleetPlan.RoomWanted,
        KubernetesVersion = "v1.34.0",
        Shared = new Dictionary<string, string> { ["ca"] = new('a', 64), ["sa"] = new('b', 64) },
    };

    [Fact]
    public void Leaders_come_last_and_etcds_leader_after_the_others()
        => Assert.Equal(
            ["c", "d", "b", "a"],
            FleetPlan.Order([
                Of("a", Well with { Leads = [Components.Etcd] }),
                Of("b", Well with { Leads = [Components.Scheduler, Components.ControllerManager] }), Of("c"), Of("d"),
            ])
                .Select(n => n.Name));

    [Fact]
    public void Nodes_that_are_alike_are_neither_refused_nor_different()
    {
        Assert.Empty(FleetPlan.Refusals([Of("a"), Of("b")]));
        Assert.Empty(FleetPlan.Differences([Of("a"), Of("b")]));
    }

    [Fact]
    public void Another_CA_and_a_missing_one_are_refused_with_who_has_which()
    {
        var other = Well with { Shared = new Dictionary<string, string> { ["ca"] = new('c', 64) } };
        var refusals = FleetPlan.Refusals([Of("a"), Of("b"), Of("c", other)]);
        Assert.Equal(
            [
                "ca is not the same on all nodes: a b: aaaaaaaaaaaa; c: cccccccccccc",
                "sa is not the same on all nodes: a b: bbbbbbbbbbbb; c: -",
            ],
            refusals.Select(r => r.Text(Language.English)));
    }

    [Fact]
    public void A_command_that_issues_no_certificates_may_run_on_differing_nodes()
        => Assert.Empty(FleetPlan.Refusals([Of("a"), Of("b", Well with { Shared = new Dictionary<string, string>() })], alike: false));

    [Fact]
    public void Versions_differ_and_are_not_refused()
    {
        NodeReport[] reports = [Of("a"), Of("b", Well with { KubernetesVersion = "v1.33.1" })];
        Assert.Equal("kubernetesVersion", Assert.Single(FleetPlan.Differences(reports)).What);
        Assert.Empty(FleetPlan.Refusals(reports));
    }

    [Theory]
    [InlineData(3, false, false)]
    [InlineData(-30, true, false)]
    [InlineData(90, true, true)]
    [InlineData(-90, true, true)]
    public void Clocks_that_differ_are_shown_and_beyond_a_minute_refused(int seconds, bool shown, bool refused)
    {
        NodeReport[] reports = [Of("a"), Of("b") with { ClockDifference = TimeSpan.FromSeconds(seconds) }];
        Assert.Equal(shown, FleetPlan.Differences(reports).Any(d => d.What == "clock"));
        Assert.Equal(refused, FleetPlan.Refusals(reports).Any(r => r.Id == "clock-differs"));
    }

    [Fact]
    public void Without_root_or_room_it_is_refused()
    {
        Assert.Equal("not-privileged", Assert.Single(FleetPlan.Refusals([Of("a", Well with { IsPrivileged = false })])).Id);
        Assert.Equal("little-room", Assert.Single(FleetPlan.Refusals([Of("a", Well with { FreeBytes = FleetPlan.RoomWanted - 1 })])).Id);
    }

    [Fact]
    public void An_unhealthy_etcd_member_is_refused_unless_all_are()
    {
        var up = Of("a", Well with { EtcdIsHealthy = true });
        var down = Of("b", Well with { EtcdIsHealthy = false, EtcdProblem = "no leader" });
        Assert.Equal("b", Assert.Single(FleetPlan.Refusals([up, down])).Where);
        Assert.Empty(FleetPlan.Refusals([down, down with { Node = new NodeTarget("c", "c") }]));
    }

    [Fact]
    public void A_cluster_is_down_when_none_of_several_etcd_members_is_well()
    {
        var up = Of("a", Well with { EtcdIsHealthy = true });
        var down = Of("b", Well with { EtcdIsHealthy = false });
        Assert.True(FleetPlan.IsDown([down, down, Of("d")]));
        Assert.False(FleetPlan.IsDown([up, down, down]));
        Assert.False(FleetPlan.IsDown([down, Of("d")]));
        Assert.False(FleetPlan.IsDown([up, up]));
    }

    [Fact]
    public void Ends_that_are_far_apart_are_told_those_alike_together()
    {
        var (soon, late) = (FixedClock.Today.AddDays(5), FixedClock.Today.AddDays(300));
        var old = Well with
        {
            Ends = new Dictionary<string, DateTimeOffset>
            {
                ["apiserver"] = soon,
                ["etcd-peer"] = soon,
                ["admin.conf"] = late,
                ["super-admin.conf"] = soon,
            },
        };
        var renewed = Well with
        {
            Ends = new Dictionary<string, DateTimeOffset> { ["apiserver"] = late, ["etcd-peer"] = late, ["admin.conf"] = late.AddDays(1) },
        };
        var difference = Assert.Single(FleetPlan.Differences([Of("a", old), Of("b", renewed), Of("c", renewed)]));
        Assert.Equal(["apiserver", "etcd-peer"], difference.Items);
        Assert.Equal($"b c: {late:yyyy-MM-dd}; a: {soon:yyyy-MM-dd}", FleetPlan.Told(difference));
        Assert.False(difference.IsGrave);
    }

    [Fact]
    public void Another_kubepki_that_is_installed_is_told_and_not_refused()
    {
        NodeReport[] reports =
        [
            Of("a", Well with { Installed = "0.1.0" }), Of("b", Well with { Installed = "sha256:0123456789ab" }), Of("c"),
        ];
        Assert.Equal("kubepki", Assert.Single(FleetPlan.Differences(reports)).What);
        Assert.Empty(FleetPlan.Refusals(reports));
    }

    [Fact]
    public void Facts_are_read_as_they_were_written()
    {
        var facts = Well with
        {
            Keys = ["sa"],
            SignedItems = new Dictionary<string, IReadOnlyList<string>> { ["ca"] = ["apiserver", "admin.conf"] },
            Leads = [Components.Etcd],
            EtcdIsHealthy = false,
            EtcdProblem = "x",
            Program = "1",
            Installed = "2",
            EtcdMemberId = "a1",
            EtcdMembers = [new("a1", "cp1", false, "x"), new("b2", "", null, null)],
            Ends = new Dictionary<string, DateTimeOffset> { ["apiserver"] = FixedClock.Today }
        };
        var read = NodeFacts.Read(AgentProtocol.Read(AgentProtocol.Line(FactsText.Of(facts))))!;
        Assert.Equal(
            facts with
            {
                Shared = read.Shared,
                Leads = read.Leads,
                Keys = read.Keys,
                SignedItems = read.SignedItems,
                EtcdMembers = read.EtcdMembers,
                Ends = read.Ends,
            },
            read);
        Assert.Equal(facts.EtcdMembers, read.EtcdMembers);
        Assert.Equal(facts.Ends, read.Ends);
        Assert.Equal(facts.Keys, read.Keys);
        Assert.Equal(facts.SignedItems["ca"], read.SignedItems["ca"]);
        Assert.Equal(facts.Shared, read.Shared);
        Assert.Equal(facts.Leads, read.Leads);
        Assert.Null(NodeFacts.Read([]));
    }

    private static NodeReport Of(string name, NodeFacts? facts = null) => new(new NodeTarget(name, name), facts ?? Well, TimeSpan.Zero);
}
