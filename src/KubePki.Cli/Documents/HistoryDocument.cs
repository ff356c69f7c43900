using KubePki.Apply;

namespace KubePki.Cli.Documents;

/// <summary>The transactions of a node: <c>kubepki history</c>.</summary>
internal sealed record HistoryDocument : Document
{
    public override string Kind => "History";

    /// <summary>The transactions, oldest first.</summary>
    public required IReadOnlyList<TransactionData> Transactions { get; init; }

    public static HistoryDocument Of(IReadOnlyList<TransactionRecord> transactions)
    {
        var (undone, partly) = (UndoneTransactions.Of(transactions), UndoneTransactions.Partly(transactions));
        return new HistoryDocument
        {
            Transactions = Parts.Of(
                transactions, t => TransactionData.Of(t, undone.GetValueOrDefault(t.Id), partly.GetValueOrDefault(t.Id))),
        };
    }
}

/// <summary>An all-or-nothing change.</summary>
internal sealed class TransactionData
{
    /// <summary>ID of the transaction.</summary>
    public required string Id { get; init; }

    /// <summary>The command that made the change; empty if the record cannot be read.</summary>
    public required string Verb { get; init; }

    /// <summary>The changed items, or the ID of the undone transaction or the restored backup.</summary>
    public required string Summary { get; init; }

    /// <summary>When the transaction began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How far the transaction got.</summary>
    [OneOf("begun", "staging", "committing", "committed", "activated", "rolledBack", "unreadable")]
    public required string Stage { get; init; }

    /// <summary>The changed files.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>ID of the transaction that this one undoes; omitted if it undoes none.</summary>
    [Optional]
    public string? Reverses { get; init; }

    /// <summary>ID of the transaction that undid this one; omitted if none did, and outside a history.</summary>
    [Optional]
    public string? UndoneBy { get; init; }

    /// <summary>
    /// ID of the transaction that undid this one except for files in home directories; omitted if none did, and outside a history.
    /// </summary>
    [Optional]
    public string? PartlyUndoneBy { get; init; }

    public static TransactionData Of(TransactionRecord transaction, string? undoneBy = null, string? partlyUndoneBy = null) => new()
    {
        Id = transaction.Id,
        Verb = transaction.Verb,
        Summary = transaction.Summary,
        StartedAt = transaction.StartedAt,
        Stage = Words.Stage(transaction.Stage),
        Paths = transaction.Paths,
        Reverses = transaction.Reverses,
        UndoneBy = undoneBy,
        PartlyUndoneBy = partlyUndoneBy,
    };
}
