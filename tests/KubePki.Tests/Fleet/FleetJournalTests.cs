using KubePki.Fleet;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

public sealed class FleetJournalTests : IDisposable
{
    private static readonly Dictionary<string, string> Nodes = new() { ["cp1"] = "", ["cp2"] = "" };
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_roll_after_one_of_the_year_9999_is_the_newest()
    {
        FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["renew"], Nodes).Must().End();
        File.Move(Directory.GetFiles(_scratch.Path).Single(), $"{_scratch.Path}/99991231T235959999Z-4711");
        FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["undo"], Nodes).Must();
        Assert.Equal(["undo"], FleetJournal.Newest(_scratch.Path)!.Value.Record.Arguments);
    }

    [Theory]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("{\"startedAt\":\"2026-06-01T12:00:00Z\",\"arguments\":[null],\"nodes\":[\"cp1\"]}\n")]
    [InlineData("{\"startedAt\":\"2026-06-01T12:00:00Z\",\"arguments\":[\"renew\"],\"nodes\":[1]}\n")]
    [InlineData("{\"startedAt\":\"2026-06-01T12:00:00Z\",\"arguments\":[\"renew\"]}\n")]
    [InlineData("{\"startedAt\":null,\"arguments\":[\"renew\"],\"nodes\":[\"cp1\"]}\n")]
    public void An_older_roll_is_not_gone_on_with_where_the_newest_journal_says_nothing(string newest)
    {
        FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["renew"], Nodes).Must();
        Assert.NotNull(FleetJournal.Newest(_scratch.Path));
        File.WriteAllText($"{_scratch.Path}/20990101T000000000Z-1", newest);
        Assert.Null(FleetJournal.Newest(_scratch.Path));
    }

    [Fact]
    public void A_roll_whose_first_line_was_cut_off_has_not_begun()
    {
        FleetJournal.Begin(_scratch.Path, FixedClock.Today, ["renew"], Nodes).Must();
        File.WriteAllText($"{_scratch.Path}/20990101T000000000Z-1", "{\"startedAt\":\"2026");
        Assert.Equal(["renew"], FleetJournal.Newest(_scratch.Path)!.Value.Record.Arguments);
    }

    /// <summary>On a machine that is also a node, the state directory of the node is the parent directory.</summary>
    [Fact]
    public void Directories_that_are_made_for_it_are_its_owners_alone()
    {
        FleetJournal.Begin($"{_scratch.Path}/lib/kubepki/fleet", FixedClock.Today, ["renew"], Nodes).Must();
        Assert.All(
            new[] { "lib", "lib/kubepki", "lib/kubepki/fleet" },
            below => Assert.Equal(Modes.OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode($"{_scratch.Path}/{below}")));
    }
}
