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

    /// <summary>The hash of that list, as sha256sum writes and checks it.</summary>
    private const string ManifestHashName = "manifest.json.sha256";

    /// <summary>Copies files and links (paths whose directory is real; what does not exist is remembered as such) and makes everything durable.</summary>
    internal static BackupManifest Write(NodeRoot root, string directory, IReadOnlyList<string> realPaths, DateTimeOffset now)
    {
        var files = Copy(root, directory, realPaths);
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
    private static List<BackedUpFile> Copy(NodeRoot root, string directory, IReadOnlyList<string> realPaths)
    {
        using var copies = new NewFiles();
        var files = realPaths.Select((path, i) => CopyOne(root, path, directory, $"{i:D4}", copies)).ToList();
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
            return JsonSerializer.Deserialize(json, ApplyJson.Default.BackupManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The content of one file, checked against its hash.</summary>
    internal static Outcome<byte[]> Content(string directory, string id, BackedUpFile file)
    {
        try
        {
            var content = DurableFiles.Read($"{directory}/{file.Content}");
            return content is null ? ApplyMessages.DamagedBackup.At(file.Path, id) : Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256 ? content : ApplyMessages.DamagedBackup.At(file.Path, id);
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.At(file.Path, e.Message);
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

    private static BackedUpFile CopyOne(NodeRoot root, string path, string directory, string name, NewFiles copies)
    {
        var onThisMachine = root.OnThisMachine(path);
        if (root.Look(path) is not { } facts)
        {
            return new BackedUpFile(path, null, null, 0, 0, 0, new Dictionary<string, byte[]>());
        }

        if (facts.Kind == FileKind.Link)
        {
            var target = root.LinkTarget(path) ?? throw new IOException($"{path}: the link cannot be read");
            return new BackedUpFile(path, null, null, (int)facts.Mode, facts.Owner, facts.Group, new Dictionary<string, byte[]>(), target);
        }

        var read = root.Read(path);
        if (!read.Succeeded)
        {
            throw new IOException(read.Problem.ToString());
        }

        copies.Write($"{directory}/{name}", read.Value.Content, FileAttributesSnapshot.Private);
        var hash = Convert.ToHexStringLower(SHA256.HashData(read.Value.Content));
        CryptographicOperations.ZeroMemory(read.Value.Content);
        return new BackedUpFile(
            path, name, hash, (int)facts.Mode, facts.Owner, facts.Group, Posix.Attributes(onThisMachine));
    }
}
