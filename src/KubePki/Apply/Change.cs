using KubePki.Files;

namespace KubePki.Apply;

/// <summary>One requested change of a node's file. Paths are the node's own.</summary>
internal abstract record Change(string Path)
{
    /// <summary>Whether missing parent directories are created: mode 0755, owned by the acting user.</summary>
    public bool MakesDirectories { get; init; }

    /// <summary>
    /// The target of the existing link when the plan was made. The transaction refuses if the target differs by then. Null: not checked.
    /// </summary>
    public string? ExpectedTarget { get; init; }

    /// <summary>
    /// Whether an existing link is itself replaced or removed. Otherwise a file is written to the link's target, and only a regular file is
    /// removed.
    /// </summary>
    public bool ReplacesLink { get; init; }

    /// <summary>The existing file when the plan was made. The transaction refuses a different one. Null: not checked.</summary>
    public FileFacts? ExpectedFacts { get; init; }
}

/// <summary>
/// Writes new content to a file, through the links that lead to it. A mode, owner or labels that are not set stay those of the existing
/// file. A new file then gets mode 0600 and belongs to the acting user.
/// </summary>
internal sealed record PutFile(string Path, byte[] Content) : Change(Path)
{
    /// <summary>
    /// SHA-256 of the content that the plan was made for. The transaction refuses if the file differs by then. Null: not checked.
    /// </summary>
    public byte[]? ExpectedSha256 { get; init; }

    /// <summary>Whether the file must not exist yet.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>The mode; null to keep that of the existing file.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The owner and group; null to keep those of the existing file.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>
    /// Whether the file contains a new key. Then access control list entries that gave others access to the old key are dropped.
    /// </summary>
    public bool HoldsNewKey { get; init; }

    /// <summary>The extended attributes (SELinux label, ACLs); null to keep those of the existing file.</summary>
    public IReadOnlyDictionary<string, byte[]>? ExtendedAttributes { get; init; }
}

/// <summary>
/// Creates a symbolic link or changes its target, atomically. A link on the way to the directory of <paramref name="Path"/> is followed.
/// </summary>
internal sealed record PointLink(string Path, string Target) : Change(Path)
{
    /// <summary>
    /// SHA-256 of the regular file that the link replaces. The transaction refuses if the file differs by then. Null: not checked.
    /// </summary>
    public byte[]? ReplacedSha256 { get; init; }

    /// <summary>Whether the path must be free.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>The new owner and group; null for those of the existing entry, or else of the acting user.</summary>
    public (uint User, uint Group)? Owner { get; init; }
}

/// <summary>Removes a file or link: the reverse of creating one.</summary>
internal sealed record RemoveFile(string Path, byte[]? ExpectedSha256) : Change(Path);

/// <summary>
/// Keeps a copy of a file beside it under another name, which must be new. The copy has mode 0600 and the file's owner.
/// <paramref name="ExpectedSha256"/> is the hash of the content that the plan was made for. The transaction refuses if the file differs by
/// then.
/// </summary>
internal sealed record CopyFile(string Path, string Source, byte[] ExpectedSha256) : Change(Path);
