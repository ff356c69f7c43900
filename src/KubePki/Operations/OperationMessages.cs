using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>Reasons why an operation cannot begin, or cannot read its own result.</summary>
internal static class OperationMessages
{
    /// <summary>There is no control plane under the root.</summary>
    public static readonly Message NothingFound = new(
        "no-control-plane", "no kubeadm control plane was found here", "此处未找到 kubeadm 控制平面",
        "run kubepki on a control-plane node, or give the node's root with --root DIR; if there are no manifests yet, name the PKI "
            + "with --config FILE",
        "请在控制平面节点上运行 kubepki，或用 --root DIR 指定节点的根目录；尚无清单时可用 --config FILE 指明 PKI 位置");

    /// <summary>A system error prevents the node from being read; {0} is the reason.</summary>
    public static readonly Message NotSeen = new(
        "not-seen", "cannot be read: {0}", "无法读取：{0}", "dmesg shows disk errors", "dmesg 中可看到磁盘错误");

    /// <summary>The node to activate is not this machine.</summary>
    public static readonly Message NotThisMachine = new(
        "not-this-machine", "only the components of this machine can be queried or activated", "只能查询或激活本机的组件",
        "run kubepki there, without --root", "请在该节点上运行 kubepki，且不带 --root", Kind: ProblemKind.Usage);

    /// <summary>The node is empty and no configuration is given.</summary>
    public static readonly Message NeedsConfiguration = new(
        "needs-configuration", "there is no control plane here that provides names and addresses", "此处没有可提供名称和地址的控制平面",
        "give the kubeadm configuration: --config FILE", "请提供 kubeadm 配置：--config FILE", Kind: ProblemKind.Usage);

    /// <summary>If the node is not this machine, its cluster is contacted only on request.</summary>
    public static readonly Message NotThisCluster = new(
        "not-this-cluster", "kubepki accesses only this machine's cluster, unless --update-config always is given",
        "除非指定 --update-config always，否则只访问本机所在的集群");
}
