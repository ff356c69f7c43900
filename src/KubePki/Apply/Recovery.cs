using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>Recovers interrupted transactions, and runs that were interrupted between two of their transactions.</summary>
internal sealed class Recovery(HeldFiles files, StateDirectory state, FilePlacement placement)
{
    /// <summary>Finishes or rolls back every interrupted transaction.</summary>
    internal Outcome<RecoveryReport> Run(IReadOnlyList<TransactionRecord> unfinished)
    {
        List<TransactionRecord> forward = [], back = [];
        List<Problem> left = [];
        foreach (var record in unfinished)
        {
            try
            {
                if (!Runs.IsDone(record) && Recovered(record) is var (done, wentForward, failure))
                {
                    (wentForward ? forward : back).Add(done);
                    left.AddRange(wentForward || !Runs.IsInHome(record.Id) ? [] : record.Paths.Where(IsKubeconfig)
                        .Select(p => failure is null ? NotReached(p, record) : ApplyMessages.WriteFailed.Because(p, failure)));
                }

                left.AddRange(Settle(record.Id).Where(IsKubeconfig).Select(path => NotReached(path, record)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Before the stage Committing, no file of the node was changed, so the only possible failure is that the journal cannot be
                // written.
                var problem = record.Stage == TransactionStage.Committing
                    ? ApplyMessages.HalfWay.BecauseWithBothHints("", e)
                    : ApplyMessages.BadState.Because(Transactions.DefaultStateDirectory, e);
                if (!Runs.IsInHome(record.Id) || GiveUp(record.Id, problem) is not { Id: var id } given
                    || id != ApplyMessages.HomeGivenUp.Id)
                {
                    return problem;
                }

                left.Add(given);
            }
        }

        return new RecoveryReport(forward, back) { Skipped = left };
    }

    /// <summary>
    /// Ends a transaction in a home directory that can be neither completed nor rolled back, so that a user's own actions do not block
    /// kubepki. The backup stays. Returns the problem to report: <paramref name="problem"/> itself if the end cannot be journalled either.
    /// </summary>
    internal Problem GiveUp(string id, Problem problem)
    {
        try
        {
            if (placement.LastEntry(id) is { } entry)
            {
                placement.RemoveLeftovers(id, entry.Files);
                placement.Journal(id, entry with { Stage = TransactionStage.RolledBack });
                return ApplyMessages.HomeGivenUp.At(entry.Files[^1].Path, problem.Arguments[0], Runs.Of(id));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The transaction then stays interrupted, and the returned problem says so.
        }

        return problem;
    }

    /// <summary>
    /// Journals that the home directories of a run are done, as far as possible. Returns the files that no transaction of the run reached.
    /// </summary>
    internal IReadOnlyList<string> Settle(string run)
    {
        if (Runs.IsInHome(run)
            || placement.LastEntry(run) is not { Stage: TransactionStage.Committed or TransactionStage.Activated, Homes.Count: > 0 } entry)
        {
            return [];
        }

        var reached = state.TransactionIds().Where(id => id != run && Runs.Of(id) == run).SelectMany(id => state.Record(id).Paths)
            .ToHashSet(StringComparer.Ordinal);
        state.JournalOf(run).Write(entry with { Homes = [] });
        return [.. entry.Homes.Where(path => !reached.Contains(files.Resolve(path, followsLast: false).Value ?? path))];
    }

    /// <summary>Whether a file in a home directory is a kubeconfig, and not the old copy beside it.</summary>
    private static bool IsKubeconfig(string path) => !path.EndsWith(".old", StringComparison.Ordinal);

    private static Problem NotReached(string path, TransactionRecord record)
        => ApplyMessages.HomeNotReached.At(path, Runs.Of(record.Id), record.Verb) is var left && RestoredFrom(record) is { } backup
            ? left.WithHint(ApplyMessages.OldContentBack, backup)
            : left;

    /// <summary>The backup that an interrupted run was restoring; null if the run was writing new content.</summary>
    private static string? RestoredFrom(TransactionRecord record)
        => record.Reverses ?? (record.Verb == Transactions.RestoreVerb ? record.Summary : null);

    /// <summary>
    /// Completes an interrupted transaction or rolls it back. Returns its new record, whether it was completed, and the failure; null if
    /// nothing is left of it. A transaction in a home directory whose completion fails is rolled back, because no later run processes it
    /// again.
    /// </summary>
    private (TransactionRecord Record, bool WentForward, Exception? Failure)? Recovered(TransactionRecord record)
    {
        var (wentForward, failure) = (false, (Exception?)null);
        try
        {
            wentForward = record.Stage == TransactionStage.Committing && placement.LastEntry(record.Id) is { } entry
                && placement.CanGoForward(record.Id, entry.Files) && placement.GoForward(record.Id, entry.Files) is null;
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && Runs.IsInHome(record.Id))
        {
            failure = e;
        }

        if (!wentForward)
        {
            placement.RollBack(record.Id);
        }

        return state.Record(record.Id) is { Stage: not TransactionStage.Unreadable } done ? (done, wentForward, failure) : null;
    }
}
