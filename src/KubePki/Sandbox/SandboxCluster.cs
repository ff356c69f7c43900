using System.Net;
using KubePki.Catalogue;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>What the nodes of a practice control plane have in common: CAs, the service account key pair, names, dates.</summary>
internal sealed class SandboxCluster : IDisposable
{
    internal const string ClusterName = "kubernetes";
    private const string ControlPlaneHost = "k8s.example.com";
    private const int BackdatedAuthoritiesSince = 28;
    private const int BackdatedLeavesSince = 31;
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);
    private static readonly IReadOnlyList<CatalogueEntry> Authorities = [.. KubeadmCatalogue.Entries.Where(e => e.Kind == EntryKind.CertificateAuthority)];
    private readonly SandboxWish _wish;
    private readonly Dictionary<string, CertificateAuthority> _authorities;

    private SandboxCluster(SandboxWish wish, DateTimeOffset madeAt, Dictionary<string, CertificateAuthority> authorities, PrivateKey serviceAccountKey)
        => (_wish, MadeAt, _authorities, ServiceAccountKey) = (wish, madeAt, authorities, serviceAccountKey);

    /// <summary>How many keys the nodes share: those of the CAs and the service account key pair.</summary>
    internal static int KeyCount => Authorities.Count + 1;

    /// <summary>When the cluster was made.</summary>
    internal DateTimeOffset MadeAt { get; }

    internal PrivateKey ServiceAccountKey { get; }

    internal string Version => _wish.KubernetesVersion;

    internal int MinorVersion => _wish.MinorVersion;

    internal KeyAlgorithm KeyAlgorithm => _wish.KeyAlgorithm;

    /// <summary>End of the leaf certificates.</summary>
    internal DateTimeOffset LeavesEnd => _wish.Validity.EndFrom(MadeAt);

    /// <summary>The kubeconfigs' server when there are several nodes; one node is its own endpoint.</summary>
    internal string? Endpoint => _wish.Nodes > 1 ? $"https://{ControlPlaneHost}:6443" : null;

    internal IReadOnlyList<ClusterFacts> Nodes => [.. Enumerable.Range(1, _wish.Nodes).Select(Node)];

    /// <summary>Makes the shared keys and CAs; <paramref name="keyMade"/> is called after each, from any thread.</summary>
    internal static SandboxCluster Make(SandboxWish wish, DateTimeOffset now, Action keyMade)
    {
        var madeAt = DateTimeOffset.FromUnixTimeSeconds((now - wish.Age).ToUnixTimeSeconds());
        var start = wish.MinorVersion >= BackdatedAuthoritiesSince ? madeAt - Backdate : madeAt;
        var keys = new PrivateKey[KeyCount];
        Parallel.For(0, keys.Length, i =>
        {
            keys[i] = PrivateKey.Create(wish.KeyAlgorithm);
            keyMade();
        });
        var authorities = Authorities.Zip(keys).ToDictionary(
            pair => pair.First.Name,
            pair => CertificateAuthority.Create(pair.First.CommonName, pair.Second, start, Validity.TenYears.EndFrom(madeAt), CertificateShape.Of(wish.MinorVersion)),
            StringComparer.Ordinal);
        return new SandboxCluster(wish, madeAt, authorities, keys[^1]);
    }

    internal CertificateAuthority Authority(string name) => _authorities[name];

    /// <summary>Issues what kubeadm would have issued for this entry on that node.</summary>
    internal Certificate Issue(CatalogueEntry entry, ClusterFacts node, PrivateKey key)
    {
        var authority = Authority(entry.Issuer!);
        var start = MinorVersion >= BackdatedLeavesSince ? MadeAt - Backdate : authority.Certificate.NotBefore;
        return authority.Issue(NewIdentity.Of(entry, node), key, start, LeavesEnd, CertificateShape.Of(MinorVersion));
    }

    public void Dispose()
    {
        ServiceAccountKey.Dispose();
        foreach (var authority in _authorities.Values)
        {
            authority.Key.Dispose();
        }
    }

    private ClusterFacts Node(int number) => new($"cp{number}", IPAddress.Parse($"192.0.2.{10 + number}"), MinorVersion)
    {
        ControlPlaneHost = _wish.Nodes > 1 ? ControlPlaneHost : null,
    };
}
