using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>
/// The steps of one transaction, from the backup to the final journal record. An error in between rolls the transaction back.
/// </summary>
internal sealed class Commit(
    HeldFiles files, TimeProvider clock, StateDirectory state, Staging staging, FilePlacement placement, Action<string> step)
{
    private const UnixFileMode EverybodyEnters = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>
    /// Carries out a request under an ID. <paramref name="follow"/>: the files in home directories that the same run changes afterwards.
    /// </summary>
    internal Outcome<TransactionRecord> Run(
        string id, TransactionRequest request, Func<Func<string, byte[]?>, Problem?> verifyStaged, IReadOnlyList<string> follow)
    {
        try
        {
            var resolved = staging.Resolve(request.Changes, id);
            return resolved.Succeeded ? Guarded(id, request, resolved.Value, verifyStaged, follow) : resolved.Problem;
        }
        catch (IOException e)
        {
            return ApplyMessages.WriteFailed.Because("", e);
        }
    }

    /// <summary>
    /// Why <see cref="Run"/> would refuse the changes in the node's current state; null if it would not. Changes nothing.
    /// </summary>
    internal Problem? Refusal(IReadOnlyList<Change> changes)
    {
        try
        {
            var resolved = staging.Resolve(changes, "");
            return resolved.Succeeded ? resolved.Value.Select(staging.CheckUnchanged).FirstOrDefault(p => p is not null) : resolved.Problem;
        }
        catch (IOException e)
        {
            return ApplyMessages.WriteFailed.Because("", e);
        }
    }

    private Outcome<TransactionRecord> Guarded(
        string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged,
        IReadOnlyList<string> follow)
    {
        Problem? refused;
        try
        {
            refused = Steps(id, request, changes, verifyStaged, follow);
            if (refused is null)
            {
                return state.Record(id);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused = ApplyMessages.WriteFailed.Because("", e);
        }

        var mayHaveChanged = true;
        try
        {
            var entry = placement.LastEntry(id);

            // Staged files are beside the node's own files. Staged files in a home directory are reported separately, and the next command
            // removes them.
            mayHaveChanged = entry?.Stage is TransactionStage.Committing or TransactionStage.Committed
                || (entry?.Stage == TransactionStage.Staging && !Runs.IsInHome(id));
            placement.RollBack(id);
            return refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return mayHaveChanged ? ApplyMessages.HalfWay.BecauseWithBothHints("", e) : refused;
        }
    }

    /// <summary>Runs everything from the backup to the commit. Returns a problem if a step refuses.</summary>
    private Problem? Steps(
        string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged,
        IReadOnlyList<string> follow)
    {
        IReadOnlyList<StagedFile> staged = [.. changes.Select(c => c.Journalled)];
        var begun = new JournalEntry(
            TransactionStage.Begun, clock.GetUtcNow(), request.Verb, request.Summary, request.Reverses, staged)
        { Homes = follow };
        step("begin");
        var directory = StateDirectory.Make(state.Transactions, id);
        placement.Journal(id, begun);
        state.JournalOf(id).Reserve();
        DurableFiles.WriteNew($"{directory}/plan.json", request.PlanJson, FileAttributesSnapshot.Private);
        step("backup");
        var place = StateDirectory.Make(directory, "backup");
        var backup = BackupStore.Write(
            files, place, [.. staged.Select(f => f.Path)], clock.GetUtcNow(), (i, hash, facts) => Unexpected(changes[i], hash, facts));
        if (!backup.Succeeded)
        {
            return backup.Problem;
        }

        var directories = changes.SelectMany(c => c.NewDirectories).Distinct(StringComparer.Ordinal).ToList();
        begun = begun with { Directories = directories };
        placement.Journal(id, begun with { Stage = TransactionStage.Staging });
        MakeDirectories(directories);
        Stage(changes, new Backup(place, id, backup.Value));
        placement.SyncDirectories(staged);
        step("verify");
        if (verifyStaged(path => Staged(changes, path)) is { } refused)
        {
            return refused;
        }

        if ((Moved(changes) ?? changes.Select(staging.CheckUnchanged).FirstOrDefault(p => p is not null)) is { } changed)
        {
            return changed;
        }

        step("committing");
        placement.Journal(id, begun with { Stage = TransactionStage.Committing });
        return placement.CommitFiles(id, staged, i => staging.CheckUnchanged(changes[i]), () => Moved(changes));
    }

    /// <summary>Returns a problem if the backed-up file is not the one that the plan read.</summary>
    private static Problem? Unexpected(ResolvedChange change, byte[] hash, FileFacts facts)
        => change.MatchesPlan(hash, facts) || change.Change.ExpectedTarget is not null
            ? null
            : ApplyMessages.ChangedMeanwhile.At(change.Change.Path);

    /// <summary>
    /// Returns a problem if a file's path no longer leads to the directory that was written to, because someone moved or replaced it.
    /// </summary>
    private Problem? Moved(IReadOnlyList<ResolvedChange> changes)
        => changes.GroupBy(c => Path.GetDirectoryName(c.RealPath)!).FirstOrDefault(d => !files.IsStillThere(d.Key)) is { } moved
            ? ApplyMessages.MovedMeanwhile.At(moved.Last().Change.Path) : null;

    private void Stage(IReadOnlyList<ResolvedChange> changes, Backup backup)
    {
        using var staged = new NewFiles();
        foreach (var change in changes)
        {
            step($"stage {change.RealPath}");
            staging.Write(change, backup, staged);
        }

        staged.Sync();
    }

    /// <summary>The staged content for a path; null if nothing is staged. Throws <see cref="IOException"/> if it cannot be read.</summary>
    private byte[]? Staged(IReadOnlyList<ResolvedChange> changes, string path)
    {
        var real = files.Resolve(path, followsLast: true);
        if ((real.Succeeded ? changes.FirstOrDefault(c => c.RealPath == real.Value)?.StagedPath : null) is not { } staged)
        {
            return null;
        }

        var file = files.Read(staged);
        return file.Succeeded ? file.Value.File.Content : throw new IOException(file.Problem.ToString());
    }

    private void MakeDirectories(IReadOnlyList<string> directories)
    {
        foreach (var directory in directories)
        {
            step($"make {directory}");
            files.MakeDirectory(directory, EverybodyEnters);
            files.Sync(Path.GetDirectoryName(directory)!);
        }
    }
}
