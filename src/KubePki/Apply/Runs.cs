using System.Globalization;

namespace KubePki.Apply;

/// <summary>
/// The ids of a run. What one command does to a node is a transaction, and what it does in each home directory after it is one of its own;
/// they share the id of the run, and those of homes have a number after it.
/// </summary>
internal static class Runs
{
    private const string HomeMark = "-h";

    /// <summary>The id of the transaction in a run's home of that number.</summary>
    internal static string HomeId(string run, int number) => $"{run}{HomeMark}{number.ToString("D4", CultureInfo.InvariantCulture)}";

    /// <summary>Whether an id is that of a transaction in a home directory.</summary>
    internal static bool IsInHome(string id) => Of(id).Length < id.Length;

    /// <summary>The run that a transaction belongs to.</summary>
    internal static string Of(string id)
    {
        var mark = id.LastIndexOf(HomeMark, StringComparison.Ordinal);
        return mark > 0 && id[(mark + HomeMark.Length)..] is { Length: >= 4 } number && number.All(char.IsAsciiDigit) ? id[..mark] : id;
    }

    /// <summary>Transactions as the runs they belong to, in their order.</summary>
    internal static IEnumerable<TransactionRecord> Merged(IEnumerable<TransactionRecord> transactions)
        => transactions.GroupBy(t => Of(t.Id), StringComparer.Ordinal).Select(run => Merge(run.Key, [.. run]));

    /// <summary>Whether a transaction came to its end with its files in place.</summary>
    internal static bool IsDone(TransactionRecord transaction) => transaction.Stage is TransactionStage.Committed or TransactionStage.Activated;

    /// <summary>
    /// A run is as far as its first transaction, unless a later one is cut off or unreadable. Where some are done, its files are theirs: what was
    /// left in a home was not changed.
    /// </summary>
    private static TransactionRecord Merge(string run, IReadOnlyList<TransactionRecord> transactions)
    {
        var first = transactions[0];
        var stage = transactions.FirstOrDefault(t => !IsDone(t) && t.Stage != TransactionStage.RolledBack) ?? transactions.FirstOrDefault(IsDone) ?? first;
        var counted = transactions.Where(t => IsDone(t) || !IsDone(stage)).ToList();
        return first with
        {
            Id = run,
            Stage = stage.Stage,
            ReachedAt = counted.Max(t => t.ReachedAt),
            Paths = [.. counted.SelectMany(t => t.Paths)],
            Parts = [.. counted.Select(t => t.Paths)],
        };
    }
}
