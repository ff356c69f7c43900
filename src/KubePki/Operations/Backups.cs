using KubePki.Apply;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Operations;

/// <summary>How the creation of a backup ended.</summary>
public sealed record BackupResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The node whose files were backed up; null if the node was not read.</summary>
    public NodeState? State { get; init; }

    /// <summary>The backup; null if none was made.</summary>
    public BackupRecord? Backup { get; init; }
}

/// <summary>How the removal of old backups ended.</summary>
internal sealed record PruneResult(OperationEnd End) : OperationResult(End)
{
    /// <summary>The backups that were removed, or would be.</summary>
    public required PrunePlan Plan { get; init; }
}

/// <summary>Backs up the PKI of a node outside any transaction, and removes old backups.</summary>
public static class Backups
{
    private const string CreateVerb = "backup";
    private const string PruneVerb = "prune";

    /// <summary>Backs up every file of the PKI: recover → observe → back up.</summary>
    public static BackupResult Create(ManagedNode node, OperationCallbacks callbacks)
    {
        if (NodeRecovery.Before(CreateVerb, node, callbacks) is { } stuck)
        {
            return new BackupResult(stuck.End) { Problems = stuck.Problems };
        }

        var state = node.Observe();
        callbacks.OnEvent(new NodeObserved(state));
        if (state.IsEmpty)
        {
            return new BackupResult(OperationEnd.NotBegun) { Problems = [OperationMessages.NothingFound.At(node.Place)] };
        }

        var made = node.Transactions.CreateBackup([.. state.Items.SelectMany(i => i.Files).Select(f => f.Path).Distinct()]);
        return made.Succeeded
            ? new BackupResult(OperationEnd.Done) { State = state, Backup = made.Value }
            : new BackupResult(OperationEnd.Failed) { State = state, Problems = [made.Problem] };
    }

    /// <summary>
    /// Removes all but the newest intact backups: recover → plan → (consent, lock) → remove. Throws <see cref="IOException"/> if the
    /// backups cannot be read.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="keep">How many backups to keep.</param>
    /// <param name="dryRun">Whether nothing is removed.</param>
    /// <param name="callbacks">Asks for consent.</param>
    internal static PruneResult Prune(ManagedNode node, int keep, bool dryRun, OperationCallbacks<PrunePlan> callbacks)
    {
        var transactions = node.Transactions;
        if (!dryRun && NodeRecovery.Before(PruneVerb, node, callbacks) is { } stuck)
        {
            return new PruneResult(stuck.End) { Plan = transactions.PlanPrune(keep), Problems = stuck.Problems };
        }

        var plan = transactions.PlanPrune(keep);
        if (plan.Removed.Count == 0 || dryRun)
        {
            return new PruneResult(plan.Removed.Count == 0 ? OperationEnd.NothingToDo : OperationEnd.Planned) { Plan = plan };
        }

        if ((callbacks.Consent(plan) ?? node.ActivationLock.Take(PruneVerb)) is { } declined)
        {
            return new PruneResult(OperationEnd.Declined) { Plan = plan, Problems = [declined] };
        }

        var pruned = transactions.Prune(keep);
        return pruned.Succeeded
            ? new PruneResult(OperationEnd.Done)
            {
                Plan = plan with { Removed = [.. plan.Removed.Where(b => pruned.Value.Contains(b.Id))] }
            }
            : new PruneResult(OperationEnd.Failed) { Plan = plan, Problems = [pruned.Problem] };
    }
}
