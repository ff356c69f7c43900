namespace KubePki.Files;

/// <summary>
/// Writing that survives a power cut. Paths are this machine's. New files are created exclusively and readable by their
/// owner only; they get their final owner, labels and mode before they get their name. Failures are <see cref="IOException"/>s.
/// </summary>
internal static class DurableFiles
{
    /// <summary>Writes a new file and makes its content durable; the directory entry is made durable by <see cref="SyncDirectory"/>.</summary>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content, FileAttributesSnapshot attributes)
    {
        using var file = new NewFiles();
        file.Write(path, content, attributes);
        file.Sync();
    }

    /// <summary>Writes into a file of this program's own from an offset on, cuts off what lay behind it, and makes it durable.</summary>
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

    /// <summary>Makes sure that a file of this program's own can grow to a length, and leaves it as long as it is.</summary>
    internal static void Reserve(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        Posix.Reserve(file, path, length);
    }

    /// <summary>
    /// The content of a file of this program's own, or null when there is none. It has to be a regular file under that very name,
    /// no link, and no larger than any this program reads.
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
            throw new IOException($"{path}: {(facts.Kind != FileKind.Regular ? $"is a {NodeRoot.Name(facts.Kind)}" : $"is {facts.Size} bytes long")}");
        }

        var content = Unmoved.Bytes((int)facts.Size);
        var filled = 0;
        while (filled < content.Length && RandomAccess.Read(file, content.AsSpan(filled), filled) is var count and > 0)
        {
            filled += count;
        }

        return filled == content.Length ? content : Unmoved.Copy(content.AsSpan(0, filled));
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
    /// <summary>0600, owned by whom this process acts as.</summary>
    internal static FileAttributesSnapshot Private => new(UnixFileMode.UserRead | UnixFileMode.UserWrite, Posix.EffectiveUser, uint.MaxValue, new Dictionary<string, byte[]>());

    /// <summary>
    /// Without a group that is not root's, and without the entries of an access control list that let others at the file. The list goes as
    /// a whole: what is left of it stands in the mode, whose group bits were its mask.
    /// </summary>
    internal FileAttributesSnapshot ForOwnerOnly()
    {
        var alone = WithoutList();
        return alone.Group == 0 ? alone : alone with { Mode = alone.Mode & ~FileFacts.ForGroup };
    }

    private FileAttributesSnapshot WithoutList()
        => Extended.TryGetValue(AccessList.Attribute, out var value) && AccessList.Read(value) is { } list && list.Others(Owner).Count > 0
            ? this with { Mode = list.ModeOf(Mode), Extended = Extended.Where(e => e.Key != AccessList.Attribute).ToDictionary(StringComparer.Ordinal) }
            : this;
}
