using KubePki.Language;

namespace KubePki.Files;

/// <summary>
/// Places in which root may replace a file without doing somebody a favour: no link that a user made leads there, no
/// directory on the way is open to everybody, the file is one file under one name, and no attribute of the file system forbids it.
/// </summary>
internal static class WriteTrust
{
    /// <summary>Why the file at <paramref name="path"/>, links followed, must not be replaced; null when it may be, or may be made.</summary>
    internal static Problem? Problem(HeldFiles files, string path)
    {
        var real = files.Resolve(path, followsLast: true);
        return real.Succeeded ? ProblemAt(files, path, real.Value, mayBeLink: false) : real.Problem;
    }

    /// <summary>
    /// Likewise of a path that is resolved already. <paramref name="mayBeLink"/>: a link itself is to be replaced, which is root's or
    /// the acting user's.
    /// </summary>
    internal static Problem? ProblemAt(HeldFiles files, string path, string real, bool mayBeLink)
    {
        if (files.Enter(Path.GetDirectoryName(real)!) is not { } holder)
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

        return files.Look(real) switch
        {
            null => null,
            { Kind: FileKind.Link } link when mayBeLink => NodeRoot.Trusts(link) ? null : FileMessages.UntrustedLink.At(path, real, link.Owner.ToString()),
            { Kind: not FileKind.Regular and var kind } => FileMessages.NotAFile.At(path, NodeRoot.Name(kind)),
            { Links: > 1 and var links } => FileMessages.HardLinked.At(path, links.ToString()),
            { Owner: var owner } when holder.Owner is { } home && owner != home.User => FileMessages.NotTheOwners.At(path, owner.ToString(), home.User.ToString()),
            _ => null,
        };
    }

    /// <summary>
    /// Why nothing can take the place of a file, whoever it is written as: the file or its directory has an attribute that forbids it. A new file
    /// beside it could then not be removed again either. Null when there is none.
    /// </summary>
    internal static Problem? Fixed(HeldFiles files, string path, string real)
        => (files.Enter(Path.GetDirectoryName(real)!) is { } holder ? Fixed(path, holder.Path, holder.Facts) : null)
            ?? (files.Look(real) is { } file ? Fixed(path, real, file) : null);

    /// <summary>A problem when not even root may rename what has that attribute, or what lies in a directory that has it.</summary>
    private static Problem? Fixed(string path, string real, FileFacts facts)
        => facts.IsImmutable ? FileMessages.Immutable.At(path, real) : facts.IsAppendOnly ? FileMessages.AppendOnly.At(path, real) : null;

    /// <summary>Whether everybody could exchange one of the directories above: write to the one that holds it, which is not sticky.</summary>
    private static bool AreOpen(HeldFiles files, HeldDirectory directory)
    {
        for (var above = Path.GetDirectoryName(directory.Path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (files.Enter(above) is { Facts.Mode: var mode } && mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit))
            {
                return true;
            }
        }

        return false;
    }
}
