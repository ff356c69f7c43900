using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class FleetRollTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];
    private readonly Scratch _scratch = new(inMemory: true);
    private readonly List<string> _heard = [];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task All_are_made_ready_before_the_first_goes_and_they_go_one_by_one()
    {
        var end = await RollAsync(Nodes());
        Assert.True(end.IsComplete);
        Assert.Equal(["a stage", "b stage", "c stage"], _heard.Take(3).Order());
        Assert.Equal(["a go", "b go", "c go"], _heard.Skip(3));
        Assert.All(Journal().Record.Nodes.Values, stage => Assert.Equal(NodeStage.Done, stage));
    }

    [Fact]
    public async Task One_that_cannot_be_made_ready_keeps_all_as_they_were()
    {
        var end = await RollAsync(Nodes(b: Play("b", onStage: 1)));
        Assert.Equal(["a back", "c back"], _heard.Skip(3).Order());
        Assert.Equal("node-says", end.Stop!.Id);
        Assert.Equal([NodeStage.ToDo, NodeStage.Failed, NodeStage.ToDo], end.Nodes.Select(n => n.Stage));
    }

    [Fact]
    public async Task One_with_nothing_to_do_is_done()
    {
        var end = await RollAsync(Nodes(b: Play("b", onStage: 0)));
        Assert.True(end.IsComplete);
        Assert.DoesNotContain("b go", _heard);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(null)]
    public async Task One_that_fails_in_its_turn_stops_the_roll(int? exit)
    {
        var end = await RollAsync(Nodes(b: Play("b", onGo: exit)));
        Assert.Equal(["a go", "b go", "c back"], _heard.Skip(3));
        Assert.Equal([NodeStage.Done, NodeStage.Failed, NodeStage.ToDo], end.Nodes.Select(n => n.Stage));

        // The outcome on a cut connection is unknown: the node must be queried later.
        Assert.Equal(exit is null ? NodeStage.Committing : NodeStage.Failed, Journal().Record.Nodes["b"]);
    }

    [Fact]
    public async Task Findings_that_stay_are_no_failure() => Assert.True((await RollAsync(Nodes(b: Play("b", onGo: 3)))).IsComplete);

    [Fact]
    public async Task A_node_that_gets_worse_stops_the_roll_and_one_that_recovers_does_not()
    {
        var looks = 0;
        var passing = await RollAsync(Nodes(), () => ++looks == 2 ? FleetMessages.WorseNow.At("a", "x") : null);
        Assert.True(passing.IsComplete);

        _heard.Clear();
        var end = await RollAsync(Nodes(), () => _heard.Contains("a go") ? FleetMessages.WorseNow.At("a", "x") : null);
        Assert.Equal("worse-now", end.Stop!.Id);
        Assert.Equal(["a go", "b back", "c back"], _heard.Skip(3).Order());
    }

    /// <summary>
    /// The rollout continues if a node recovers within the given number of checks. The count restarts at each pause between two nodes.
    /// </summary>
    [Theory]
    [InlineData(1, 0, true, 1)]
    [InlineData(1, 1, false, 1)]
    [InlineData(2, 1, true, 2)]
    [InlineData(2, 2, false, 2)]
    [InlineData(6, 5, true, 6)]
    [InlineData(6, 6, false, 6)]
    [InlineData(6, 99, false, 6)]
    public async Task Patience_is_a_number_of_checks(int patience, int worse, bool goesOn, int looksBeforeTheFirst)
    {
        var (looks, before) = (0, 0);
        var end = await RollAsync(Nodes(), patience: patience, look: () =>
        {
            looks++;
            before += _heard.Contains("a go") ? 0 : 1;
            return looks <= worse ? FleetMessages.WorseNow.At("a", "x") : null;
        });
        Assert.Equal((goesOn, looksBeforeTheFirst), (end.IsComplete, before));
        Assert.Equal(goesOn ? looksBeforeTheFirst + 3 : looksBeforeTheFirst, looks);
    }

    [Fact]
    public void Patience_is_half_a_minute_unless_it_is_set()
    {
        var journal = FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["renew"], Names.ToDictionary(n => n, _ => ""));
        Assert.Equal((6, TimeSpan.FromSeconds(5)), new FleetRoll(journal.Value!, _ => { }).Patience);
    }

    [Fact]
    public async Task An_interrupt_stops_between_two_nodes()
    {
        using var stop = new CancellationTokenSource();
        var end = await RollAsync(Nodes(), stop: stop, tell: step =>
        {
            if (step == new RollEvent("a", "committing"))
            {
                stop.Cancel();
            }
        });
        Assert.Equal("interrupted", end.Stop!.Id);
        Assert.Equal(["a go", "b back", "c back"], _heard.Skip(3).Order());
        Assert.Equal(NodeStage.Done, end.Nodes[0].Stage);
    }

    [Fact]
    public async Task Of_a_cluster_that_is_down_all_go_at_once_and_one_that_fails_keeps_no_other_back()
    {
        var end = await RollAsync(Nodes(b: Play("b", onGo: 4)), together: true);
        Assert.Equal(["a go", "b go", "c go"], _heard.Skip(3).Order());
        Assert.Equal([NodeStage.Done, NodeStage.Failed, NodeStage.Done], end.Nodes.Select(n => n.Stage));
        Assert.Equal("node-says", end.Stop!.Id);
        Assert.Equal([NodeStage.Done, NodeStage.Failed, NodeStage.Done], Names.Select(n => Journal().Record.Nodes[n]));
    }

    /// <summary>A node's problem is passed on with its place and its hint, as in commands that only query nodes.</summary>
    [Fact]
    public async Task A_node_that_fails_gives_its_hint()
    {
        var problem = new JsonObject { ["where"] = "/etc/x", ["message"] = "is broken", ["hint"] = "mend it" };
        var says = new JsonObject { ["kind"] = "Result", ["problems"] = new JsonArray(problem) };
        var end = await RollAsync(Nodes(b: new PlayedNode("b", _heard) { OnGo = 1, Says = says }));
        Assert.Contains("/etc/x: is broken", end.Stop!.ToString(), StringComparison.Ordinal);
        Assert.Equal("mend it", end.Stop.Hint(Language.English));
    }

    /// <summary>The node is done, but the journal does not say so. Only a resume has to query the node.</summary>
    [Fact]
    public async Task A_journal_that_cannot_be_written_any_more_is_told()
    {
        var end = await RollAsync(Nodes(), tell: step =>
        {
            if (step == new RollEvent("c", "committing"))
            {
                var journal = Assert.Single(Directory.GetFiles(_scratch.Path));
                File.Delete(journal);
                Directory.CreateDirectory(journal);
            }
        });
        Assert.Equal([NodeStage.Done, NodeStage.Done, NodeStage.Done], end.Nodes.Select(n => n.Stage));
        end.Nodes[2].Unwritten.IsOf(FleetMessages.NoJournal);
        Assert.Null(end.Nodes[1].Unwritten);
    }

    [Fact]
    public async Task What_cannot_wait_is_asked_one_node_after_the_other()
    {
        var end = await RollAsync(Nodes(b: Play("b", onGo: 1)), inTwoSteps: false);
        Assert.Equal(["a undo", "b undo"], _heard);
        Assert.Equal(NodeStage.ToDo, end.Nodes[2].Stage);
    }

    private PlayedNode Play(string name, int onStage = INodeConnection.Staged, int? onGo = 0)
        => new(name, _heard) { OnStage = onStage, OnGo = onGo };

    private List<INodeConnection> Nodes(PlayedNode? b = null) => [Play("a"), b ?? Play("b"), Play("c")];

    private (FleetJournal Journal, FleetRecord Record) Journal() => FleetJournal.Newest(_scratch.Path)!.Value;

    private Task<RolloutOutcome> RollAsync(
        IReadOnlyList<INodeConnection> nodes,
        Func<Problem?>? look = null, bool inTwoSteps = true, CancellationTokenSource? stop = null, Action<RollEvent>? tell = null,
        bool together = false,
        int patience = 2)
    {
        var journal = FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["renew"], Names.ToDictionary(n => n, _ => ""));
        var roll = new FleetRoll(journal.Value!, tell ?? (_ => { })) { Patience = (patience, TimeSpan.Zero), Together = together };
        return roll.RunAsync(
            nodes, _
                => new NodeRequest("undo", []), inTwoSteps, () => Task.FromResult(look?.Invoke()), stop?.Token ?? CancellationToken.None);
    }
}
