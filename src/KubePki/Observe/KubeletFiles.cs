using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>
/// The kubelet's own certificates: the client certificate that it rotates, and the serving certificate, which is configured, requested
/// (serverTLSBootstrap) or self-signed.
/// </summary>
internal static class KubeletFiles
{
    private const string Cluster = "ca";

    private static readonly CatalogueEntry Client = new(
        "kubelet-client",
        EntryKind.KubeletCertificate, "kubelet-client-current.pem", null, Cluster, KubeadmCatalogue.NodeUser + "{node}", "system:nodes",
        "system:nodes",
        Role.Client,
        [new Use(Components.Kubelet, null, null, ReloadBehavior.AtStart)], Renewal: RenewalRule.WhenDue, Dated: true, Optional: true);

    private static readonly CatalogueEntry Serving = new(
        "kubelet-serving", EntryKind.KubeletCertificate, "kubelet.crt", "kubelet.key", null, "{node}", null, null,
        Role.Server,
        [new Use(Components.Kubelet, null, null, ReloadBehavior.AtStart)], Renewal: RenewalRule.WhenDue, Names: NameRule.Kubelet,
        Optional: true);

    internal static IEnumerable<PkiEntry> Read(NodeRoot root, NodeLayout layout, IReadOnlyList<PkiEntry> known)
    {
        var directory = layout.KubeletPkiDirectory;
        var client = layout.KubeletClientLink;
        if (root.Exists(client))
        {
            yield return NodeObserver.ReadPair(root, new PkiEntry(Client) { Name = Client.Name, Path = client, KeyPath = client });
        }

        var current = $"{directory}/kubelet-server-current.pem";
        var configured = layout.HostFlag(Components.Kubelet, "tls-cert-file") ?? layout.Kubelet?.TlsCertFile;
        var (certificate, key) = configured is not null
            ? (configured, layout.HostFlag(Components.Kubelet, "tls-private-key-file") ?? layout.Kubelet?.TlsPrivateKeyFile ?? configured)
            : root.Exists(current) ? (current, current) : ($"{directory}/kubelet.crt", $"{directory}/kubelet.key");

        // A configured certificate must exist; without one the kubelet makes its own.
        if (configured is not null || root.Exists(certificate))
        {
            var entry = certificate == current ? Serving with { Issuer = Cluster, Dated = true } : Serving;
            var item = NodeObserver.ReadPair(root, new PkiEntry(entry) { Name = entry.Name, Path = certificate, KeyPath = key });
            yield return entry.Issuer is null && AuthorityOf(item, known) is { } issuer
                ? item with { Entry = entry with { Issuer = issuer, Renewal = RenewalRule.Always } }
                : item;
        }
    }

    /// <summary>
    /// The CA of this node that a serving certificate names as its issuer: an operator had it signed. The kubelet signs its own certificate
    /// with a CA that it does not store; that certificate has no issuer to check. The kubelet does not rotate a certificate that an
    /// operator had signed.
    /// </summary>
    private static string? AuthorityOf(PkiEntry serving, IReadOnlyList<PkiEntry> known)
        => serving.Certificate is { IsSelfIssued: false } leaf
            ? known.FirstOrDefault(i => i.Entry.Kind == EntryKind.CertificateAuthority
                && i.Certificates.Any(c => c.Subject.IsSameAs(leaf.Issuer)))?.Name
            : null;
}
