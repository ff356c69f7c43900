using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks the names and addresses at which manifests and kubeconfigs reach a server against those in its certificate.</summary>
internal static class NameChecks
{
    private const string Server = "apiserver";
    private static readonly string[] ServiceNames = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("name-advertised", CheckArea.Names, Severity.Error,
            new("the API server's certificate is valid for the address it advertises", "API server 证书对其通告的地址有效"),
            new("nodes and the other API servers refuse the API server at that address", "节点和其他 API server 会在该地址上拒绝此 API server"),
            [NameMessages.Advertised],
            subject => subject.With(Components.ApiServer, pod => [Lacks(subject, pod.Flag("advertise-address"), NameMessages.Advertised)])),
        new("name-service-address", CheckArea.Names, Severity.Error,
            new("the API server's certificate is valid for the first address of the service range", "API server 证书对服务网段的首个地址有效"),
            new("pods refuse the API server: they reach it at that address", "Pod 会拒绝 API server：它们通过该地址访问"),
            [NameMessages.ServiceAddress, NameMessages.BadRange],
            subject => subject.With(Components.ApiServer, pod => ServiceAddress(subject, pod))),
        new("name-service", CheckArea.Names, Severity.Error,
            new(
                "the API server's certificate is valid for kubernetes.default.svc and its shorter and longer forms",
                "API server 证书对 kubernetes.default.svc 及其长短形式有效"),
            new(
                "clients in pods and webhooks refuse the API server: they reach it by these names",
                "Pod 内的客户端和 webhook 会拒绝 API server：它们通过这些名称访问"),
            [NameMessages.ServiceName],
            Service),
        new("name-node", CheckArea.Names, Severity.Warning,
            new("certificates that are bound to a node belong to this node", "与节点绑定的证书属于本节点"),
            new(
                "a certificate that was copied from another control-plane node fails when a client uses the name of this node, as "
                    + "etcd's peers do",
                "从其他控制平面节点复制的证书在客户端按本节点名称访问时会失效，而 etcd 的成员正是如此"),
            [NameMessages.Node],
            subject => subject.NodeName is { } node
                ? CheckAnswer.Of(subject.Leaves.Where(i => i.Entry.Names is not (NameRule.None or NameRule.Kubelet)
                    && !ChainVerifier.Covers(i.Certificate!, node))
                    .Select(i => NameMessages.Node.At(i.Path, node)))
                : CheckMessages.NoNodeName.At("")),
        new("name-server", CheckArea.Names, Severity.Error,
            new(
                "the API server's certificate is valid for every server address in the kubeconfigs",
                "API server 证书对所有 kubeconfig 中的服务器地址有效"),
            new(
                "clients fail: x509: certificate is valid for …, not … (kubeconfigs also name the control-plane endpoint and its "
                    + "load balancer)",
                "客户端会失败：x509: certificate is valid for …, not …（kubeconfig 中也包括控制平面端点及其负载均衡地址）"),
            [NameMessages.Server],
            subject => subject.With(Server, (item, certificate) => subject.State.Items
                .Select(i => (Item: i, Host: HostOf(i.Cluster)))
                .Where(k => k.Host is not null && !ChainVerifier.Covers(certificate, k.Host))
                .Select(k => NameMessages.Server.At(k.Item.Path, k.Host!, item.Path)))),
        new("server-address", CheckArea.Names, Severity.Error,
            new("every kubeconfig has an https address", "每个 kubeconfig 都有 https 地址"),
            new("over http the credentials are not requested, or are sent in plain text", "使用 http 时，凭据不会被要求，或以明文传输"),
            [NameMessages.BadServer],
            subject => CheckAnswer.Of(subject.State.Items.Where(i => i.Problem is null && i.Cluster is { } cluster
                && HostOf(cluster) is null)
                .Select(i => NameMessages.BadServer.At(i.Path, i.Cluster!.Server ?? "")))),
        new("name-etcd-server", CheckArea.Names, Severity.Error,
            new("etcd's serving certificate is valid for every address that its clients use", "etcd 服务端证书对客户端使用的所有地址有效"),
            new("the API server loses its connection to etcd", "API server 将失去与 etcd 的连接"),
            [NameMessages.Etcd],
            subject => Etcd(
                subject, "etcd-server", "advertise-client-urls",
                ["localhost", "127.0.0.1", .. Hosts(subject.ApiServer?.Flag("etcd-servers"))])),
        new("name-etcd-peer", CheckArea.Names, Severity.Error,
            new("etcd's peer certificate is valid for the address that its members use", "etcd 对等证书对成员使用的地址有效"),
            new("the member drops out of the etcd cluster; if another member follows, the quorum is lost", "该成员会脱离 etcd 集群；再失去一个成员便失去法定人数"),
            [NameMessages.Etcd],
            subject => Etcd(subject, "etcd-peer", "initial-advertise-peer-urls", [])),
    ];

    private static Problem? Lacks(CheckSubject subject, string? name, Message message)
        => name is { Length: > 0 } && subject.FindCertified(Server) is { } item && !ChainVerifier.Covers(item.Certificate!, name)
            ? message.At(item.Path, name)
            : null;

    private static IEnumerable<Problem?> ServiceAddress(CheckSubject subject, StaticPod pod)
    {
        if (pod.Flag("service-cluster-ip-range")?.Split(',')[0].Trim() is not { Length: > 0 } range)
        {
            yield break;
        }

        yield return FirstAddress(range) is { } address
            ? Lacks(subject, address.ToString(), NameMessages.ServiceAddress)
            : NameMessages.BadRange.At(subject.ManifestOf(Components.ApiServer), range);
    }

    /// <summary>The first address after the network address: the API server's service takes it.</summary>
    private static IPAddress? FirstAddress(string range)
        => ConfigurationValues.Network(range) is { } network ? ConfigurationValues.AddressAt(network, 1) : null;

    /// <summary>
    /// The names without a domain are the same in every cluster. The full name can be checked only if the cluster's domain is known.
    /// </summary>
    private static CheckAnswer Service(CheckSubject subject)
    {
        var domain = subject.State.Layout.DnsDomain;
        var names = domain is null ? ServiceNames : [.. ServiceNames, $"{ServiceNames[^1]}.{domain}"];
        var answer = subject.With(Server, (_, _) => names.Select(name => Lacks(subject, name, NameMessages.ServiceName)));
        return domain is null && answer is { Undecided: null, Problems.Count: 0 } ? CheckMessages.NoDomain.At("") : answer;
    }

    private static CheckAnswer Etcd(CheckSubject subject, string name, string flag, IEnumerable<string> more)
        => subject.State.Layout.Etcd is not { } pod ? subject.NoEtcd
            : subject.With(name, (item, certificate) => Hosts(pod.Flag(flag)).Concat(more).Distinct()
                .Where(host => !ChainVerifier.Covers(certificate, host)).Select(host => NameMessages.Etcd.At(item.Path, host)));

    private static IEnumerable<string> Hosts(string? urls)
        => (urls ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ServerUrl.Host).OfType<string>();

    private static string? HostOf(KubeconfigCluster? cluster)
        => cluster?.Server is { } server && server.StartsWith("https://", StringComparison.Ordinal) ? ServerUrl.Host(server) : null;
}
