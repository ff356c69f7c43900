using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Why a check cannot be decided from this node.</summary>
internal static class CheckMessages
{
    /// <summary>The component does not run as a static pod here, or its manifest cannot be read; {0} is the component.</summary>
    public static readonly Message NoManifest = new(
        "no-manifest", "no manifest or configuration of {0} found, so its flags are unknown", "未找到 {0} 的清单或配置，因此其参数未知");

    /// <summary>
    /// The manifest of a component that belongs on this node is missing; {0} is the component, {1} the node's file for it, {2} kubeadm's
    /// phase.
    /// </summary>
    public static readonly Message ComponentManifest = new(
        "component-manifest",
        "is missing, so the kubelet does not run {0}, although this node has {1} for it",
        "不存在，因此 kubelet 不会运行 {0}，尽管本节点上有它所用的 {1}",
        "move it back, restore it from a backup, or write a new one: kubeadm init phase {2} --config FILE",
        "请将其移回原处、从备份恢复，或重新生成：kubeadm init phase {2} --config FILE");

    /// <summary>There is no certificate to check; {0} is the item's name.</summary>
    public static readonly Message NoCertificate = new("no-certificate", "no readable certificate {0} found", "没有可读取的证书 {0}");

    /// <summary>The object is in the cluster and not on the node.</summary>
    public static readonly Message InTheCluster = new(
        "in-the-cluster",
        "the object is in the cluster, which is queried only with --live",
        "该对象保存在集群中，仅在使用 --live 时查询",
        "run {kubepki verify --live}, or compare it by hand: kubectl -n kube-public get configmap cluster-info -o yaml",
        "请运行 {kubepki verify --live}，或手工比较：kubectl -n kube-public get configmap cluster-info -o yaml");

    /// <summary>No time synchronization service left a trace on this node.</summary>
    public static readonly Message NoTimeService = new(
        "no-time-service",
        "no time synchronization service found on this node",
        "未在本节点上找到时间同步服务",
        "run timedatectl, or chronyc tracking",
        "请运行 timedatectl 或 chronyc tracking");

    /// <summary>The name of the node is not known.</summary>
    public static readonly Message NoNodeName = new(
        "node-name-unknown",
        "no kubelet certificate on this node holds the node's name, so the name is unknown",
        "本节点上没有包含节点名称的 kubelet 证书，因此名称未知");

    /// <summary>The DNS domain of services is not known.</summary>
    public static readonly Message NoDomain = new(
        "dns-domain-unknown",
        "no file on this node holds the DNS domain of services, so the domain is unknown",
        "本节点上没有文件包含服务的 DNS 域，因此该域未知",
        "give the kubeadm configuration: {kubepki verify --config FILE}",
        "请提供 kubeadm 配置：{kubepki verify --config FILE}");

    /// <summary>etcd does not run here.</summary>
    public static readonly Message EtcdElsewhere = new("etcd-elsewhere", "etcd does not run on this node", "etcd 不在本节点上运行");
}
