using System.Globalization;
using System.Text;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>The files of one practice node.</summary>
internal sealed class SandboxNode(SandboxCluster cluster, ClusterFacts facts, bool first)
{
    private const string Kubernetes = "/etc/kubernetes";
    private const string KubeletPki = "/var/lib/kubelet/pki";
    private const int KubeletRotatesSince = 17;
    private const int SuperAdminSince = 29;

    private static readonly CatalogueEntry KubeletClient = KubeadmCatalogue.Find("kubelet.conf")!;

    private bool RotatesKubelet => cluster.MinorVersion >= KubeletRotatesSince;

    /// <summary>Number of keys <see cref="Files"/> makes: one an entry, and the kubelet's own.</summary>
    internal static int KeyCount(int minorVersion, bool first) => Entries(minorVersion, first).Count + (minorVersion >= KubeletRotatesSince ? 1 : 0) + 2;

    /// <summary>What a node has a key of its own for. super-admin.conf is made by <c>kubeadm init</c> only (1.29 and later).</summary>
    private static List<CatalogueEntry> Entries(int minorVersion, bool first) => [.. KubeadmCatalogue.Entries.Where(e =>
        e.Kind is EntryKind.Certificate or EntryKind.Kubeconfig
        && !(e.Name == "super-admin.conf" && (!first || minorVersion < SuperAdminSince))
        && !(e == KubeletClient && minorVersion >= KubeletRotatesSince))];

    internal IReadOnlyList<SandboxFile> Files(Action keyMade)
    {
        var entries = Entries(cluster.MinorVersion, first);
        var made = new IReadOnlyList<SandboxFile>[entries.Count + 1];
        Parallel.For(0, made.Length, i =>
        {
            made[i] = i < entries.Count ? Issue(entries[i], keyMade) : KubeletFiles(keyMade);
        });
        var files = made.SelectMany(f => f).Concat(Shared()).Concat(SandboxManifests.Of(cluster, facts)).Concat(SandboxKubelet.Of(cluster)).ToList();
        files.Add(files.First(f => f.Path == $"{Kubernetes}/admin.conf") with { Path = "/root/.kube/config" });
        files.Add(SandboxFile.Text("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n", SandboxFile.Public));
        return files;
    }

    private IReadOnlyList<SandboxFile> Issue(CatalogueEntry entry, Action keyMade)
    {
        using var key = PrivateKey.Create(cluster.KeyAlgorithm);
        var certificate = cluster.Issue(entry, facts, key);
        keyMade();
        if (entry.Kind == EntryKind.Certificate)
        {
            return [Certificate(entry.CertificatePath, certificate.ToPem()), Key(entry.KeyPath!, key.ToPem())];
        }

        var user = certificate.Subject.CommonName!;
        return [new($"{Kubernetes}/{entry.CertificatePath}", KubeconfigComposer.Embedded(SandboxCluster.ClusterName, Server(entry), AuthorityPem, user, certificate.ToPem(), key.ToPem()), SandboxFile.Private)];
    }

    private byte[] AuthorityPem => cluster.Authority("ca").Certificate.ToPem();

    /// <summary>controller-manager and scheduler talk to their own node's API server, everybody else to the endpoint.</summary>
    private string Server(CatalogueEntry entry)
        => entry.Name is "controller-manager.conf" or "scheduler.conf" || cluster.Endpoint is null ? $"https://{facts.AdvertiseAddress}:6443" : cluster.Endpoint;

    private IEnumerable<SandboxFile> Shared()
    {
        foreach (var entry in KubeadmCatalogue.Entries.Where(e => e.Kind == EntryKind.CertificateAuthority))
        {
            var authority = cluster.Authority(entry.Name);
            yield return Certificate(entry.CertificatePath, authority.Certificate.ToPem());
            yield return Key(entry.KeyPath!, authority.Key.ToPem());
        }

        yield return Key("sa.key", cluster.ServiceAccountKey.ToPem());
        yield return Key("sa.pub", Pem.Write("PUBLIC KEY", cluster.ServiceAccountKey.PublicKey));
    }

    /// <summary>The kubelet's client certificate as it rotates it, its kubeconfig that points there, and its self-made serving pair.</summary>
    private IReadOnlyList<SandboxFile> KubeletFiles(Action keyMade)
    {
        List<SandboxFile> files = [.. Serving(keyMade)];
        if (!RotatesKubelet)
        {
            return files;
        }

        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var certificate = cluster.Issue(KubeletClient, facts, key);
        keyMade();
        var dated = $"kubelet-client-{cluster.MadeAt.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem";
        const string current = "kubelet-client-current.pem";
        files.Add(new($"{KubeletPki}/{dated}", [.. certificate.ToPem(), .. key.ToPem()], SandboxFile.Private));
        files.Add(new($"{KubeletPki}/{current}", null, SandboxFile.Private, $"{KubeletPki}/{dated}"));
        files.Add(new(
            $"{Kubernetes}/kubelet.conf",
            KubeconfigComposer.WithFiles(
                SandboxCluster.ClusterName, Server(KubeletClient), AuthorityPem, certificate.Subject.CommonName!,
                $"{certificate.Subject.CommonName}@{SandboxCluster.ClusterName}", $"{KubeletPki}/{current}", $"{KubeletPki}/{current}"),
            SandboxFile.Private));
        return files;
    }

    /// <summary>client-go GenerateSelfSignedCertKey: a leaf for the node's name, signed by a CA that nobody keeps, both in one file.</summary>
    private IEnumerable<SandboxFile> Serving(Action keyMade)
    {
        var name = $"{facts.NodeName}@{cluster.MadeAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        using var authorityKey = PrivateKey.Create(cluster.KeyAlgorithm);
        using var key = PrivateKey.Create(cluster.KeyAlgorithm);
        var end = cluster.MadeAt + TimeSpan.FromDays(365);
        var authority = CertificateAuthority.Create($"{facts.NodeName}-ca@{cluster.MadeAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}", authorityKey, cluster.MadeAt, end);
        var certificate = authority.Issue(new LeafIdentity(name, [], [Oids.ServerAuth], [facts.NodeName], []), key, cluster.MadeAt, end);
        keyMade();
        keyMade();
        yield return new($"{KubeletPki}/kubelet.crt", [.. certificate.ToPem(), .. authority.Certificate.ToPem()], SandboxFile.Public);
        yield return new($"{KubeletPki}/kubelet.key", key.ToPem(), SandboxFile.Private);
    }

    private static SandboxFile Certificate(string path, byte[] pem) => new($"{Kubernetes}/pki/{path}", pem, SandboxFile.Public);

    private static SandboxFile Key(string path, byte[] pem) => new($"{Kubernetes}/pki/{path}", pem, SandboxFile.Private);
}
