namespace KubePki.Apply;

/// <summary>Which transaction undid which. Pure.</summary>
internal static class UndoneTransactions
{
    /// <summary>
    /// By the id of each transaction that is undone now, the id of the one that undid it. From the newest on: an undo that was itself undone undoes
    /// nothing any more.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<TransactionRecord> history)
    {
        var undone = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var transaction in history.Reverse().Where(t => t is { Reverses: not null, Stage: TransactionStage.Committed or TransactionStage.Activated }))
        {
            if (!undone.ContainsKey(transaction.Id))
            {
                undone[transaction.Reverses!] = transaction.Id;
            }
        }

        return undone;
    }
}
