using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>
/// The kubelet's own certificates: the client certificate it rotates, and the serving certificate it was given, requested
/// (serverTLSBootstrap) or made itself.
/// </summary>
internal static class KubeletFiles
{
    private static readonly CatalogueEntry Client = new(
        "kubelet-client", EntryKind.KubeletCertificate, "kubelet-client-current.pem", null, "ca", "system:node:{node}", "system:nodes", "system:nodes",
        Role.Client, [new Use(Components.Kubelet, null, null, Pickup.AtStart)], Renewal: RenewalRule.WhenDue, Dated: true, Optional: true);

    private static readonly CatalogueEntry Serving = new(
        "kubelet-serving", EntryKind.KubeletCertificate, "kubelet.crt", "kubelet.key", null, "{node}", null, null,
        Role.Server, [new Use(Components.Kubelet, null, null, Pickup.AtStart)], Renewal: RenewalRule.WhenDue, Optional: true);

    internal static IEnumerable<Item> Read(NodeRoot root, NodeLayout layout)
    {
        var directory = layout.KubeletPkiDirectory;
        var client = $"{directory}/kubelet-client-current.pem";
        if (root.Exists(client))
        {
            yield return NodeObserver.ReadPair(root, new Item { Name = Client.Name, Entry = Client, Path = client, KeyPath = client });
        }

        var current = $"{directory}/kubelet-server-current.pem";
        var configured = layout.HostFlag(Components.Kubelet, "tls-cert-file") ?? layout.Kubelet?.TlsCertFile;
        var (certificate, key) = configured is not null
            ? (configured, layout.HostFlag(Components.Kubelet, "tls-private-key-file") ?? layout.Kubelet?.TlsPrivateKeyFile ?? configured)
            : root.Exists(current) ? (current, current) : ($"{directory}/kubelet.crt", $"{directory}/kubelet.key");

        // One that is configured has to be there; without one the kubelet makes its own.
        if (configured is not null || root.Exists(certificate))
        {
            // One that the kubelet requested is signed by the cluster; one it made itself has no issuer to check.
            var entry = certificate == current ? Serving with { Issuer = "ca", Dated = true } : Serving;
            yield return NodeObserver.ReadPair(root, new Item { Name = entry.Name, Entry = entry, Path = certificate, KeyPath = key });
        }
    }
}
