using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Apply;

/// <summary>The change that lets a link of the kubelet's point at a new file.</summary>
internal static class KubeletLink
{
    /// <summary>
    /// A link stays as it was written: absolute, or relative to its directory. A regular file in its place (a copy that somebody made, which
    /// keeps the kubelet from storing what it rotates to) becomes a link; <paramref name="seen"/> is what the plan saw there, or null.
    /// </summary>
    internal static Outcome<PointLink> Of(NodeRoot root, Item? seen, string path, string file)
    {
        if (root.LinkTarget(path) is { } target)
        {
            return new PointLink(path, target.StartsWith('/') ? $"{Path.GetDirectoryName(target)}/{Path.GetFileName(file)}" : Path.GetFileName(file)) { ExpectedTarget = target };
        }

        return root.Facts(path) switch
        {
            null when !root.Exists(path) => new PointLink(path, file) { MustBeNew = true, MakesDirectories = true },
            { Kind: FileKind.Regular } when seen?.Files is [{ Sha256: var hash }, ..] => new PointLink(path, file) { ReplacedSha256 = hash },
            _ => FileMessages.Unreadable.At(path, "the link cannot be read"),
        };
    }
}
