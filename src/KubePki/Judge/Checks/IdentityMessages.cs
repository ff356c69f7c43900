using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>Messages about subjects and groups.</summary>
internal static class IdentityMessages
{
    /// <summary>A component with a wrong name; {0} is its name, {1} the name that the cluster's roles are bound to.</summary>
    public static readonly Message ComponentName = new("component-name", "says its holder is '{0}'; the built-in roles are bound to '{1}'", "其持有者为“{0}”；内置角色绑定的是“{1}”",
        "issue a new certificate with the right name (a renewal keeps the wrong one)", "请按正确的名称重新签发（续期会保留错误的名称）");

    /// <summary>A kubelet certificate without its group; {0} is the group.</summary>
    public static readonly Message NodeGroup = new("node-group", "lacks the group {0}: the node authorizer grants it nothing", "缺少组 {0}：Node 授权器不会给予任何权限",
        "issue a new certificate with that group (a renewal keeps the groups)", "请重新签发带有该组的证书（续期会保留原有的组）");

    /// <summary>A kubelet with another node's name; {0} is its name, {1} this node's.</summary>
    public static readonly Message OtherNode = new("other-node", "says it is the node '{0}', and this node is '{1}': the API server refuses what the kubelet reports of this node", "自称节点“{0}”，而本节点是“{1}”：API server 会拒绝 kubelet 上报的本节点状态",
        "issue a new certificate for this node: {kubepki create kubelet.conf}", "请为本节点重新签发：{kubepki create kubelet.conf}");

    /// <summary>Needless membership in system:masters; {0} is the name.</summary>
    public static readonly Message TooPowerful = new("too-powerful", "puts '{0}' into system:masters: its holder is cluster administrator, past every rule that could take its power away", "使“{0}”属于 system:masters：其持有者即集群管理员，任何规则都无法限制其权限",
        "issue a new certificate without that group (system:masters is for break-glass credentials only)",
        "请重新签发不带该组的证书（system:masters 仅用于应急凭据）");

    /// <summary>The kubelet's serving certificate in system:masters. Only the kubelet creates that certificate; {0} is the name.</summary>
    public static readonly Message ServingTooPowerful = new("serving-too-powerful", "puts '{0}' into system:masters, past every rule that could take its power away", "使“{0}”属于 system:masters，任何规则都无法限制其权限",
        "replace it with one without that group", "请换用不带该组的证书");

    /// <summary>admin.conf is still in system:masters on 1.29 or later.</summary>
    public static readonly Message AdminSplit = new("admin-split", "is still in system:masters; from 1.29 on kubeadm gives it kubeadm:cluster-admins and keeps super-admin.conf for emergencies",
        "仍属于 system:masters；自 1.29 起 kubeadm 将其改为 kubeadm:cluster-admins，并保留 super-admin.conf 应急",
        "make sure that the ClusterRoleBinding kubeadm:cluster-admins exists, then issue a new certificate",
        "请先确认 ClusterRoleBinding kubeadm:cluster-admins 存在，再重新签发");

    /// <summary>An administrator's certificate without an administrators' group; {0} lists its groups.</summary>
    public static readonly Message AdminGroup = new("admin-group", "belongs to none of the groups of administrators (its groups: {0})", "不属于任何管理员组（所属组：{0}）",
        "issue a new certificate with the administrators' group", "请重新签发属于管理员组的证书");

    /// <summary>A front proxy whose name is not allowed; {0} is its name, {1} lists the allowed names.</summary>
    public static readonly Message ProxyName = new("proxy-name", "says its holder is '{0}'; --requestheader-allowed-names allows {1} only", "其持有者为“{0}”；--requestheader-allowed-names 仅允许 {1}",
        "correct the flag, or issue a new certificate: {kubepki create front-proxy-client}",
        "请更正该参数，或重新签发：{kubepki create front-proxy-client}");

    /// <summary>A certificate without a common name identifies no user.</summary>
    public static readonly Message NoName = new("no-name", "is presented by a client and has no common name: the API server takes no user from it", "由客户端使用却没有通用名：API server 无法从中得到用户",
        "issue a new certificate with its name", "请按其名称重新签发");

    /// <summary>An ordinary user in system:masters; {0} is the name.</summary>
    public static readonly Message HomeMaster = new("home-master", "gives '{0}' in a user's home directory the group system:masters, which cannot be taken away before the certificate ends", "在用户主目录中使“{0}”属于 system:masters，证书到期前无法收回",
        "give people certificates of their own with a group that a role is bound to: {kubepki kubeconfig user NAME --group GROUP}",
        "请为人员签发各自的证书，并使用绑定了角色的组：{kubepki kubeconfig user NAME --group GROUP}");
}
