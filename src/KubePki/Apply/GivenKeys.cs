using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// Keys of CAs that are kept off the node and given for one run: they stay in memory and are never written. It also contains CAs from
/// another node of the cluster, which are installed. All keys are wiped when the run is over.
/// </summary>
internal sealed class GivenKeys : IDisposable
{
    private readonly Dictionary<string, (PrivateKey Key, string Path)> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedMaterialPart> _brought = new(StringComparer.Ordinal);

    /// <summary>The CAs whose keys can be given.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. KubeadmCatalogue.Entries.Where(e => e.Kind == EntryKind.CertificateAuthority).Select(e => e.Name),
    ];

    /// <summary>
    /// Adds the key of a CA and takes ownership of it. <paramref name="path"/> is the path it was read from, for messages.
    /// </summary>
    /// <exception cref="ArgumentException">There is a key of that CA already.</exception>
    public void Add(string authority, PrivateKey key, string path) => _keys.Add(authority, (key, path));

    /// <summary>
    /// Adds a CA or key pair from another node of the cluster and takes ownership of it. Unlike given keys, it is installed on this node.
    /// </summary>
    public void AddShared(SharedMaterialPart piece) => _brought[piece.Name] = piece;

    /// <summary>Names of the items from another node.</summary>
    public IReadOnlyList<string> SharedNames => [.. SharedMaterialPart.Names.Where(_brought.ContainsKey)];

    /// <summary>
    /// The state as it would be with the given keys beside their CAs and with the items from other nodes installed, so that signing with
    /// them can be planned. If a given key does not belong to its CA, the problem names the file that the key came from.
    /// </summary>
    public Outcome<NodeState> Into(NodeState state)
    {
        foreach (var (name, given) in _keys)
        {
            if (state.Find(name) is { Certificates.Count: > 0 } item && !item.Certificates.Any(given.Key.Matches))
            {
                return ApplyMessages.NotTheKeyOf.At(given.Path, name, item.Path);
            }
        }

        return _keys.Count + _brought.Count == 0 ? state : state with
        {
            Items = [.. state.Items.Select(item => _keys.TryGetValue(item.Name, out var given)
                ? item with
                {
                    KeyPublicKey = given.Key.PublicKey,
                    KeyAlgorithm = given.Key.Algorithm,
                    KeyProblem = null,
                    KeyPath = given.Path,
                }
                : _brought.TryGetValue(item.Name, out var piece) ? piece.Into(item) : item)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (key, _) in _keys.Values)
        {
            key.Dispose();
        }

        foreach (var piece in _brought.Values)
        {
            piece.Dispose();
        }
    }

    /// <summary>The items from another node, in a state that <see cref="Into"/> returned.</summary>
    public IReadOnlyList<PkiEntry> ItemsOf(NodeState state) => [.. SharedNames.Select(state.Find).OfType<PkiEntry>()];

    /// <summary>The files of the items from another node, for a state that <see cref="Into"/> returned.</summary>
    internal IReadOnlyList<PutFile> Changes(NodeState state)
        => [.. SharedNames.SelectMany(name => state.Find(name) is { } item ? _brought[name].Changes(item) : [])];

    /// <summary>The key of a CA that was given or that another node sent; null if there is none.</summary>
    internal PrivateKey? Find(string authority)
        => _keys.TryGetValue(authority, out var given) ? given.Key : _brought.GetValueOrDefault(authority)?.Key;
}
