using KubePki.Catalogue;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// Keys of CAs that are kept off the node and given for one run. They stay in memory: nothing of them is written anywhere, and
/// they are wiped when the run is over.
/// </summary>
public sealed class GivenKeys : IDisposable
{
    private readonly Dictionary<string, (PrivateKey Key, string Path)> _keys = new(StringComparer.Ordinal);

    /// <summary>The CAs whose keys can be given.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. KubeadmCatalogue.Entries.Where(e => e.Kind == EntryKind.CertificateAuthority).Select(e => e.Name)];

    /// <summary>Adds the key of a CA, which this then owns. <paramref name="path"/> is where it was read, for messages.</summary>
    public void Add(string authority, PrivateKey key, string path) => _keys[authority] = (key, path);

    /// <summary>The state as if the keys lay beside their CAs: what they sign can be planned.</summary>
    public NodeState Into(NodeState state) => _keys.Count == 0 ? state : state with
    {
        Items = [.. state.Items.Select(item => _keys.TryGetValue(item.Name, out var given)
            ? item with { KeyPublicKey = given.Key.PublicKey, KeyAlgorithm = given.Key.Algorithm, KeyProblem = null, KeyPath = given.Path }
            : item)],
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (key, _) in _keys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>The key given for a CA, or null.</summary>
    internal PrivateKey? Find(string authority) => _keys.TryGetValue(authority, out var given) ? given.Key : null;
}
