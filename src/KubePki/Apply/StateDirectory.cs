using KubePki.Files;
using KubePki.Localization;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Apply;

/// <summary>
/// kubepki's own directory on a node, with mode 0700: <c>lock</c>, <c>activation.lock</c>, <c>transactions/ID/</c> (plan.json, journal,
/// backup/) and <c>backups/ID/</c>. It must be a real directory that belongs to the acting user, because kubepki trusts its content.
/// </summary>
/// <remarks>
/// Its files are opened by path. Only root could replace one between a check and its use. The directory belongs to root and others may not
/// write to it. Its parent directories are reached without following a user's link, and each of them is either closed to others or sticky,
/// so that only root could rename root's entries. This is checked before use, and again after missing parent directories are created.
/// </remarks>
internal sealed class StateDirectory(NodeRoot root, string nodePath)
{
    /// <summary>The lock of transactions.</summary>
    internal const string TransactionLock = "lock";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode EverybodyReads =
        Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Outcome<string> _nodePath = root.ResolveParent(nodePath, trustedLinksOnly: true);

    /// <summary>
    /// The path on this machine. Links on the way were followed inside the root and do not belong to an ordinary user. The directory itself
    /// must not be a link. Throws <see cref="IOException"/> if the path cannot be resolved.
    /// </summary>
    internal string Path => _nodePath.Succeeded ? root.OnThisMachine(_nodePath.Value) : throw new IOException(_nodePath.Problem.ToString());

    internal string Transactions => $"{Path}/transactions";

    internal string Backups => $"{Path}/backups";

    /// <summary>Creates the directory if needed. Returns a problem if it cannot be trusted or written.</summary>
    internal Problem? Prepare()
    {
        try
        {
            if (OpenAbove() is { } open)
            {
                return open;
            }

            MakeDurably(System.IO.Path.GetDirectoryName(Path)!, EverybodyReads, EverybodyReads);
            if (OpenAbove() is { } openMeanwhile)
            {
                return openMeanwhile;
            }

            foreach (var directory in new[] { Path, Transactions, Backups })
            {
                if (NoDirectoryAt(directory) is { } other)
                {
                    return other;
                }

                MakeDurably(directory, Private, EverybodyReads);
                if (Distrust(directory) is { } problem)
                {
                    return problem;
                }

                Narrow(directory);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ApplyMessages.BadState.Because(nodePath, e);
        }
    }

    /// <summary>Why the existing directory cannot be read; null if it can, or if there is none yet.</summary>
    internal Problem? ReadProblem()
    {
        try
        {
            if (OpenAbove() is { } open)
            {
                return open;
            }

            foreach (var directory in new[] { Path, Transactions, Backups })
            {
                if (NoDirectoryAt(directory) is { } other)
                {
                    return other;
                }

                _ = Directory.EnumerateFileSystemEntries(directory).Any();
                if (Distrust(directory, mayBeRoots: true) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return FileMessages.Unreadable.At(nodePath, Posix.Describe(Posix.AccessDenied));
        }
        catch (IOException e)
        {
            return ApplyMessages.BadState.Because(nodePath, e);
        }
    }

    /// <summary>Creates a private subdirectory and makes its entry durable.</summary>
    internal static string Make(string parent, string name)
    {
        var path = $"{parent}/{name}";
        Directory.CreateDirectory(path, Private);
        DurableFiles.SyncDirectory(parent);
        return path;
    }

    /// <summary>Creates a directory and its missing parents, accessible only to this user.</summary>
    internal static void CreatePrivateDirectory(string path)
    {
        MakeDurably(path, Private, Private);
        Narrow(path);
    }

    /// <summary>
    /// Restricts this user's own directory to its owner. Removes the group and other bits, for example of a directory with mode 0755.
    /// </summary>
    private static void Narrow(string path)
    {
        if (Posix.Facts(path, out _) is { Kind: FileKind.Directory } facts && facts.Owner == Posix.EffectiveUser
            && (facts.Mode & ~Private) != 0)
        {
            File.SetUnixFileMode(path, Private);
        }
    }

    /// <summary>
    /// Creates a directory unless it exists. Its entry is durable, and so are the entries of the created parent directories.
    /// </summary>
    private static void MakeDurably(string path, UnixFileMode mode, UnixFileMode modeAbove)
    {
        if (Posix.Look(path) is null)
        {
            var parent = System.IO.Path.GetDirectoryName(path)!;
            MakeDurably(parent, modeAbove, modeAbove);
            Directory.CreateDirectory(path, mode);
            DurableFiles.SyncDirectory(parent);
        }
    }

    /// <summary>Acquires the lock of that name. The kernel releases the lock of a process that died.</summary>
    internal Outcome<SafeFileHandle> Lock(string name, string verb, DateTimeOffset now)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = Posix.OpenLock($"{Path}/{name}", out var error);
            if (handle is null)
            {
                return error == Posix.WouldBlock
                    ? ApplyMessages.Locked.At("", Holder(name) ?? "?")
                    : ApplyMessages.BadState.Because($"{nodePath}/{name}", error);
            }

            RandomAccess.SetLength(handle, 0);
            RandomAccess.Write(
                handle,
                System.Text.Encoding.UTF8.GetBytes(
                    $"{verb}, process {Environment.ProcessId}, since {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
                0);
            return handle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            handle?.Dispose();
            return ApplyMessages.BadState.Because(nodePath, e);
        }
    }

    /// <summary>
    /// A new ID. It sorts after every existing ID, even if the clock was set back, and has a random suffix against collisions.
    /// </summary>
    internal string NewId(DateTimeOffset now) => OrderedIds.Next(now, TransactionIds().Concat(Ids(Backups)));

    internal IReadOnlyList<string> TransactionIds() => Ids(Transactions);

    /// <summary>IDs of all backups, oldest first: those of runs and standalone ones.</summary>
    internal IReadOnlyList<string> BackupIds()
        => [.. BackedUp().Select(Runs.Of).Concat(Ids(Backups)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The IDs under which the parts of a backup are stored: for a run, one for each of its transactions.</summary>
    internal IReadOnlyList<string> PartsOfBackup(string id)
        => [.. Ids(Backups).Contains(id) ? [id] : BackedUp().Where(part => Runs.Of(part) == id)];

    private IEnumerable<string> BackedUp() => TransactionIds().Where(id => Posix.Look($"{Transactions}/{id}/backup") is not null);

    internal string BackupOf(string id) => Posix.Look($"{Backups}/{id}") is not null ? $"{Backups}/{id}" : $"{Transactions}/{id}/backup";

    internal Journal JournalOf(string id) => new($"{Transactions}/{id}/journal");

    /// <summary>
    /// The transaction as its journal records it. A damaged journal is listed as unreadable. A journal that cannot be read throws
    /// <see cref="IOException"/>, because the transaction may be interrupted.
    /// </summary>
    internal TransactionRecord Record(string id)
        => JournalOf(id).Read() is var (first, last)
            ? new TransactionRecord(
                id, first.Verb, first.Summary, first.At, last.Stage, [.. last.Files.Select(f => f.Path)],
                first.Reverses)
            { ReachedAt = last.At, Homes = last.Homes }
            : new TransactionRecord(id, "", "", DateTimeOffset.UnixEpoch, TransactionStage.Unreadable, [], null);

    /// <summary>
    /// Removes runs and backups, in that order, and returns their IDs. If an error stops the removal, the problem lists the backups that
    /// were removed. If none was removed and the first one is still complete, the problem is that of an unusable state directory.
    /// </summary>
    internal Outcome<IReadOnlyList<string>> RemoveRuns(IReadOnlyList<string> runs, Action<string> before, Func<string, bool> isWhole)
    {
        List<string> removed = [];
        foreach (var run in runs)
        {
            try
            {
                before(run);
                RemoveRun(run);
                removed.Add(run);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var gone = removed.Count == 0 ? "-" : string.Join(", ", removed);
                return removed.Count == 0 && isWhole(run)
                    ? ApplyMessages.BadState.Because(KubePki.Apply.Transactions.DefaultStateDirectory, e)
                    : ApplyMessages.PruneStopped.At(KubePki.Apply.Transactions.DefaultStateDirectory, run, e.Message.TrimEnd('.'), gone);
            }
        }

        return removed;
    }

    /// <summary>
    /// Removes a run with its backup, or a standalone backup. The parts of home directories go first, because they are meaningless without
    /// the rest.
    /// </summary>
    internal void RemoveRun(string run)
    {
        foreach (var part in TransactionIds().Where(id => Runs.Of(id) == run && id != run).Reverse().Append(run))
        {
            RemoveBackup(part);
            DurableFiles.SyncDirectory(Transactions);
            DurableFiles.SyncDirectory(Backups);
        }
    }

    internal void RemoveBackup(string id)
    {
        // Remove the transaction's backup first: if this method is interrupted, the rest must not look like a transaction that lost its
        // journal.
        DropBackup(id);
        foreach (var directory in new[] { $"{Backups}/{id}", $"{Transactions}/{id}" }.Where(d => Posix.Look(d) is not null))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Removes the backup of a transaction that changed nothing: it is not needed and takes up space.</summary>
    internal void DropBackup(string id)
    {
        if (Posix.Look($"{Transactions}/{id}/backup") is not null)
        {
            Directory.Delete($"{Transactions}/{id}/backup", recursive: true);
            DurableFiles.SyncDirectory($"{Transactions}/{id}");
        }
    }

    private static readonly EnumerationOptions NoLinks = new(
        )
    { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>
    /// The directories whose names are IDs. Others do not belong to kubepki: they are left as they are, and no link is followed. A
    /// directory that cannot be listed must not look empty: it throws <see cref="IOException"/>.
    /// </summary>
    private static IReadOnlyList<string> Ids(string directory)
    {
        try
        {
            return Posix.Look(directory) is null ? []
                : [.. Directory.EnumerateDirectories(directory, "*", NoLinks).Select(d => System.IO.Path.GetFileName(d))
                    .Where(OrderedIds.IsId).Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"{directory}: {Posix.Describe(Posix.AccessDenied)}", Posix.AccessDenied);
        }
    }

    /// <summary>Whether an entry of that name exists; throws <see cref="IOException"/> if that cannot be determined.</summary>
    internal bool Has(string name) => Posix.Look($"{Path}/{name}") is not null;

    private string? Holder(string name)
    {
        using var handle = Posix.OpenForReading($"{Path}/{name}", out _);
        var text = new byte[200];
        var count = handle is null ? 0 : RandomAccess.Read(handle, text, 0);
        return count > 0 ? System.Text.Encoding.UTF8.GetString(text, 0, count) : null;
    }

    /// <summary>
    /// Returns a problem if another user could replace a directory on the way, and with it all trusted files in this directory. This
    /// program creates missing directories. Only root needs this protection.
    /// </summary>
    private Problem? OpenAbove()
    {
        if (Posix.EffectiveUser != 0)
        {
            return null;
        }

        using var held = new HeldFiles(root);
        return held.OpenAbove(_nodePath.Value ?? Path) is { } above
            ? ApplyMessages.BadState.At(nodePath, $"somebody else than root may exchange what lies in {above}").WithHint(
                Text.Same("chown root {0:path}; chmod go-w {0:path}"), above)
            : null;
    }

    /// <summary>Returns a problem if something other than a directory, including a link, is at the path.</summary>
    private Problem? NoDirectoryAt(string directory)
        => Posix.Look(directory) is { Kind: not FileKind.Directory } ? ApplyMessages.BadState.At(nodePath, "it is not a directory") : null;

    private Problem? Distrust(string directory, bool mayBeRoots = false) => Posix.Facts(directory, out var error) switch
    {
        null => ApplyMessages.BadState.Because(nodePath, error),
        { Kind: not FileKind.Directory } => NoDirectoryAt(directory),
        { Owner: var owner } when owner != Posix.EffectiveUser && !(mayBeRoots && owner == 0) =>
            ApplyMessages.BadState.At(nodePath, $"it belongs to user {owner}, and kubepki runs as user {Posix.EffectiveUser}"),
        { Mode: var mode } when (mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0 =>
            ApplyMessages.BadState.At(nodePath, "others may write to it"),
        _ => null,
    };
}
