using System.Security.Cryptography;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Apply;

/// <summary>
/// Kubeconfigs that are edited in place. A file that several items share is written once, with all their changes. The old content of a file
/// in a home directory is kept in a copy beside it.
/// </summary>
internal sealed class KubeconfigEdits(List<Change> changes)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Dictionary<string, Kubeconfig> _edited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Problem> _left = new(StringComparer.Ordinal);

    /// <summary>Why kubeconfigs in home directories are skipped.</summary>
    internal IEnumerable<Problem> Left => _left.Values;

    /// <summary>
    /// Adds an edit to the changes. <paramref name="keptAs"/>: the path of the copy of the old file, or null.
    /// <paramref name="holdsNewKey"/>: whether the file gets a new key. A kubeconfig in a home directory that cannot be edited is skipped,
    /// so that it does not block the others.
    /// </summary>
    internal Problem? Edit(PkiEntry item, string? keptAs, Func<Kubeconfig, Outcome<byte[]>> edit, bool holdsNewKey = false)
    {
        if (_left.ContainsKey(item.Path) || EditOne(item, keptAs, edit, holdsNewKey) is not { } problem)
        {
            return null;
        }

        if (!item.IsInHome)
        {
            return problem;
        }

        _left[item.Path] = problem;
        changes.OfType<PutFile>().Where(c => c.Path == item.Path).ToList().ForEach(c => CryptographicOperations.ZeroMemory(c.Content));
        changes.RemoveAll(c => c.Path == item.Path || (c is CopyFile copy && copy.Source == item.Path));
        return null;
    }

    private Problem? EditOne(PkiEntry item, string? keptAs, Func<Kubeconfig, Outcome<byte[]>> edit, bool holdsNewKey)
    {
        var shared = _edited.GetValueOrDefault(item.Path);
        var edited = edit(shared ?? item.Kubeconfig!);
        var read = edited.Then(content => Kubeconfig.Read(content, item.Path));
        if (!read.Succeeded)
        {
            return read.Problem;
        }

        _edited[item.Path] = read.Value;
        var seen = item.Files[0];
        var put = new PutFile(item.Path, edited.Value!)
        {
            ExpectedSha256 = seen.Sha256,
            ExpectedFacts = seen.Facts,
            Mode = item.IsInHome ? OwnerOnly : seen.Facts.ModeWithoutOthers,
            HoldsNewKey = holdsNewKey,
        };
        if (shared is not null)
        {
            var place = changes.FindIndex(c => c.Path == item.Path);
            var earlier = (PutFile)changes[place];
            CryptographicOperations.ZeroMemory(earlier.Content);
            changes[place] = put with { HoldsNewKey = holdsNewKey || earlier.HoldsNewKey };
            return null;
        }

        if (keptAs is not null)
        {
            changes.Add(new CopyFile(keptAs, item.Path, item.Files[0].Sha256));
        }

        changes.Add(put);
        return null;
    }
}
