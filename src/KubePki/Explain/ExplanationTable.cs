using KubePki.Catalogue;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Explain;

/// <summary>What each item is, and the consequence of its expiry: one row per item.</summary>
internal static class ExplanationTable
{
    private static readonly IReadOnlyDictionary<string, (Text What, Text Breaks)> Rows = new Dictionary<string, (Text, Text)>(
        StringComparer.Ordinal)
    {
        ["ca"] = (
            new(
                "The cluster's root of trust: it signs the API server's certificate and every client certificate of the cluster, "
                    + "including those of nodes and administrators.",
                "集群的信任根：签发 API server 证书以及集群的所有客户端证书，包括节点和管理员。"),
            new(
                "Everything that it signed becomes invalid with it, on every node. The CA must then be replaced everywhere; a "
                    + "renewal never changes it.",
                "它签发的一切都会随之在所有节点上失效。届时必须在各处更换该 CA；续期从不更改它。")),
        ["front-proxy-ca"] = (
            new(
                "It signs one certificate, which the API server, as a proxy, presents to aggregated APIs on behalf of its users.",
                "只签发一个证书：API server 作为代理，代表用户访问聚合 API 时使用。"),
            new(
                "Aggregated APIs (metrics-server) refuse every request; the rest of the cluster keeps running.",
                "聚合 API（如 metrics-server）拒绝所有请求；集群其余部分照常运行。")),
        ["etcd-ca"] = (
            new(
                "etcd's own root of trust: anyone with a certificate that it signed can read and write the whole cluster. It is "
                    + "independent of the cluster's CA.",
                "etcd 自己的信任根：持有其签发证书者可读写整个集群。它与集群 CA 无关。"),
            new(
                "The API server loses its connection to etcd, and the members of etcd lose contact with each other: the whole "
                    + "control plane stops.",
                "API server 失去 etcd，etcd 成员互相失联：整个控制平面停止。")),
        ["apiserver"] = (
            new("The API server presents it to every client, on port 6443.", "API server 在 6443 端口向所有客户端出示的证书。"),
            new(
                "kubectl, nodes, controllers and pods fail: x509: certificate has expired or is not yet valid. The cluster can no "
                    + "longer be operated.",
                "kubectl、节点、控制器和 Pod 都会失败：x509: certificate has expired or is not yet valid。集群无法再操作。")),
        ["apiserver-kubelet-client"] = (
            new("The API server authenticates to the kubelets with it.", "API server 用它向各 kubelet 认证。"),
            new(
                "kubectl logs, exec, attach and port-forward fail; pods keep running.",
                "kubectl logs、exec、attach 和 port-forward 失败；Pod 继续运行。")),
        ["front-proxy-client"] = (
            new(
                "The API server proves with it to aggregated APIs that it is the front proxy, so that they trust the user name in "
                    + "its headers.",
                "API server 用它向聚合 API 证明自己是前端代理，使其相信请求头中的用户名。"),
            new(
                "kubectl top and autoscaling by metrics fail; the rest of the cluster keeps running.",
                "kubectl top 和基于指标的自动伸缩失败；集群其余部分照常运行。")),
        ["etcd-server"] = (
            new("etcd presents it to its clients, on port 2379.", "etcd 在 2379 端口向客户端出示的证书。"),
            new("The API server loses its connection to etcd and stops.", "API server 失去 etcd 并停止。")),
        ["etcd-peer"] = (
            new("The members of etcd present it to each other, on port 2380.", "etcd 成员之间在 2380 端口互相出示的证书。"),
            new(
                "With several members, each one drops out of the etcd cluster when its certificate expires; without a majority etcd "
                    + "accepts no writes.",
                "多成员时，各成员会随证书到期脱离集群；失去多数后无法写入。")),
        ["etcd-healthcheck-client"] = (
            new("A user, or the liveness probe of older manifests, checks the health of etcd with it.", "人工或旧版清单中的存活探针用它查询 etcd 的健康状况。"),
            new(
                "If a liveness probe uses it, the kubelet restarts etcd again and again; otherwise nothing breaks.",
                "若有存活探针使用它，kubelet 会反复重启 etcd；否则没有影响。")),
        ["apiserver-etcd-client"] = (
            new(
                "The API server authenticates to etcd with it: it gives access to all data of the cluster.",
                "API server 用它向 etcd 认证：它可访问集群的全部数据。"),
            new("The API server loses its connection to etcd and stops.", "API server 失去 etcd 并停止。")),
        ["sa"] = (
            new(
                "A key pair without a certificate: the controller-manager (and from 1.20 on the API server) signs service account "
                    + "tokens with sa.key, and the API server verifies them with sa.pub.",
                "没有证书的密钥对：controller-manager（自 1.20 起还有 API server）用 sa.key 签发服务账号令牌，API server 用 sa.pub 验证。"),
            new("It never expires. If it is replaced, every token of every pod is refused at once.", "它不会到期。一旦更换，所有 Pod 的令牌会立即被拒绝。")),
        ["admin.conf"] = (
            new(
                "The administrator's kubeconfig, created by kubeadm; ~/.kube/config is usually a copy of it.",
                "kubeadm 生成的管理员 kubeconfig；~/.kube/config 通常是它的副本。"),
            new("kubectl can no longer log in; the cluster keeps running.", "kubectl 无法再登录；集群继续运行。")),
        ["super-admin.conf"] = (
            new(
                "For emergencies, from 1.29 on: no rule restricts its group system:masters. Only the node on which kubeadm init ran "
                    + "has it; store it in another place.",
                "1.29 起的应急凭据：其组 system:masters 不受任何规则约束。只有执行 kubeadm init 的节点才有；请另行保管。"),
            new("Nothing breaks until it is needed.", "在需要它之前没有影响。")),
        ["controller-manager.conf"] = (
            new("The controller-manager authenticates to the API server with it.", "controller-manager 用它向 API server 认证。"),
            new(
                "The cluster no longer repairs or scales workloads, and kubelets get no new certificates.",
                "集群不再修复或伸缩工作负载，kubelet 也得不到新证书。")),
        ["scheduler.conf"] = (
            new("The scheduler authenticates to the API server with it.", "调度器用它向 API server 认证。"),
            new("New pods stay Pending.", "新 Pod 一直处于 Pending。")),
        ["kubelet.conf"] = (
            new(
                "The kubelet of this node authenticates to the API server with it; from 1.17 on it points at the file that the "
                    + "kubelet rotates.",
                "本节点的 kubelet 用它向 API server 认证；自 1.17 起它指向 kubelet 自行轮换的文件。"),
            new("The node goes NotReady, and after five minutes its pods are moved elsewhere.", "节点变为 NotReady，五分钟后其 Pod 被迁移。")),
        ["kubelet-client"] = (
            new(
                "The certificate that kubelet.conf points at. The kubelet requests a new one from the cluster when 70 to 90 percent "
                    + "of its lifetime has passed.",
                "kubelet.conf 所指的证书。有效期过去 70% 到 90% 时，kubelet 会向集群申请新证书。"),
            new(
                "A kubelet that missed the rotation can no longer request a certificate: the node is NotReady until the certificate "
                    + "is renewed by hand.",
                "错过时机的 kubelet 无法再申请：节点会一直 NotReady，直到手工续期。")),
        ["kubelet-serving"] = (
            new(
                "The kubelet presents it on port 10250. By default only a CA is configured, and the kubelet creates this certificate "
                    + "itself, in its cert-dir.",
                "kubelet 在 10250 端口出示的证书。默认只配置了一个 CA，kubelet 在其 cert-dir 中自行生成该证书。"),
            new(
                "kubeadm's API server does not check it, so nothing breaks; metrics collectors may complain.",
                "kubeadm 的 API server 不校验它，因此没有影响；指标采集程序可能会报错。")),
        ["token-auth-file"] = (
            new("Static tokens: anyone with a token is the user in the same line.", "静态令牌：持有者即为同一行中的用户。"),
            new("They never expire; a change requires a restart of the API server.", "它们不会到期；更改后需重启 API server。")),
        ["basic-auth-file"] = (
            new("Static passwords (until 1.18): anyone who knows a password is the user in the same line.", "静态密码（至 1.18）：知道密码者即为同一行中的用户。"),
            new("They never expire; from 1.19 on the API server does not start with this flag.", "它们不会到期；自 1.19 起 API server 带此参数无法启动。")),
    };

    private static readonly (Text What, Text Breaks) Personal = (
        new("A user's own kubeconfig for this cluster.", "某用户用于本集群的 kubeconfig。"),
        new("kubectl of this user can no longer log in; the cluster keeps running.", "该用户的 kubectl 无法再登录；集群继续运行。"));

    internal static Text WhatIs(PkiEntry item) => Row(item).What;

    internal static Text Breaks(PkiEntry item) => Row(item).Breaks;

    private static (Text What, Text Breaks) Row(PkiEntry item) => Rows.GetValueOrDefault(item.Name, Personal);

    /// <summary>Catalogue entries without an explanation; a test keeps this empty.</summary>
    internal static IEnumerable<string> EntriesWithoutExplanation
        => KubeadmCatalogue.Entries.Select(e => e.Name).Where(name => !Rows.ContainsKey(name));
}
