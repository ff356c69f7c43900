using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// The steps of one transaction, and what to do about one that was cut off. Rolling forward and rolling back are both
/// idempotent: repeating them after another crash ends the same.
/// </summary>
internal sealed class Commit(NodeRoot root, TimeProvider clock, StateDirectory state, Staging staging, Action<string> beforeStep)
{
    private const UnixFileMode EverybodyEnters = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    internal Outcome<TransactionRecord> Run(TransactionRequest request, Func<Func<string, byte[]?>, Problem?> verifyStaged)
    {
        var id = state.NewId(clock.GetUtcNow());
        try
        {
            var resolved = staging.Resolve(request.Changes, id);
            return resolved.Succeeded ? Guarded(id, request, resolved.Value, verifyStaged) : resolved.Problem;
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
        foreach (var record in unfinished)
        {
            try
            {
                var goForward = record.Stage == TransactionStage.Committing && LastEntry(record.Id) is { } entry && CanGoForward(record.Id, entry.Files);
                if (goForward)
                {
                    PutInPlace(record.Id, LastEntry(record.Id)!.Files, _ => null);
                }
                else
                {
                    RollBack(record.Id, LastEntry(record.Id));
                }

                if (state.Record(record.Id) is { Stage: not TransactionStage.Unreadable } done)
                {
                    (goForward ? forward : back).Add(done);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Before the commit record nothing of the node was changed: then only the journal cannot be written.
                return record.Stage == TransactionStage.Committing ? ApplyMessages.HalfWay.At("", e.Message) : ApplyMessages.BadState.At(Transactions.DefaultStateDirectory, e.Message);
            }
        }

        return new RecoveryReport(forward, back);
    }

    private Outcome<TransactionRecord> Guarded(string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged)
    {
        Problem? refused;
        try
        {
            refused = Steps(id, request, changes, verifyStaged);
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
    private Problem? Steps(string id, TransactionRequest request, IReadOnlyList<ResolvedChange> changes, Func<Func<string, byte[]?>, Problem?> verifyStaged)
    {
        IReadOnlyList<StagedFile> files = [.. changes.Select(c => c.Journalled)];
        Step("begin");
        var directory = StateDirectory.Make(state.Transactions, id);
        Write(id, TransactionStage.Begun, request, files);
        state.JournalOf(id).Reserve();
        DurableFiles.WriteNew($"{directory}/plan.json", request.PlanJson, FileAttributesSnapshot.Private);
        Step("backup");
        BackupStore.Write(root, StateDirectory.Make(directory, "backup"), [.. files.Select(f => f.Path)], clock.GetUtcNow());
        var directories = changes.SelectMany(c => c.NewDirectories).Distinct(StringComparer.Ordinal).ToList();
        Write(id, TransactionStage.Staging, request, files, directories);
        MakeDirectories(directories);
        Stage(changes);
        SyncDirectories(files);
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
        Write(id, TransactionStage.Committing, request, files, directories);
        return PutInPlace(id, files, i => staging.CheckUnchanged(changes[i]));
    }

    private void Stage(IReadOnlyList<ResolvedChange> changes)
    {
        using var staged = new NewFiles();
        foreach (var change in changes)
        {
            Step($"stage {change.RealPath}");
            staging.Write(change, staged);
        }

        staged.Sync();
    }

    /// <summary>What was staged for a path; null when nothing was. Throws <see cref="IOException"/> when it cannot be read.</summary>
    private byte[]? Staged(IReadOnlyList<ResolvedChange> changes, string path)
    {
        var real = root.Resolve(path);
        if ((real.Succeeded ? changes.FirstOrDefault(c => c.RealPath == real.Value)?.StagedPath : null) is not { } staged)
        {
            return real.Problem is { } problem && problem.Id == FileMessages.Unreadable.Id ? throw new IOException(problem.ToString()) : null;
        }

        var file = root.Read(staged);
        return file.Succeeded ? file.Value.Content : throw new IOException(file.Problem.ToString());
    }

    /// <summary>
    /// Renames every file into place. <paramref name="lastLook"/> may refuse a file right before its turn: whoever wrote to it in
    /// the meantime does not lose what he wrote.
    /// </summary>
    private Problem? PutInPlace(string id, IReadOnlyList<StagedFile> files, Func<int, Problem?> lastLook)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            Step($"rename {file.Path}");
            if (lastLook(i) is { } changed)
            {
                return changed;
            }

            if (file.StagedPath is null)
            {
                Posix.Remove(root.OnThisMachine(file.Path));
            }
            else if (root.Look(file.StagedPath) is not null)
            {
                Posix.Rename(root.OnThisMachine(file.StagedPath), root.OnThisMachine(file.Path));
            }
        }

        RemoveHalfPutBack(id, files);
        Step("sync");
        SyncDirectories(files);
        Step("committed");
        state.JournalOf(id).Write(LastEntry(id)! with { Stage = TransactionStage.Committed, At = clock.GetUtcNow() });
        return null;
    }

    /// <summary>
    /// Whether each new file is either still staged or already in place, whole, and none would replace what somebody else wrote
    /// since the transaction was cut off.
    /// </summary>
    private bool CanGoForward(string id, IReadOnlyList<StagedFile> files)
    {
        var old = BackupStore.Manifest(state.BackupOf(id))?.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        return CanGoForward(files) && files.All(f => IsInPlace(f) || old?.GetValueOrDefault(f.Path) is not { } before || IsStill(before));
    }

    private bool CanGoForward(IReadOnlyList<StagedFile> files)
        => files.All(f => f.StagedPath is null || Holds(f.StagedPath, f) || (root.Look(f.StagedPath) is null && Holds(f.Path, f)));

    /// <summary>Whether a file is as this transaction leaves it, or cannot be read and is taken for such.</summary>
    private bool IsInPlace(StagedFile wished, bool orUnreadable = false)
        => wished.StagedPath is null ? root.Look(wished.Path) is null : Holds(wished.Path, wished, orUnreadable);

    /// <summary>Whether a file is as it was backed up.</summary>
    private bool IsStill(BackedUpFile old) => old.WasMissing ? root.Look(old.Path) is null : Holds(old.Path, new StagedFile(old.Path, null, old.Sha256, old.LinkTarget));

    private bool Holds(string path, StagedFile wished, bool orUnreadable = false) => wished.LinkTarget is { } target
        ? root.LinkTarget(path) == target
        : root.Read(path) is var file && file.Succeeded ? Convert.ToHexStringLower(file.Value.HashAndWipe()) == wished.Sha256
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
            Posix.Remove(root.OnThisMachine(file.StagedPath!));
        }

        // What was removed must not be back after a power cut: nobody would look for it any more.
        SyncDirectories([.. entry.Files.Where(f => root.Look(Path.GetDirectoryName(f.Path)!) is not null)]);
        RemoveDirectories(entry.Directories);
        Step("rolled back");
        state.JournalOf(id).Write(entry with { Stage = TransactionStage.RolledBack, At = clock.GetUtcNow() });
    }

    private void MakeDirectories(IReadOnlyList<string> directories)
    {
        foreach (var directory in directories)
        {
            Step($"make {directory}");
            var path = root.OnThisMachine(directory);
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, EverybodyEnters);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Removes directories that were made for files that are gone; one in which somebody put something stays.</summary>
    internal void RemoveDirectories(IReadOnlyList<string> directories)
    {
        foreach (var path in directories.Reverse().Select(root.OnThisMachine).Where(p => Directory.Exists(p) && !Directory.EnumerateFileSystemEntries(p).Any()))
        {
            Directory.Delete(path);
        }
    }

    /// <summary>Puts back what this transaction put in place; what was not reached, or was changed by somebody else since, stays.</summary>
    private void PutBack(string id, IReadOnlyList<StagedFile> files)
    {
        var backup = state.BackupOf(id);
        var manifest = BackupStore.Manifest(backup) ?? throw new IOException($"the backup of {id} cannot be read");
        var inPlace = files.Where(f => IsInPlace(f, orUnreadable: true)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);

        // Links are turned back before what they point at goes: they lead somewhere at every instant.
        foreach (var file in manifest.Files.Where(f => inPlace.Contains(f.Path)).OrderBy(f => f.WasMissing ? 2 : f.LinkTarget is null ? 0 : 1))
        {
            Step($"put back {file.Path}");
            var target = root.OnThisMachine(file.Path);
            if (file.WasMissing)
            {
                Posix.Remove(target);
                continue;
            }

            var staged = PutBackPath(id, target);
            Posix.Remove(staged);
            Step($"write back {file.Path}");
            WriteOld(id, backup, file, staged);
            Step($"rename back {file.Path}");
            Posix.Rename(staged, target);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(target)!);
        }
    }

    private void WriteOld(string id, string backup, BackedUpFile file, string staged)
    {
        if (file.LinkTarget is { } linkTarget)
        {
            Posix.CreateLink(linkTarget, staged, file.Owner, file.Group);
            return;
        }

        var content = BackupStore.Content(backup, id, file);
        using var files = new NewFiles();
        files.Write(
            staged,
            content.Value ?? throw new IOException(content.Problem!.ToString()),
            new FileAttributesSnapshot((UnixFileMode)file.Mode, file.Owner, file.Group, file.Extended),
            root.WithoutLinks(Path.GetDirectoryName(file.Path)!));
        files.Sync();
    }

    /// <summary>What a crash while putting back left behind.</summary>
    private void RemoveHalfPutBack(string id, IReadOnlyList<StagedFile> files)
    {
        foreach (var left in files.Select(f => PutBackPath(id, root.OnThisMachine(f.Path))).Distinct(StringComparer.Ordinal))
        {
            Posix.Remove(left);
        }
    }

    private static string PutBackPath(string id, string target) => $"{Path.GetDirectoryName(target)}/.kubepki-{id}-back";

    private void SyncDirectories(IReadOnlyList<StagedFile> files)
    {
        foreach (var directory in files.Select(f => Path.GetDirectoryName(root.OnThisMachine(f.Path))!).Distinct(StringComparer.Ordinal))
        {
            DurableFiles.SyncDirectory(directory);
        }
    }

    private void Write(string id, TransactionStage stage, TransactionRequest request, IReadOnlyList<StagedFile> files, IReadOnlyList<string>? directories = null)
        => state.JournalOf(id).Write(new JournalEntry(stage, clock.GetUtcNow(), request.Verb, request.Summary, request.Reverses, files) { Directories = directories ?? [] });

    private JournalEntry? LastEntry(string id) => state.JournalOf(id).Read()?.Last;

    private void Step(string name) => beforeStep(name);
}
