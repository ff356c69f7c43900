using KubePki.Activate.Probe;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class FleetMembersTests
{
    private static readonly EtcdMemberObservation[] Well =
    [
        new("a1", "cp1", true, null), new("b2", "cp2", true, null), new("c3", "cp3", true, null),
    ];

    [Fact]
    public void Healthy_members_cause_no_problem()
    {
        NodeReport[] reports = [Of("cp1", "a1", Well), Of("cp2", "b2", Well), Of("cp3", "c3", Well)];
        Assert.Empty(FleetMembers.Concerns(reports));
        Assert.Empty(FleetPlan.Differences(reports));
        Assert.Equal([("cp1", "cp1"), ("cp2", "cp2"), ("cp3", "cp3")], FleetMembers.Of(reports).Select(m => (m.Name, m.Node!)));
    }

    [Fact]
    public void A_member_that_only_one_cannot_reach_is_well()
        => Assert.Empty(FleetMembers.Concerns([
            Of("cp1", "a1", Well), Of("cp2", "b2", [Well[0] with { IsHealthy = false, Problem = "x509" }, Well[1], Well[2]]),
        ]));

    [Fact]
    public void A_member_of_a_node_that_was_not_named_counts_and_forbids_a_roll()
    {
        EtcdMemberObservation[] seen = [Well[0], Well[1], Well[2] with { IsHealthy = false, Problem = "connection refused" }];
        NodeReport[] reports = [Of("cp1", "a1", seen), Of("cp2", "b2", seen)];
        var concern = Assert.Single(FleetMembers.Concerns(reports));
        Assert.Equal("etcd cp3: the etcd member cp3 is not healthy: connection refused", concern.Text(Language.English));
        Assert.Equal("etcd-member-unwell", Assert.Single(FleetPlan.Refusals(reports)).Id);
        Assert.Null(FleetMembers.Of(reports)[2].Node);
    }

    [Fact]
    public void A_node_that_says_itself_that_it_is_unwell_is_told_once()
    {
        EtcdMemberObservation[] seen = [Well[0], Well[1] with { IsHealthy = false, Problem = "no leader" }];
        var concern = Assert.Single(FleetMembers.Concerns([Of("cp1", "a1", seen), Of("cp2", "b2", seen, isHealthy: false)]));
        Assert.Equal(("etcd-unwell", "cp2"), (concern.Id, concern.Where));
    }

    [Fact]
    public void Where_none_is_well_it_is_said_so_and_forbids_nothing()
    {
        EtcdMemberObservation[] seen = [.. Well.Take(2).Select(m => m with { IsHealthy = false })];
        NodeReport[] reports = [Of("cp1", "a1", seen, isHealthy: false), Of("cp2", "b2", seen, isHealthy: false)];
        Assert.Equal(["etcd-down", "etcd-down"], FleetMembers.Concerns(reports).Select(c => c.Id));
        Assert.Empty(FleetPlan.Refusals(reports));
    }

    [Fact]
    public void Members_that_not_all_know_are_told_with_who_does()
    {
        NodeReport[] reports = [Of("cp1", "a1", Well), Of("cp2", "b2", Well[..2])];
        Assert.Equal(
            "the etcd member cp3 is known to cp1, but not to cp2", Assert.Single(FleetMembers.Concerns(reports)).What(Language.English));
        var difference = Assert.Single(FleetPlan.Differences(reports));
        Assert.Equal(("etcdMembers", true), (difference.What, difference.IsGrave));
        Assert.Equal("etcd-member-unknown", Assert.Single(FleetPlan.Refusals(reports)).Id);
    }

    [Fact]
    public void A_learner_is_neither_well_nor_unwell_and_a_nameless_one_is_called_by_its_id()
    {
        EtcdMemberObservation[] seen = [Well[0], new("d4", "", null, null)];
        var members = FleetMembers.Of([Of("cp1", "a1", seen)]);
        Assert.Equal(("d4", null), (members[1].Name, members[1].IsHealthy));
        Assert.Empty(FleetMembers.Concerns([Of("cp1", "a1", seen)]));
    }

    private static NodeReport Of(string name, string id, IReadOnlyList<EtcdMemberObservation> members, bool isHealthy = true) => new(
        new NodeTarget(name, name),
        new NodeFacts
        {
            Now = FixedClock.Today,
            IsPrivileged = true,
            FreeBytes = FleetPlan.RoomWanted,
            EtcdIsHealthy = isHealthy,
            EtcdProblem = isHealthy ? null : "no leader",
            EtcdMemberId = id,
            EtcdMembers = members,
        },
        TimeSpan.Zero);
}
