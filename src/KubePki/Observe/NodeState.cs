using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>A snapshot of a node. Immutable; conclusions are computed elsewhere.</summary>
public sealed record NodeState
{
    private const string RootsHome = "/root";

    private readonly IReadOnlyDictionary<string, PkiEntry> _named = new Dictionary<string, PkiEntry>();
    private readonly IReadOnlySet<string> _homes = new HashSet<string>();

    internal NodeState(NodeLayout layout) => Layout = layout;

    /// <summary>The time of the snapshot.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The paths of the node's files.</summary>
    internal NodeLayout Layout { get; init; }

    /// <summary>CAs, leaves, service account pair, kubeconfigs, kubelet certificates, credential files: in the catalogue's order.</summary>
    public required IReadOnlyList<PkiEntry> Items
    {
        get;
        init
        {
            field = value;
            _named = value.DistinctBy(i => i.Name).ToDictionary(i => i.Name, StringComparer.Ordinal);
            _homes = value.Where(i => i.IsInHome).Select(i => HomeKubeconfigs.HomeOf(i.Path)).Where(home => home != RootsHome)
                .ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Problems of files that determine paths and could not be read or parsed (manifests, kubelet configuration).</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>The files whose keys sign or verify service account tokens.</summary>
    internal IReadOnlyList<TokenKeyFile> TokenKeys { get; init; } = [];

    /// <summary>
    /// Content that components ignore and readers may misunderstand (repeated keys), in kubeconfigs and in the files that determine paths.
    /// </summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];

    /// <summary>Unreadable files, because permission is missing or the disk fails. Each file occurs once.</summary>
    public IReadOnlyList<Problem> Unread
        => [.. Problems.Concat(Items.SelectMany(i => new[] { i.Problem, i.KeyProblem, i.AuthorityFile?.Problem }.OfType<Problem>()))
        .Where(p => p.Is(FileMessages.Unreadable)).DistinctBy(p => p.Where)];

    /// <summary>The node's name, from all evidence.</summary>
    internal NodeNaming Naming => NodeNaming.Of(this);

    /// <summary>True if no part of a control plane was found.</summary>
    public bool IsEmpty => Items.All(i => i.IsMissing);

    /// <summary>True if etcd is external.</summary>
    public bool HasExternalEtcd => Layout.HasExternalEtcd;

    /// <summary>The item of that name, or null.</summary>
    public PkiEntry? Find(string name) => _named.GetValueOrDefault(name);

    /// <summary>
    /// The home directory that contains a place: a path, or a connection that ends with a path. Null if the place is in no home directory,
    /// or in root's. Text before the path was written by kubepki and can be trusted.
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

    /// <summary>The token key file among the item's files, or null: a new key in that file changes the key of the tokens.</summary>
    internal TokenKeyFile? TokenKeyOf(PkiEntry item) => TokenKeys.FirstOrDefault(key => item.Path == key.Path || item.KeyPath == key.Path
        || item.Files.Any(file => file.Path == key.Path || file.RealPath == key.RealPath));

    /// <summary>The items with a file at one of the paths, before or after symbolic links.</summary>
    public IReadOnlyList<PkiEntry> ItemsAt(IReadOnlyList<string> paths)
    {
        var places = paths.ToHashSet(StringComparer.Ordinal);
        return [.. Items.Where(i => i.Files.Any(f => places.Contains(f.Path) || places.Contains(f.RealPath)))];
    }

    /// <summary>The CA that issues an item's certificate, or null for CAs and bare keys.</summary>
    public PkiEntry? AuthorityOf(PkiEntry item) => item.Entry.Issuer is { } issuer ? Find(issuer) : null;

    /// <summary>
    /// Minor version (1.x) of the control plane on this node, which decides how certificates are read; null if no manifest has it.
    /// </summary>
    public int? Kubernetes
        => MinorVersion(Components.ApiServer) ?? MinorVersion(Components.ControllerManager) ?? MinorVersion(Components.Scheduler);

    /// <summary>Minor version (1.x) of a component, from its image, or null when unknown.</summary>
    public int? MinorVersion(string component)
        => KubernetesVersion.Minor(Layout.Pod(component == Components.Etcd ? Components.ApiServer : component)?.Version);
}
