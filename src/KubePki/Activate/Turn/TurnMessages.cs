using KubePki.Localization;

namespace KubePki.Activate.Turn;

/// <summary>What is reported about a node's turn to activate.</summary>
internal static class TurnMessages
{
    /// <summary>Another node holds the Lease; {0} is its holder.</summary>
    public static readonly Message HeldBy = new(
        "turn-held", "{0} activates now: it holds the Lease kube-system/kubepki-activation",
        "{0} 正在激活：它持有 Lease kube-system/kubepki-activation");

    /// <summary>A kubeadm runs on this node; {0} is its process ID, {1} its subcommand.</summary>
    public static readonly Message Kubeadm = new(
        "turn-kubeadm", "'kubeadm {1}' runs on this node (process {0})", "本节点上正在运行 kubeadm {1}（进程 {0}）");

    /// <summary>The Lease could not be taken in time; {0} is the number of seconds.</summary>
    public static readonly Message NoTurn = new(
        "no-turn", "waited {0} s for this node's turn, and nothing was changed", "为等待轮到本节点已等待 {0} 秒，未作更改",
        "the next run tries again; to act now: {kubepki renew all}", "下次运行会重试；如需立即执行：{kubepki renew all}");

    /// <summary>A signal ended the wait.</summary>
    public static readonly Message Stopped = new("turn-stopped", "stopped by a signal", "被信号停止");

    /// <summary>There is no administrator's kubeconfig, so the node cannot ask for its turn.</summary>
    public static readonly Message AloneWithoutCredentials = new(
        "alone-without-credentials", "acts alone: neither admin.conf nor super-admin.conf of this node can be used to take a Lease",
        "单独执行：本节点的 admin.conf 和 super-admin.conf 均无法用于获取 Lease");

    /// <summary>The API server was not reached, and files of the node that serve it have expired; {0} are their names.</summary>
    public static readonly Message AloneExpired = new(
        "alone-expired", "acts alone: the API server does not answer, and on this node these have expired: {0}",
        "单独执行：API server 无应答，且本节点上以下内容已过期：{0}");

    /// <summary>The Lease was lost during the activation; {0} is the holder now.</summary>
    public static readonly Message Lost = new(
        "turn-lost", "the Lease kube-system/kubepki-activation went to {0} while this node activates",
        "本节点激活期间，Lease kube-system/kubepki-activation 已被 {0} 取得",
        "check both nodes: {kubepki verify --live}", "请检查两个节点：{kubepki verify --live}");
}
