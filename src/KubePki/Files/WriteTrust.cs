using KubePki.Localization;

namespace KubePki.Files;

/// <summary>
/// Checks whether root can replace a file without risk of abuse: no link that a user made leads to it, its directory is not world-writable,
/// no other user could replace a parent directory, the file has one hard link, and no file system attribute forbids the change.
/// </summary>
internal static class WriteTrust
{
    /// <summary>
    /// Why the file at <paramref name="path"/>, after following links, must not be replaced; null if it may be replaced or created.
    /// </summary>
    internal static Problem? Problem(HeldFiles files, string path)
    {
        var real = files.Resolve(path, followsLast: true);
        return real.Succeeded ? ProblemAt(files, path, real.Value, mayBeLink: false) : real.Problem;
    }

    /// <summary>
    /// Same as <see cref="Problem(HeldFiles, string)"/>, for a path that is already resolved. <paramref name="mayBeLink"/>: the entry to
    /// replace may be a link of root or of the acting user.
    /// </summary>
    internal static Problem? ProblemAt(HeldFiles files, string path, string real, bool mayBeLink)
    {
        if (files.OpenDirectory(Path.GetDirectoryName(real)!) is not { } holder)
        {
            return FileMessages.Missing.At(Path.GetDirectoryName(real)!);
        }

        if (holder.Facts.Mode.HasFlag(UnixFileMode.OtherWrite) || AreOpen(files, holder))
        {
            return FileMessages.OpenDirectory.At(path);
        }

        if (Fixed(files, path, real) is { } fixedThere)
        {
            return fixedThere;
        }

        return files.FactsOf(real) switch
        {
            null => null,
            { Kind: FileKind.Link } link when mayBeLink =>
                NodeRoot.Trusts(link) ? null : NodeRoot.Untrusted(path, real, link, link.Owner, files.IsRootsOwn(holder)),
            { Kind: not FileKind.Regular and var kind } => FileMessages.NotAFile.At(path, NodeRoot.Name(kind)),
            { Links: > 1 and var links } => FileMessages.HardLinked.At(path, links.ToString()),
            { Owner: var owner } when holder.Owner is { } home && owner != home.User =>
                FileMessages.NotTheOwners.At(path, owner.ToString(), home.User.ToString()),
            _ => null,
        };
    }

    /// <summary>
    /// Why no user can replace a file: the file or its directory has an attribute that forbids it. A new file beside it could then not be
    /// removed either. Null if there is no such attribute.
    /// </summary>
    internal static Problem? Fixed(HeldFiles files, string path, string real)
        => (files.OpenDirectory(Path.GetDirectoryName(real)!) is { } holder ? Fixed(path, holder.Path, holder.Facts) : null)
            ?? (files.FactsOf(real) is { } file ? Fixed(path, real, file) : null);

    /// <summary>
    /// Returns a problem if the entry or directory has an attribute with which not even root may rename it or its entries.
    /// </summary>
    private static Problem? Fixed(string path, string real, FileFacts facts)
        => facts.IsImmutable ? FileMessages.Immutable.At(path, real) : facts.IsAppendOnly ? FileMessages.AppendOnly.At(path, real) : null;

    /// <summary>
    /// Whether any user could replace one of the parent directories, because its own parent is world-writable and not sticky.
    /// </summary>
    private static bool AreOpen(HeldFiles files, HeldDirectory directory)
    {
        for (var above = Path.GetDirectoryName(directory.Path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (files.OpenDirectory(above) is { Facts.Mode: var mode } && mode.HasFlag(UnixFileMode.OtherWrite)
                && !mode.HasFlag(UnixFileMode.StickyBit))
            {
                return true;
            }
        }

        return false;
    }
}
