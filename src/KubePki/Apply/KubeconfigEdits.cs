using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Apply;

/// <summary>
/// Kubeconfigs that are changed in place. One that several items share is written once, with all of their changes; of one in a home
/// directory the old file is kept beside.
/// </summary>
internal sealed class KubeconfigEdits(NodeRoot root, List<Change> changes)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Dictionary<string, Kubeconfig> _edited = new(StringComparer.Ordinal);

    /// <summary>Adds an edit to the changes. <paramref name="keptAs"/>: where the old file stays, or null.</summary>
    internal Problem? Edit(Item item, string? keptAs, Func<Kubeconfig, Outcome<byte[]>> edit)
    {
        var shared = _edited.GetValueOrDefault(item.Path);
        var edited = edit(shared ?? item.Kubeconfig!);
        var read = edited.Then(content => Kubeconfig.Read(content, item.Path));
        if (!read.Succeeded)
        {
            return read.Problem;
        }

        _edited[item.Path] = read.Value;
        var put = new PutFile(item.Path, edited.Value!) { ExpectedSha256 = item.Files[0].Sha256, Mode = item.IsInHome ? OwnerOnly : item.Files[0].Facts.ModeWithoutOthers };
        if (shared is not null)
        {
            var place = changes.FindIndex(c => c.Path == item.Path);
            CryptographicOperations.ZeroMemory(((PutFile)changes[place]).Content);
            changes[place] = put;
            return null;
        }

        if (keptAs is not null)
        {
            var now = root.Read(item.Path);
            if (!now.Succeeded)
            {
                return now.Problem;
            }

            var old = now.Value;
            changes.Add(new PutFile(keptAs, old.Content) { MustBeNew = true, Mode = OwnerOnly, Owner = (old.Facts.Owner, old.Facts.Group) });
        }

        changes.Add(put);
        return null;
    }
}
