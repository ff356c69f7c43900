namespace KubePki.Files;

/// <summary>What kind of entry a path names; the values are those of the S_IFMT bits (inode(7)).</summary>
internal enum FileKind
{
    /// <summary>A FIFO; reading one could wait forever.</summary>
    Fifo = 0x1000,

    /// <summary>A character device.</summary>
    CharacterDevice = 0x2000,

    /// <summary>A directory.</summary>
    Directory = 0x4000,

    /// <summary>A block device.</summary>
    BlockDevice = 0x6000,

    /// <summary>A regular file.</summary>
    Regular = 0x8000,

    /// <summary>A symbolic link.</summary>
    Link = 0xa000,

    /// <summary>A socket.</summary>
    Socket = 0xc000,
}

/// <summary>What the file system says of one entry.</summary>
internal sealed record FileFacts(FileKind Kind, UnixFileMode Mode, uint Owner, uint Group, long Size, ulong Inode, ulong Device, uint Links)
{
    /// <summary>The mode it has, but none that lets everybody at a private key.</summary>
    public UnixFileMode ModeWithoutOthers => Mode & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

    /// <summary>
    /// Likewise for a file that takes its place without its access control list: beside a list the group bits are what it allows at most,
    /// and nothing of the group's. A group that is not root's does not get the new key either.
    /// </summary>
    internal UnixFileMode ModeOfNewFile
        => ((Access?.ModeOf(ModeWithoutOthers)) ?? ModeWithoutOthers) & ~(Group == 0 ? UnixFileMode.None : ForGroup);

    /// <summary>What a mode gives to a group.</summary>
    internal const UnixFileMode ForGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Its access control list, of a file that was read; null where it has none.</summary>
    public AccessList? Access { get; init; }

    /// <summary>Who can read or write it besides its owner, its group and everybody: those its access control list names.</summary>
    public IReadOnlyList<AccessEntry> OthersByList => Access?.Others(Owner) ?? [];

    /// <summary>Whether a group that is not root's can read or write it.</summary>
    public bool IsOpenToGroup => Group != 0 && ((Access?.ModeOf(Mode) ?? Mode) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite)) != 0;

    /// <summary>Whether nothing about it may be changed (chattr +i); of a directory: no entry may be made, renamed or removed.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>
    /// Whether it may only grow (chattr +a), so that nothing can take its place; of a directory: entries may be made, and not renamed or removed.
    /// </summary>
    public bool IsAppendOnly { get; init; }

    /// <summary>When its content, name or attributes last changed (ctime); replacing a file by rename counts.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}
