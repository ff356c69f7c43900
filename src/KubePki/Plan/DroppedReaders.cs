using System.Globalization;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>
/// Reports users who can read an old key through an access control list or a group but cannot read its replacement. A new key gets neither,
/// because nobody has decided that those users may read it. The readers that kubeadm itself gives to the service account key are not
/// affected: a renewal does not change that key.
/// </summary>
internal static class DroppedReaders
{
    /// <summary>A note for each file that gets a new key.</summary>
    internal static IEnumerable<Problem> Of(IEnumerable<ObservedFile> files)
    {
        var changed = files.DistinctBy(f => f.Path).ToList();
        return changed.Select(ByList).Concat(changed.Select(ByGroup)).OfType<Problem>();
    }

    /// <summary>If everybody could read the old key, its group does not matter.</summary>
    private static Problem? ByGroup(ObservedFile file)
        => file.Facts.IsOpenToGroup && !file.Facts.Mode.HasFlag(UnixFileMode.OtherRead)
            ? PlanMessages.GroupLeftOut.At(file.Path, file.Facts.Group.ToString(CultureInfo.InvariantCulture), file.Path) : null;

    private static Problem? ByList(ObservedFile f)
        => f.Facts.OthersByList.Count == 0 ? null : PlanMessages.EntriesLeftOut.At(
            f.Path, string.Join(", ", f.Facts.OthersByList), string.Join(',', f.Facts.OthersByList.Select(e => e.ToRead)), f.Path);

    /// <summary>The file with an item's private key, if any.</summary>
    internal static IEnumerable<ObservedFile> KeyFileOf(PkiEntry item)
        => item.Kubeconfig is null ? item.Files.Where(f => f.Path == (item.KeyPath ?? item.Path)) : item.Files.Take(1);
}
