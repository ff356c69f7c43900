using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>Writes and reads the content of one backup directory. As protected as what it holds: 0700 and 0600.</summary>
internal static class BackupStore
{
    /// <summary>The list of what it holds.</summary>
    internal const string ManifestName = "manifest.json";

    private static readonly Dictionary<string, byte[]> NoAttributes = [];

    /// <summary>The hash of that list, as sha256sum writes and checks it.</summary>
    private const string ManifestHashName = "manifest.json.sha256";

    /// <summary>
    /// Copies files and links (paths whose directory is real; what does not exist is remembered as such) and makes everything durable.
    /// <paramref name="refuses"/> says what is wrong with a file that was read, by its place in the list; then there is no backup.
    /// </summary>
    internal static Outcome<BackupManifest> Write(HeldFiles held, string directory, IReadOnlyList<string> realPaths, DateTimeOffset now, Func<int, byte[], FileFacts, Problem?> refuses)
    {
        var files = Copy(held, directory, realPaths, refuses, (_, _) => false);
        return files.Succeeded ? WriteList(directory, files.Value, now) : files.Problem;
    }

    /// <summary>Likewise; <paramref name="leaves"/> decides whether what cannot be read is left out.</summary>
    internal static BackupManifest Write(HeldFiles held, string directory, IReadOnlyList<string> realPaths, DateTimeOffset now, Func<string, Problem, bool> leaves)
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

    /// <summary>They are durable before the list is written: a backup with a list is whole.</summary>
    private static Outcome<List<BackedUpFile>> Copy(
        HeldFiles held, string directory, IReadOnlyList<string> realPaths, Func<int, byte[], FileFacts, Problem?> refuses, Func<string, Problem, bool> leaves)
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
    /// The manifest, or null when there is none that is whole: a changed path or mode is damage as a changed content is. Throws
    /// <see cref="IOException"/> when it cannot be read.
    /// </summary>
    internal static BackupManifest? Manifest(string directory)
        => DurableFiles.Read($"{directory}/{ManifestName}") is { } json && DurableFiles.Read($"{directory}/{ManifestHashName}") is { } hash && hash.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(HashLine(json)))
            ? Parse(json)
            : null;

    /// <summary>A manifest, or null when it is none.</summary>
    internal static BackupManifest? Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApplyJson.Default.BackupManifest) is { } manifest && StoredRecords.IsSound(manifest) ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The content of one file; null when it is damaged: gone, or not what its hash says. Throws <see cref="IOException"/> when it cannot be read,
    /// which says nothing about it.
    /// </summary>
    internal static byte[]? Intact(string directory, BackedUpFile file)
        => DurableFiles.Read($"{directory}/{file.Content}") is { } content && Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256
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

    /// <summary>The changes that bring back what the backup holds whatever is there now, or the damage that keeps it from doing so.</summary>
    internal static Outcome<IReadOnlyList<Change>> Changes(string directory, string id, BackupManifest manifest)
        => Changes(directory, id, manifest, [], checks: false);

    /// <summary>
    /// Likewise after the transaction that left the files as <paramref name="left"/> says: what became a link ceases to be one.
    /// <paramref name="checks"/>: only where they are still so; those that are not named may hold anything.
    /// </summary>
    internal static Outcome<IReadOnlyList<Change>> Changes(string directory, string id, BackupManifest manifest, IReadOnlyList<StagedFile> left, bool checks)
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
                changes.Add(new PointLink(file.Path, target) { ExpectedTarget = seen?.LinkTarget, MakesDirectories = true, Owner = (file.Owner, file.Group) });
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

        // Links are turned back before what they point at goes: they lead somewhere at every instant.
        return changes.OrderBy(c => c is RemoveFile ? 2 : c is PointLink ? 1 : 0).ToList();
    }

    private static string HashLine(byte[] json) => $"{Convert.ToHexStringLower(SHA256.HashData(json))}  {ManifestName}\n";

    /// <summary>What is at a path: nothing, a link, or a file with the hash of its content.</summary>
    private sealed record Source(string Path, HeldFile? File, byte[]? Hash, (string Target, FileFacts Facts)? Link);

    private static Outcome<Source> Read(HeldFiles held, string path)
    {
        try
        {
            return held.Look(path) switch
            {
                null => new Source(path, null, null, null),
                { Kind: FileKind.Link } => held.Link(path) is { } link ? new Source(path, null, null, link) : ApplyMessages.ChangedMeanwhile.At(path),
                _ => held.Read(path).Then<Source>(file => new Source(path, file, SHA256.HashData(file.File.Content), null)),
            };
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.Because(path, e);
        }
    }

    /// <summary>Content, owner, mode and labels are of one descriptor: nobody mixes their file's owner with the content of another's.</summary>
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
            source.Path, System.IO.Path.GetFileName(copy), Convert.ToHexStringLower(source.Hash!), (int)attributes.Mode, attributes.Owner, attributes.Group, attributes.Extended);
    }
}
