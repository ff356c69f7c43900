namespace KubePki.Files;

/// <summary>What kind of entry a path names; the values are those of the S_IFMT bits (inode(7)).</summary>
public enum FileKind
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
public sealed record FileFacts(FileKind Kind, UnixFileMode Mode, uint Owner, uint Group, long Size, ulong Inode, ulong Device, uint Links)
{
    /// <summary>The mode it has, but none that lets everybody at a private key.</summary>
    public UnixFileMode ModeWithoutOthers => Mode & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

    /// <summary>When its content, name or attributes last changed (ctime); replacing a file by rename counts.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}
