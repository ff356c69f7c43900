namespace KubePki.Apply;

/// <summary>Which transaction undid which, and what of it. Pure.</summary>
internal static class UndoneTransactions
{
    /// <summary>
    /// By the id of each transaction that is undone now, the id of the one that undid it last. From the newest on: an undo that was itself
    /// undone undoes nothing any more. One of which something in a home was left is not among them, but among <see cref="Partly"/>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<TransactionRecord> history) => Undone(history, u => u.IsWhole);

    /// <summary>Likewise of the transactions that are undone in part: the files of a home could not be put back then.</summary>
    public static IReadOnlyDictionary<string, string> Partly(IReadOnlyList<TransactionRecord> history) => Undone(history, u => !u.IsWhole);

    /// <summary>
    /// By the id of each transaction that is in place, the files of it that no other has undone: those of the node, and those of each home.
    /// </summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Remaining(IReadOnlyList<TransactionRecord> history)
        => Look(history).Remaining.ToDictionary(r => r.Key, r => (IReadOnlyList<IReadOnlyList<string>>)r.Value, StringComparer.Ordinal);

    /// <summary>
    /// The transaction that an undo takes back, with the files of it that no other has undone: the one of that id, else the newest of which
    /// anything is left. Null where there is none.
    /// </summary>
    internal static TransactionRecord? Next(IReadOnlyList<TransactionRecord> history, string? id)
    {
        var remaining = Remaining(history);
        var found = id is not null ? history.FirstOrDefault(t => t.Id == id && Runs.IsDone(t)) : Newest(history, remaining);
        return found is not null && remaining[found.Id] is { Count: > 0 } parts
            ? found with { Paths = [.. parts.SelectMany(p => p)] }
            : found;
    }

    /// <summary>The transaction before that one, for an undo, where what is left of that one cannot be undone; null where there is none.</summary>
    internal static TransactionRecord? Earlier(IReadOnlyList<TransactionRecord> history, string id)
        => Newest(history.TakeWhile(t => t.Id != id), Remaining(history));

    /// <summary>Whether two parts are about the same files; of a record that names none it is taken to be so.</summary>
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
