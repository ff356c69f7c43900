using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Language;

namespace KubePki.Apply;

/// <summary>
/// A change with its place resolved: the file the links lead to, and the hidden file beside it that will take its name.
/// </summary>
internal sealed record ResolvedChange(Change Change, string RealPath, string? StagedPath)
{
    /// <summary>Directories that have to be made first, the outer before the inner.</summary>
    internal IReadOnlyList<string> NewDirectories { get; init; } = [];

    internal StagedFile Journalled => new(RealPath, StagedPath, Change is PutFile put ? Convert.ToHexStringLower(SHA256.HashData(put.Content)) : null, (Change as PointLink)?.Target);
}

/// <summary>Finds out where changes go, refuses places that cannot be trusted, and writes the staged files.</summary>
internal sealed class Staging(NodeRoot root, IReadOnlyList<string> forbiddenDirectories)
{
    /// <summary>Resolves every change, or the first reason why one cannot be made.</summary>
    internal Outcome<IReadOnlyList<ResolvedChange>> Resolve(IReadOnlyList<Change> changes, string id)
    {
        var resolved = new List<ResolvedChange>();
        foreach (var change in changes)
        {
            // What ceases to be, or points elsewhere, is the entry itself and not what it leads to.
            var real = change is PutFile { ReplacesLink: false } ? root.Resolve(change.Path, trustedLinksOnly: true) : root.ResolveParent(change.Path, trustedLinksOnly: true);
            if (!real.Succeeded)
            {
                return real.Problem;
            }

            var missing = change.MakesDirectories ? MissingDirectories(real.Value) : [];
            if (Distrust(change, real.Value, missing) is { } problem)
            {
                return problem;
            }

            if (resolved.Any(r => r.RealPath == real.Value))
            {
                return ApplyMessages.SamePlace.At(change.Path, real.Value);
            }

            var directory = Path.GetDirectoryName(real.Value)!;
            resolved.Add(new ResolvedChange(change, real.Value, change is RemoveFile ? null : $"{directory}/.kubepki-{id}-{resolved.Count}") { NewDirectories = missing });
        }

        return resolved;
    }

    /// <summary>Writes the staged file of a change, with the attributes it will have, as one of those that become durable together.</summary>
    internal void Write(ResolvedChange resolved, NewFiles staged)
    {
        var facts = root.Look(resolved.RealPath);
        if (resolved.Change is PointLink link)
        {
            var (user, group) = link.Owner ?? (facts?.Owner ?? Posix.EffectiveUser, facts?.Group ?? uint.MaxValue);
            Posix.CreateLink(link.Target, root.OnThisMachine(resolved.StagedPath!), user, group);
            return;
        }

        if (resolved.Change is not PutFile put)
        {
            return;
        }

        var existing = facts is not { Kind: FileKind.Regular } ? null : FileAttributesSnapshot.Of(root.OnThisMachine(resolved.RealPath), facts);
        var from = existing ?? FileAttributesSnapshot.Private;
        staged.Write(
            root.OnThisMachine(resolved.StagedPath!),
            put.Content,
            new FileAttributesSnapshot(put.Mode ?? from.Mode, put.Owner?.User ?? from.Owner, put.Owner?.Group ?? from.Group, put.ExtendedAttributes ?? from.Extended),
            root.WithoutLinks(Path.GetDirectoryName(resolved.RealPath)!));
    }

    /// <summary>A problem when a file is not what the plan saw.</summary>
    internal Problem? CheckUnchanged(ResolvedChange resolved)
    {
        if (resolved.Change is PointLink or { ExpectedTarget: not null })
        {
            var (path, expectedTarget) = (resolved.Change.Path, resolved.Change.ExpectedTarget);
            var target = root.LinkTarget(resolved.RealPath);
            return expectedTarget is null || target == expectedTarget ? null
                : target is null && root.Look(resolved.RealPath)?.Kind == FileKind.Link ? FileMessages.Unreadable.At(path, "the link cannot be read")
                : ApplyMessages.ChangedMeanwhile.At(path);
        }

        var (expected, mustBeNew) = resolved.Change switch
        {
            PutFile put => (put.ExpectedSha256, put.MustBeNew),
            RemoveFile remove => (remove.ExpectedSha256, false),
            _ => (null, false),
        };
        if (mustBeNew)
        {
            return root.Look(resolved.RealPath) is not null ? ApplyMessages.AlreadyThere.At(resolved.Change.Path) : null;
        }

        if (expected is null)
        {
            return null;
        }

        var file = root.Read(resolved.RealPath);
        return file.Problem is { } problem && problem.Id == FileMessages.Unreadable.Id ? problem
            : file.Succeeded && file.Value.HashAndWipe().AsSpan().SequenceEqual(expected) ? null
            : ApplyMessages.ChangedMeanwhile.At(resolved.Change.Path);
    }

    /// <summary>The directories on the way to a file that are not there, the outer first.</summary>
    private List<string> MissingDirectories(string real)
    {
        var missing = new List<string>();
        for (var directory = Path.GetDirectoryName(real)!; directory != "/" && root.Look(directory) is null; directory = Path.GetDirectoryName(directory)!)
        {
            missing.Insert(0, directory);
        }

        return missing;
    }

    private Problem? Distrust(Change change, string real, IReadOnlyList<string> missing)
    {
        var directory = Path.GetDirectoryName(real)!;
        if (forbiddenDirectories.Any(forbidden => root.Resolve(forbidden).Value == directory))
        {
            return ApplyMessages.ManifestDirectory.At(change.Path);
        }

        // A directory that is made is as trustworthy as the one it is made in.
        return WriteTrust.ProblemAt(root, change.Path, missing is [var outermost, ..] ? outermost : real, mayBeLink: change is PointLink or { ReplacesLink: true });
    }
}
