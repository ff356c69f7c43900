namespace KubePki.Apply;

/// <summary>
/// Checks whether a record of the state directory can be used. A valid checksum proves that the record is unchanged, not that this version,
/// or kubepki at all, wrote it. A record that is not sound is unreadable: kubepki concludes nothing from an incomplete record.
/// </summary>
internal static class StoredRecords
{
    private const int AllModeBits = 0xfff;
    private const int LongestPath = 4096;

    internal static bool IsSound(JournalEntry entry)
        => Enum.IsDefined(entry.Stage) && entry.Stage != TransactionStage.Unreadable
            && entry is { Verb: not null, Summary: not null, Files: not null, Directories: not null, Homes: not null }
            && (entry.Reverses is null || IsName(entry.Reverses))
            && entry.Files.All(IsSound) && AreDistinct(entry.Files.Select(f => f.Path))
            && entry.Directories.All(IsPath) && entry.Homes.All(IsPath);

    internal static bool IsSound(BackupManifest manifest)
        => manifest.Files is not null && manifest.Files.All(IsSound) && AreDistinct(manifest.Files.Select(f => f.Path));

    private static bool IsSound(StagedFile file)
        => file is not null && IsPath(file.Path)
            && (file.StagedPath is null || (IsPath(file.StagedPath) && IsBeside(file.StagedPath, file.Path)))
            && (file.Sha256 is null || IsHash(file.Sha256))
            && (file.LinkTarget is null || IsText(file.LinkTarget));

    private static bool IsSound(BackedUpFile file)
        => file is not null && IsPath(file.Path) && (file.Mode & ~AllModeBits) == 0
            && (file.Content is null ? file.Sha256 is null : IsName(file.Content) && file.Sha256 is not null && IsHash(file.Sha256))
            && (file.LinkTarget is null || (file.Content is null && IsText(file.LinkTarget)))
            && file.Extended is not null && file.Extended.All(e => IsText(e.Key) && e.Value is not null);

    /// <summary>Whether a staged file is in the directory of its target, and is not the target.</summary>
    private static bool IsBeside(string staged, string path)
        => staged != path && Path.GetDirectoryName(staged) == Path.GetDirectoryName(path);

    /// <summary>Whether the path names one file of the node: absolute, and without <c>.</c> and <c>..</c>.</summary>
    private static bool IsPath(string path)
        => path is not null && path.Length is > 1 and <= LongestPath && path[0] == '/' && Array.TrueForAll(path[1..].Split('/'), IsName);

    private static bool IsName(string name) => IsText(name) && name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal);

    private static bool IsText(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsHash(string hash) => hash.Length % 2 == 0 && hash.All(char.IsAsciiHexDigitLower);

    private static bool AreDistinct(IEnumerable<string> paths) => paths.GroupBy(p => p, StringComparer.Ordinal).All(g => g.Count() == 1);
}
