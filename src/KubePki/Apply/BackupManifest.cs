using KubePki.Files;

namespace KubePki.Apply;

/// <summary>The content of a backup.</summary>
internal sealed record BackupManifest(DateTimeOffset MadeAt, IReadOnlyList<BackedUpFile> Files)
{
    /// <summary>
    /// The manifest without entries for files that did not exist: restoring a backup does not remove newer files; <c>undo</c> does.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal BackupManifest Held => this with { Files = [.. Files.Where(f => !f.WasMissing)] };
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">The node's path after following links, to which the content is restored.</param>
/// <param name="Content">Name of the file with the content inside the backup; null for a link, and if there was no file.</param>
/// <param name="Sha256">Hash of the content in lower-case hex.</param>
/// <param name="Mode">Mode bits.</param>
/// <param name="Owner">User id.</param>
/// <param name="Group">Group id.</param>
/// <param name="Extended">Extended attributes: SELinux label, ACLs.</param>
/// <param name="LinkTarget">Where a symbolic link pointed; null for files.</param>
internal sealed record BackedUpFile(
    string Path, string? Content, string? Sha256, int Mode, uint Owner, uint Group, IReadOnlyDictionary<string, byte[]> Extended,
    string? LinkTarget = null)
{
    /// <summary>Whether there was neither a file nor a link.</summary>
    internal bool WasMissing => Content is null && LinkTarget is null;

    /// <summary>The attributes of the file, all from the file descriptor that its content was read from.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal FileAttributesSnapshot Attributes => new((UnixFileMode)Mode, Owner, Group, Extended);
}

/// <summary>A backup that was just made, by the paths of its files.</summary>
internal sealed class Backup(string directory, string id, BackupManifest manifest)
{
    private readonly Dictionary<string, BackedUpFile> _files = manifest.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    /// <summary>The backed-up entry of a path; throws <see cref="IOException"/> if it was not backed up.</summary>
    internal BackedUpFile Find(string realPath)
        => _files.GetValueOrDefault(realPath) ?? throw new IOException($"{realPath} is not in the backup {id}");

    /// <summary>The content of a file; throws <see cref="IOException"/> when it is damaged or cannot be read.</summary>
    internal byte[] Content(BackedUpFile file) => BackupStore.Intact(directory, file) ?? throw Damaged(file, id);

    /// <summary>The exception for a file whose content differs from the backed-up content.</summary>
    internal static IOException Damaged(BackedUpFile file, string id) => new($"{file.Path} is damaged in the backup {id}");
}
