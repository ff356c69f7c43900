namespace KubePki.Files;

/// <summary>What kind of entry a path names; the values are those of the S_IFMT bits (inode(7)).</summary>
internal enum FileKind
{
    /// <summary>A FIFO; reading one could block forever.</summary>
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

/// <summary>The metadata of one file system entry.</summary>
internal sealed record FileFacts(FileKind Kind, UnixFileMode Mode, uint Owner, uint Group, long Size, ulong Inode, ulong Device, uint Links)
{
    /// <summary>The file's mode, without access to a private key for all other users.</summary>
    public UnixFileMode ModeWithoutOthers => Mode & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

    /// <summary>
    /// Same as <see cref="ModeWithoutOthers"/>, for a file that replaces this one without its access control list: with a list, the group
    /// bits are only its mask, not the permissions of the group. A group other than root's does not get access to the new key either.
    /// </summary>
    internal UnixFileMode ModeOfNewFile
        => ((Access?.ModeOf(ModeWithoutOthers)) ?? ModeWithoutOthers) & ~(Group == 0 ? UnixFileMode.None : ForGroup);

    /// <summary>The mode bits of the group.</summary>
    internal const UnixFileMode ForGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>The access control list of a file that was read; null if it has none.</summary>
    public AccessList? Access { get; init; }

    /// <summary>
    /// The users and groups in the access control list that can read or write the file, in addition to its owner, its group and all other
    /// users.
    /// </summary>
    public IReadOnlyList<AccessEntry> OthersByList => Access?.Others(Owner) ?? [];

    /// <summary>Whether a group other than root's can read or write the file.</summary>
    public bool IsOpenToGroup => Group != 0 && ((Access?.ModeOf(Mode) ?? Mode) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite)) != 0;

    /// <summary>
    /// Whether the entry is immutable (chattr +i). In an immutable directory, no entry may be created, renamed or removed.
    /// </summary>
    public bool IsImmutable { get; init; }

    /// <summary>
    /// Whether the file may only grow (chattr +a), so that nothing can replace it. In an append-only directory, entries may be created, but
    /// not renamed or removed.
    /// </summary>
    public bool IsAppendOnly { get; init; }

    /// <summary>When the content, name or attributes last changed (ctime). Replacing a file by a rename counts.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}
