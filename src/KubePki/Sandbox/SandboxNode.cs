using System.Globalization;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Sandbox;

/// <summary>
/// One practice node. Its PKI is what <c>create all</c> creates from the node's facts; the kubelet's own files and the files shared by
/// control-plane nodes are added.
/// </summary>
internal sealed class SandboxNode(SandboxCluster cluster, ClusterFacts facts, string root)
{
    private const string KubeletPki = "/var/lib/kubelet/pki";
    private const string AdminConf = "/etc/kubernetes/admin.conf";
    private const int KubeletRotatesSince = 17;

    private static readonly CatalogueEntry KubeletClient = KubeadmCatalogue.Find("kubelet.conf")!;

    private bool RotatesKubelet => cluster.MinorVersion >= KubeletRotatesSince;

    /// <summary>Number of keys of a node: one per entry, without the shared ones on additional nodes, and the kubelet's own.</summary>
    internal static int KeyCount(int minorVersion, bool first)
        => KubeadmCatalogue.Entries.Count(e => e.Since <= minorVersion && (first || !(IsShared(e) || e.Optional))
            && !(e == KubeletClient && minorVersion >= KubeletRotatesSince))
            + (minorVersion >= KubeletRotatesSince ? 1 : 0) + 2;

    /// <summary>The files that exist before any certificate: manifests, the kubelet's configuration, users.</summary>
    internal IEnumerable<SandboxFile> Surroundings() =>
    [
        .. SandboxManifests.Of(cluster, facts),
        .. SandboxKubelet.Of(cluster),
        SandboxFile.Text("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n", SandboxFile.Public),
    ];

    /// <summary>The files that are the same on all control-plane nodes: the CAs and the service account key pair.</summary>
    internal static IEnumerable<SandboxFile> Shared(NewMaterial material)
        => material.All.Where(m => IsShared(m.Action.Item.Entry)).SelectMany(m => m.Files).Select(Of);

    /// <summary>Creates the PKI of a node that already has <see cref="Surroundings"/> and the shared files.</summary>
    internal Outcome<NewMaterial> Create(NewMaterial? first, Action keyMade)
    {
        var state = NodeObserver.Observe(new NodeRoot(root), cluster.MadeAt);
        var plan = CreationPlanner.Plan(state, facts, new CreationSpec());
        var authorities = (first?.All ?? []).Where(m => m.Action.Item.Entry.Kind == EntryKind.CertificateAuthority)
            .ToDictionary(m => m.Action.Item.Name, m => new CertificateAuthority(m.Certificate!, m.Key), StringComparer.Ordinal);
        return plan.Refusals is [var refusal, ..] ? refusal : NewMaterial.Make(
            plan with { Actions = [.. plan.Actions.Where(a => !(a.Item.Entry == KubeletClient && RotatesKubelet))] },
            authorities,
            CreationExecution.Trust(state),
            action => ObserveMessages.NoClientKey.At(action.Item.Path, ""),
            keyMade);
    }

    /// <summary>The files of the PKI, and the files that the kubelet and root derive from it.</summary>
    internal IEnumerable<SandboxFile> Files(NewMaterial material, NewMaterial first, Action keyMade)
    {
        var authority = first.All.First(m => m.Action.Item.Name == KubeletClient.Issuer);
        List<SandboxFile> files = [.. material.All.SelectMany(m => m.Files).Select(Of), .. Serving(keyMade)];
        files.Add(files.First(f => f.Path == AdminConf) with { Path = "/root/.kube/config" });
        return RotatesKubelet ? files.Concat(Rotated(new CertificateAuthority(authority.Certificate!, authority.Key), keyMade)) : files;
    }

    private static bool IsShared(CatalogueEntry entry) => entry.Kind is EntryKind.CertificateAuthority or EntryKind.ServiceAccountKey;

    private static SandboxFile Of(NewFile file) => new(file.Path, file.Content, file.Mode);

    /// <summary>The client certificate that the kubelet rotates, and its kubeconfig that points at it.</summary>
    private IEnumerable<SandboxFile> Rotated(CertificateAuthority authority, Action keyMade)
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var shape = CertificateShape.Of(cluster.MinorVersion);
        var identity = NewIdentity.Of(KubeletClient, facts);
        var certificate = authority.Issue(
            identity, key, shape.LeafStart(cluster.MadeAt, authority.Certificate.NotBefore), cluster.Validity.ExpiryFrom(cluster.MadeAt),
            shape);
        keyMade();
        var dated =
            $"{KubeletPki}/kubelet-client-{cluster.MadeAt.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem";
        const string current = $"{KubeletPki}/kubelet-client-current.pem";
        var user = identity.CommonName;
        return
        [
            new(dated, [.. certificate.ToPem(), .. key.ToPem()], SandboxFile.Private),
            new(current, null, SandboxFile.Private, dated),
            new(
                "/etc/kubernetes/kubelet.conf",
                KubeconfigComposer.WithFiles(
                    facts.ClusterName, facts.Server, authority.Certificate.ToPem(), user, $"{user}@{facts.ClusterName}", current, current),
                SandboxFile.Private),
        ];
    }

    /// <summary>
    /// client-go GenerateSelfSignedCertKey: a leaf certificate for the node's name, signed by a CA whose key is discarded, both in one
    /// file.
    /// </summary>
    private IEnumerable<SandboxFile> Serving(Action keyMade)
    {
        var madeAt = cluster.MadeAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var authorityKey = PrivateKey.Create(cluster.KeyAlgorithm);
        using var key = PrivateKey.Create(cluster.KeyAlgorithm);
        var end = cluster.MadeAt + TimeSpan.FromDays(365);
        var authority = CertificateAuthority.Create($"{facts.NodeName}-ca@{madeAt}", authorityKey, cluster.MadeAt, end);
        var certificate = authority.Issue(
            new LeafIdentity($"{facts.NodeName}@{madeAt}", [], [Oids.ServerAuth], [facts.NodeName], []), key, cluster.MadeAt, end);
        keyMade();
        keyMade();
        return
        [
            new($"{KubeletPki}/kubelet.crt", [.. certificate.ToPem(), .. authority.Certificate.ToPem()], SandboxFile.Public),
            new($"{KubeletPki}/kubelet.key", key.ToPem(), SandboxFile.Private),
        ];
    }
}
