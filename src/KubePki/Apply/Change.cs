using KubePki.Files;

namespace KubePki.Apply;

/// <summary>One wished change of a node's file. Paths are the node's own.</summary>
internal abstract record Change(string Path)
{
    /// <summary>Whether the directories that lead to it are made where they are missing: 0755, the acting user's.</summary>
    public bool MakesDirectories { get; init; }

    /// <summary>Where the link in its place pointed when the plan was made; the transaction refuses when that differs by then. Null: not checked.</summary>
    public string? ExpectedTarget { get; init; }

    /// <summary>Whether a link in its place goes; a file is written where the link leads otherwise, and nothing but a file removed.</summary>
    public bool ReplacesLink { get; init; }

    /// <summary>The file in its place when the plan was made: the transaction refuses another one. Null: not checked.</summary>
    public FileFacts? Seen { get; init; }
}

/// <summary>
/// A file gets new content. An existing one keeps mode, owner, labels and the links that lead to it; a new one gets
/// <see cref="Mode"/> and <see cref="Owner"/>.
/// </summary>
internal sealed record PutFile(string Path, byte[] Content) : Change(Path)
{
    /// <summary>SHA-256 of the content the plan was made for; the transaction refuses when the file differs by then. Null: not checked.</summary>
    public byte[]? ExpectedSha256 { get; init; }

    /// <summary>Whether it must not exist yet.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>Mode it shall have; null for the one it has.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>Owner and group it shall have; null for the ones it has.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>Whether it holds a new key: entries of an access control list that let others at the old one are left out.</summary>
    public bool HoldsNewKey { get; init; }

    /// <summary>Extended attributes it shall have (SELinux label, ACLs); null for the ones it has.</summary>
    public IReadOnlyDictionary<string, byte[]>? ExtendedAttributes { get; init; }
}

/// <summary>A symbolic link comes to point elsewhere, or to be, atomically; a link that leads to <paramref name="Path"/>'s directory is followed.</summary>
internal sealed record PointLink(string Path, string Target) : Change(Path)
{
    /// <summary>SHA-256 of the regular file in whose place the link comes; the transaction refuses when that differs by then. Null: not checked.</summary>
    public byte[]? ReplacedSha256 { get; init; }

    /// <summary>Whether nothing may be there yet.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>Owner and group it shall have; null for those of what is in its place, or the acting user's.</summary>
    public (uint User, uint Group)? Owner { get; init; }
}

/// <summary>A file or link ceases to be: the reverse of a new one.</summary>
internal sealed record RemoveFile(string Path, byte[]? ExpectedSha256) : Change(Path);

/// <summary>
/// A copy of a file stays beside it under another name, which must be new: 0600, with the file's owner. <paramref name="ExpectedSha256"/> is
/// the hash of the content the plan was made for; the transaction refuses when the file differs by then.
/// </summary>
internal sealed record CopyFile(string Path, string Source, byte[] ExpectedSha256) : Change(Path);
