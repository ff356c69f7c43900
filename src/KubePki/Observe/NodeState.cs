using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;

namespace KubePki.Observe;

/// <summary>Everything that was read of a node, at one time. Immutable; what follows from it is computed elsewhere.</summary>
public sealed record NodeState
{
    private const string RootsHome = "/root";

    private readonly IReadOnlyDictionary<string, Item> _named = new Dictionary<string, Item>();
    private readonly IReadOnlySet<string> _homes = new HashSet<string>();

    internal NodeState(NodeLayout layout) => Layout = layout;

    /// <summary>When it was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Where the node's files are.</summary>
    internal NodeLayout Layout { get; init; }

    /// <summary>CAs, leaves, service account pair, kubeconfigs, kubelet certificates, credential files: in the catalogue's order.</summary>
    public required IReadOnlyList<Item> Items
    {
        get;
        init
        {
            field = value;
            _named = value.DistinctBy(i => i.Name).ToDictionary(i => i.Name, StringComparer.Ordinal);
            _homes = value.Where(i => i.IsInHome).Select(i => HomeKubeconfigs.HomeOf(i.Path)).Where(home => home != RootsHome).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Files that say where things are and could not be read or understood (manifests, kubelet configuration).</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>The files whose keys sign or verify service account tokens.</summary>
    internal IReadOnlyList<TokenKeyFile> TokenKeys { get; init; } = [];

    /// <summary>What components pass over in those files and in kubeconfigs, and people may read otherwise: keys that stand there twice.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];

    /// <summary>What could not be read, for lack of permission or because the disk fails, each file once.</summary>
    public IReadOnlyList<Problem> Unread => [.. Problems.Concat(Items.SelectMany(i => new[] { i.Problem, i.KeyProblem, i.AuthorityFile?.Problem }.OfType<Problem>()))
        .Where(p => p.Is(FileMessages.Unreadable)).DistinctBy(p => p.Where)];

    /// <summary>What the node is called, by all that tells it.</summary>
    internal NodeNaming Naming => NodeNaming.Of(this);

    /// <summary>Whether nothing of a control plane was found.</summary>
    public bool IsEmpty => Items.All(i => i.IsMissing);

    /// <summary>Whether etcd runs elsewhere.</summary>
    public bool HasExternalEtcd => Layout.HasExternalEtcd;

    /// <summary>The item of that name, or null.</summary>
    public Item? Find(string name) => _named.GetValueOrDefault(name);

    /// <summary>
    /// The home directory that a place lies in, be it a path or a connection that ends with one; null where it is in none, and for root's own.
    /// What comes first in a place is what kubepki put there.
    /// </summary>
    public string? HomeOf(string place)
    {
        var start = place.StartsWith('/') ? 0 : place.IndexOf("(/", StringComparison.Ordinal) + 1;
        for (var end = start; _homes.Count > 0 && (end = place.IndexOf('/', Math.Min(end + 1, place.Length))) > 0;)
        {
            if (_homes.Contains(place[start..end]))
            {
                return place[start..end];
            }
        }

        return null;
    }

    /// <summary>The token key file that is one of the item's files, or null: a new key in that file changes the key of the tokens.</summary>
    internal TokenKeyFile? TokenKeyOf(Item item) => TokenKeys.FirstOrDefault(key => item.Path == key.Path || item.KeyPath == key.Path
        || item.Files.Any(file => file.Path == key.Path || file.RealPath == key.RealPath));

    /// <summary>The items that have a file at one of the paths, as they name it or after links.</summary>
    public IReadOnlyList<Item> ItemsAt(IReadOnlyList<string> paths)
    {
        var places = paths.ToHashSet(StringComparer.Ordinal);
        return [.. Items.Where(i => i.Files.Any(f => places.Contains(f.Path) || places.Contains(f.RealPath)))];
    }

    /// <summary>The CA that issues an item's certificate, or null for CAs and bare keys.</summary>
    public Item? AuthorityOf(Item item) => item.Entry.Issuer is { } issuer ? Find(issuer) : null;

    /// <summary>Minor version (1.x) of the control plane here, which decides how certificates are read; null when no manifest tells it.</summary>
    public int? Kubernetes => MinorVersion(Components.ApiServer) ?? MinorVersion(Components.ControllerManager) ?? MinorVersion(Components.Scheduler);

    /// <summary>Minor version (1.x) of a component, from its image, or null when unknown.</summary>
    public int? MinorVersion(string component)
        => KubernetesVersion.Minor(Layout.Pod(component == Components.Etcd ? Components.ApiServer : component)?.Version);
}
