using KubePki.Catalogue;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>A value in a file that still describes the earlier state of the cluster.</summary>
/// <param name="Path">The file.</param>
/// <param name="Field">The flag or field.</param>
/// <param name="Old">The existing value.</param>
/// <param name="New">The required value.</param>
internal sealed record OutdatedValue(string Path, string Field, string Old, string New)
{
    /// <summary>The field of kubeconfigs whose new value follows from their catalogue entry.</summary>
    private const string Server = "server";

    /// <summary>
    /// The values of a node that do not match the future state of the cluster. Pure. <paramref name="carried"/>: every value that
    /// components read.
    /// </summary>
    public static IReadOnlyList<OutdatedValue> Of(NodeState state, ClusterFacts shown, ClusterFacts next, IReadOnlyList<FileValue> carried)
    {
        if (FactChanges.Between(shown, next) is { Count: 0 })
        {
            return [];
        }

        var words = new ReplacedWords(shown, next);
        return
        [
            .. from value in carried
               let put = value.Field == Server && Kubeconfig(state, value.Path) is { } entry
                   ? NewIdentity.ServerOf(entry, next)
                   : words.In(value.Value)
               where put != value.Value && !(value.Field == Server && SameServer(put, value.Value))
               select new OutdatedValue(value.Path, value.Field, value.Value, put),
        ];
    }

    private static CatalogueEntry? Kubeconfig(NodeState state, string path)
        => state.Items.FirstOrDefault(i => i.Path == path && i is { Entry.Kind: EntryKind.Kubeconfig, IsInHome: false })?.Entry;

    private static bool SameServer(string one, string other)
        => Uri.TryCreate(one, UriKind.Absolute, out var a) && Uri.TryCreate(other, UriKind.Absolute, out var b)
            && a.Authority == b.Authority;
}
