using KubePki.Catalogue;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>A file that still says what a cluster was like before.</summary>
/// <param name="Path">The file.</param>
/// <param name="Field">The flag or field.</param>
/// <param name="Old">What stands there.</param>
/// <param name="New">What has to stand there.</param>
internal sealed record OutdatedValue(string Path, string Field, string Old, string New)
{
    /// <summary>Kubeconfigs that are told where the API server is by their catalogue's row.</summary>
    private const string Server = "server";

    /// <summary>
    /// What of a node's values does not fit what the cluster is to be like. Pure. <paramref name="carried"/>: every value that
    /// components read.
    /// </summary>
    public static IReadOnlyList<OutdatedValue> Of(NodeState state, ClusterFacts shown, ClusterFacts next, IReadOnlyList<CarriedValue> carried)
    {
        if (FactChanges.Between(shown, next) is { Count: 0 })
        {
            return [];
        }

        var words = new ReplacedWords(shown, next);
        return
        [
            .. from value in carried
               let put = value.Field == Server && Kubeconfig(state, value.Path) is { } entry ? NewIdentity.ServerOf(entry, next) : words.In(value.Value)
               where put != value.Value && !(value.Field == Server && SameServer(put, value.Value))
               select new OutdatedValue(value.Path, value.Field, value.Value, put),
        ];
    }

    private static CatalogueEntry? Kubeconfig(NodeState state, string path)
        => state.Items.FirstOrDefault(i => i.Path == path && i is { Entry.Kind: EntryKind.Kubeconfig, IsInHome: false })?.Entry;

    private static bool SameServer(string one, string other)
        => Uri.TryCreate(one, UriKind.Absolute, out var a) && Uri.TryCreate(other, UriKind.Absolute, out var b) && a.Authority == b.Authority;
}
