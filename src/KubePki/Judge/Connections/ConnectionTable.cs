using KubePki.Catalogue;
using KubePki.Localization;

namespace KubePki.Judge.Connections;

/// <summary>A flag of a component that names a file.</summary>
internal sealed record Setting(string Component, string Flag);

/// <summary>
/// One row of the table: which component connects to which, and the settings that name their credentials. To add a connection, add a row.
/// </summary>
/// <param name="Id">Stable id.</param>
/// <param name="Client">The component that connects.</param>
/// <param name="Server">The component that it connects to.</param>
/// <param name="ClientItem">The client's credential: named by a flag, or by the names of kubeconfigs.</param>
/// <param name="ServerItem">The certificate that the server presents.</param>
/// <param name="ClientTrusts">The CAs by which the client verifies the server; null for those in a kubeconfig.</param>
/// <param name="ServerTrusts">The CAs by which the server verifies the client.</param>
/// <param name="Purpose">The purpose of the connection.</param>
/// <param name="Breaks">What no longer works without it.</param>
internal sealed record ConnectionRow(
    string Id, string Client, string Server, Setting? ClientItem, Setting? ServerItem, Setting? ClientTrusts, Setting? ServerTrusts,
    Text Purpose, Text Breaks)
{
    /// <summary>Names of the items that the client presents, if no flag names them.</summary>
    public IReadOnlyList<string> ItemNames { get; init; } = [];

    /// <summary>The client's flag that holds the server address; null for the kubeconfig's.</summary>
    public string? AddressFlag { get; init; }
}

/// <summary>
/// The connections of kubeadm's components (Kubernetes documentation, "PKI certificates and requirements"; the components' flags).
/// </summary>
internal static class ConnectionTable
{
    private static readonly Setting ApiServerPair = new(Components.ApiServer, "tls-cert-file");
    private static readonly Setting ClientCa = new(Components.ApiServer, "client-ca-file");

    internal static readonly IReadOnlyList<ConnectionRow> Rows =
    [
        new("apiserver-to-etcd", Components.ApiServer, Components.Etcd,
            new(Components.ApiServer, "etcd-certfile"),
            new(Components.Etcd, "cert-file"), new(Components.ApiServer, "etcd-cafile"), new(Components.Etcd, "trusted-ca-file"),
            new("reads and writes the whole state of the cluster", "读写集群的全部状态"),
            new(
                "the API server stops: kubectl gets no answer, and the controllers and the scheduler stop; running pods keep running",
                "API server 停止：kubectl 无响应，控制器和调度器停摆；已运行的 Pod 继续运行"))
        { AddressFlag = "etcd-servers" },
        new("etcd-to-etcd", Components.Etcd, Components.Etcd,
            new(Components.Etcd, "peer-cert-file"),
            new(Components.Etcd, "peer-cert-file"), new(Components.Etcd, "peer-trusted-ca-file"),
            new(Components.Etcd, "peer-trusted-ca-file"),
            new("replicates data between the members of etcd", "在 etcd 成员之间同步数据"),
            new(
                "the members lose contact with each other; without a majority etcd accepts no writes (a single member needs no peer)",
                "成员互相失联；失去多数后无法写入（单成员不受影响）")),
        new("probe-to-etcd", "etcd probe", Components.Etcd,
            null, new(Components.Etcd, "cert-file"), new(Components.Etcd, "trusted-ca-file"), new(Components.Etcd, "trusted-ca-file"),
            new("checks the health of etcd, by hand or in the liveness probe of older manifests", "手工或由旧版清单的存活探针检查 etcd 是否健康"),
            new(
                "the kubelet restarts etcd again and again if the liveness probe uses it; otherwise only checks by hand fail",
                "若探针使用它，kubelet 会反复重启 etcd；否则仅手工检查失败"))
        { ItemNames = ["etcd-healthcheck-client"] },
        new(
            "controller-manager-to-apiserver", Components.ControllerManager, Components.ApiServer,
            new(Components.ControllerManager, "kubeconfig"), ApiServerPair, null, ClientCa,
            new("runs the controllers: replicas, endpoints, certificates of kubelets, tokens", "运行各控制器：副本、端点、kubelet 证书、令牌"),
            new(
                "the cluster no longer repairs or scales workloads, does not notice failed nodes, and issues no new certificates to "
                    + "kubelets",
                "集群不再修复或伸缩工作负载，节点故障无人察觉，kubelet 得不到新证书")),
        new(
            "scheduler-to-apiserver", Components.Scheduler, Components.ApiServer, new(Components.Scheduler, "kubeconfig"), ApiServerPair,
            null, ClientCa,
            new("assigns pods to nodes", "将 Pod 调度到节点"),
            new("new pods stay Pending", "新 Pod 一直处于 Pending")),
        new(
            "kubelet-to-apiserver", Components.Kubelet, Components.ApiServer, new(Components.Kubelet, "kubeconfig"), ApiServerPair, null,
            ClientCa,
            new("learns which pods to run, and reports the status of the node", "获知要运行的 Pod 并上报节点状态"),
            new("the node goes NotReady, and after five minutes its pods are moved elsewhere", "节点变为 NotReady，五分钟后其 Pod 被迁移"))
        { ItemNames = ["kubelet.conf"] },
        new("apiserver-to-kubelet", Components.ApiServer, Components.Kubelet,
            new(Components.ApiServer, "kubelet-client-certificate"),
            new(Components.Kubelet, "tls-cert-file"), new(Components.ApiServer, "kubelet-certificate-authority"),
            new(Components.Kubelet, "client-ca-file"),
            new("fetches logs, opens exec and port-forward", "获取日志，建立 exec 和 port-forward"),
            new(
                "kubectl logs, exec, attach and port-forward fail; pods keep running",
                "kubectl logs、exec、attach 和 port-forward 失败；Pod 继续运行")),
        new("apiserver-to-extension", Components.ApiServer, "extension API servers",
            new(Components.ApiServer, "proxy-client-cert-file"), null, null, new(Components.ApiServer, "requestheader-client-ca-file"),
            new(
                "forwards requests to aggregated APIs such as metrics-server, on behalf of the user",
                "以用户身份将请求转发给聚合 API（如 metrics-server）"),
            new("aggregated APIs fail: kubectl top, and autoscaling by metrics", "聚合 API 失败：kubectl top、基于指标的自动伸缩")),
        new("kubectl-to-apiserver", Components.Kubectl, Components.ApiServer, null, ApiServerPair, null, ClientCa,
            new("gives people and scripts access with kubectl", "让人员和脚本使用 kubectl"),
            new("users of this kubeconfig have no access; the cluster keeps running", "使用该 kubeconfig 的人无法访问；集群继续运行"))
        { ItemNames = ["admin.conf", "super-admin.conf"] },
    ];
}
