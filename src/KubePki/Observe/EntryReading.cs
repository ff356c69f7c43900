using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>The catalogue entries that a node can have, read by all threads that call <see cref="Read"/>.</summary>
internal sealed class EntryReading(NodeRoot root) : IDisposable
{
    private readonly ManualResetEventSlim _begun = new();
    private NodeLayout? _layout;
    private CatalogueEntry[] _entries = [];
    private int _next = -1;

    /// <summary>The items, in the catalogue's order; complete when every reader has returned.</summary>
    internal PkiEntry[] Items { get; private set; } = [];

    public void Dispose() => _begun.Dispose();

    /// <summary>Finds the layout, and lets waiting readers continue. If this throws, they continue too, and have nothing to read.</summary>
    internal NodeLayout Begin(Func<NodeLayout> layout)
    {
        try
        {
            var known = layout();
            _entries =
            [
                .. KubeadmCatalogue.Entries.Where(entry => !(known.HasExternalEtcd && entry.IsEtcdServerSide && entry.Name != "etcd-ca")
                    || IsOnHost(known, entry)),
            ];
            Items = new PkiEntry[_entries.Length];
            return _layout = known;
        }
        finally
        {
            _begun.Set();
        }
    }

    /// <summary>True if the settings of an etcd that runs under systemd on this node name the entry.</summary>
    private static bool IsOnHost(NodeLayout layout, CatalogueEntry entry)
        => layout.EtcdOnHost is { } etcd
            && entry.Uses.Any(use => use.Component == Components.Etcd && use.CertificateFlag is { } flag && etcd.Flag(flag) is not null);

    /// <summary>Loads the cryptographic library, waits for the layout, and reads.</summary>
    internal void LoadAndRead()
    {
        SHA256.HashData([]);
        _begun.Wait();
        Read();
    }

    /// <summary>Reads the entries that no other thread has taken yet.</summary>
    internal void Read()
    {
        while (Interlocked.Increment(ref _next) is var i && i < _entries.Length)
        {
            Items[i] = NodeObserver.ReadEntry(root, _layout!, _entries[i]);
        }
    }
}
