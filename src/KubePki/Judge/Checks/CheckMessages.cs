using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>Why a check cannot be decided from this node.</summary>
internal static class CheckMessages
{
    /// <summary>The component does not run as a static pod here, or its manifest cannot be read; {0} is the component.</summary>
    public static readonly Message NoManifest = new("no-manifest", "there is no manifest of {0} to read flags from", "没有 {0} 的清单可供读取参数");

    /// <summary>
    /// The manifest of a component that belongs on this node is missing; {0} is the component, {1} the node's file for it, {2} kubeadm's
    /// phase.
    /// </summary>
    public static readonly Message ComponentManifest = new(
        "component-manifest", "is missing, so that the kubelet does not run {0}, which this node has {1} for",
        "不存在，因此 kubelet 不会运行 {0}，而本节点上有它所用的 {1}",
        "put it back from where it was moved or from a backup; a new one is written by: kubeadm init phase {2} --config FILE",
        "请从移走之处或备份恢复；也可重新生成：kubeadm init phase {2} --config FILE");

    /// <summary>There is no certificate to check; {0} is the item's name.</summary>
    public static readonly Message NoCertificate = new("no-certificate", "there is no readable certificate {0}", "没有可读取的证书 {0}");

    /// <summary>The object is in the cluster and not on the node.</summary>
    public static readonly Message InTheCluster = new(
        "in-the-cluster", "it is kept in the cluster, which is asked with --live only", "该内容保存在集群中,仅在使用 --live 时查询",
        "run {kubepki verify --live}, or compare it by hand: kubectl -n kube-public get configmap cluster-info -o yaml",
        "请运行 {kubepki verify --live},或手工比较:kubectl -n kube-public get configmap cluster-info -o yaml");

    /// <summary>No time synchronization service left a trace on this node.</summary>
    public static readonly Message NoTimeService = new(
        "no-time-service", "no time service left a word about it on this node", "本节点上没有时间服务留下的记录", "timedatectl, or chronyc tracking", "请运行 timedatectl 或 chronyc tracking");

    /// <summary>The name of the node is not known.</summary>
    public static readonly Message NoNodeName = new("node-name-unknown", "no kubelet certificate says what this node is called", "没有 kubelet 证书说明本节点的名称");

    /// <summary>The DNS domain of services is not known.</summary>
    public static readonly Message NoDomain = new(
        "dns-domain-unknown", "nothing on this node says what the DNS domain of services is", "本节点上没有内容说明服务的 DNS 域",
        "give the kubeadm configuration: {kubepki verify --config FILE}", "请提供 kubeadm 配置:{kubepki verify --config FILE}");

    /// <summary>etcd does not run here.</summary>
    public static readonly Message EtcdElsewhere = new("etcd-elsewhere", "etcd does not run on this node", "etcd 不在本节点上运行");
}
