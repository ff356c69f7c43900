using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// The steps of one transaction, and what to do about one that was cut off. Rolling forward and rolling back are both
/// idempotent: repeating them after another crash ends the same.
/// </summary>
internal sealed class Commit(HeldFiles files, TimeProvider clock, StateDirectory state, Staging staging, Action<string> beforeStep)
{
    private const UnixFileMode EverybodyEnters = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Carries out a request under an id. <paramref name="follow"/>: the files in homes that are changed after it under the same run.</summary>
    internal Outcome<TransactionRecord> Run(string id, TransactionRequest request, Func<Func<string, byte[]?>, Problem?> verifyStaged, IReadOnlyList<string> follow)
    {
        try
        {
            var resolved = staging.Resolve(request.Changes, id);
            return resolved.Succeeded ? Guarded(id, request, resolved.Value, verifyStaged, follow) : resolved.Problem;
        }
        catch (IOException e)
        {
            return ApplyMessages.WriteFailed.At("", e.Message);
        }
    }

    /// <summary>Why <see cref="Run"/> would refuse the changes as the node is now; null when it would not. Changes nothing.</summary>
    internal Problem? Refusal(IReadOnlyList<Change> changes)
    {
        try
        {
            var resolved = staging.Resolve(changes, "");
            return resolved.Succeeded ? resolved.Value.Select(staging.CheckUnchanged).FirstOrDefault(p => p is not null) : resolved.Problem;
        }
        catch (IOException e)
        {
            return ApplyMessages.WriteFailed.At("", e.Message);
        }
    }

    /// <summary>Finishes or takes back every transaction that was cut off.</summary>
    internal Outcome<RecoveryReport> Recover(IReadOnlyList<TransactionRecord> unfinished)
    {
        List<TransactionRecord> forward = [], back = [];
        List<Problem> left = [];
        foreach (var record in unfinished)
        {
            try
            {
                if (!Runs.IsDone(record) && Recovered(record) is var (done, wentForward))
                {
                    (wentForward ? forward : back).Add(done);
                    left.AddRange(wentForward || !Runs.IsInHome(record.Id) ? [] : record.Paths.Where(p => !p.EndsWith(".old", StringComparison.Ordinal)).Select(p => NotReached(p, record)));
                }

                left.AddRange(Settle(record.Id).Select(path => NotReached(path, record)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Before the commit record nothing of the node was changed: then only the journal cannot be written.
                var problem = record.Stage == TransactionStage.Committing ? ApplyMessages.HalfWay.At("", e.Message) : ApplyMessages.BadState.At(Transactions.DefaultStateDirectory, e.Message);
                if (!Runs.IsInHome(record.Id) || GiveUp(record.Id, problem) is not { Id: var id } given || id != ApplyMessages.HomeGivenUp.Id)
                {
                    return problem;
                }

                left.Add(given);
            }
        }

        return new RecoveryReport(forward, back) { Left = left };
    }

    /// <summary>
    /// Ends a transaction in a home that can neither go forward nor back: what its owner does there keeps nobody else from working. The backup
    /// stays. Returns what is told about it: the problem itself when not even that can be journalled.
    /// </summary>
    internal Problem GiveUp(string id, Problem problem)
    {
        try
        {
            if (LastEntry(id) is { } entry)
            {
                Journal(id, entry with { Stage = TransactionStage.RolledBack });
                return ApplyMessages.HomeGivenUp.At(entry.Files[^1].Path, problem.Arguments[0], Runs.Of(id));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is still cut off, and the problem says so.
        }

        return problem;
    }

    /// <summary>Journals that a run's homes are done, as far as they could be. Returns the files that no transaction of the run came to.</summary>
    internal IReadOnlyList<string> Settle(string run)
    {
        if (Runs.IsInHome(run) || LastEntry(run) is not { Stage: TransactionStage.Committed or TransactionStage.Activated, Homes.Count: > 0 } entry)
        {
            return [];
        }

        var reached = state.TransactionIds().Where(id => id != run && Runs.Of(id) == run).SelectMany(id => state.Record(id).Paths).ToHashSet(StringComparer.Ordinal);
        state.JournalOf(run).Write(entry with { Homes = [] });
        return [.. entry.Homes.Where(path => !reached.Contains(files.Resolve(path, followsLast: false).Value ?? path))];
    }

    private static Problem NotReached(string path, TransactionRecord record) => ApplyMessages.HomeNotReached.At(path, Runs.Of(record.Id), record.Verb);

    /// <summary>What became of a transaction that was cut off, and whether it went forward; null when nothing is left of it.</summary>
    private (TransactionRecord Record, bool WentForward)? Recovered(TransactionRecord record)
    {
        var goForward = record.Stage == TransactionStage.Committing && LastEntry(record.Id) is { } entry && CanGoForward(record.Id, entry.Files);
        if (goForward)
        {
            PutInPlace(record.Id, LastEntry(record.Id)!.Files, _ => null, () => null);
        }
        else
        {
            RollBack(record.Id, LastEntry(record.Id));
        }

        return state.Record(record.Id) is { Stage: not TransactionStage.Unreadable } done ? (done, goForward) : null;
    }

    private Outcome<TransactionRecord> Guarded(string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged, IReadOnlyList<string> follow)
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
            refused = ApplyMessages.WriteFailed.At("", e.Message);
        }

        var committing = true;
        try
        {
            var entry = LastEntry(id);
            committing = entry?.Stage is TransactionStage.Committing or TransactionStage.Committed;
            if (entry?.Stage == TransactionStage.Committed)
            {
                // Its last line stands there and may not be durable. Half put back it would still be taken for the end: it is taken back first.
                state.JournalOf(id).Write(entry with { Stage = TransactionStage.Committing, At = clock.GetUtcNow() });
            }

            RollBack(id, entry);
            return refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return committing ? ApplyMessages.HalfWay.At("", e.Message) : refused;
        }
    }

    /// <summary>Everything from the backup to the commit; a problem when something was refused before the first rename.</summary>
    private Problem? Steps(string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged, IReadOnlyList<string> follow)
    {
        IReadOnlyList<StagedFile> staged = [.. changes.Select(c => c.Journalled)];
        var begun = new JournalEntry(TransactionStage.Begun, clock.GetUtcNow(), request.Verb, request.Summary, request.Reverses, staged) { Homes = follow };
        Step("begin");
        var directory = StateDirectory.Make(state.Transactions, id);
        Journal(id, begun);
        state.JournalOf(id).Reserve();
        DurableFiles.WriteNew($"{directory}/plan.json", request.PlanJson, FileAttributesSnapshot.Private);
        Step("backup");
        var place = StateDirectory.Make(directory, "backup");
        var backup = BackupStore.Write(files, place, [.. staged.Select(f => f.Path)], clock.GetUtcNow(), (i, hash, facts) => Unexpected(changes[i], hash, facts));
        if (!backup.Succeeded)
        {
            return backup.Problem;
        }

        var directories = changes.SelectMany(c => c.NewDirectories).Distinct(StringComparer.Ordinal).ToList();
        begun = begun with { Directories = directories };
        Journal(id, begun with { Stage = TransactionStage.Staging });
        MakeDirectories(directories);
        Stage(changes, new Backup(place, id, backup.Value));
        SyncDirectories(staged);
        Step("verify");
        if (verifyStaged(path => Staged(changes, path)) is { } refused)
        {
            return refused;
        }

        if (changes.Select(staging.CheckUnchanged).FirstOrDefault(p => p is not null) is { } changed)
        {
            return changed;
        }

        Step("committing");
        Journal(id, begun with { Stage = TransactionStage.Committing });
        return PutInPlace(id, staged, i => staging.CheckUnchanged(changes[i]), () => changes.Select(Moved).FirstOrDefault(p => p is not null));
    }

    /// <summary>A problem when the file that was backed up is not the one that the plan saw.</summary>
    private static Problem? Unexpected(ResolvedChange change, byte[] hash, FileFacts facts)
        => change.IsWhatWasSeen(hash, facts) || change.Change.ExpectedTarget is not null ? null : ApplyMessages.ChangedMeanwhile.At(change.Change.Path);

    /// <summary>A problem when the path of a file no longer leads to the directory that was written to: somebody moved or exchanged it.</summary>
    private Problem? Moved(ResolvedChange change)
        => files.IsStillThere(Path.GetDirectoryName(change.RealPath)!) ? null : ApplyMessages.MovedMeanwhile.At(change.Change.Path);

    private void Stage(IReadOnlyList<ResolvedChange> changes, Backup backup)
    {
        using var staged = new NewFiles();
        foreach (var change in changes)
        {
            Step($"stage {change.RealPath}");
            staging.Write(change, backup, staged);
        }

        staged.Sync();
    }

    /// <summary>What was staged for a path; null when nothing was. Throws <see cref="IOException"/> when it cannot be read.</summary>
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

    /// <summary>
    /// Renames every file into place. <paramref name="lastLook"/> may refuse a file right before its turn: whoever wrote to it in
    /// the meantime does not lose what he wrote. <paramref name="afterwards"/> may refuse all of it before the end is journalled.
    /// </summary>
    private Problem? PutInPlace(string id, IReadOnlyList<StagedFile> staged, Func<int, Problem?> lastLook, Func<Problem?> afterwards)
    {
        for (var i = 0; i < staged.Count; i++)
        {
            var file = staged[i];
            Step($"rename {file.Path}");
            if (lastLook(i) is { } changed)
            {
                return changed;
            }

            if (file.StagedPath is null)
            {
                files.Remove(file.Path);
            }
            else if (files.Look(file.StagedPath) is not null)
            {
                files.Rename(file.StagedPath, file.Path);
            }
        }

        RemoveHalfPutBack(id, staged);
        Step("sync");
        SyncDirectories(staged);
        if (afterwards() is { } moved)
        {
            return moved;
        }

        Step("committed");
        state.JournalOf(id).Write(LastEntry(id)! with { Stage = TransactionStage.Committed, At = clock.GetUtcNow() });
        return null;
    }

    /// <summary>
    /// Whether each new file is either still staged or already in place, whole, and none would replace what somebody else wrote
    /// since the transaction was cut off.
    /// </summary>
    private bool CanGoForward(string id, IReadOnlyList<StagedFile> staged)
    {
        var old = BackupStore.Manifest(state.BackupOf(id))?.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        return CanGoForward(staged) && staged.All(f => IsInPlace(f) || old?.GetValueOrDefault(f.Path) is not { } before || IsStill(before));
    }

    private bool CanGoForward(IReadOnlyList<StagedFile> staged)
        => staged.All(f => f.StagedPath is null || Holds(f.StagedPath, f) || (files.Look(f.StagedPath) is null && Holds(f.Path, f)));

    /// <summary>Whether a file is as this transaction leaves it, or cannot be read and is taken for such.</summary>
    private bool IsInPlace(StagedFile wished, bool orUnreadable = false)
        => wished.StagedPath is null ? files.Look(wished.Path) is null : Holds(wished.Path, wished, orUnreadable);

    /// <summary>Whether a file is as it was backed up.</summary>
    private bool IsStill(BackedUpFile old) => old.WasMissing ? files.Look(old.Path) is null : Holds(old.Path, new StagedFile(old.Path, null, old.Sha256, old.LinkTarget));

    private bool Holds(string path, StagedFile wished, bool orUnreadable = false) => wished.LinkTarget is { } target
        ? files.LinkTarget(path) == target
        : files.Read(path) is var file && file.Succeeded ? Convert.ToHexStringLower(file.Value.File.HashAndWipe()) == wished.Sha256
        : orUnreadable && file.Problem.Id == FileMessages.Unreadable.Id;

    /// <summary>
    /// Removes staged files; when renaming had begun, puts every file back from the backup. It had begun too where the last line
    /// was written and could not be made durable.
    /// </summary>
    private void RollBack(string id, JournalEntry? entry)
    {
        if (entry is null)
        {
            state.RemoveBackup(id);
            return;
        }

        if (entry.Stage is TransactionStage.Committing or TransactionStage.Committed)
        {
            PutBack(id, entry.Files);
        }
        else
        {
            state.DropBackup(id);
        }

        RemoveHalfPutBack(id, entry.Files);

        foreach (var file in entry.Files.Where(f => f.StagedPath is not null))
        {
            Step($"unstage {file.Path}");
            files.Remove(file.StagedPath!);
        }

        // What was removed must not be back after a power cut: nobody would look for it any more.
        SyncDirectories([.. entry.Files.Where(f => files.Look(Path.GetDirectoryName(f.Path)!) is not null)]);
        RemoveDirectories(entry.Directories);
        Step("rolled back");
        state.JournalOf(id).Write(entry with { Stage = TransactionStage.RolledBack, At = clock.GetUtcNow() });
    }

    private void MakeDirectories(IReadOnlyList<string> directories)
    {
        foreach (var directory in directories)
        {
            Step($"make {directory}");
            files.MakeDirectory(directory, EverybodyEnters);
            files.Sync(Path.GetDirectoryName(directory)!);
        }
    }

    /// <summary>Removes directories that were made for files that are gone; one in which somebody put something stays.</summary>
    internal void RemoveDirectories(IReadOnlyList<string> directories)
    {
        foreach (var path in directories.Reverse())
        {
            files.RemoveEmptyDirectory(path);
        }
    }

    /// <summary>Puts back what this transaction put in place; what was not reached, or was changed by somebody else since, stays.</summary>
    private void PutBack(string id, IReadOnlyList<StagedFile> staged)
    {
        var backup = state.BackupOf(id);
        var manifest = BackupStore.Manifest(backup) ?? throw new IOException($"the backup of {id} cannot be read");
        var inPlace = staged.Where(f => IsInPlace(f, orUnreadable: true)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);

        // Links are turned back before what they point at goes: they lead somewhere at every instant.
        foreach (var file in manifest.Files.Where(f => inPlace.Contains(f.Path)).OrderBy(f => f.WasMissing ? 2 : f.LinkTarget is null ? 0 : 1))
        {
            Step($"put back {file.Path}");
            if (file.WasMissing)
            {
                files.Remove(file.Path);
                continue;
            }

            var old = PutBackPath(id, file.Path);
            files.Remove(old);
            Step($"write back {file.Path}");
            WriteOld(id, backup, file, old);
            Step($"rename back {file.Path}");
            files.Rename(old, file.Path);
            files.Sync(Path.GetDirectoryName(file.Path)!);
        }
    }

    private void WriteOld(string id, string backup, BackedUpFile file, string path)
    {
        if (file.LinkTarget is { } linkTarget)
        {
            files.CreateLink(path, linkTarget, file.Owner, file.Group);
            return;
        }

        var content = BackupStore.Content(backup, id, file);
        using var written = new NewFiles();
        files.Write(path, content.Value ?? throw new IOException(content.Problem!.ToString()), file.Attributes, written);
        written.Sync();
    }

    /// <summary>What a crash while putting back left behind.</summary>
    private void RemoveHalfPutBack(string id, IReadOnlyList<StagedFile> staged)
    {
        foreach (var left in staged.Select(f => PutBackPath(id, f.Path)).Distinct(StringComparer.Ordinal))
        {
            files.Remove(left);
        }
    }

    private static string PutBackPath(string id, string target) => $"{Path.GetDirectoryName(target)}/.kubepki-{id}-back";

    private void SyncDirectories(IReadOnlyList<StagedFile> staged)
    {
        foreach (var directory in staged.Select(f => Path.GetDirectoryName(f.Path)!).Distinct(StringComparer.Ordinal))
        {
            files.Sync(directory);
        }
    }

    private void Journal(string id, JournalEntry entry) => state.JournalOf(id).Write(entry with { At = clock.GetUtcNow() });

    private JournalEntry? LastEntry(string id) => state.JournalOf(id).Read()?.Last;

    private void Step(string name) => beforeStep(name);
}
