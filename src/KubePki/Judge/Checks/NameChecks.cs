using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
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
            new("nodes and the other API servers reach it there", "节点和其他 API server 通过该地址访问它"),
            [NameMessages.Advertised],
            subject => subject.With(Components.ApiServer, pod => [Lacks(subject, pod.Flag("advertise-address"), NameMessages.Advertised)])),
        new("name-service-address", CheckArea.Names, Severity.Error,
            new("the API server's certificate is valid for the first address of the service range", "API server 证书对服务网段的首个地址有效"),
            new("every pod that talks to the API server uses that address", "所有访问 API server 的 Pod 都使用该地址"),
            [NameMessages.ServiceAddress, NameMessages.BadRange],
            subject => subject.With(Components.ApiServer, pod => ServiceAddress(subject, pod))),
        new("name-service", CheckArea.Names, Severity.Error,
            new("the API server's certificate is valid for kubernetes.default.svc and its shorter and longer forms", "API server 证书对 kubernetes.default.svc 及其长短形式有效"),
            new("clients in pods and webhooks reach it by these names", "Pod 内的客户端和 webhook 使用这些名称"),
            [NameMessages.ServiceName],
            Service),
        new("name-node", CheckArea.Names, Severity.Warning,
            new("the certificates that are bound to a node are this node's", "与节点绑定的证书属于本节点"),
            new("a certificate copied from another master works until somebody calls the node by name, and etcd's peers do", "从其他 master 复制的证书在按名称访问时会失效,而 etcd 的成员正是如此"),
            [NameMessages.Node],
            subject => subject.NodeName is { } node
                ? CheckAnswer.Of(subject.Leaves.Where(i => i.Entry.Names is not (NameRule.None or NameRule.Kubelet) && !ChainVerifier.Covers(i.Certificate!, node)).Select(i => NameMessages.Node.At(i.Path, node)))
                : CheckMessages.NoNodeName.At("")),
        new("name-server", CheckArea.Names, Severity.Error,
            new("the API server's certificate is valid for every server address in the kubeconfigs", "API server 证书对所有 kubeconfig 中的服务器地址有效"),
            new("x509: certificate is valid for …, not …: the control-plane endpoint and its load balancer are found here", "x509: certificate is valid for …, not …:控制平面端点及其负载均衡地址由此可见"),
            [NameMessages.Server],
            subject => subject.With(Server, (item, certificate) => subject.State.Items
                .Select(i => (Item: i, Host: HostOf(i.Cluster)))
                .Where(k => k.Host is not null && !ChainVerifier.Covers(certificate, k.Host))
                .Select(k => NameMessages.Server.At(k.Item.Path, k.Host!, item.Path)))),
        new("server-address", CheckArea.Names, Severity.Error,
            new("every kubeconfig has an https address", "每个 kubeconfig 都有 https 地址"),
            new("over http the token or certificate is not asked for, or goes in the clear", "使用 http 时,凭据不会被要求,或以明文传输"),
            [NameMessages.BadServer],
            subject => CheckAnswer.Of(subject.State.Items.Where(i => i.Problem is null && i.Cluster is { } cluster && HostOf(cluster) is null)
                .Select(i => NameMessages.BadServer.At(i.Path, i.Cluster!.Server ?? "")))),
        new("name-etcd-server", CheckArea.Names, Severity.Error,
            new("etcd's serving certificate is valid for every address its clients use", "etcd 服务端证书对客户端使用的所有地址有效"),
            new("the API server loses its store", "API server 将失去存储"),
            [NameMessages.Etcd],
            subject => Etcd(subject, "etcd-server", "advertise-client-urls", ["localhost", "127.0.0.1", .. Hosts(subject.ApiServer?.Flag("etcd-servers"))])),
        new("name-etcd-peer", CheckArea.Names, Severity.Error,
            new("etcd's peer certificate is valid for the address its members use", "etcd 对等证书对成员使用的地址有效"),
            new("the member falls out of the cluster, and with the next one the quorum", "该成员会脱离集群,再失去一个便失去法定人数"),
            [NameMessages.Etcd],
            subject => Etcd(subject, "etcd-peer", "initial-advertise-peer-urls", [])),
    ];

    private static Problem? Lacks(CheckSubject subject, string? name, Message message)
        => name is { Length: > 0 } && subject.Whole(Server) is { } item && !ChainVerifier.Covers(item.Certificate!, name) ? message.At(item.Path, name) : null;

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
