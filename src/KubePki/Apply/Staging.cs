using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>
/// A change with its resolved path: the file that the links lead to, and the hidden file beside it that is renamed to its name.
/// </summary>
internal sealed record ResolvedChange(Change Change, string RealPath, string? StagedPath)
{
    /// <summary>Directories that must be created first, each parent before its children.</summary>
    internal IReadOnlyList<string> NewDirectories { get; init; } = [];

    internal StagedFile Journalled
        => new(RealPath, StagedPath, Hash is { } hash ? Convert.ToHexStringLower(hash) : null, (Change as PointLink)?.Target);

    /// <summary>The hash that the existing content must have; null if the plan did not read the content.</summary>
    internal byte[]? Expected
        => (Change as PutFile)?.ExpectedSha256 ?? (Change as RemoveFile)?.ExpectedSha256 ?? (Change as PointLink)?.ReplacedSha256;

    /// <summary>
    /// Whether a file is the one that the plan read, with the same content. A file that the plan did not read may be anything.
    /// </summary>
    internal bool MatchesPlan(ReadOnlySpan<byte> hash, FileFacts facts)
        => (Expected is null || hash.SequenceEqual(Expected))
            && (Change.ExpectedFacts is not { } seen || (seen.Device, seen.Inode, seen.Owner) == (facts.Device, facts.Inode, facts.Owner));

    private byte[]? Hash => Change is PutFile put ? SHA256.HashData(put.Content) : (Change as CopyFile)?.ExpectedSha256;
}

/// <summary>Resolves the paths of changes, rejects untrusted locations, and writes the staged files.</summary>
internal sealed class Staging(HeldFiles files, IReadOnlyList<string> forbiddenDirectories)
{
    /// <summary>Resolves every change. Returns the first reason why one cannot be made.</summary>
    internal Outcome<IReadOnlyList<ResolvedChange>> Resolve(IReadOnlyList<Change> changes, string id)
    {
        var resolved = new List<ResolvedChange>();
        foreach (var change in changes)
        {
            // A removed entry or a redirected link is the entry itself, not the file that it leads to.
            var real = files.Resolve(change.Path, followsLast: change is PutFile { ReplacesLink: false });
            if (!real.Succeeded)
            {
                return real.Problem;
            }

            var missing = change.MakesDirectories ? MissingDirectories(real.Value) : [];
            if (Distrust(change.Path, real.Value, missing, mayBeLink: change is PointLink or { ReplacesLink: true }) is { } problem)
            {
                return problem;
            }

            if (resolved.Any(r => r.RealPath == real.Value))
            {
                return ApplyMessages.SamePlace.At(change.Path, real.Value);
            }

            var directory = Path.GetDirectoryName(real.Value)!;
            resolved.Add(new ResolvedChange(
                change, real.Value,
                change is RemoveFile ? null : $"{directory.TrimEnd('/')}/.kubepki-{id}-{resolved.Count}")
            { NewDirectories = missing });
        }

        return resolved;
    }

    /// <summary>
    /// Writes the staged file of a change, as one of the files that become durable together. It gets its final attributes: those of the
    /// backed-up file, unless the change names others.
    /// </summary>
    internal void Write(ResolvedChange resolved, Backup backup, NewFiles staged)
    {
        var old = backup.Find(resolved.RealPath);
        switch (resolved.Change)
        {
            case PointLink link:
                var (user, group) = link.Owner ?? (old.WasMissing ? (Posix.EffectiveUser, uint.MaxValue) : (old.Owner, old.Group));
                files.CreateLink(resolved.StagedPath!, link.Target, user, group);
                break;
            case CopyFile copy:
                var source = backup.Find(files.Resolve(copy.Source, followsLast: true).Value ?? copy.Source);
                var content = backup.Content(source);
                files.Write(
                    resolved.StagedPath!, content, FileAttributesSnapshot.Private with { Owner = source.Owner, Group = source.Group },
                    staged);
                CryptographicOperations.ZeroMemory(content);
                break;
            case PutFile put:
                var from = old.Content is null ? FileAttributesSnapshot.Private : old.Attributes;
                var wished = new FileAttributesSnapshot(
                    put.Mode ?? from.Mode, put.Owner?.User ?? from.Owner, put.Owner?.Group ?? from.Group,
                    put.ExtendedAttributes ?? from.Extended);
                files.Write(resolved.StagedPath!, put.Content, put.HoldsNewKey ? wished.ForOwnerOnly() : wished, staged);
                break;
        }
    }

    /// <summary>Returns a problem if a file is not the one that the plan read.</summary>
    internal Problem? CheckUnchanged(ResolvedChange resolved)
    {
        if (resolved.Change is PointLink { ReplacedSha256: null, MustBeNew: false } or { ExpectedTarget: not null })
        {
            var (path, expectedTarget) = (resolved.Change.Path, resolved.Change.ExpectedTarget);
            return expectedTarget is null || files.LinkTarget(resolved.RealPath) == expectedTarget
                ? null
                : ApplyMessages.ChangedMeanwhile.At(path);
        }

        if (resolved.Change is PutFile { MustBeNew: true } or PointLink { MustBeNew: true } or CopyFile)
        {
            return files.FactsOf(resolved.RealPath) is not null ? ApplyMessages.AlreadyThere.At(resolved.Change.Path) : null;
        }

        if (resolved.Expected is not { } expected)
        {
            return null;
        }

        var file = files.Read(resolved.RealPath);
        return file.Problem is { } problem && problem.Is(FileMessages.Unreadable) ? problem
            : file.Succeeded && resolved.MatchesPlan(file.Value.File.HashAndWipe(), file.Value.File.Facts) ? null
            : ApplyMessages.ChangedMeanwhile.At(resolved.Change.Path);
    }

    /// <summary>The missing directories on the path to a file, each parent before its children.</summary>
    private List<string> MissingDirectories(string real)
    {
        var missing = new List<string>();
        for (var directory = Path.GetDirectoryName(real)!; directory != "/"
            && files.FactsOf(directory) is null; directory = Path.GetDirectoryName(directory)!)
        {
            missing.Insert(0, directory);
        }

        return missing;
    }

    /// <summary>
    /// Same as <see cref="Objection(string)"/>, for several files: returns the first problem. Null also if the check itself failed.
    /// </summary>
    internal static Problem? Objection(NodeRoot root, IReadOnlyList<string> forbiddenDirectories, IEnumerable<string> paths)
    {
        try
        {
            using var files = new HeldFiles(root);
            var staging = new Staging(files, forbiddenDirectories);
            return paths.Where(path => files.HomeOf(path) is null).Select(staging.Objection).FirstOrDefault(p => p is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A failed check is not an objection: the run checks again with the rights of the user who carries it out.
            return null;
        }
    }

    /// <summary>Why the file must not be written at its path, regardless of its content; null if it may be.</summary>
    internal Problem? Objection(string path)
    {
        var real = files.Resolve(path, followsLast: true);
        return real.Succeeded ? Distrust(path, real.Value, MissingDirectories(real.Value), mayBeLink: false) : real.Problem;
    }

    private Problem? Distrust(string path, string real, IReadOnlyList<string> missing, bool mayBeLink)
    {
        var directory = Path.GetDirectoryName(real)!;
        if (forbiddenDirectories.Any(forbidden => files.Resolve(forbidden, followsLast: true).Value == directory))
        {
            return ApplyMessages.ManifestDirectory.At(path);
        }

        // A new directory is as trustworthy as its parent.
        return WriteTrust.ProblemAt(files, path, missing is [var outermost, ..] ? outermost : real, mayBeLink);
    }
}
