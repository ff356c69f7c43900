using System.Text.Json.Nodes;
using KubePki.Catalogue;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Tests.Fleet;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Operations;

/// <summary>The steps of a change on several nodes, as a program that uses the library performs them.</summary>
public sealed class FleetRolloutTests : IDisposable
{
    private static readonly Message No = new("no", "was not agreed to", "未获同意");
    private static readonly NodeFacts Well = new()
    {
        Now = FixedClock.Today,
        IsPrivileged = true,
        FreeBytes = FleetPlan.RoomWanted,
        Shared = new Dictionary<string, string> { ["ca"] = "one" },
        Keys = ["ca"],
    };

    private readonly Scratch _scratch = new(inMemory: true);
    private readonly List<string> _heard = [];
    private readonly Dictionary<string, PlayedNode> _nodes = [];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task It_observes_plans_asks_and_rolls_in_this_order()
    {
        var result = await RunAsync(Play("a"), Play("b"));
        Assert.Equal(OperationEnd.Done, result.End);
        string[] road =
        [
            "a facts --lang en", "b facts --lang en", "a renew --dry-run", "b renew --dry-run", "consent", "a history --lang en",
            "b history --lang en",
            "a verify --live --lang en", "b verify --live --lang en", "a stage", "b stage",
        ];
        Assert.Equal(road, _heard.Take(road.Length));
        Assert.Equal(["a go", "b go"], _heard.Where(h => h.EndsWith(" go", StringComparison.Ordinal)));
        Assert.Null(FleetJournal.Newest(_scratch.Path));
    }

    [Fact]
    public async Task The_leader_of_etcd_goes_last()
    {
        var result = await RunAsync(Play("a", Well with { Leads = [Components.Etcd] }), Play("b"));
        Assert.Equal(["b", "a"], result.Rolled!.Nodes.Select(n => n.Node.Name));
    }

    [Fact]
    public async Task A_node_without_root_keeps_all_as_they_are()
    {
        var result = await RunAsync(Play("a"), Play("b", Well with { IsPrivileged = false }));
        Assert.Equal(OperationEnd.NotBegun, result.End);
        Assert.Single(result.Problems).IsOf(FleetMessages.NotPrivileged);
        Assert.Equal(["a facts --lang en", "b facts --lang en"], _heard);
    }

    [Fact]
    public async Task A_node_whose_facts_are_of_another_kind_keeps_all_as_they_are()
    {
        var silent = new PlayedNode("b", _heard);
        var result = await RunAsync(Play("a"), silent);
        Assert.Equal(OperationEnd.NotBegun, result.End);
        Assert.Single(result.Problems).IsOf(FleetMessages.NodeSays);
    }

    [Fact]
    public async Task A_plan_that_one_node_refuses_is_refused_and_shown()
    {
        var result = await RunAsync(Play("a"), new PlayedNode("b", _heard) { Facts = Well, OnPlan = 1 });
        Assert.Equal(OperationEnd.Refused, result.End);
        Assert.Equal(["a", "b"], result.Planned!.Plans.Select(p => p.Node.Name));
        Assert.DoesNotContain("consent", _heard);
    }

    [Fact]
    public async Task Without_consent_nothing_is_staged()
    {
        var result = await RunAsync(new RolloutCallbacks { Consent = _ => No.At("") }, with => with, Play("a"), Play("b"));
        Assert.Equal(OperationEnd.Declined, result.End);
        Assert.Equal("b renew --dry-run", _heard[^1]);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public async Task A_dry_run_ends_with_the_plan_and_asks_nobody()
    {
        var result = await RunAsync(Callbacks(), with => with with { DryRun = true }, Play("a"), Play("b"));
        Assert.Equal(OperationEnd.Planned, result.End);
        Assert.Equal("b renew --dry-run", _heard[^1]);
    }

    [Fact]
    public async Task Private_keys_are_asked_for_after_the_consent_only()
    {
        var empty = Well with { Shared = new Dictionary<string, string>(), Keys = [] };
        var result = await RunAsync(Callbacks(), with => with with { Share = true }, Play("a"), Play("b", empty));
        Assert.Equal(OperationEnd.Done, result.End);
        Assert.Equal(
            ["a share ca", "consent", "a share ca --keys"], _heard.Where(
                h => h.Contains("share", StringComparison.Ordinal) || h == "consent"));
    }

    [Fact]
    public async Task A_roll_that_stops_is_written_down_and_gone_on_with()
    {
        var stopped = await RunAsync(Play("a"), new PlayedNode("b", _heard) { Facts = Well, OnGo = 1 });
        Assert.Equal(OperationEnd.Failed, stopped.End);
        Assert.Single([stopped.Rolled!.Stop]).IsOf(FleetMessages.NodeSays);
        Assert.Equal(
            [NodeStage.Done, NodeStage.Failed],
            FleetJournal.Newest(_scratch.Path)!.Value.Record.Nodes.OrderBy(n => n.Key).Select(n => n.Value));

        _heard.Clear();
        var resumed = await RunAsync(Callbacks(), with => with with { Resume = true }, Play("a"), Play("b"));
        Assert.Equal(OperationEnd.Done, resumed.End);
        Assert.Equal(["a recover --lang en", "a history --lang en", "b recover --lang en", "b history --lang en"], _heard.Skip(2).Take(4));
        Assert.Null(FleetJournal.Newest(_scratch.Path));
    }

    /// <summary>Without a node's history, it could not be determined later which of its changes belong to this rollout.</summary>
    [Fact]
    public async Task A_node_whose_history_cannot_be_read_keeps_all_as_they_are()
    {
        var result = await RunAsync(Play("a"), new PlayedNode("b", _heard) { Facts = Well, OnHistory = 1 });
        Assert.Equal(OperationEnd.NotBegun, result.End);
        Assert.Single(result.Problems).IsOf(FleetMessages.NodeSays);
        Assert.DoesNotContain("a stage", _heard);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public async Task A_resume_does_not_guess_what_a_history_says_that_cannot_be_read()
    {
        var result = await RunAsync(
            Callbacks(), with => with with { Resume = true }, new PlayedNode("a", _heard) { Facts = Well, OnHistory = 1 });
        Assert.Equal(OperationEnd.NotBegun, result.End);
        Assert.Single(result.Problems).IsOf(FleetMessages.NodeSays);
    }

    /// <summary>The recovery has already changed the node, even if the operator then declines the roll.</summary>
    [Fact]
    public async Task A_resume_tells_which_node_was_recovered()
    {
        List<RollEvent> told = [];
        var callbacks = new RolloutCallbacks { Consent = _ => No.At(""), OnEvent = told.Add };
        var recovered = new JsonObject { ["kind"] = "Result", ["rolledForward"] = new JsonArray(new JsonObject { ["id"] = "1" }) };
        var result = await RunAsync(
            callbacks, with => with with { Resume = true }, Play("a"), new PlayedNode("b", _heard) { Facts = Well, Recovered = recovered });
        Assert.Equal(OperationEnd.Declined, result.End);
        Assert.Equal(new RollEvent("b", "recovered"), Assert.Single(told));
    }

    [Fact]
    public async Task Another_set_of_nodes_does_not_go_on_with_it()
    {
        await RunAsync(Play("a"), new PlayedNode("b", _heard) { Facts = Well, OnGo = 1 });
        _heard.Clear();
        var resumed = await RunAsync(Callbacks(), with => with with { Resume = true }, Play("a"));
        Assert.Equal(OperationEnd.NotBegun, resumed.End);
        Assert.Single(resumed.Problems).IsOf(FleetMessages.NothingToResume);
        Assert.Equal(["a facts --lang en"], _heard);
    }

    private PlayedNode Play(string name, NodeFacts? facts = null) => new(name, _heard) { Facts = facts ?? Well };

    private RolloutCallbacks Callbacks() => new()
    {
        Consent = _ =>
        {
            _heard.Add("consent");
            return null;
        },
    };

    private Task<RolloutResult> RunAsync(params PlayedNode[] nodes) => RunAsync(Callbacks(), with => with, nodes);

    private Task<RolloutResult> RunAsync(RolloutCallbacks callbacks, Func<RolloutRequest, RolloutRequest> with, params PlayedNode[] nodes)
    {
        foreach (var node in nodes)
        {
            _nodes[node.Node.Name] = node;
        }

        var request = new RolloutRequest("renew", new NodeQueries(Language.English, new FixedClock(FixedClock.Today)))
        {
            Open = node => Task.FromResult<Outcome<INodeConnection>>(_nodes[node.Name]),
            Change = _ => new NodeRequest("renew", []),
            InTwoSteps = true,
            JournalDirectory = _scratch.Path,
        };
        return FleetRollout.RunAsync([.. nodes.Select(n => n.Node)], with(request), callbacks, new FixedClock(FixedClock.Today));
    }
}
