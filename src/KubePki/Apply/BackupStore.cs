using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>Writes and reads the content of one backup directory. It is as protected as the backed-up files: modes 0700 and 0600.</summary>
internal static class BackupStore
{
    /// <summary>The file name of the manifest, which lists the backed-up files.</summary>
    internal const string ManifestName = "manifest.json";

    private static readonly Dictionary<string, byte[]> NoAttributes = [];

    /// <summary>The file name of the manifest's hash, in the format of sha256sum.</summary>
    private const string ManifestHashName = "manifest.json.sha256";

    /// <summary>
    /// Copies files and links and makes everything durable. The directories of the paths are resolved; a missing file is recorded as
    /// missing. <paramref name="refuses"/> returns what is wrong with a file that was read, by its index in the list; then there is no
    /// backup.
    /// </summary>
    internal static Outcome<BackupManifest> Write(
        HeldFiles held, string directory, IReadOnlyList<string> realPaths, DateTimeOffset now,
        Func<int, byte[], FileFacts, Problem?> refuses)
    {
        var files = Copy(held, directory, realPaths, refuses, (_, _) => false);
        return files.Succeeded ? WriteList(directory, files.Value, now) : files.Problem;
    }

    /// <summary>
    /// Same as the overload with <c>refuses</c>, but <paramref name="leaves"/> decides whether an unreadable file is skipped.
    /// </summary>
    internal static BackupManifest Write(
        HeldFiles held, string directory, IReadOnlyList<string> realPaths, DateTimeOffset now, Func<string, Problem, bool> leaves)
        => WriteList(directory, Copy(held, directory, realPaths, (_, _, _) => null, leaves).Value!, now);

    private static BackupManifest WriteList(string directory, IReadOnlyList<BackedUpFile> files, DateTimeOffset now)
    {
        var manifest = new BackupManifest(now, files);
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, ApplyJson.Default.BackupManifest);
        using (var list = new NewFiles())
        {
            list.Write($"{directory}/{ManifestHashName}", Encoding.ASCII.GetBytes(HashLine(json)), FileAttributesSnapshot.Private);
            list.Write($"{directory}/{ManifestName}", json, FileAttributesSnapshot.Private);
            list.Sync();
        }

        DurableFiles.SyncDirectory(directory);
        return manifest;
    }

    /// <summary>The copies are durable before the manifest is written: a backup with a manifest is complete.</summary>
    private static Outcome<List<BackedUpFile>> Copy(
        HeldFiles held,
        string directory, IReadOnlyList<string> realPaths, Func<int, byte[], FileFacts, Problem?> refuses,
        Func<string, Problem, bool> leaves)
    {
        using var copies = new NewFiles();
        var files = new List<BackedUpFile>();
        for (var i = 0; i < realPaths.Count; i++)
        {
            var read = Read(held, realPaths[i]);
            if (!read.Succeeded && leaves(realPaths[i], read.Problem))
            {
                continue;
            }

            var source = read.Value ?? throw new IOException(read.Problem!.ToString());
            if (source.File is { } file && refuses(i, source.Hash!, file.File.Facts) is { } refused)
            {
                CryptographicOperations.ZeroMemory(file.File.Content);
                return refused;
            }

            files.Add(CopyOne(source, $"{directory}/{i:D4}", copies));
        }

        copies.Sync();
        return files;
    }

    /// <summary>
    /// The manifest; null if there is no intact one. A changed path or mode is damage, like changed content. Throws
    /// <see cref="IOException"/> if it cannot be read.
    /// </summary>
    internal static BackupManifest? Manifest(string directory)
        => DurableFiles.Read($"{directory}/{ManifestName}") is { } json && DurableFiles.Read($"{directory}/{ManifestHashName}") is { } hash
            && hash.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(HashLine(json)))
            ? Parse(json)
            : null;

    /// <summary>Parses a manifest; null if it is not a valid manifest.</summary>
    internal static BackupManifest? Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApplyJson.Default.BackupManifest) is { } manifest && StoredRecords.IsSound(manifest)
                ? manifest
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The content of one file; null if it is damaged: missing, or different from its hash. Throws <see cref="IOException"/> if it cannot
    /// be read, because that does not prove any damage.
    /// </summary>
    internal static byte[]? Intact(string directory, BackedUpFile file)
        => DurableFiles.Read($"{directory}/{file.Content}") is { } content
            && Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256
            ? content : null;

    /// <summary>The content of one file, checked against its hash.</summary>
    private static Outcome<byte[]> Content(string directory, string id, BackedUpFile file)
    {
        try
        {
            return Intact(directory, file) is { } content ? content : ApplyMessages.DamagedBackup.At(file.Path, id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileMessages.Unreadable.Because(file.Path, e);
        }
    }

    /// <summary>The changes that restore the backup's content over any existing files, or the damage that prevents it.</summary>
    internal static Outcome<IReadOnlyList<Change>> Changes(string directory, string id, BackupManifest manifest)
        => Changes(directory, id, manifest, [], checks: false);

    /// <summary>
    /// Same as the overload without <paramref name="left"/>, for undoing the transaction that left the files in the state of
    /// <paramref name="left"/>: a file that became a link becomes a file again. <paramref name="checks"/>: restore only if the files are
    /// still in that state. Files that are not in <paramref name="left"/> may have any content.
    /// </summary>
    internal static Outcome<IReadOnlyList<Change>> Changes(
        string directory, string id, BackupManifest manifest, IReadOnlyList<StagedFile> left, bool checks)
    {
        var changes = new List<Change>();
        var leftAt = left.ToDictionary(f => f.Path, StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            var becameLink = leftAt.GetValueOrDefault(file.Path)?.LinkTarget is not null;
            var seen = checks ? leftAt.GetValueOrDefault(file.Path) : null;
            var seenHash = seen?.Sha256 is { } hash ? Convert.FromHexString(hash) : null;
            if (file.LinkTarget is { } target)
            {
                changes.Add(new PointLink(
                    file.Path, target)
                { ExpectedTarget = seen?.LinkTarget, MakesDirectories = true, Owner = (file.Owner, file.Group) });
                continue;
            }

            if (file.WasMissing)
            {
                changes.Add(new RemoveFile(file.Path, seenHash) { ExpectedTarget = seen?.LinkTarget, ReplacesLink = becameLink });
                continue;
            }

            var content = Content(directory, id, file);
            if (!content.Succeeded)
            {
                changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));
                return content.Problem;
            }

            changes.Add(new PutFile(file.Path, content.Value)
            {
                ExpectedSha256 = seenHash,
                ExpectedTarget = seen?.LinkTarget,
                ReplacesLink = becameLink,
                MustBeNew = seen is { StagedPath: null },
                MakesDirectories = true,
                Mode = (UnixFileMode)file.Mode,
                Owner = (file.Owner, file.Group),
                ExtendedAttributes = file.Extended,
            });
        }

        // Redirect links before their old targets are removed, so that a link always leads to a file.
        return changes.OrderBy(c => c is RemoveFile ? 2 : c is PointLink ? 1 : 0).ToList();
    }

    private static string HashLine(byte[] json) => $"{Convert.ToHexStringLower(SHA256.HashData(json))}  {ManifestName}\n";

    /// <summary>The entry at a path: nothing, a link, or a file with the hash of its content.</summary>
    private sealed record Source(string Path, HeldFile? File, byte[]? Hash, (string Target, FileFacts Facts)? Link);

    private static Outcome<Source> Read(HeldFiles held, string path)
    {
        try
        {
            return held.FactsOf(path) switch
            {
                null => new Source(path, null, null, null),
                { Kind: FileKind.Link } =>
                    held.Link(path) is { } link ? new Source(path, null, null, link) : ApplyMessages.ChangedMeanwhile.At(path),
                _ => held.Read(path).Then<Source>(file => new Source(path, file, SHA256.HashData(file.File.Content), null)),
            };
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.Because(path, e);
        }
    }

    /// <summary>
    /// Content, owner, mode and labels come from one file descriptor, so that a file's owner is never combined with the content of another
    /// file.
    /// </summary>
    private static BackedUpFile CopyOne(Source source, string copy, NewFiles copies)
    {
        if (source.File is not { } file)
        {
            return source.Link is var (target, facts)
                ? new BackedUpFile(source.Path, null, null, (int)facts.Mode, facts.Owner, facts.Group, NoAttributes, target)
                : new BackedUpFile(source.Path, null, null, 0, 0, 0, NoAttributes);
        }

        copies.Write(copy, file.File.Content, FileAttributesSnapshot.Private);
        CryptographicOperations.ZeroMemory(file.File.Content);
        var attributes = file.Attributes;
        return new BackedUpFile(
            source.Path,
            System.IO.Path.GetFileName(copy), Convert.ToHexStringLower(source.Hash!), (int)attributes.Mode, attributes.Owner,
            attributes.Group, attributes.Extended);
    }
}
