using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about subjects and groups.</summary>
internal static class IdentityMessages
{
    /// <summary>A component with a wrong name; {0} is its name, {1} the name that the cluster's roles are bound to.</summary>
    public static readonly Message ComponentName = new(
        "component-name",
        "names the user '{0}', but the built-in roles are bound to '{1}'",
        "其用户名为“{0}”，而内置角色绑定的是“{1}”",
        "issue a new certificate with the right name (a renewal keeps the wrong one)",
        "请按正确的名称重新签发（续期会保留错误的名称）");

    /// <summary>A kubelet certificate without its group; {0} is the group.</summary>
    public static readonly Message NodeGroup = new(
        "node-group",
        "lacks the group {0}: the node authorizer grants it no permissions",
        "缺少组 {0}：Node 授权器不会给予任何权限",
        "issue a new certificate with that group (a renewal keeps the groups)",
        "请重新签发带有该组的证书（续期会保留原有的组）");

    /// <summary>A kubelet with another node's name; {0} is its name, {1} this node's.</summary>
    public static readonly Message OtherNode = new(
        "other-node",
        "belongs to the node '{0}', but this node is '{1}': the API server refuses the status that the kubelet reports for this node",
        "属于节点“{0}”，而本节点是“{1}”：API server 会拒绝 kubelet 上报的本节点状态",
        "issue a new certificate for this node: {kubepki create kubelet.conf}",
        "请为本节点重新签发：{kubepki create kubelet.conf}");

    /// <summary>Needless membership in system:masters; {0} is the name.</summary>
    public static readonly Message TooPowerful = new(
        "too-powerful",
        "puts '{0}' into system:masters: its holder is cluster administrator, and no rule can restrict that group",
        "使“{0}”属于 system:masters：其持有者即集群管理员，任何规则都无法限制该组",
        "issue a new certificate without that group (system:masters is for break-glass credentials only)",
        "请重新签发不带该组的证书（system:masters 仅用于应急凭据）");

    /// <summary>The kubelet's serving certificate in system:masters. Only the kubelet creates that certificate; {0} is the name.</summary>
    public static readonly Message ServingTooPowerful = new(
        "serving-too-powerful",
        "puts '{0}' into system:masters, which no rule can restrict",
        "使“{0}”属于 system:masters，任何规则都无法限制该组",
        "replace it with a certificate without that group",
        "请换用不带该组的证书");

    /// <summary>admin.conf is still in system:masters on 1.29 or later.</summary>
    public static readonly Message AdminSplit = new(
        "admin-split",
        "is still in system:masters; from 1.29 on kubeadm puts admin.conf into kubeadm:cluster-admins and keeps super-admin.conf for "
            + "emergencies",
        "仍属于 system:masters；自 1.29 起 kubeadm 将 admin.conf 置于 kubeadm:cluster-admins，并保留 super-admin.conf 应急",
        "make sure that the ClusterRoleBinding kubeadm:cluster-admins exists, then issue a new certificate",
        "请先确认 ClusterRoleBinding kubeadm:cluster-admins 存在，再重新签发");

    /// <summary>An administrator's certificate without an administrators' group; {0} lists its groups.</summary>
    public static readonly Message AdminGroup = new(
        "admin-group",
        "is in no administrator group (its groups: {0})",
        "不属于任何管理员组（所属组：{0}）",
        "issue a new certificate with an administrator group",
        "请重新签发属于管理员组的证书");

    /// <summary>A front proxy whose name is not allowed; {0} is its name, {1} lists the allowed names.</summary>
    public static readonly Message ProxyName = new(
        "proxy-name",
        "has the name '{0}', but --requestheader-allowed-names allows only {1}",
        "其名称为“{0}”，而 --requestheader-allowed-names 仅允许 {1}",
        "correct the flag, or issue a new certificate: {kubepki create front-proxy-client}",
        "请更正该参数，或重新签发：{kubepki create front-proxy-client}");

    /// <summary>A certificate without a common name identifies no user.</summary>
    public static readonly Message NoName = new(
        "no-name",
        "is a client certificate without a common name: it identifies no user",
        "是没有通用名的客户端证书：不代表任何用户",
        "issue a new certificate with a common name",
        "请重新签发带有通用名的证书");

    /// <summary>An ordinary user in system:masters; {0} is the name.</summary>
    public static readonly Message HomeMaster = new(
        "home-master",
        "gives '{0}' the group system:masters in a user's home directory: the group cannot be revoked before the certificate expires",
        "在用户主目录中使“{0}”属于 system:masters：证书到期前无法收回该组",
        "issue each user their own certificate with a group that a role is bound to: {kubepki kubeconfig user NAME --group GROUP}",
        "请为每个用户签发各自的证书，并使用绑定了角色的组：{kubepki kubeconfig user NAME --group GROUP}");
}
