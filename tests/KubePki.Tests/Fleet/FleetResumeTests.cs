using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class FleetResumeTests
{
    private static readonly NodeTarget Live = new("a", "a");
    private static readonly NodeTarget OnDisk = Live with { Root = "/srv/a" };

    [Theory]
    [InlineData("renew committed 10", null, "Activation")]
    [InlineData("renew activated 10", null, "Nothing")]
    [InlineData("renew committed 10", NodeStage.Done, "Nothing")]
    [InlineData("renew committed -3600", null, "All")]
    [InlineData("renew committed -30", null, "Activation")]
    [InlineData("renew rolledBack 10", NodeStage.Committing, "All")]
    [InlineData("renew committed 10;undo committed 20", NodeStage.Failed, "All")]
    [InlineData("renew committed 10;backup committed 20", null, "Activation")]
    [InlineData("", NodeStage.Done, "All")]
    public void The_nodes_own_history_says_what_is_left(string history, object? stage, string remaining)
        => Assert.Equal(
            remaining, FleetResume.Of(Live, History(history), "renew", FixedClock.Today, (NodeStage?)stage, before: null).ToString());

    [Theory]
    [InlineData("renew activated -30", "t1", "All")]
    [InlineData("renew activated -30;renew committed -20", "t1", "Activation")]
    [InlineData("renew activated -3600;renew activated -1800", "t1", "Nothing")]
    [InlineData("renew activated -3600", "", "Nothing")]
    [InlineData("renew activated -3600;undo committed -20", "t1", "All")]
    [InlineData("renew activated -3600", "pruned", "All")]
    public void Transactions_before_the_rollout_in_the_nodes_history_are_not_part_of_it_whatever_the_clocks(
        string history, string before, string remaining)
        => Assert.Equal(remaining, FleetResume.Of(Live, History(history), "renew", FixedClock.Today, NodeStage.ToDo, before).ToString());

    [Fact]
    public void Where_nothing_runs_there_is_nothing_to_activate()
        => Assert.Equal(
            Remaining.Nothing, FleetResume.Of(OnDisk, History("renew committed 10"), "renew", FixedClock.Today, null, before: null));

    [Fact]
    public void A_journal_tells_how_far_each_node_got_and_a_line_that_was_cut_off_counts_for_nothing()
    {
        using var scratch = new Scratch(inMemory: true);
        var journal = FleetJournal.Begin(
            $"{scratch.Path}/fleet", FixedClock.Today, ["renew", "all"],
            new Dictionary<string, string> { ["a"] = "t1", ["b"] = "", ["c"] = "t7" }).Value!;
        journal.Note("a", NodeStage.Done);
        journal.Note("b", NodeStage.Committing);
        var file = Directory.GetFiles($"{scratch.Path}/fleet").Single();
        File.AppendAllText(file, "{\"node\":\"c\",\"sta");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var record = FleetJournal.Newest($"{scratch.Path}/fleet")!.Value.Record;
        Assert.Equal([NodeStage.Done, NodeStage.Committing, NodeStage.ToDo], record.Nodes.Values);
        Assert.Equal(["t1", "", "t7"], record.Before.Values);
        Assert.Equal((FixedClock.Today, false), (record.StartedAt, record.IsOver));
    }

    [Fact]
    public void A_roll_that_is_over_is_not_gone_on_with()
    {
        using var scratch = new Scratch(inMemory: true);
        FleetJournal.Begin(scratch.Path, FixedClock.Today, ["renew"], new Dictionary<string, string> { ["a"] = "" }).Value!.End();
        Assert.Null(FleetJournal.Newest(scratch.Path));
        Assert.Null(FleetJournal.Newest($"{scratch.Path}/none"));
        Assert.Equal(
            "no-fleet-journal", FleetJournal.Begin("/proc/none", FixedClock.Today, [], new Dictionary<string, string>()).Problem!.Id);
    }

    private static JsonObject History(string text) => new()
    {
        ["transactions"] = new JsonArray([
            .. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split(' ')).Select((w, i) => (JsonNode)new JsonObject
        {
            ["id"] = $"t{i + 1}",
            ["verb"] = w[0],
            ["stage"] = w[1],
            ["startedAt"] = FixedClock.Today.AddSeconds(double.Parse(w[2], System.Globalization.CultureInfo.InvariantCulture))
                .ToString("O"),
        })]),
    };
}
