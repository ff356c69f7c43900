namespace KubePki.Apply;

/// <summary>Determines which transaction undid which others, and which parts. Pure.</summary>
internal static class UndoneTransactions
{
    /// <summary>
    /// Maps the ID of each transaction that is currently undone to the ID of the transaction that undid it last. This goes from the newest
    /// to the oldest: an undo that was itself undone no longer counts. A transaction with skipped files in a home directory is not included
    /// here but in <see cref="Partly"/>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<TransactionRecord> history) => Undone(history, u => u.IsWhole);

    /// <summary>
    /// Same as <see cref="Of"/>, for transactions that are undone in part, because files in a home directory could not be restored.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Partly(IReadOnlyList<TransactionRecord> history) => Undone(history, u => !u.IsWhole);

    /// <summary>
    /// Maps the ID of each committed transaction to those of its files that no other transaction has undone: the node's own, and those of
    /// each home directory.
    /// </summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Remaining(IReadOnlyList<TransactionRecord> history)
        => Look(history).Remaining.ToDictionary(r => r.Key, r => (IReadOnlyList<IReadOnlyList<string>>)r.Value, StringComparer.Ordinal);

    /// <summary>
    /// The transaction that an undo would undo, with those of its files that no other has undone: the one with that ID, or else the newest
    /// one with remaining files. Null if there is none.
    /// </summary>
    internal static TransactionRecord? Next(IReadOnlyList<TransactionRecord> history, string? id)
    {
        var remaining = Remaining(history);
        var found = id is not null ? history.FirstOrDefault(t => t.Id == id && Runs.IsDone(t)) : Newest(history, remaining);
        return found is not null && remaining[found.Id] is { Count: > 0 } parts
            ? found with { Paths = [.. parts.SelectMany(p => p)] }
            : found;
    }

    /// <summary>
    /// The transaction before the given one, to undo if the rest of the given one cannot be undone; null if there is none.
    /// </summary>
    internal static TransactionRecord? Earlier(IReadOnlyList<TransactionRecord> history, string id)
        => Newest(history.TakeWhile(t => t.Id != id), Remaining(history));

    /// <summary>Whether two parts concern the same files. A record that names no files is assumed to match.</summary>
    internal static bool AreAlike(IReadOnlyList<string> one, IReadOnlyList<string> other)
        => one.Count == 0 || other.Count == 0 || one.Intersect(other, StringComparer.Ordinal).Any();

    private static Dictionary<string, string> Undone(
        IReadOnlyList<TransactionRecord> history, Func<(string Target, string By, bool IsWhole), bool> counts)
    {
        var (remaining, by) = Look(history);
        return by.Select(u => (Target: u.Key, By: u.Value, IsWhole: remaining.GetValueOrDefault(u.Key) is not { Count: > 0 })).Where(counts)
            .ToDictionary(u => u.Target, u => u.By, StringComparer.Ordinal);
    }

    private static (Dictionary<string, List<IReadOnlyList<string>>> Remaining, Dictionary<string, string> By) Look(
        IReadOnlyList<TransactionRecord> history)
    {
        var remaining = history.Where(Runs.IsDone).ToDictionary(
            t => t.Id, t => t.Parts.Count > 0 ? t.Parts.ToList() : [t.Paths], StringComparer.Ordinal);
        var by = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var undo in history.Reverse().Where(t => t.Reverses is not null && Runs.IsDone(t)))
        {
            var effective = remaining[undo.Id];
            if (effective.Count > 0)
            {
                remaining.GetValueOrDefault(undo.Reverses!)?.RemoveAll(part => effective.Exists(own => AreAlike(own, part)));
                by.TryAdd(undo.Reverses!, undo.Id);
            }
        }

        return (remaining, by);
    }

    private static TransactionRecord? Newest(
        IEnumerable<TransactionRecord> history, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> remaining)
        => history.LastOrDefault(t => t.Reverses is null && Runs.IsDone(t) && remaining[t.Id].Count > 0);
}
