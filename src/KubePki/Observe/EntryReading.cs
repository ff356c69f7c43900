using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>The entries of the catalogue that a node can have, read by as many threads as come to <see cref="Read"/>.</summary>
internal sealed class EntryReading(NodeRoot root) : IDisposable
{
    private readonly ManualResetEventSlim _begun = new();
    private NodeLayout? _layout;
    private CatalogueEntry[] _entries = [];
    private int _next = -1;

    /// <summary>What was read, in the catalogue's order; whole when every reader is back.</summary>
    internal Item[] Items { get; private set; } = [];

    public void Dispose() => _begun.Dispose();

    /// <summary>Finds out where the files are. Readers that wait go on, also when it throws: then there is nothing to read.</summary>
    internal NodeLayout Begin(Func<NodeLayout> layout)
    {
        try
        {
            var known = layout();
            _entries = [.. KubeadmCatalogue.Entries.Where(entry => !(known.HasExternalEtcd && entry.IsEtcdServerSide && entry.Name != "etcd-ca") || IsOnHost(known, entry))];
            Items = new Item[_entries.Length];
            return _layout = known;
        }
        finally
        {
            _begun.Set();
        }
    }

    /// <summary>Whether the settings of an etcd that runs under systemd here name it.</summary>
    private static bool IsOnHost(NodeLayout layout, CatalogueEntry entry)
        => layout.EtcdOnHost is { } etcd && entry.Uses.Any(use => use.Component == Components.Etcd && use.CertificateFlag is { } flag && etcd.Flag(flag) is not null);

    /// <summary>Loads the cryptographic library, waits for the layout, and reads.</summary>
    internal void LoadAndRead()
    {
        SHA256.HashData([]);
        _begun.Wait();
        Read();
    }

    /// <summary>Reads what nobody else has taken yet.</summary>
    internal void Read()
    {
        while (Interlocked.Increment(ref _next) is var i && i < _entries.Length)
        {
            Items[i] = NodeObserver.ReadEntry(root, _layout!, _entries[i]);
        }
    }
}
