using KubePki.Apply;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>Which backup to restore.</summary>
/// <param name="Id">The ID of the backup.</param>
public sealed record RestorationRequest(string Id)
{
    /// <summary>Whether nothing is changed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether and how components are made to use the restored files.</summary>
    public ActivationRequest Activation { get; init; } = new();
}

/// <summary>Restores a backup, as a transaction: recover → verify → check → (consent, lock) → apply → activate and prove.</summary>
public static class Restoration
{
    private const string Verb = "restore";

    /// <summary>Restores a backup if all its hashes match. Throws <see cref="IOException"/> if backups cannot be read.</summary>
    public static RestoreResult Run(ManagedNode node, RestorationRequest request, OperationCallbacks<BackupRecord> callbacks)
    {
        var transactions = node.Transactions;
        if (!request.DryRun && NodeRecovery.Before(Verb, node, callbacks, () => Wrong(transactions, request.Id)) is { } stuck)
        {
            return new RestoreResult(stuck.End) { Problems = stuck.Problems };
        }

        var backup = transactions.VerifyBackup(request.Id);
        if (!backup.Succeeded)
        {
            return Ended(OperationEnd.NotBegun, backup.Problem);
        }

        callbacks.OnEvent(new BackupFound(backup.Value));
        if (transactions.RestoreProblem(request.Id) is { } refusal)
        {
            return Ended(OperationEnd.Refused, refusal);
        }

        if (request.DryRun)
        {
            return new RestoreResult(OperationEnd.Planned) { Backup = backup.Value };
        }

        if ((callbacks.Consent(backup.Value) ?? node.ActivationLock.Take(Verb)) is { } declined)
        {
            return Ended(OperationEnd.Declined, declined);
        }

        var restored = transactions.RestoreBackup(backup.Value.Id);
        if (!restored.Succeeded)
        {
            return Ended(OperationEnd.Failed, restored.Problem);
        }

        callbacks.OnEvent(new FilesRestored(backup.Value.Id, restored.Value));
        var activated = new NodeActivation(node, request.Activation, callbacks).After(restored.Value, mayTakeBack: false);
        return new RestoreResult(OperationEnd.Done) { Backup = backup.Value, Transaction = restored.Value, Activated = activated };
    }

    private static IReadOnlyList<Problem> Wrong(Transactions transactions, string id)
        => transactions.Backups().Any(b => b.Id == id) ? [] : [ApplyMessages.NoBackup.At("", id)];

    private static RestoreResult Ended(OperationEnd end, Problem problem) => new(end) { Problems = [problem] };
}
