using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>
/// Commits staged files and restores old ones. Both are idempotent: repeating them after another crash gives the same result. Paths come
/// from the journal and are resolved. Failures throw <see cref="IOException"/>.
/// </summary>
internal sealed class FilePlacement(HeldFiles files, TimeProvider clock, StateDirectory state, Action<string> step)
{
    /// <summary>
    /// Renames every file into place. <paramref name="lastLook"/> may refuse a file right before its rename, so that a file that was
    /// changed in the meantime is not overwritten. <paramref name="afterwards"/> may refuse the whole set before the stage Committed is
    /// journalled.
    /// </summary>
    internal Problem? CommitFiles(string id, IReadOnlyList<StagedFile> staged, Func<int, Problem?> lastLook, Func<Problem?> afterwards)
        => CommitFiles(id, staged, lastLook, afterwards, isRecovery: false);

    /// <summary>Commits the files of an interrupted transaction. Files that are already committed stay.</summary>
    internal Problem? GoForward(string id, IReadOnlyList<StagedFile> staged)
        => CommitFiles(id, staged, _ => null, () => null, isRecovery: true);

    private Problem? CommitFiles(
        string id, IReadOnlyList<StagedFile> staged, Func<int, Problem?> lastLook, Func<Problem?> afterwards, bool isRecovery)
    {
        var old = Before(id);
        for (var i = 0; i < staged.Count; i++)
        {
            var file = staged[i];
            step($"rename {file.Path}");
            if (lastLook(i) is { } changed)
            {
                return changed;
            }

            if (isRecovery && IsRenamed(file))
            {
                continue;
            }

            // Files that appeared after the backup have no copy in it.
            if ((Lost(file) ?? Place(file, isNew: old?.GetValueOrDefault(file.Path) is { WasMissing: true })) is { } refused)
            {
                return refused;
            }
        }

        RemoveHalfPutBack(id, staged);
        step("sync");
        SyncDirectories(staged);
        if (afterwards() is { } moved)
        {
            return moved;
        }

        step("committed");
        Journal(id, LastEntry(id)! with { Stage = TransactionStage.Committed });
        return null;
    }

    /// <summary>Commits one file. Returns a problem if a file appeared where there was none.</summary>
    private Problem? Place(StagedFile file, bool isNew)
    {
        if (file.StagedPath is null)
        {
            files.Remove(file.Path);
            return null;
        }

        if (isNew)
        {
            return files.RenameNew(file.StagedPath, file.Path) ? null : ApplyMessages.AlreadyThere.At(file.Path);
        }

        files.Rename(file.StagedPath, file.Path);
        return null;
    }

    /// <summary>
    /// Why a staged file is not the one that was verified; null if it is. The directory of a staged file may be writable for others.
    /// </summary>
    private Problem? Lost(StagedFile file)
    {
        if (file.StagedPath is not { } path)
        {
            return null;
        }

        var lost = ApplyMessages.StagedLost.At(file.Path);
        if (file.LinkTarget is { } target)
        {
            return files.LinkTarget(path) == target ? null : lost;
        }

        var read = files.Read(path);
        return read.Succeeded ? Convert.ToHexStringLower(read.Value.File.HashAndWipe()) == file.Sha256 ? null : lost
            : read.Problem.Is(FileMessages.Unreadable) ? read.Problem with { Where = file.Path }
            : lost;
    }

    /// <summary>Whether a file was renamed before its transaction was interrupted.</summary>
    private bool IsRenamed(StagedFile file)
        => file.StagedPath is not null && files.FactsOf(file.StagedPath) is null && Holds(file.Path, file);

    /// <summary>The files before a transaction, by path; null if its backup has no manifest.</summary>
    private Dictionary<string, BackedUpFile>? Before(string id)
        => BackupStore.Manifest(state.BackupOf(id))?.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    /// <summary>
    /// Whether each new file is intact, either still staged or already committed, and no file would overwrite a change that was made after
    /// the transaction was interrupted.
    /// </summary>
    internal bool CanGoForward(string id, IReadOnlyList<StagedFile> staged)
    {
        var old = Before(id);
        return CanGoForward(staged) && staged.All(f => IsInPlace(f) || old?.GetValueOrDefault(f.Path) is not { } before || IsStill(before));
    }

    private bool CanGoForward(IReadOnlyList<StagedFile> staged)
        => staged.All(f => f.StagedPath is null || Holds(f.StagedPath, f) || (files.FactsOf(f.StagedPath) is null && Holds(f.Path, f)));

    /// <summary>
    /// Whether a file is in the final state of this transaction. With <c>orUnreadable</c>, an unreadable file counts as such.
    /// </summary>
    private bool IsInPlace(StagedFile wished, bool orUnreadable = false)
        => wished.StagedPath is null ? files.FactsOf(wished.Path) is null : Holds(wished.Path, wished, orUnreadable);

    /// <summary>Whether a file equals its backup.</summary>
    private bool IsStill(BackedUpFile old)
        => old.WasMissing ? files.FactsOf(old.Path) is null : Holds(old.Path, new StagedFile(old.Path, null, old.Sha256, old.LinkTarget));

    private bool Holds(string path, StagedFile wished, bool orUnreadable = false) => wished.LinkTarget is { } target
        ? files.LinkTarget(path) == target
        : files.Read(path) is var file && file.Succeeded ? Convert.ToHexStringLower(file.Value.File.HashAndWipe()) == wished.Sha256
        : orUnreadable && file.Problem.Is(FileMessages.Unreadable);

    /// <summary>
    /// Removes staged files. If renaming had begun, restores the files that were already committed from the backup. Renaming had also begun
    /// if the final record was written but could not be made durable.
    /// </summary>
    private void RollBack(string id, JournalEntry? entry)
    {
        if (entry is null)
        {
            state.RemoveBackup(id);
            return;
        }

        var hadBegun = entry.Stage is TransactionStage.Committing or TransactionStage.Committed;
        if (hadBegun)
        {
            Restore(id, entry.Files);
        }

        RemoveHalfPutBack(id, entry.Files);

        foreach (var file in entry.Files.Where(f => f.StagedPath is not null))
        {
            step($"unstage {file.Path}");
            files.Remove(file.StagedPath!);
        }

        // Removed files must not reappear after a power loss: no later run would look for them.
        SyncDirectories([.. entry.Files.Where(f => files.FactsOf(Path.GetDirectoryName(f.Path)!) is not null)]);
        RemoveDirectories(entry.Directories);
        if (!hadBegun)
        {
            state.DropBackup(id);
        }

        step("rolled back");
        Journal(id, entry with { Stage = TransactionStage.RolledBack });
    }

    /// <summary>
    /// Rolls a transaction back from the stage in its journal. The final record may be written but not durable yet. It is reset first, so
    /// that an interrupted rollback is not mistaken for a finished transaction.
    /// </summary>
    internal void RollBack(string id)
    {
        var entry = LastEntry(id);
        if (entry?.Stage == TransactionStage.Committed)
        {
            Journal(id, entry with { Stage = TransactionStage.Committing });
        }

        RollBack(id, entry);
    }

    /// <summary>Removes directories that were created for files that no longer exist. A directory that is not empty stays.</summary>
    internal void RemoveDirectories(IReadOnlyList<string> directories)
    {
        foreach (var path in directories.Reverse())
        {
            files.RemoveEmptyDirectory(path);
        }
    }

    /// <summary>
    /// Restores the files that this transaction committed. Files that it did not reach, or that others changed since, stay.
    /// </summary>
    private void Restore(string id, IReadOnlyList<StagedFile> staged)
    {
        var backup = state.BackupOf(id);
        var manifest = BackupStore.Manifest(backup) ?? throw new IOException($"the list of files in the backup {id} is damaged");
        var inPlace = staged.Where(f => IsInPlace(f, orUnreadable: true)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);

        // Redirect links before their old targets are removed, so that a link always leads to a file.
        foreach (var file in manifest.Files.Where(f => inPlace.Contains(f.Path))
            .OrderBy(f => f.WasMissing ? 2 : f.LinkTarget is null ? 0 : 1))
        {
            step($"put back {file.Path}");
            if (file.WasMissing)
            {
                files.Remove(file.Path);
                continue;
            }

            var old = PutBackPath(id, file.Path);
            files.Remove(old);
            step($"write back {file.Path}");
            WriteOld(id, backup, file, old);
            step($"rename back {file.Path}");
            files.Rename(old, file.Path);
        }
    }

    private void WriteOld(string id, string backup, BackedUpFile file, string path)
    {
        if (file.LinkTarget is { } linkTarget)
        {
            files.CreateLink(path, linkTarget, file.Owner, file.Group);
            return;
        }

        var content = BackupStore.Intact(backup, file) ?? throw Backup.Damaged(file, id);
        try
        {
            using var written = new NewFiles();
            files.Write(path, content, file.Attributes, written);
            written.Sync();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Removes the leftovers of a crash during a rollback.</summary>
    private void RemoveHalfPutBack(string id, IReadOnlyList<StagedFile> staged)
    {
        foreach (var left in staged.Select(f => PutBackPath(id, f.Path)).Distinct(StringComparer.Ordinal))
        {
            files.Remove(left);
        }
    }

    /// <summary>Removes the hidden files of a transaction that no later run will process, as far as possible.</summary>
    internal void RemoveLeftovers(string id, IReadOnlyList<StagedFile> staged)
    {
        var beside = staged.Select(f => f.StagedPath).OfType<string>().Concat(staged.Select(f => PutBackPath(id, f.Path)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var path in beside)
        {
            try
            {
                files.Remove(path);
            }
            catch (IOException)
            {
                // The owner of the directory prevents the removal, for example by making the directory inaccessible. The file then stays in
                // their directory.
            }
        }
    }

    private static string PutBackPath(string id, string target) => $"{Path.GetDirectoryName(target)}/.kubepki-{id}-back";

    internal void SyncDirectories(IReadOnlyList<StagedFile> staged)
    {
        foreach (var directory in staged.Select(f => Path.GetDirectoryName(f.Path)!).Distinct(StringComparer.Ordinal))
        {
            files.Sync(directory);
        }
    }

    internal void Journal(string id, JournalEntry entry) => state.JournalOf(id).Write(entry with { At = clock.GetUtcNow() });

    internal JournalEntry? LastEntry(string id) => state.JournalOf(id).Read()?.Last;
}
