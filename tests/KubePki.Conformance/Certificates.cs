namespace KubePki.Conformance;

/// <summary>A certificate a Kubernetes component presents, and what it must be good for.</summary>
/// <param name="Path">Below etc/kubernetes; a kubeconfig carries its certificate inside.</param>
/// <param name="Authority">The CA's file below etc/kubernetes.</param>
internal sealed record Certificate(string Name, string Path, string Authority, bool Server, bool Client);

/// <summary>
/// kubeadm's leaves, written down a second time on purpose: the tests must not take them from the program they test.
/// </summary>
internal static class Certificates
{
    private const string Ca = "pki/ca.crt";
    private const string FrontProxyCa = "pki/front-proxy-ca.crt";
    private const string EtcdCa = "pki/etcd/ca.crt";

    private const string Kubelet = "kubelet.conf";

    private static readonly string[] Shared =
        [Ca, "pki/ca.key", FrontProxyCa, "pki/front-proxy-ca.key", EtcdCa, "pki/etcd/ca.key", "pki/sa.key", "pki/sa.pub"];

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
        new(Kubelet, Kubelet, Ca, Server: false, Client: true),
    ];

    /// <summary>The leaves this node has.</summary>
    public static IEnumerable<Certificate> Of(Node node) => Known.Where(certificate => File.Exists(node.File(certificate.Path)));

    /// <summary>
    /// The leaves kubepki's `renew all` must renew on this node: those whose CA key is here. kubelet.conf only where it embeds
    /// its certificate, because then nobody else ever renews it.
    /// </summary>
    public static IEnumerable<Certificate> RenewedByKubePki(Node node) => Of(node).Where(certificate =>
        File.Exists(node.File(Path.ChangeExtension(certificate.Authority, ".key"))) && (certificate.Name != Kubelet || KubeletEmbeds(node)));

    /// <summary>The leaves kubeadm's `renew all` renews on this node: never kubelet.conf.</summary>
    public static IEnumerable<Certificate> RenewedByKubeadm(Node node) => RenewedByKubePki(node).Where(certificate => certificate.Name != Kubelet);

    /// <summary>What no renewal may ever write, as far as this node has it.</summary>
    public static IEnumerable<string> Untouchable(Node node) =>
        Shared.Concat(KubeletEmbeds(node) ? [] : [Kubelet]).Where(path => File.Exists(node.File(path)));

    private static bool KubeletEmbeds(Node node) => node.Embedded(Kubelet, "client-certificate-data") != "";
}
