using KubePki.Apply;

namespace KubePki.Cli.Documents;

/// <summary>The transactions of a node: <c>kubepki history</c>.</summary>
internal sealed record HistoryDocument : Document
{
    public override string Kind => "History";

    /// <summary>The transactions, the oldest first.</summary>
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

/// <summary>A change that was made in one piece.</summary>
internal sealed class TransactionData
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The command that made it; empty where its record cannot be read.</summary>
    public required string Verb { get; init; }

    /// <summary>What it changed, in a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How far it got.</summary>
    [OneOf("begun", "staging", "committing", "committed", "activated", "rolledBack", "unreadable")]
    public required string Stage { get; init; }

    /// <summary>The files it changed.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Id of the transaction that it undoes; left out where it undoes none.</summary>
    [Optional]
    public string? Reverses { get; init; }

    /// <summary>Id of the transaction that undid it; left out where none did, and outside a history.</summary>
    [Optional]
    public string? UndoneBy { get; init; }

    /// <summary>
    /// Id of the transaction that undid it but for files in home directories; left out where none did, and outside a history.
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
