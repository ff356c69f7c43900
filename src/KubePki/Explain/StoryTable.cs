using KubePki.Catalogue;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Explain;

/// <summary>What each item is, and the consequence of its expiry: one row per item.</summary>
internal static class StoryTable
{
    private static readonly IReadOnlyDictionary<string, (Text What, Text Breaks)> Rows = new Dictionary<string, (Text, Text)>(
        StringComparer.Ordinal)
    {
        ["ca"] = (
            new("The cluster's root of trust: it signs the API server's certificate and every client of the cluster, nodes and administrators included.", "集群的信任根:签发 API server 证书以及集群的所有客户端证书,包括节点和管理员。"),
            new("Everything it signed ends with it, on every node. It must then be replaced everywhere; a renewal never touches it.", "它签发的一切都会随之在所有节点上失效。届时必须全部更换;续期从不触碰它。")),
        ["front-proxy-ca"] = (
            new("Signs the one certificate with which the API server, as a proxy, speaks to aggregated APIs for its users.", "只签发一个证书:API server 作为代理,代表用户访问聚合 API 时使用。"),
            new("Aggregated APIs (metrics-server) refuse every request; the rest of the cluster goes on.", "聚合 API(如 metrics-server)拒绝所有请求;集群其余部分照常运行。")),
        ["etcd-ca"] = (
            new("etcd's own root of trust: whoever holds a certificate of it reads and writes the whole cluster. It has nothing to do with the cluster's CA.", "etcd 自己的信任根:持有其签发证书者可读写整个集群。它与集群 CA 无关。"),
            new("The API server loses etcd, and etcd's members one another: the whole control plane stops.", "API server 失去 etcd,etcd 成员互相失联:整个控制平面停止。")),
        ["apiserver"] = (
            new("What the API server shows to everybody who connects to it, on port 6443.", "API server 在 6443 端口向所有连接者出示的证书。"),
            new("x509: certificate has expired or is not yet valid, for kubectl, nodes, controllers and pods alike: the cluster cannot be operated any more.", "kubectl、节点、控制器和 Pod 都会遇到 x509: certificate has expired or is not yet valid:集群无法再操作。")),
        ["apiserver-kubelet-client"] = (
            new("With this the API server logs in at the kubelets.", "API server 用它登录各 kubelet。"),
            new("kubectl logs, exec, attach and port-forward fail; pods go on.", "kubectl logs、exec、attach 和 port-forward 失败;Pod 继续运行。")),
        ["front-proxy-client"] = (
            new("With this the API server proves to aggregated APIs that it is the proxy, so that they believe the user name in its headers.", "API server 用它向聚合 API 证明自己是代理,使其相信请求头中的用户名。"),
            new("kubectl top and autoscaling by metrics fail; the rest goes on.", "kubectl top 和基于指标的自动伸缩失败;其余照常运行。")),
        ["etcd-server"] = (
            new("What etcd shows to its clients, on port 2379.", "etcd 在 2379 端口向客户端出示的证书。"),
            new("The API server loses etcd and stops.", "API server 失去 etcd 并停止。")),
        ["etcd-peer"] = (
            new("What etcd's members show one another, on port 2380.", "etcd 成员之间在 2380 端口互相出示的证书。"),
            new("With several members each falls out of the cluster as its certificate ends; without a majority nothing can be written.", "多成员时,各成员会随证书到期脱离集群;失去多数后无法写入。")),
        ["etcd-healthcheck-client"] = (
            new("With this a person, or the liveness probe of older manifests, asks etcd for its health.", "人工或旧版清单中的存活探针用它查询 etcd 的健康状况。"),
            new("Where a liveness probe uses it, the kubelet kills etcd over and over; elsewhere nothing happens.", "若有存活探针使用它,kubelet 会反复重启 etcd;否则没有影响。")),
        ["apiserver-etcd-client"] = (
            new("With this the API server logs in at etcd: the key to everything the cluster knows.", "API server 用它登录 etcd:这是集群全部数据的钥匙。"),
            new("The API server loses etcd and stops.", "API server 失去 etcd 并停止。")),
        ["sa"] = (
            new("A bare key pair, no certificate: the controller-manager (and from 1.20 on the API server) signs the tokens of service accounts with sa.key, the API server verifies them with sa.pub.", "一对裸密钥,不是证书:controller-manager(自 1.20 起还有 API server)用 sa.key 签发服务账户令牌,API server 用 sa.pub 验证。"),
            new("It never ends. When it is replaced, every token of every pod is refused at once.", "它不会到期。一旦更换,所有 Pod 的令牌会立即被拒绝。")),
        ["admin.conf"] = (
            new("The administrator's kubeconfig, made by kubeadm; what lies in ~/.kube/config is most often a copy of it.", "kubeadm 生成的管理员 kubeconfig;~/.kube/config 通常是它的副本。"),
            new("kubectl says that it is not logged in; the cluster goes on.", "kubectl 提示未登录;集群继续运行。")),
        ["super-admin.conf"] = (
            new("For emergencies, from 1.29 on: its group system:masters is past every rule. Only the node of kubeadm init has it; better kept elsewhere.", "1.29 起的应急凭据:其组 system:masters 不受任何规则约束。只有执行 kubeadm init 的节点才有;最好另行保管。"),
            new("Nothing, until it is needed.", "在需要它之前没有影响。")),
        ["controller-manager.conf"] = (
            new("With this the controller-manager logs in at the API server.", "controller-manager 用它登录 API server。"),
            new("Nothing is repaired or scaled any more, and kubelets get no new certificates.", "不再修复或伸缩,kubelet 也得不到新证书。")),
        ["scheduler.conf"] = (
            new("With this the scheduler logs in at the API server.", "调度器用它登录 API server。"),
            new("New pods stay Pending.", "新 Pod 一直处于 Pending。")),
        ["kubelet.conf"] = (
            new("With this the kubelet of this node logs in at the API server; from 1.17 on it points at the file that the kubelet rotates by itself.", "本节点的 kubelet 用它登录 API server;自 1.17 起它指向 kubelet 自行轮换的文件。"),
            new("The node goes NotReady, and after five minutes its pods are moved elsewhere.", "节点变为 NotReady,五分钟后其 Pod 被迁移。")),
        ["kubelet-client"] = (
            new("The certificate that kubelet.conf points at. The kubelet asks the cluster for a new one when 70 to 90 per cent of its life are over.", "kubelet.conf 所指的证书。有效期过去 70% 到 90% 时,kubelet 会向集群申请新证书。"),
            new("A kubelet that missed the moment cannot ask any more: the node goes NotReady until the certificate is renewed by hand.", "错过时机的 kubelet 无法再申请:节点会一直 NotReady,直到手工续期。")),
        ["kubelet-serving"] = (
            new("What the kubelet shows on port 10250. Unless it is told otherwise it is given a CA only and makes this certificate itself, in its cert-dir.", "kubelet 在 10250 端口出示的证书。若无其他设置,kubelet 只得到一个 CA,并在其 cert-dir 中自行生成该证书。"),
            new("kubeadm's API server does not check it, so nothing breaks; metrics collectors may complain.", "kubeadm 的 API server 不校验它,因此没有影响;指标采集程序可能会报错。")),
        ["token-auth-file"] = (
            new("Static tokens: whoever holds one is the user beside it.", "静态令牌:持有者即为其对应的用户。"),
            new("They never end; a change needs a restart of the API server.", "它们不会到期;更改后需重启 API server。")),
        ["basic-auth-file"] = (
            new("Static passwords (until 1.18): whoever knows one is the user beside it.", "静态密码(至 1.18):知道密码者即为其对应的用户。"),
            new("They never end; from 1.19 on the API server does not start with this flag.", "它们不会到期;自 1.19 起 API server 带此参数无法启动。")),
    };

    private static readonly (Text What, Text Breaks) Personal = (
        new("A person's own kubeconfig for this cluster.", "某用户用于本集群的 kubeconfig。"),
        new("That person's kubectl says that it is not logged in; the cluster goes on.", "该用户的 kubectl 提示未登录;集群继续运行。"));

    internal static Text WhatIs(Item item) => Row(item).What;

    internal static Text Breaks(Item item) => Row(item).Breaks;

    private static (Text What, Text Breaks) Row(Item item) => Rows.GetValueOrDefault(item.Name, Personal);

    /// <summary>Catalogue entries without an explanation; a test keeps this empty.</summary>
    internal static IEnumerable<string> Untold => KubeadmCatalogue.Entries.Select(e => e.Name).Where(name => !Rows.ContainsKey(name));
}
