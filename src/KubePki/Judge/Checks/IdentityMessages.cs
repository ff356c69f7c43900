using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>What is said of subjects and groups.</summary>
internal static class IdentityMessages
{
    private const string Create = "have it issued with that name: what it may do hangs on it";
    private const string CreateChinese = "请按该名称重新签发:其权限取决于该名称";

    /// <summary>A component under another name; {0} its name, {1} the name that the cluster's roles are bound to.</summary>
    public static readonly Message ComponentName = new("component-name", "says its holder is '{0}'; the built-in roles are bound to '{1}'", "其持有者为“{0}”;内置角色绑定的是“{1}”", Create, CreateChinese);

    /// <summary>A kubelet without its group; {0} is the group.</summary>
    public static readonly Message NodeGroup = new("node-group", "lacks the group {0}: the node authorizer grants it nothing", "缺少组 {0}:Node 授权器不会给予任何权限", Create, CreateChinese);

    /// <summary>A kubelet under another node's name; {0} its name, {1} etcd's member name.</summary>
    public static readonly Message OtherNode = new("other-node", "says it is the node '{0}', while etcd on this node is called '{1}'", "自称节点“{0}”,而本节点的 etcd 名为“{1}”",
        "was it copied from another node? then that node's name is used twice", "是否从其他节点复制而来?若是则该节点名被重复使用");

    /// <summary>All-powerful without need; {0} is the name.</summary>
    public static readonly Message TooPowerful = new("too-powerful", "puts '{0}' into system:masters, past every rule that could take its power away", "使“{0}”属于 system:masters,任何规则都无法限制其权限",
        "have it issued without that group; system:masters is for break-glass credentials only", "请重新签发且不带该组;system:masters 仅用于应急凭据");

    /// <summary>admin.conf of 1.29 and later still in system:masters.</summary>
    public static readonly Message AdminSplit = new("admin-split", "is still in system:masters; from 1.29 on kubeadm gives it kubeadm:cluster-admins and keeps super-admin.conf for emergencies",
        "仍属于 system:masters;自 1.29 起 kubeadm 将其改为 kubeadm:cluster-admins,并保留 super-admin.conf 应急", "make sure the ClusterRoleBinding kubeadm:cluster-admins exists, then have it issued anew", "请先确认 ClusterRoleBinding kubeadm:cluster-admins 存在,再重新签发");

    /// <summary>An administrator without administrators' groups; {0} are the groups.</summary>
    public static readonly Message AdminGroup = new("admin-group", "belongs to none of the groups of administrators (its groups: {0})", "不属于任何管理员组(所属组:{0})", Create, CreateChinese);

    /// <summary>A proxy under a name that is not allowed; {0} its name, {1} those allowed.</summary>
    public static readonly Message ProxyName = new("proxy-name", "says its holder is '{0}'; --requestheader-allowed-names allows {1} only", "其持有者为“{0}”;--requestheader-allowed-names 仅允许 {1}", "correct the flag, or have it issued with that name", "请更正该参数,或按该名称重新签发");

    /// <summary>Without a name nobody is anybody.</summary>
    public static readonly Message NoName = new("no-name", "is presented by a client and has no common name: the API server takes no user from it", "由客户端使用却没有通用名:API server 无法从中得到用户", Create, CreateChinese);

    /// <summary>An ordinary user with unlimited power; {0} is the name.</summary>
    public static readonly Message HomeMaster = new("home-master", "gives '{0}' in a user's home directory the group system:masters, which cannot be taken away before the certificate ends", "在用户主目录中使“{0}”属于 system:masters,证书到期前无法收回",
        "give people certificates of their own with a group that a role is bound to", "请为人员签发各自的证书,并使用绑定了角色的组");
}
