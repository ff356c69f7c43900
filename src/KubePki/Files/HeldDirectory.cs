using Microsoft.Win32.SafeHandles;

namespace KubePki.Files;

/// <summary>
/// A file that was read through one file descriptor: its content, its facts and its extended attributes belong to the same file.
/// </summary>
internal sealed record HeldFile(NodeFile File, IReadOnlyDictionary<string, byte[]> Extended)
{
    internal FileAttributesSnapshot Attributes => new(File.Facts.Mode, File.Facts.Owner, File.Facts.Group, Extended);
}

/// <summary>
/// A directory that is held open. Entries are accessed by name relative to its file descriptor, and if the directory belongs to an ordinary
/// user, as that user. Replacing, moving or linking parent directories therefore has no effect. Failures are <see cref="IOException"/>s.
/// </summary>
/// <param name="handle">The file descriptor, opened with O_PATH.</param>
/// <param name="path">The node's path, with links resolved.</param>
/// <param name="shown">The path on this machine, for messages.</param>
/// <param name="facts">Facts of the directory when it was opened.</param>
/// <param name="owner">The user that accesses its entries; null for the acting user.</param>
/// <param name="home">The home directory whose budget pays for calls in this directory; null outside home directories.</param>
/// <param name="thread">The thread that makes calls as <paramref name="owner"/> or within a budget.</param>
internal sealed class HeldDirectory(
    SafeFileHandle handle, string path, string shown, FileFacts facts, FileOwner? owner, string? home, UserThread thread) : IDisposable
{
    /// <summary>The node's path, with links resolved.</summary>
    internal string Path => path;

    /// <summary>Facts of the directory when it was opened.</summary>
    internal FileFacts Facts => facts;

    /// <summary>The user that accesses its entries; null for the acting user.</summary>
    internal FileOwner? Owner => owner;

    /// <summary>The home directory whose budget pays for calls in this directory; null outside home directories.</summary>
    internal string? Home => home;

    /// <summary>Facts about an entry itself; null if it does not exist.</summary>
    internal FileFacts? FactsOf(string name)
    {
        var (found, error) = Do(() => (Posix.FactsAt(handle, name, out var e), e));
        return found is not null || Posix.MeansAbsent(error) ? found : throw Failure(name, error);
    }

    /// <summary>
    /// Opens an entry with O_PATH and returns it with its facts; null if it does not exist. <paramref name="acting"/>: the user that opens
    /// the entry if <see cref="Owner"/> is null.
    /// </summary>
    internal (SafeFileHandle Place, FileFacts Facts)? OpenEntry(string name, FileOwner? acting = null)
    {
        var (place, found, error) = Do(() => Entered(name), acting);
        return place is not null && found is not null ? (place, found) : Posix.MeansAbsent(error) ? null : throw Failure(name, error);
    }

    /// <summary>The target and facts of a link; null if there is no link of that name.</summary>
    internal (string Target, FileFacts Facts)? Link(string name)
    {
        if (OpenEntry(name) is not { } entry)
        {
            return null;
        }

        using var place = entry.Place;
        if (entry.Facts.Kind != FileKind.Link)
        {
            return null;
        }

        // An empty target is an error. As a relative path, it would lead to the link's own directory.
        var (target, error) = Do(() => (Posix.LinkTarget(place, out var e), e));
        return target is { Length: > 0 } ? (target, entry.Facts) : throw Failure(name, Math.Max(error, Posix.NoEntry));
    }

    /// <summary>Reads a regular file. Problems name <paramref name="asked"/>.</summary>
    internal Localization.Outcome<HeldFile> Read(string name, string asked)
    {
        var found = FactsOf(name);
        return found is null ? FileMessages.Missing.At(asked)
            : found.Kind != FileKind.Regular ? FileMessages.NotAFile.At(asked, NodeRoot.Name(found.Kind))
            : ReadOpened(asked, name, () => (Posix.OpenForReadingAt(handle, name, out var error), error));
    }

    /// <summary>
    /// Reads a regular file below this directory as its owner, or as <paramref name="acting"/> if <see cref="Owner"/> is null. Links on the
    /// way are followed as long as they stay below this directory.
    /// </summary>
    internal Localization.Outcome<HeldFile> ReadBeneath(string below, string asked, FileOwner? acting)
        => ReadOpened(asked, below, () => (Posix.OpenForReadingBeneath(handle, below, out var error), error), acting);

    /// <summary>Creates a file that must not exist.</summary>
    internal SafeFileHandle Create(string name)
    {
        var (file, error) = Do(() => (Posix.CreateExclusiveAt(handle, name, out var e), e));
        return file ?? throw Failure(name, error);
    }

    /// <summary>
    /// Sets the labels, owner and mode of a new file, in this order, so that it never allows more than its mode. In an ordinary user's
    /// directory, the file already belongs to the user. Its group is set through the file descriptor, because the old file may have a group
    /// that its owner could not assign. A file that is not world-readable loses the readers that a directory's default access control list
    /// gave it.
    /// </summary>
    internal void SetAttributes(SafeFileHandle file, string name, FileAttributesSnapshot attributes)
    {
        if (!attributes.Mode.HasFlag(UnixFileMode.OtherRead) && !attributes.Extended.ContainsKey(AccessList.Attribute))
        {
            Check(name, () => Posix.RemoveAttribute(file, AccessList.Attribute));
        }

        foreach (var (label, value) in attributes.Extended)
        {
            Check(name, () => Posix.SetAttribute(file, label, value));
        }

        // Only root can change the owner of a file.
        var user = owner is null ? attributes.Owner : uint.MaxValue;
        var error = DoAs(owner is null ? null : new FileOwner(0, 0), () => Posix.SetOwner(file, user, attributes.Group));
        if (error != 0 && owner is null)
        {
            throw Failure(name, error);
        }

        Check(name, () => Posix.SetMode(file, attributes.Mode));
    }

    /// <summary>Writes the content of a new file from its start.</summary>
    internal void Fill(SafeFileHandle file, byte[] content) => Do(() =>
    {
        RandomAccess.Write(file, content, 0);
        return 0;
    });

    /// <summary>Waits until the content of a new file is durable.</summary>
    internal void Sync(SafeFileHandle file, string shownPath) => Do(() =>
    {
        Posix.Sync(file, shownPath);
        return 0;
    });

    /// <summary>Starts the writeback of a new file's content, and does not wait for it.</summary>
    internal void BeginSync(SafeFileHandle file) => Do(() =>
    {
        Posix.BeginSync(file);
        return 0;
    });

    /// <summary>
    /// Closes a new file. If its file system hangs, close(2) is not called, and the descriptor stays open until the process ends.
    /// </summary>
    internal void Close(SafeFileHandle file)
    {
        try
        {
            Do(() =>
            {
                file.Dispose();
                return 0;
            });
        }
        catch (IOException)
        {
            file.SetHandleAsInvalid();
            file.Dispose();
        }
    }

    internal void CreateLink(string name, string target, uint user, uint group)
    {
        Check(name, () => Posix.CreateLinkAt(handle, name, target));
        if (owner is null)
        {
            Check(name, () => Posix.SetOwnerAt(handle, name, user, group));
        }
    }

    internal void Rename(string from, string to) => Check(to, () => Posix.RenameAt(handle, from, to));

    /// <summary>Same as <see cref="Rename"/>, but fails if the new name is taken, and then returns false.</summary>
    internal bool RenameNew(string from, string to)
    {
        var error = Do(() => Posix.RenameNewAt(handle, from, to));
        return error is 0 or Posix.AlreadyThere ? error == 0 : throw Failure(to, error);
    }

    /// <summary>Removes an entry. A missing entry is not an error.</summary>
    internal void Remove(string name) => Check(name, () => Posix.RemoveAt(handle, name));

    internal void MakeDirectory(string name, UnixFileMode mode) => Check(name, () => Posix.MakeDirectoryAt(handle, name, mode));

    /// <summary>Removes an empty directory. A missing directory and a directory that is not empty are not errors.</summary>
    internal void RemoveEmptyDirectory(string name)
        => Check(
            name,
            () => Posix.RemoveDirectoryAt(handle, name) is var error && (Posix.MeansAbsent(error) || error == Posix.NotEmpty) ? 0 : error);

    /// <summary>Makes the directory's entries durable.</summary>
    internal void Sync() => Check("", () => Posix.SyncAt(handle));

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private (SafeFileHandle? Place, FileFacts? Facts, int Error) Entered(string name)
    {
        var place = Posix.OpenPlaceAt(handle, name, out var error);
        return (place, place is null ? null : Posix.Facts(place, out error), error);
    }

    private Localization.Outcome<HeldFile> ReadOpened(
        string asked, string name, Func<(SafeFileHandle? File, int Error)> open, FileOwner? acting = null)
        => Do<Localization.Outcome<HeldFile>>(() =>
    {
        var (opened, error) = open();
        using var file = opened;
        if (file is null)
        {
            // A socket cannot be opened (open(2)). Neither can a device without a driver, which is not a file either.
            return Posix.MeansAbsent(error) ? FileMessages.Missing.At(asked)
                : error == Posix.NoSuchDevice ? FileMessages.NotAFile.At(asked, NodeRoot.Name(FileKind.Socket))
                : FileMessages.Unreadable.At(asked, Posix.Describe(error));
        }

        return NodeRoot.ReadOpened(asked, $"{path}/{name}", file).Then<HeldFile>(read => new HeldFile(read, Posix.Attributes(file)));
    }, acting);

    private void Check(string name, Func<int> call)
    {
        if (Do(call) is not 0 and var error)
        {
            throw Failure(name, error);
        }
    }

    private T Do<T>(Func<T> work, FileOwner? acting = null) => DoAs(owner ?? acting, work);

    private T DoAs<T>(FileOwner? user, Func<T> work)
        => (home ?? thread.Asking ?? (user is null ? null : shown)) is { } place ? thread.As(user, place, work) : work();

    private IOException Failure(string name, int error)
        => new($"{(name.Length == 0 ? shown : $"{shown}/{name}")}: {Posix.Describe(error)}", error);
}
