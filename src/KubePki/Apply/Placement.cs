using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// Putting staged files in place and old ones back. Both are idempotent: repeating them after another crash ends the same. Paths are the
/// journal's, which are real; what fails throws <see cref="IOException"/>.
/// </summary>
internal sealed class Placement(HeldFiles files, TimeProvider clock, StateDirectory state, Action<string> step)
{
    /// <summary>
    /// Renames every file into place. <paramref name="lastLook"/> may refuse a file right before its turn: whoever wrote to it in
    /// the meantime does not lose what he wrote. <paramref name="afterwards"/> may refuse all of it before the end is journalled.
    /// </summary>
    internal Problem? PutInPlace(string id, IReadOnlyList<StagedFile> staged, Func<int, Problem?> lastLook, Func<Problem?> afterwards)
        => PutInPlace(id, staged, lastLook, afterwards, isRecovery: false);

    /// <summary>Likewise of a transaction that was cut off: what is in place already stays.</summary>
    internal Problem? GoForward(string id, IReadOnlyList<StagedFile> staged) => PutInPlace(id, staged, _ => null, () => null, isRecovery: true);

    private Problem? PutInPlace(string id, IReadOnlyList<StagedFile> staged, Func<int, Problem?> lastLook, Func<Problem?> afterwards, bool isRecovery)
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

            // Of what has come to be since the backup there is no copy.
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

    /// <summary>Puts one file in place; a problem when something has come to be where nothing was.</summary>
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

    /// <summary>Why a staged file is not the one that was verified; null when it is. It lies where others may work, too.</summary>
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

    /// <summary>Whether a file took its place before its transaction was cut off.</summary>
    private bool IsRenamed(StagedFile file) => file.StagedPath is not null && files.Look(file.StagedPath) is null && Holds(file.Path, file);

    /// <summary>What was there before a transaction, by its path; null where its backup has no list.</summary>
    private Dictionary<string, BackedUpFile>? Before(string id) => BackupStore.Manifest(state.BackupOf(id))?.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    /// <summary>
    /// Whether each new file is either still staged or already in place, whole, and none would replace what somebody else wrote
    /// since the transaction was cut off.
    /// </summary>
    internal bool CanGoForward(string id, IReadOnlyList<StagedFile> staged)
    {
        var old = Before(id);
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
        : orUnreadable && file.Problem.Is(FileMessages.Unreadable);

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

        var hadBegun = entry.Stage is TransactionStage.Committing or TransactionStage.Committed;
        if (hadBegun)
        {
            PutBack(id, entry.Files);
        }

        RemoveHalfPutBack(id, entry.Files);

        foreach (var file in entry.Files.Where(f => f.StagedPath is not null))
        {
            step($"unstage {file.Path}");
            files.Remove(file.StagedPath!);
        }

        // What was removed must not be back after a power cut: nobody would look for it any more.
        SyncDirectories([.. entry.Files.Where(f => files.Look(Path.GetDirectoryName(f.Path)!) is not null)]);
        RemoveDirectories(entry.Directories);
        if (!hadBegun)
        {
            state.DropBackup(id);
        }

        step("rolled back");
        Journal(id, entry with { Stage = TransactionStage.RolledBack });
    }

    /// <summary>
    /// Rolls a transaction back from where its journal says it is. The line of its end may be written and not be durable yet: it is taken back
    /// first, so that a rollback that is interrupted is not mistaken for a transaction that is done.
    /// </summary>
    internal void TakeBack(string id)
    {
        var entry = LastEntry(id);
        if (entry?.Stage == TransactionStage.Committed)
        {
            Journal(id, entry with { Stage = TransactionStage.Committing });
        }

        RollBack(id, entry);
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
        var manifest = BackupStore.Manifest(backup) ?? throw new IOException($"the list of files in the backup {id} is damaged");
        var inPlace = staged.Where(f => IsInPlace(f, orUnreadable: true)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);

        // Links are turned back before what they point at goes: they lead somewhere at every instant.
        foreach (var file in manifest.Files.Where(f => inPlace.Contains(f.Path)).OrderBy(f => f.WasMissing ? 2 : f.LinkTarget is null ? 0 : 1))
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
        using var written = new NewFiles();
        files.Write(path, content, file.Attributes, written);
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

    /// <summary>Removes what lies beside the files of a transaction that nobody will come to again, as far as that is possible.</summary>
    internal void ClearAway(string id, IReadOnlyList<StagedFile> staged)
    {
        var beside = staged.Select(f => f.StagedPath).OfType<string>().Concat(staged.Select(f => PutBackPath(id, f.Path))).ToHashSet(StringComparer.Ordinal);
        foreach (var path in beside)
        {
            try
            {
                files.Remove(path);
            }
            catch (IOException)
            {
                // Whoever keeps it from being removed has it.
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
