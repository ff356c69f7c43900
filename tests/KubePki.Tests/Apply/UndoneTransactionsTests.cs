using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>The history records which transaction undid which.</summary>
public sealed class UndoneTransactionsTests
{
    [Theory]
    [InlineData("a b:a", "a=b")]
    [InlineData("a b c:b d:a", "a=d b=c")]
    [InlineData("a b:a c:b", "b=c")]
    [InlineData("a b:a c:b d:a", "a=d b=c")]
    [InlineData("a b:a!", "")]
    [InlineData("", "")]
    public void The_last_undo_in_force_counts(string history, string undone)
        => Assert.Equal(
            undone,
            string.Join(
                ' ',
                UndoneTransactions.Of([.. history.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Record)])
                    .OrderBy(u => u.Key, StringComparer.Ordinal)
                    .Select(u => $"{u.Key}={u.Value}")));

    /// <summary>An id; after a colon the transaction that it undoes; an exclamation mark if it was rolled back.</summary>
    private static TransactionRecord Record(string text)
    {
        var parts = text.TrimEnd('!').Split(':');
        var stage = text.EndsWith('!') ? TransactionStage.RolledBack : TransactionStage.Committed;
        return new TransactionRecord(parts[0], "renew", "", FixedClock.Today, stage, [], parts.Length > 1 ? parts[1] : null);
    }
}
