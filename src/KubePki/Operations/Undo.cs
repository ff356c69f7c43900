using KubePki.Apply;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>Which transaction to undo.</summary>
/// <param name="Id">The ID of the transaction; null for the last one that is not undone yet.</param>
public sealed record UndoRequest(string? Id)
{
    /// <summary>Whether files that changed since the transaction are overwritten too. Default: false, such an undo is refused.</summary>
    public bool Force { get; init; }

    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether and how components are made to use the old files.</summary>
    public ActivationRequest Activation { get; init; } = new();
}

/// <summary>How old files were restored: by an undo, or from a backup.</summary>
public sealed record RestoreResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The transaction to undo; null if there is none, or if a backup is restored.</summary>
    public TransactionRecord? Target { get; init; }

    /// <summary>The ID of the transaction that already undid <see cref="Target"/>; null if none did.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>The backup to restore; null for an undo.</summary>
    public BackupRecord? Backup { get; init; }

    /// <summary>The transaction that restored the old files; null if nothing was changed.</summary>
    public TransactionRecord? Transaction { get; init; }

    /// <summary>The result of the activation; null if nothing was activated.</summary>
    public ChangeActivation? Activated { get; init; }
}

/// <summary>
/// Undoes a transaction, as a transaction of its own: recover → find → check → (consent, lock) → apply → activate and prove.
/// </summary>
public static class Undo
{
    private const string Verb = "undo";

    /// <summary>Undoes a transaction. Throws <see cref="IOException"/> if the history cannot be read.</summary>
    public static RestoreResult Run(ManagedNode node, UndoRequest request, OperationCallbacks<TransactionRecord> callbacks)
    {
        var transactions = node.Transactions;
        if (!request.DryRun && NodeRecovery.Before(Verb, node, callbacks, () => Wrong(transactions, request.Id)) is { } stuck)
        {
            return new RestoreResult(stuck.End) { Problems = stuck.Problems };
        }

        // An interrupted transaction must be recovered first. An undo that is not a dry run recovers it before anything else.
        if (request.DryRun && transactions.Unfinished().Value is [var cutOff, ..])
        {
            return Ended(OperationEnd.NotBegun, ApplyMessages.Unfinished.At("", cutOff.Id, cutOff.Verb));
        }

        if (transactions.UnclearUndo(request.Id) is { } unclear)
        {
            return Ended(OperationEnd.NotBegun, unclear);
        }

        if (transactions.FindUndoable(request.Id) is not { } target)
        {
            return request.Id is null
                ? new RestoreResult(OperationEnd.NothingToDo)
                : Ended(OperationEnd.NotBegun, ApplyMessages.NoTransaction.At("", request.Id));
        }

        var history = transactions.History();
        if (UndoneTransactions.Of(history).GetValueOrDefault(target.Id) is { } undoneBy)
        {
            return new RestoreResult(OperationEnd.NothingToDo) { Target = target, UndoneBy = undoneBy };
        }

        // This lookup precedes every change: if the disk fails in the middle of the undo, the result must be reported.
        var earlier = UndoneTransactions.Partly(history).ContainsKey(target.Id) ? UndoneTransactions.Earlier(history, target.Id) : null;
        callbacks.OnEvent(new UndoFound(target));
        if (transactions.UndoProblem(target.Id, request.Force) is { } refusal)
        {
            return Stuck(OperationEnd.Refused, refusal);
        }

        if (request.DryRun)
        {
            return new RestoreResult(OperationEnd.Planned) { Target = target };
        }

        if ((callbacks.Consent(target) ?? node.ActivationLock.Take(Verb)) is { } declined)
        {
            return Ended(OperationEnd.Declined, declined);
        }

        var undone = transactions.Undo(target.Id, request.Force);
        if (!undone.Succeeded)
        {
            return Stuck(OperationEnd.Failed, undone.Problem);
        }

        callbacks.OnEvent(new FilesRestored(target.Id, undone.Value));
        var activated = new NodeActivation(node, request.Activation, callbacks).After(undone.Value, mayTakeBack: false);
        return new RestoreResult(OperationEnd.Done) { Target = target, Transaction = undone.Value, Activated = activated };

        // If one home directory prevents this undo, earlier transactions can still be undone.
        RestoreResult Stuck(OperationEnd end, Problem problem)
            => earlier is null ? Ended(end, problem)
                : new RestoreResult(end) { Problems = [problem, ApplyMessages.RestOfUndo.At("", target.Id, earlier.Id)] };
    }

    private static IReadOnlyList<Problem> Wrong(Transactions transactions, string? id)
        => id is not null && transactions.History().All(t => t.Id != id) ? [ApplyMessages.NoTransaction.At("", id)] : [];

    private static RestoreResult Ended(OperationEnd end, Problem problem) => new(end) { Problems = [problem] };
}
