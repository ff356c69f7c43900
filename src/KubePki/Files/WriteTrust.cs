using KubePki.Language;

namespace KubePki.Files;

/// <summary>
/// Places in which root may replace a file without doing somebody a favour: no link that a user made leads there, no
/// directory on the way is open to everybody, and the file is one file under one name.
/// </summary>
internal static class WriteTrust
{
    /// <summary>Why the file at <paramref name="path"/>, links followed, must not be replaced; null when it may be, or may be made.</summary>
    internal static Problem? Problem(NodeRoot root, string path)
    {
        var real = root.Resolve(path, trustedLinksOnly: true);
        return real.Succeeded ? ProblemAt(root, path, real.Value, mayBeLink: false) : real.Problem;
    }

    /// <summary>
    /// Likewise of a path that is resolved already. <paramref name="mayBeLink"/>: a link itself is to be replaced, which is root's or
    /// the acting user's.
    /// </summary>
    internal static Problem? ProblemAt(NodeRoot root, string path, string real, bool mayBeLink)
    {
        var directory = Path.GetDirectoryName(real)!;
        if (root.Look(directory) is not { Kind: FileKind.Directory } holder)
        {
            return FileMessages.Missing.At(directory);
        }

        if (holder.Mode.HasFlag(UnixFileMode.OtherWrite) || AreOpen(root, directory))
        {
            return FileMessages.OpenDirectory.At(path);
        }

        return root.Look(real) switch
        {
            null => null,
            { Kind: FileKind.Link } link when mayBeLink => NodeRoot.Trusts(link) ? null : FileMessages.UntrustedLink.At(path, real, link.Owner.ToString()),
            { Kind: not FileKind.Regular and var kind } => FileMessages.NotAFile.At(path, NodeRoot.Name(kind)),
            { Links: > 1 and var links } => FileMessages.HardLinked.At(path, links.ToString()),
            _ => null,
        };
    }

    /// <summary>Whether everybody could exchange one of the directories above: write to the one that holds it, which is not sticky.</summary>
    private static bool AreOpen(NodeRoot root, string directory)
    {
        for (var above = Path.GetDirectoryName(directory); above is not null; above = Path.GetDirectoryName(above))
        {
            if (root.Look(above) is { } facts && facts.Mode.HasFlag(UnixFileMode.OtherWrite) && !facts.Mode.HasFlag(UnixFileMode.StickyBit))
            {
                return true;
            }
        }

        return false;
    }
}
