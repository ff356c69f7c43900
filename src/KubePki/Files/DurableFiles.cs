namespace KubePki.Files;

/// <summary>
/// Writes files that survive a power loss. Paths are this machine's. New files are created exclusively and readable only by their owner.
/// They get their final owner, labels and mode before they get their final name. Failures are <see cref="IOException"/>s.
/// </summary>
internal static class DurableFiles
{
    /// <summary>Writes a new file and makes its content durable. <see cref="SyncDirectory"/> makes the directory entry durable.</summary>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content, FileAttributesSnapshot attributes)
    {
        using var file = new NewFiles();
        file.Write(path, content, attributes);
        file.Sync();
    }

    /// <summary>
    /// Writes to one of this program's own files from an offset on, truncates it after the written content, and makes it durable.
    /// </summary>
    internal static void Append(string path, long at, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (RandomAccess.GetLength(file) > at)
        {
            RandomAccess.SetLength(file, at);
        }

        RandomAccess.Write(file, content, at);
        Posix.Sync(file, path);
    }

    /// <summary>Ensures that one of this program's own files can grow to a length, and does not change its current length.</summary>
    internal static void Reserve(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        Posix.Reserve(file, path, length);
    }

    /// <summary>
    /// The content of one of this program's own files, or null if it does not exist. The path itself must be a regular file, not a link,
    /// and not larger than <see cref="NodeRoot.MaximumFileSize"/>.
    /// </summary>
    internal static byte[]? Read(string path)
    {
        if (Posix.Look(path) is null)
        {
            return null;
        }

        using var file = Posix.OpenForReading(path, out var error) ?? throw new IOException($"{path}: {Posix.Describe(error)}", error);
        var facts = Posix.Facts(file, out error) ?? throw new IOException($"{path}: {Posix.Describe(error)}", error);
        if (facts.Kind != FileKind.Regular || facts.Size > NodeRoot.MaximumFileSize)
        {
            throw new IOException(
                $"{path}: {(facts.Kind != FileKind.Regular ? $"is a {NodeRoot.Name(facts.Kind)}" : $"is {facts.Size} bytes long")}");
        }

        var content = PinnedMemory.Bytes((int)facts.Size);
        var filled = 0;
        while (filled < content.Length && RandomAccess.Read(file, content.AsSpan(filled), filled) is var count and > 0)
        {
            filled += count;
        }

        return filled == content.Length ? content : PinnedMemory.Copy(content.AsSpan(0, filled));
    }

    /// <summary>Makes a directory's entries durable.</summary>
    internal static void SyncDirectory(string path)
    {
        var error = Posix.SyncDirectory(path);
        if (error != 0)
        {
            throw new IOException($"{path}: {Posix.Describe(error)}", error);
        }
    }
}

/// <summary>Mode, owner and extended attributes (SELinux label, ACLs) of a file.</summary>
internal sealed record FileAttributesSnapshot(UnixFileMode Mode, uint Owner, uint Group, IReadOnlyDictionary<string, byte[]> Extended)
{
    /// <summary>Mode 0600, owned by the effective user of this process.</summary>
    internal static FileAttributesSnapshot Private
        => new(UnixFileMode.UserRead | UnixFileMode.UserWrite, Posix.EffectiveUser, uint.MaxValue, new Dictionary<string, byte[]>());

    /// <summary>
    /// The attributes without access for a group other than root's, and without the access control list if it gives others access to the
    /// file. The list is removed as a whole. The mode keeps the permissions of the owning group, because the group bits were the list's
    /// mask.
    /// </summary>
    internal FileAttributesSnapshot ForOwnerOnly()
    {
        var alone = WithoutList();
        return alone.Group == 0 ? alone : alone with { Mode = alone.Mode & ~FileFacts.ForGroup };
    }

    private FileAttributesSnapshot WithoutList()
        => Extended.TryGetValue(AccessList.Attribute, out var value) && AccessList.Read(value) is { } list && list.Others(Owner).Count > 0
            ? this with
            {
                Mode = list.ModeOf(Mode),
                Extended = Extended.Where(e => e.Key != AccessList.Attribute).ToDictionary(StringComparer.Ordinal)
            }
            : this;
}
