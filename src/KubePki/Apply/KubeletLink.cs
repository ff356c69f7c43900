using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Apply;

/// <summary>Creates the change that points a kubelet link at a new file.</summary>
internal static class KubeletLink
{
    /// <summary>
    /// The change for a link: an absolute link stays absolute, and a link relative to its directory stays relative. If a regular file is in
    /// the place of the link (a manual copy, which keeps the kubelet from storing rotated certificates), a link replaces it.
    /// <paramref name="seen"/> is the item that the plan read at this path, or null.
    /// </summary>
    internal static Outcome<PointLink> Of(NodeRoot root, PkiEntry? seen, string path, string file)
    {
        if (root.LinkTarget(path) is { } target)
        {
            return new PointLink(
                path,
                target.StartsWith('/') ? $"{Path.GetDirectoryName(target)}/{Path.GetFileName(file)}" : Path.GetFileName(file))
            {
                ExpectedTarget = target,
            };
        }

        return root.Facts(path) switch
        {
            null when !root.Exists(path) => new PointLink(path, file) { MustBeNew = true, MakesDirectories = true },
            { Kind: FileKind.Regular } when seen?.Files is [{ Sha256: var hash }, ..] =>
                new PointLink(path, file) { ReplacedSha256 = hash },
            _ => FileMessages.Unreadable.At(path, "the link cannot be read"),
        };
    }
}
