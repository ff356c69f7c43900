using KubePki.Localization;

namespace KubePki.Files;

internal sealed partial class HeldFiles
{
    /// <summary>Whether only root or the effective user of this process can replace their own entries in a directory.</summary>
    internal static bool IsRootsAlone(FileFacts directory)
        => NodeRoot.Trusts(directory) && (!OthersWrite(directory) || directory.Mode.HasFlag(UnixFileMode.StickyBit));

    /// <summary>
    /// Whether a user other than root and the effective user of this process may have written a file. If the effective user is not root,
    /// group write permission does not count: the group is taken to be their own.
    /// </summary>
    internal static bool IsOpen(FileFacts file) => !NodeRoot.Trusts(file) || OthersWrite(Own(file));

    /// <summary>
    /// The parent directory in which another user could replace an entry on the path; null if only root or the effective user of this
    /// process can. Missing directories are skipped, because this program creates them. If the effective user is not root, group write
    /// permission does not count: the group is taken to be their own.
    /// </summary>
    internal string? OpenAbove(string realPath)
    {
        for (var above = Path.GetDirectoryName(realPath); above is not null; above = Path.GetDirectoryName(above))
        {
            if (OpenDirectory(above) is { Facts: var facts } && !IsRootsAlone(Own(facts)))
            {
                return above;
            }
        }

        return null;
    }

    private static bool OthersWrite(FileFacts entry)
        => entry.Mode.HasFlag(UnixFileMode.OtherWrite) || (entry.Mode.HasFlag(UnixFileMode.GroupWrite) && entry.Group != 0);

    private static FileFacts Own(FileFacts entry)
        => Posix.EffectiveUser == 0 ? entry : entry with { Mode = entry.Mode & ~UnixFileMode.GroupWrite };

    private static string Joined(List<string> parts) => "/" + string.Join('/', parts);
}
