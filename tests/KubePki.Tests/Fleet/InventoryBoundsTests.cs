using System.Text;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

/// <summary>A few lines can name any number of hosts, and endless groups: bounds limit both.</summary>
public sealed class InventoryBoundsTests
{
    [Fact]
    public void Ranges_within_ranges_are_not_followed_without_end()
        => Read("[masters]\na" + string.Concat(Enumerable.Repeat("[1:1]", 100_000)) + "\n").Problem.IsOf(FleetMessages.BadInventoryLine);

    [Fact]
    public void Lines_that_name_hosts_by_the_thousand_are_too_many()
        => Read("[masters]\n"
            + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"a{i}-[0:9999]\n"))).Problem.IsOf(FleetMessages.LargeInventory);

    [Fact]
    public void A_range_does_not_repeat_a_name_that_is_longer_than_names_are()
    {
        Read($"[masters]\n{new string('a', 1_025)}[0:9999]\n").Problem.IsOf(FleetMessages.BadInventoryLine);
        Assert.Equal(2, Read($"[masters]\n{new string('a', 1_000)}[0:1]\n").Value!.Count);
    }

    [Fact]
    public void Groups_below_groups_without_end_are_too_many()
        => Read(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"[g{i}:children]\ng{i + 1}\n"))
            + "[masters]\na\n").Problem.IsOf(FleetMessages.LargeInventory);

    [Fact]
    public void A_group_that_contains_itself_is_read_once()
        => Assert.Equal(["a"], Read("[masters:children]\nx\n[x:children]\nmasters\n[x]\na\n").Value!.Select(n => n.Name));

    [Fact]
    public void A_group_of_more_nodes_than_a_control_plane_has_is_no_fleet()
    {
        Read("[masters]\ncp[001:251]\n").Problem.IsOf(FleetMessages.ManyNodes);
        Assert.Equal(250, Read("[masters]\ncp[001:250]\n").Value!.Count);
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_line_of_a_node_that_cannot_be_read_to_its_end_is_no_message(string line) => Assert.Null(AgentProtocol.Read(line));

    [Fact]
    public void A_journal_that_names_a_node_twice_and_a_stage_that_is_none_is_read_all_the_same()
    {
        var record = FleetJournal.Read("""
            {"startedAt":"2026-11-24T07:31:02Z","arguments":["renew"],"nodes":["cp1","cp1","cp2"]}
            {"node":"cp1","stage":"Done"}
            {"node":"cp2","stage":"17"}
            """)!;
        Assert.Equal([("cp1", NodeStage.Done), ("cp2", NodeStage.ToDo)], record.Nodes.OrderBy(n => n.Key).Select(n => (n.Key, n.Value)));
    }

    private static Outcome<IReadOnlyList<NodeTarget>> Read(string text) => Inventory.Read(Encoding.UTF8.GetBytes(text), "inventory", null);
}
