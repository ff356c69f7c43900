using System.Globalization;

namespace KubePki.Apply;

/// <summary>
/// The IDs of a run. A command changes a node's own files in one transaction, and then each home directory in a transaction of its own. All
/// of them share the ID of the run. The IDs of home transactions have a number appended.
/// </summary>
internal static class Runs
{
    private const string HomeMark = "-h";

    /// <summary>The ID of the transaction for a run's home directory with that number.</summary>
    internal static string HomeId(string run, int number) => $"{run}{HomeMark}{number.ToString("D4", CultureInfo.InvariantCulture)}";

    /// <summary>Whether an ID belongs to a transaction in a home directory.</summary>
    internal static bool IsInHome(string id) => Of(id).Length < id.Length;

    /// <summary>The run that a transaction belongs to.</summary>
    internal static string Of(string id)
    {
        var mark = id.LastIndexOf(HomeMark, StringComparison.Ordinal);
        return mark > 0 && id[(mark + HomeMark.Length)..] is { Length: >= 4 } number && number.All(char.IsAsciiDigit) ? id[..mark] : id;
    }

    /// <summary>Merges transactions into the runs that they belong to, in the original order.</summary>
    internal static IEnumerable<TransactionRecord> Merged(IEnumerable<TransactionRecord> transactions)
        => transactions.GroupBy(t => Of(t.Id), StringComparer.Ordinal).Select(run => Merge(run.Key, [.. run]));

    /// <summary>Whether a transaction is finished with its files committed.</summary>
    internal static bool IsDone(TransactionRecord transaction)
        => transaction.Stage is TransactionStage.Committed or TransactionStage.Activated;

    /// <summary>
    /// A run has the stage of its first transaction, unless a later one is interrupted or unreadable. If some transactions are done, the
    /// run has only their files: skipped files in home directories were not changed.
    /// </summary>
    private static TransactionRecord Merge(string run, IReadOnlyList<TransactionRecord> transactions)
    {
        var first = transactions[0];
        var stage = transactions.FirstOrDefault(t => !IsDone(t) && t.Stage != TransactionStage.RolledBack)
            ?? transactions.FirstOrDefault(IsDone) ?? first;
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
