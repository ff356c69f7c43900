namespace KubePki.Catalogue;

/// <summary>
/// Everything that kubeadm creates on a control-plane node (kubeadm phases/certs certlist.go and phases/kubeconfig). Which component
/// reloads which file was measured on 1.20, and follows from the sources for other versions. To add a certificate, add a row.
/// </summary>
internal static class KubeadmCatalogue
{
    /// <summary>The prefix of a kubelet's user name; the node's name follows (required by the node authorizer).</summary>
    public const string NodeUser = "system:node:";

    private const string ApiServer = Components.ApiServer;
    private const string Etcd = Components.Etcd;
    private const string Masters = "system:masters";
    private const string ClusterAdmins = "kubeadm:cluster-admins";

    /// <summary>Every entry, in display order: CAs, leaves, service account pair, kubeconfigs, kubelet.</summary>
    public static readonly IReadOnlyList<CatalogueEntry> Entries =
    [
        Authority("ca", "ca", "kubernetes",
            new Use(ApiServer, "client-ca-file", null, ReloadBehavior.Reloads, 17),
            new Use(Components.ControllerManager, "cluster-signing-cert-file", "cluster-signing-key-file", ReloadBehavior.AtStart),
            new Use(Components.Kubelet, null, null, ReloadBehavior.Reloads)),
        Authority("front-proxy-ca", "front-proxy-ca", "front-proxy-ca",
            new Use(ApiServer, "requestheader-client-ca-file", null, ReloadBehavior.Reloads, 17)),
        Authority("etcd-ca", "etcd/ca", "etcd-ca",
            new Use(Etcd, "trusted-ca-file", null, ReloadBehavior.AtStart),
            new Use(ApiServer, "etcd-cafile", null, ReloadBehavior.AtStart)),
        Leaf("apiserver", "apiserver", "ca", "kube-apiserver", null, null, Role.Server,
            new Use(ApiServer, "tls-cert-file", "tls-private-key-file", ReloadBehavior.Reloads, 17)) with { Names = NameRule.ApiServer },
        Leaf(
            "apiserver-kubelet-client", "apiserver-kubelet-client", "ca", "kube-apiserver-kubelet-client", Masters, ClusterAdmins,
            Role.Client,
            new Use(ApiServer, "kubelet-client-certificate", "kubelet-client-key", ReloadBehavior.Reloads, 20)) with {
                NoOrganizationSince = (36, 1),
            },
        Leaf("front-proxy-client", "front-proxy-client", "front-proxy-ca", "front-proxy-client", null, null, Role.Client,
            new Use(ApiServer, "proxy-client-cert-file", "proxy-client-key-file", ReloadBehavior.Reloads, 20)),
        Leaf("etcd-server", "etcd/server", "etcd-ca", "{node}", null, null, Role.Server | Role.Client,
            new Use(Etcd, "cert-file", "key-file", ReloadBehavior.EachHandshake)) with { Names = NameRule.EtcdServer },
        Leaf("etcd-peer", "etcd/peer", "etcd-ca", "{node}", null, null, Role.Server | Role.Client,
            new Use(Etcd, "peer-cert-file", "peer-key-file", ReloadBehavior.EachHandshake)) with { Names = NameRule.EtcdPeer },
        Leaf("etcd-healthcheck-client", "etcd/healthcheck-client", "etcd-ca", "kube-etcd-healthcheck-client", Masters, null, Role.Client,
            new Use(Etcd, "etcdctl-cert", "etcdctl-key", ReloadBehavior.EachHandshake)),
        Leaf("apiserver-etcd-client", "apiserver-etcd-client", "etcd-ca", "kube-apiserver-etcd-client", Masters, null, Role.Client,
            new Use(ApiServer, "etcd-certfile", "etcd-keyfile", ReloadBehavior.EachHandshake, 20)),
        new("sa", EntryKind.ServiceAccountKey, "sa.pub", "sa.key", null, "", null, null, Role.None,
            [
                new Use(ApiServer, "service-account-key-file", null, ReloadBehavior.AtStart),
                new Use(Components.ControllerManager, null, "service-account-private-key-file", ReloadBehavior.AtStart),
            ],
            Renewal: RenewalRule.Never),
        Kubeconfig(
            "admin.conf", "kubernetes-admin", Masters, ClusterAdmins,
            new Use(Components.Kubectl, null, null, ReloadBehavior.EachHandshake)),
        Kubeconfig(
            "super-admin.conf", "kubernetes-super-admin", null, Masters,
            new Use(Components.Kubectl, null, null, ReloadBehavior.EachHandshake)) with {
            Optional = true, Since = 29,
        },
        Kubeconfig(
            "controller-manager.conf", "system:kube-controller-manager", null, null,
            new Use(Components.ControllerManager, "kubeconfig", null, ReloadBehavior.AtStart)) with {
            OwnServerSince = 20,
        },
        Kubeconfig(
            "scheduler.conf", "system:kube-scheduler", null, null,
            new Use(Components.Scheduler, "kubeconfig", null, ReloadBehavior.AtStart)) with {
            OwnServerSince = 20,
        },
        Kubeconfig(
            "kubelet.conf", NodeUser + "{node}", "system:nodes", "system:nodes",
            new Use(Components.Kubelet, "kubeconfig", null, ReloadBehavior.AtStart)) with {
            Renewal = RenewalRule.WhenDue,
        },
    ];

    /// <summary>The entry with that name, or null.</summary>
    public static CatalogueEntry? Find(string name) => Entries.FirstOrDefault(e => e.Name == name);

    private static CatalogueEntry Authority(string name, string file, string commonName, params Use[] uses)
        => new(
            name, EntryKind.CertificateAuthority, file + ".crt", file + ".key", null, commonName, null, null, Role.None, uses,
            Renewal: RenewalRule.Never);

    private static CatalogueEntry Leaf(
        string name, string file, string issuer, string commonName, string? organization, string? since129, Role role, params Use[] uses)
        => new(name, EntryKind.Certificate, file + ".crt", file + ".key", issuer, commonName, organization, since129, role, uses);

    private static CatalogueEntry Kubeconfig(string file, string commonName, string? organization, string? since129, params Use[] uses)
        => new(file, EntryKind.Kubeconfig, file, null, "ca", commonName, organization, since129, Role.Client, uses);
}
