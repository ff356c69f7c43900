using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>
/// Tells whom access control lists let at a key that is replaced. Those entries are not copied: nobody has decided that the others are to know
/// the new key.
/// </summary>
internal static class LeftOutEntries
{
    /// <summary>A note for each file that gets a new key.</summary>
    internal static IEnumerable<Problem> Of(IEnumerable<ObservedFile> files) => files
        .Where(f => f.Facts.OthersByList.Count > 0)
        .DistinctBy(f => f.Path)
        .Select(f => PlanMessages.EntriesLeftOut.At(
            f.Path, string.Join(", ", f.Facts.OthersByList), string.Join(',', f.Facts.OthersByList.Select(e => e.ToRead)), f.Path));

    /// <summary>The file of an item that holds its private key, where there is one.</summary>
    internal static IEnumerable<ObservedFile> KeyFileOf(Item item)
        => item.Kubeconfig is null ? item.Files.Where(f => f.Path == (item.KeyPath ?? item.Path)) : item.Files.Take(1);
}
