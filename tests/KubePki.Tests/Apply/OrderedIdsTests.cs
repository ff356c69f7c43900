using System.Globalization;
using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class OrderedIdsTests
{
    [Theory]
    [InlineData("20260601T120000000Z-ffff")]
    [InlineData("20991231T235959999Z-ffff")]
    [InlineData("99991231T235959998Z-ffff")]
    [InlineData("99991231T235959999Z-ffff")]
    [InlineData("99991231T235959999Z-ffff-h0001")]
    [InlineData("99991231T235959999Z-ffff-z000009")]
    [InlineData("99991231T235959999Z-ffff-z000009-h0003")]
    [InlineData("99991231T235959999Z")]
    public void A_new_id_sorts_after_every_existing_one_whatever_the_clock(string newest)
    {
        List<string> ids = ["20200101T000000000Z-0000", newest, "lost+found"];
        for (var i = 0; i < 20; i++)
        {
            var next = OrderedIds.Next(FixedClock.Today, ids);
            Assert.All(
                ids.Where(id => id != "lost+found"),
                id => Assert.True(string.CompareOrdinal(id, next) < 0, $"{next} does not sort after {id}"));
            ids.Add(next);
            ids.Add($"{next}-h0007");
        }
    }

    [Fact]
    public void Ids_of_one_millisecond_are_in_order_too()
    {
        List<string> ids = [];
        for (var i = 0; i < 20; i++)
        {
            ids.Add(OrderedIds.Next(FixedClock.Today.AddTicks(i), ids));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Without_others_it_tells_the_time()
        => Assert.StartsWith(
            FixedClock.Today.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z-'", CultureInfo.InvariantCulture),
            OrderedIds.Next(FixedClock.Today, []), StringComparison.Ordinal);

    [Fact]
    public void Transactions_go_on_after_one_of_the_year_9999()
    {
        using var node = new PlainNode();
        var first = node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        Directory.Move($"{node.StateDirectory}/transactions/{first}", $"{node.StateDirectory}/transactions/99991231T235959999Z-ffff");
        var second = node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, "newer key"u8.ToArray())), _ => null).Must().Id;
        var backup = node.Transactions.CreateBackup([PlainNode.Key]).Must().Id;
        Assert.Equal(second, node.Transactions.FindUndoable(null)!.Id);
        var undone = node.Transactions.Undo(null, force: false).Must();
        Assert.Equal("new key", node.Read(PlainNode.Key));
        Assert.Equal(["99991231T235959999Z-ffff", second, undone.Id], node.Transactions.History().Select(t => t.Id));
        Assert.Equal([second, backup, undone.Id], node.Transactions.Backups().Select(b => b.Id).Skip(1));
    }
}
