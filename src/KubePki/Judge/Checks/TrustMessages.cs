using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about which component trusts which CA.</summary>
internal static class TrustMessages
{
    private const string Untrusting = "trusts the CA {1}, which did not sign {0}: x509: certificate signed by unknown authority";
    private const string UntrustingChinese = "所信任的 CA {1} 并非 {0} 的签发者：x509: certificate signed by unknown authority";

    /// <summary>
    /// A kubeconfig that does not trust the API server; {0} is the API server's certificate, {1} names the CA that the kubeconfig trusts.
    /// </summary>
    public static readonly Message KubeconfigCa = new(
        "kubeconfig-ca",
        Untrusting,
        UntrustingChinese,
        "write the cluster's CA into its certificate-authority-data",
        "请将集群的 CA 写入其 certificate-authority-data");

    /// <summary>
    /// Same as <see cref="KubeconfigCa"/>, for a kubeconfig that names a CA file; {0} is the API server's certificate, {1} names the CA.
    /// </summary>
    public static readonly Message KubeconfigCaFile = new(
        "kubeconfig-ca",
        Untrusting,
        UntrustingChinese,
        "set its certificate-authority to the cluster's ca.crt",
        "请让其 certificate-authority 指向集群的 ca.crt");

    /// <summary>
    /// Same as <see cref="KubeconfigCa"/>, for a kubeconfig in a home directory; {0} is the API server's certificate, {1} names the CA.
    /// </summary>
    public static readonly Message HomeCa = new(
        "kubeconfig-ca",
        Untrusting,
        UntrustingChinese,
        "it belongs to another cluster, or to a CA that has been replaced; for this cluster, root copies /etc/kubernetes/admin.conf, "
            + "and other users get a kubeconfig with: {kubepki kubeconfig user NAME}",
        "它属于其他集群，或属于已被更换的 CA；若用于本集群，root 可复制 /etc/kubernetes/admin.conf，其他用户的可用此命令生成：{kubepki kubeconfig user NAME}");

    /// <summary>A kubeconfig whose CA file cannot be read; {0} is the file.</summary>
    public static readonly Message CaFileUnread = new(
        "kubeconfig-ca-file",
        "reads its CA from {0}, which holds no usable CA",
        "从 {0} 读取 CA，而其中没有可用的 CA",
        "copy the cluster's ca.crt there, or embed it: kubectl config set-cluster NAME --certificate-authority FILE --embed-certs",
        "请将集群的 ca.crt 放到该处，或将其内嵌：kubectl config set-cluster NAME --certificate-authority FILE --embed-certs");

    /// <summary>A kubeconfig without any CA.</summary>
    public static readonly Message NoCa = new(
        "names-no-ca",
        "names no CA: its client trusts the operating system's CAs, or none",
        "未指定 CA：其客户端信任操作系统的 CA，或不信任任何 CA",
        "write the cluster's ca.crt into its certificate-authority-data",
        "请将集群的 ca.crt 写入其 certificate-authority-data");

    /// <summary>A component that trusts another CA; {0} the component, {1} the flag, {2} the file.</summary>
    public static readonly Message ComponentCa = new(
        "component-ca",
        "makes {0} trust {2} ({1}), which does not hold this cluster's CA",
        "使 {0} 信任 {2}（{1}），而其中没有本集群的 CA",
        "set the flag to the cluster's CA, or to a bundle that contains it",
        "请让该参数指向集群 CA 或包含它的证书包");

    /// <summary>A bundle that a flag names and that cannot be read; {0} is the component, {1} the flag, {2} the file.</summary>
    public static readonly Message BundleUnread = new(
        "bundle-unread",
        "makes {0} read {2} ({1}), which is not a readable bundle of CAs",
        "使 {0} 读取 {2}（{1}），而它无法作为 CA 证书包读取",
        "put the file there, or correct the flag",
        "请放置该文件或更正参数");

    /// <summary>One CA for the front proxy and for users.</summary>
    public static readonly Message ProxyCaShared = new(
        "proxy-ca-shared",
        "holds a CA that also signs ordinary clients: any client certificate can impersonate any user, unless the allowed names forbid it",
        "包含同时签发普通客户端的 CA：除非限定允许的名称，任何持有客户端证书者都可冒充他人",
        "use a separate CA for --requestheader-client-ca-file",
        "请为 --requestheader-client-ca-file 使用独立的 CA");

    /// <summary>One CA for etcd and the cluster.</summary>
    public static readonly Message EtcdCaShared = new(
        "etcd-ca-shared",
        "is also the cluster's CA: every client of the cluster can read and write etcd directly, without the API server",
        "同时是集群 CA：集群的任何客户端都可绕过 API server 读写 etcd",
        "use a separate CA for etcd",
        "请为 etcd 使用独立的 CA");

    /// <summary>etcd does not accept the API server's client certificate.</summary>
    public static readonly Message EtcdRefuses = new(
        "etcd-refuses",
        "is not signed by a CA that etcd trusts (--trusted-ca-file)",
        "并非由 etcd 所信任的 CA（--trusted-ca-file）签发",
        "use one CA for both, and sign the certificate with it",
        "请统一 CA，并由其签发该证书");

    /// <summary>The API server does not accept etcd's certificate.</summary>
    public static readonly Message EtcdUntrusted = new(
        "etcd-untrusted",
        "is not signed by a CA that the API server trusts (--etcd-cafile)",
        "并非由 API server 所信任的 CA（--etcd-cafile）签发",
        "use one CA for both, and sign the certificate with it",
        "请统一 CA，并由其签发该证书");

    /// <summary>An expired CA in a bundle; {0} is its subject, {1} its expiry.</summary>
    public static readonly Message BundleExpired = new(
        "bundle-expired",
        "still holds the CA {0}, which expired on {1}",
        "仍包含已于 {1} 到期的 CA {0}",
        "remove it from the bundle",
        "请将其从证书包中移除");

    /// <summary>A certificate in a bundle that is not a CA; {0} is its subject.</summary>
    public static readonly Message BundleLeaf = new(
        "bundle-leaf", "holds {0}, which is not a CA", "包含 {0}，它不是 CA", "remove it from the bundle", "请将其从证书包中移除");

    /// <summary>Several CAs in one bundle; {0} is the number.</summary>
    public static readonly Message SeveralCas = new(
        "several-cas",
        "holds {0} CAs: a rotation is in progress or was never finished",
        "包含 {0} 个 CA：轮换正在进行，或从未完成",
        "remove the old CA when nothing that it signed is in use any more",
        "当旧 CA 签发的一切均不再使用后，请将其移除");

    /// <summary>cluster-info holds another CA; {0} is this node's.</summary>
    public static readonly Message ClusterInfoOther = new(
        "cluster-info-other",
        "does not hold the CA of {0}",
        "不包含 {0} 中的 CA",
        "write it again: kubeadm init phase bootstrap-token",
        "请重新写入：kubeadm init phase bootstrap-token");

    /// <summary>cluster-info holds no CA.</summary>
    public static readonly Message ClusterInfoNone = new(
        "cluster-info-none",
        "holds no CA",
        "不包含任何 CA",
        "write it again: kubeadm init phase bootstrap-token",
        "请重新写入：kubeadm init phase bootstrap-token");

    /// <summary>A signer with several certificates; {0} is the number.</summary>
    public static readonly Message SignerBundle = new(
        "signer-bundle",
        "holds {0} certificates, but the controller-manager's signer accepts only one (--cluster-signing-cert-file)",
        "包含 {0} 个证书，而 controller-manager 的签发器只接受一个（--cluster-signing-cert-file）",
        "set the flag to a file that holds only the signing CA",
        "请让该参数指向仅含签发 CA 的文件");
}
