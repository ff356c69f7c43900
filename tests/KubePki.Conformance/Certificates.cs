namespace KubePki.Conformance;

/// <summary>A certificate that a Kubernetes component presents, and the usages that it must have.</summary>
/// <param name="Path">Below etc/kubernetes; a kubeconfig embeds its certificate.</param>
/// <param name="Authority">The CA's file below etc/kubernetes.</param>
internal sealed record Certificate(string Name, string Path, string Authority, bool Server, bool Client);

/// <summary>
/// kubeadm's leaf certificates, listed here again on purpose: the tests must not take them from the program under test.
/// </summary>
internal static class Certificates
{
    private const string Ca = "pki/ca.crt";
    private const string FrontProxyCa = "pki/front-proxy-ca.crt";
    private const string EtcdCa = "pki/etcd/ca.crt";

    /// <summary>
    /// Files that `renew all` must never write. kubelet.conf belongs to the kubelet: kubepki changes it only by name, or when it is about
    /// to expire.
    /// </summary>
    public static readonly IReadOnlyList<string> Untouchable =
    [
        Ca, "pki/ca.key", FrontProxyCa, "pki/front-proxy-ca.key", EtcdCa, "pki/etcd/ca.key", "pki/sa.key", "pki/sa.pub", "kubelet.conf",
    ];

    private static readonly Certificate[] Known =
    [
        new("apiserver", "pki/apiserver.crt", Ca, Server: true, Client: false),
        new("apiserver-kubelet-client", "pki/apiserver-kubelet-client.crt", Ca, Server: false, Client: true),
        new("front-proxy-client", "pki/front-proxy-client.crt", FrontProxyCa, Server: false, Client: true),
        new("etcd-server", "pki/etcd/server.crt", EtcdCa, Server: true, Client: true),
        new("etcd-peer", "pki/etcd/peer.crt", EtcdCa, Server: true, Client: true),
        new("etcd-healthcheck-client", "pki/etcd/healthcheck-client.crt", EtcdCa, Server: false, Client: true),
        new("apiserver-etcd-client", "pki/apiserver-etcd-client.crt", EtcdCa, Server: false, Client: true),
        new("admin.conf", "admin.conf", Ca, Server: false, Client: true),
        new("controller-manager.conf", "controller-manager.conf", Ca, Server: false, Client: true),
        new("scheduler.conf", "scheduler.conf", Ca, Server: false, Client: true),
        new("kubelet.conf", "kubelet.conf", Ca, Server: false, Client: true),
    ];

    /// <summary>The leaf certificates of this node.</summary>
    public static IEnumerable<Certificate> Of(Node node) => Known.Where(certificate => File.Exists(node.File(certificate.Path)));

    /// <summary>
    /// The leaf certificates that `renew all` of kubepki and of kubeadm must renew on this node: not the kubelet's, and none whose CA key
    /// is elsewhere.
    /// </summary>
    public static IEnumerable<Certificate> RenewableOn(Node node) => Of(node).Where(certificate =>
        certificate.Name != "kubelet.conf" && File.Exists(node.File(Path.ChangeExtension(certificate.Authority, ".key"))));
}
