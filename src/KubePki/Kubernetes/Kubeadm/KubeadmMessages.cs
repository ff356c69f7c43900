using KubePki.Localization;

namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Problems of a kubeadm configuration.</summary>
internal static class KubeadmMessages
{
    private const string Kinds =
        "give a file with an InitConfiguration, ClusterConfiguration, JoinConfiguration (or MasterConfiguration), or the ConfigMap "
        + "kubeadm-config";
    private const string KindsChinese =
        "请提供包含 InitConfiguration、ClusterConfiguration、JoinConfiguration（或 MasterConfiguration）的文件，或 ConfigMap kubeadm-config";

    /// <summary>The file has no kubeadm document.</summary>
    public static readonly Message NoConfiguration = new(
        "no-kubeadm-configuration", "contains no kubeadm configuration", "不包含 kubeadm 配置", Kinds, KindsChinese);

    /// <summary>A kind that this version does not have; {0} is the kind, {1} the version.</summary>
    public static readonly Message UnknownKind = new(
        "unknown-kubeadm-kind", "there is no kind {0} in kubeadm.k8s.io/{1}", "kubeadm.k8s.io/{1} 中没有类型 {0}", Kinds, KindsChinese);

    /// <summary>An unknown version of the configuration; {0} is the version, {1} the known ones.</summary>
    public static readonly Message UnknownVersion = new(
        "unknown-kubeadm-version", "kubeadm.k8s.io/{0} is not a version of the configuration that kubepki knows",
        "kubepki 不认识配置版本 kubeadm.k8s.io/{0}", "the versions are: {1}", "可用版本：{1}");

    /// <summary>A document without a type; {0} is the missing field.</summary>
    public static readonly Message NoType = new(
        "kubeadm-type-missing", "is a document without {0}, which kubeadm refuses", "文档缺少 {0}，kubeadm 不接受", Kinds, KindsChinese);

    /// <summary>A kind of kubeadm in another API group; {0} is the kind, {1} its apiVersion, {2} the known versions.</summary>
    public static readonly Message ForeignGroup = new(
        "foreign-kubeadm-group", "is a {0} with apiVersion {1}, which kubeadm does not read", "是 apiVersion 为 {1} 的 {0}，kubeadm 不会读取它",
        "write apiVersion: kubeadm.k8s.io/VERSION; the versions are: {2}", "请写成 apiVersion: kubeadm.k8s.io/VERSION；可用版本：{2}");

    /// <summary>A duplicate kind; {0} is the kind.</summary>
    public static readonly Message KindTwice = new(
        "kubeadm-kind-twice", "is a second {0} in one file", "同一文件中出现第二个 {0}", "keep one of them", "请只保留一个");

    /// <summary>The configuration of a node without a control plane.</summary>
    public static readonly Message Worker = new(
        "worker-configuration", "is the configuration of a worker node, which has no control-plane certificates", "是工作节点的配置，工作节点没有控制平面证书",
        "give the configuration of a control-plane node", "请提供控制平面节点的配置");

    private const string Correct = "correct this field";
    private const string CorrectChinese = "请修正该字段";

    /// <summary>{0} is the field, {1} its value, which is not an IP address the API server can advertise.</summary>
    public static readonly Message NotAddress = new(
        "bad-kubeadm-field", "{0}: '{1}' is not an IP address the API server can advertise", "{0}：“{1}”不是 API server 可通告的 IP 地址", Correct,
        CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a node name (a DNS name).</summary>
    public static readonly Message NotNodeName = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a node name (a DNS name)", "{0}：“{1}”不是节点名称（DNS 名称）", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a port from 1 to 65535.</summary>
    public static readonly Message NotPort = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a port from 1 to 65535", "{0}：“{1}”不是 1 到 65535 之间的端口", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a host name or address with or without a port.</summary>
    public static readonly Message NotEndpoint = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a host name or address with or without a port", "{0}：“{1}”不是主机名或地址（端口可选）", Correct,
        CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not an absolute path.</summary>
    public static readonly Message NotDirectory = new(
        "bad-kubeadm-field", "{0}: '{1}' is not an absolute path", "{0}：“{1}”不是绝对路径", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a network like 10.96.0.0/12.</summary>
    public static readonly Message NotNetwork = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a network like 10.96.0.0/12", "{0}：“{1}”不是形如 10.96.0.0/12 的网段", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a DNS domain in lower case.</summary>
    public static readonly Message NotDomain = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a DNS domain in lower case", "{0}：“{1}”不是小写的 DNS 域名", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a DNS name in lower case or an IP address.</summary>
    public static readonly Message NotCertificateName = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a DNS name in lower case or an IP address", "{0}：“{1}”不是小写的 DNS 名称或 IP 地址", Correct,
        CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a URL.</summary>
    public static readonly Message NotUrl = new("bad-kubeadm-field", "{0}: '{1}' is not a URL", "{0}：“{1}”不是 URL", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not one of RSA-2048, RSA-3072, RSA-4096, ECDSA-P256, ECDSA-P384.</summary>
    public static readonly Message NotAlgorithm = new(
        "bad-kubeadm-field", "{0}: '{1}' is not one of RSA-2048, RSA-3072, RSA-4096, ECDSA-P256, ECDSA-P384",
        "{0}：“{1}”不是 RSA-2048、RSA-3072、RSA-4096、ECDSA-P256、ECDSA-P384 之一", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a duration like 8760h.</summary>
    public static readonly Message NotDuration = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a duration like 8760h", "{0}：“{1}”不是形如 8760h 的时长", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a list.</summary>
    public static readonly Message NotList = new("bad-kubeadm-field", "{0}: '{1}' is not a list", "{0}：“{1}”不是列表", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a string.</summary>
    public static readonly Message NotText = new(
        "bad-kubeadm-field", "{0}: '{1}' is not a string", "{0}：“{1}”不是字符串", Correct, CorrectChinese);

    /// <summary>{0} is the field, {1} its value, which is not a boolean.</summary>
    public static readonly Message NotTruth = new(
        "bad-kubeadm-field", "{0}: '{1}' is neither true nor false", "{0}：“{1}”既不是 true 也不是 false", Correct, CorrectChinese);

    /// <summary>
    /// The network is too small for the addresses that the cluster needs; {0} is the field, {1} the network, {2} the minimum number of
    /// addresses.
    /// </summary>
    public static readonly Message SmallSubnet = new(
        "small-subnet", "{0}: {1} has fewer than {2} addresses", "{0}：{1} 的地址少于 {2} 个", "use a larger network", "请使用更大的网段");

    /// <summary>
    /// The network is larger than kubeadm allows; {0} is the field, {1} the network, {2} the maximum number of address bits.
    /// </summary>
    public static readonly Message LargeSubnet = new(
        "large-subnet", "{0}: {1} leaves more than {2} bits for addresses, which kubeadm refuses", "{0}：{1} 的地址位数超过 {2} 位，kubeadm 不接受",
        "use a smaller network", "请使用更小的网段");

    /// <summary>Two networks share addresses; {0} and {1} are the networks with their fields.</summary>
    public static readonly Message Overlap = new(
        "overlapping-subnets", "{0} and {1} overlap", "{0} 与 {1} 重叠", "give each a range of its own", "请为二者指定互不重叠的网段");

    /// <summary>More than the two networks of dual stack, or two of one family; {0} is the field.</summary>
    public static readonly Message NotDualStack = new(
        "not-dual-stack", "{0} may hold one network, or one of IPv4 and one of IPv6", "{0} 只能包含一个网段，或一个 IPv4 和一个 IPv6 网段",
        "remove the extra networks", "请删除多余的网段");

    /// <summary>etcd is both local and external.</summary>
    public static readonly Message TwoEtcds = new(
        "local-and-external-etcd", "etcd.local and etcd.external exclude each other", "etcd.local 与 etcd.external 不能同时使用",
        "keep one of them", "请只保留一个");

    /// <summary>An external etcd without a file that clients need; {0} is the field.</summary>
    public static readonly Message IncompleteEtcd = new(
        "incomplete-external-etcd", "etcd is external, but {0} is missing", "etcd 为外部部署，但缺少 {0}", "give caFile, certFile and keyFile",
        "请给出 caFile、certFile 和 keyFile");
}
