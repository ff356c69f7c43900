using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>Checks of the identities in certificates: user names and groups are all that RBAC sees.</summary>
internal static class IdentityChecks
{
    private const string Masters = "system:masters";
    private const string ClusterAdmins = "kubeadm:cluster-admins";
    private const string Nodes = "system:nodes";
    private const int SplitSince = 29;

    /// <summary>The items that some version of kubeadm puts into system:masters. Another check reports admin.conf from 1.29 on.</summary>
    private static readonly string[] MayBeMasters =
    [
        "admin.conf", "super-admin.conf", "apiserver-kubelet-client", "apiserver-etcd-client", "etcd-healthcheck-client",
    ];

    private static readonly string[] Fixed = ["controller-manager.conf", "scheduler.conf"];
    private static readonly string[] OfKubelet = ["kubelet.conf", "kubelet-client"];

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("component-name", CheckArea.Identities, Severity.Error,
            new(
                "controller-manager, scheduler and kubelet have the names that their roles are bound to",
                "controller-manager、scheduler 和 kubelet 的名称与其角色绑定一致"),
            new("the component is authenticated but has no permissions", "组件能通过认证，却无任何权限"),
            [IdentityMessages.ComponentName],
            subject => CheckAnswer.Of(subject.Leaves.Select(i => ComponentName(i, subject.NodeName)))),
        new("client-name", CheckArea.Identities, Severity.Error,
            new("every client certificate has a common name", "每个客户端证书都有通用名"),
            new(
                "the certificate identifies no user: the API server takes the user name from the common name",
                "证书不代表任何用户：API server 从通用名取得用户名"),
            [IdentityMessages.NoName],
            subject => CheckAnswer.Of(subject.Leaves
                .Where(i => i.Entry.ServesAs == Role.Client && string.IsNullOrEmpty(i.Certificate!.Subject.CommonName))
                .Select(i => IdentityMessages.NoName.At(i.Path)))),
        new("node-group", CheckArea.Identities, Severity.Error,
            new("the kubelet's certificate has the group system:nodes", "kubelet 证书带有组 system:nodes"),
            new("the node goes NotReady: the kubelet may not report its status", "节点变为 NotReady：无权上报状态"),
            [IdentityMessages.NodeGroup],
            subject
                => CheckAnswer.Of(
                    subject.Leaves.Where(i => OfKubelet.Contains(i.Name) && !i.Certificate!.Subject.Organizations.Contains(Nodes)).Select(
                        i => IdentityMessages.NodeGroup.At(i.Path, Nodes)))),
        new("other-node", CheckArea.Identities, Severity.Error,
            new("the kubelet's certificate belongs to this node", "kubelet 证书属于本节点"),
            new(
                "the node authorizer refuses a kubelet that reports another node, and two kubelets with the same name overwrite each "
                    + "other's node status",
                "Node 授权器会拒绝上报其他节点的 kubelet，而两个 kubelet 同名会互相覆盖节点状态"),
            [IdentityMessages.OtherNode],
            subject => subject.NodeName is not { } own ? CheckMessages.NoNodeName.At("")
                : CheckAnswer.Of(subject.Leaves.Where(i => OfKubelet.Contains(i.Name))
                    .Select(i => NodeNaming.OfUser(i.Certificate!.Subject.CommonName) is { } name && name != own
                        ? IdentityMessages.OtherNode.At(i.Path, name, own)
                        : null))),
        new("masters", CheckArea.Identities, Severity.Error,
            new("only certificates that kubeadm puts into system:masters are in that group", "只有由 kubeadm 置于 system:masters 的证书才属于该组"),
            new("the group is hard-coded: no role binding can restrict it", "该组是硬编码的：任何角色绑定都无法限制它"),
            [IdentityMessages.TooPowerful, IdentityMessages.ServingTooPowerful],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => !i.IsInHome && !MayBeMasters.Contains(i.Name) && IsMaster(i))
                .Select(TooPowerful))),
        new("admin-split", CheckArea.Identities, Severity.Warning,
            new("from 1.29 on admin.conf is no longer in system:masters", "自 1.29 起 admin.conf 不再属于 system:masters"),
            new("deleting a role binding does not revoke a stolen admin.conf", "admin.conf 失窃后无法通过删除角色绑定来收回权限"),
            [IdentityMessages.AdminSplit],
            subject => subject.Minor is null ? subject.Without(Components.ApiServer)
                : CheckAnswer.Of(subject.Leaves.Where(i => subject.Minor >= SplitSince && i.Name == "admin.conf" && IsMaster(i))
                    .Select(i => IdentityMessages.AdminSplit.At(i.Path)))),
        new("admin-group", CheckArea.Identities, Severity.Warning,
            new("the administrator's certificates are in an administrator group", "管理员证书属于管理员组"),
            new("kubectl is authenticated but has no permissions, unless roles are bound by hand", "kubectl 能通过认证却无任何权限，除非手工绑定角色"),
            [IdentityMessages.AdminGroup],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => i.Name is "admin.conf" or "super-admin.conf" && !IsMaster(i)
                && !i.Certificate!.Subject.Organizations.Contains(ClusterAdmins))
                .Select(i => IdentityMessages.AdminGroup.At(
                    i.Path, i.Certificate!.Subject.Organizations is { Count: > 0 } groups ? string.Join(", ", groups) : "-")))),
        new("home-master", CheckArea.Identities, Severity.Warning,
            new("no ordinary user's kubeconfig is in system:masters", "普通用户的 kubeconfig 均不属于 system:masters"),
            new("every copy of the kubeconfig has full permissions until the certificate expires", "在证书到期之前，该 kubeconfig 的每个副本都拥有全部权限"),
            [IdentityMessages.HomeMaster],
            subject => CheckAnswer.Of(subject.Leaves.Where(i => i.IsInHome && !i.Path.StartsWith("/root/", StringComparison.Ordinal)
                && IsMaster(i))
                .Select(i => IdentityMessages.HomeMaster.At(i.Path, i.Certificate!.Subject.CommonName ?? "")))),
        new("proxy-name", CheckArea.Identities, Severity.Error,
            new("the front proxy has a name that --requestheader-allowed-names allows", "前端代理的名称在 --requestheader-allowed-names 中"),
            new("aggregated APIs (metrics-server) answer 401", "聚合 API（如 metrics-server）会返回 401"),
            [IdentityMessages.ProxyName],
            subject => subject.With(
                Components.ApiServer,
                pod => [
                    pod.Flag("requestheader-allowed-names") is { Length: > 0 } names
                        && subject.FindCertified("front-proxy-client") is { Certificate: { } proxy } item
                && !names.Split(',').Contains(proxy.Subject.CommonName)
                    ? IdentityMessages.ProxyName.At(item.Path, proxy.Subject.CommonName ?? "", names)
                    : null])),
    ];

    private static bool IsMaster(PkiEntry item) => item.Certificate!.Subject.Organizations.Contains(Masters);

    /// <summary>
    /// The item to create in order to change the holder's identity: the kubelet's certificate is created together with its kubeconfig.
    /// </summary>
    private static string Created(PkiEntry item) => OfKubelet.Contains(item.Name) ? "kubelet.conf" : item.Name;

    private static Problem TooPowerful(PkiEntry item)
        => KubeadmCatalogue.Find(Created(item)) is null
            ? IdentityMessages.ServingTooPowerful.At(item.Path, item.Certificate!.Subject.CommonName ?? "")
            : IdentityMessages.TooPowerful.At(item.Path, item.Certificate!.Subject.CommonName ?? "");

    private static Problem? ComponentName(PkiEntry item, string? node)
    {
        var name = item.Certificate!.Subject.CommonName ?? "";
        return Fixed.Contains(item.Name) && name != item.Entry.CommonName
            ? IdentityMessages.ComponentName.At(item.Path, name, item.Entry.CommonName)
            : OfKubelet.Contains(item.Name) && NodeNaming.OfUser(name) is null
                ? IdentityMessages.ComponentName.At(item.Path, name, $"{KubeadmCatalogue.NodeUser}{node ?? "NAME"}")
            : null;
    }
}
