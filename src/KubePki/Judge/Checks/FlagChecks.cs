using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes;

namespace KubePki.Judge.Checks;

/// <summary>Checks of flags that open access beside the certificates.</summary>
internal static class FlagChecks
{
    private const int NoInsecurePortSince = 20;

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("flag-truth", CheckArea.Flags, Severity.Error,
            new("every boolean flag is true or false", "每个布尔参数的值都是 true 或 false"),
            new("the component does not start", "组件无法启动"),
            [FlagMessages.InvalidBoolean],
            subject => CheckAnswer.Of(subject.State.Layout.Pods.Concat(new[] { subject.State.Layout.EtcdOnHost }.OfType<StaticPod>())
                .SelectMany(pod => pod.InvalidBooleanFlags
                .Select(flag => FlagMessages.InvalidBoolean.At(subject.ManifestOf(pod.Component), "--" + flag.Name, flag.Value)))))
        {
            KeepsServerDown = true,
        },
        new("static-tokens", CheckArea.Flags, Severity.Warning,
            new("no static tokens are configured", "未配置静态令牌"),
            new("static tokens never expire, and revoking one requires a restart", "静态令牌永不过期，吊销需要重启"),
            [FlagMessages.StaticTokens],
            subject => subject.With(
                Components.ApiServer,
                pod => pod.Flag("token-auth-file") is { Length: > 0 } file
                    ? [FlagMessages.StaticTokens.At(subject.ManifestOf(Components.ApiServer), pod.OnHost(file))]
                    : [])),
        new("static-passwords", CheckArea.Flags, Severity.Warning,
            new("no static passwords are configured", "未配置静态密码"),
            new(
                "they never expire, are stored in plain text on every control-plane node, and block an upgrade to 1.19",
                "它们永不过期、以明文存放于每个控制平面节点，并会阻碍升级到 1.19"),
            [FlagMessages.StaticPasswords],
            subject => subject.With(
                Components.ApiServer,
                pod => pod.Flag("basic-auth-file") is { Length: > 0 } file
                    ? [FlagMessages.StaticPasswords.At(subject.ManifestOf(Components.ApiServer), pod.OnHost(file))]
                    : [])),
        new("insecure-port", CheckArea.Flags, Severity.Error,
            new("the API server has no port without authentication", "API server 没有免认证端口"),
            new("every process on the node has administrator access", "节点上的任何进程都拥有管理员权限"),
            [FlagMessages.InsecurePort],
            subject => subject.With(
                Components.ApiServer,
                pod => pod.Flag("insecure-port") is { } port && port != "0"
                    ? [FlagMessages.InsecurePort.At(subject.ManifestOf(Components.ApiServer), port)]
                : pod.Flag("insecure-port") is null && subject.Minor < NoInsecurePortSince
                    ? [FlagMessages.InsecurePort.At(subject.ManifestOf(Components.ApiServer), "8080")]
                    : [])),
        new("client-ca", CheckArea.Flags, Severity.Error,
            new("the API server has a CA for client certificates", "API server 配置了客户端证书的 CA"),
            new("the API server accepts no client certificate", "API server 不接受任何客户端证书"),
            [FlagMessages.NoClientCa],
            subject => subject.With(
                Components.ApiServer,
                pod => string.IsNullOrEmpty(pod.Flag("client-ca-file"))
                    ? [FlagMessages.NoClientCa.At(subject.ManifestOf(Components.ApiServer))]
                    : [])),
        new("serving-pair", CheckArea.Flags, Severity.Error,
            new("the API server has a serving certificate", "API server 配置了服务端证书"),
            new(
                "every client fails: x509: certificate signed by unknown authority",
                "所有客户端都会遇到 x509: certificate signed by unknown authority"),
            [FlagMessages.NoServingPair],
            subject => subject.With(
                Components.ApiServer,
                pod => string.IsNullOrEmpty(pod.Flag("tls-cert-file"))
                    ? [FlagMessages.NoServingPair.At(subject.ManifestOf(Components.ApiServer))]
                    : [])),
        new("proxy-names", CheckArea.Flags, Severity.Warning,
            new("--requestheader-allowed-names names the front proxy", "--requestheader-allowed-names 指明了前端代理"),
            new("any certificate of the front proxy's CA can claim any user name in a header", "前端代理 CA 的任何证书都可在请求头中冒充任何用户"),
            [FlagMessages.AnyProxy],
            subject => subject.With(
                Components.ApiServer,
                pod => pod.Flag("requestheader-client-ca-file") is { Length: > 0 }
                    && string.IsNullOrEmpty(pod.Flag("requestheader-allowed-names"))
                    ? [FlagMessages.AnyProxy.At(subject.ManifestOf(Components.ApiServer))]
                    : [])),
        new("etcd-client-auth", CheckArea.Flags, Severity.Error,
            new("etcd requires certificates from its clients and members", "etcd 要求客户端和成员出示证书"),
            new("anyone who reaches port 2379 can read and write the whole cluster", "能连接 2379 端口的人即可读写整个集群"),
            [FlagMessages.EtcdOpen],
            subject => subject.State.Layout.Etcd is not { } etcd ? subject.NoEtcd
                : CheckAnswer.Of(new[] { "client-cert-auth", "peer-client-cert-auth" }.Where(flag => etcd.Truth(flag) != true)
                    .Select(flag => FlagMessages.EtcdOpen.At(subject.ManifestOf(Components.Etcd), "--" + flag)))),
        new("etcd-tls", CheckArea.Flags, Severity.Error,
            new("clients reach etcd over TLS only", "客户端仅通过 TLS 访问 etcd"),
            new("all Secrets can be read on the network", "所有 Secret 都可在网络上被读取"),
            [FlagMessages.EtcdPlain],
            subject => subject.With(
                Components.ApiServer,
                pod => Plain(pod, "etcd-servers").Select(url => FlagMessages.EtcdPlain.At(subject.ManifestOf(Components.ApiServer), url))
                .Concat(subject.State.Layout.Etcd is { } etcd
                    ? Plain(etcd, "listen-client-urls").Select(url => FlagMessages.EtcdPlain.At(subject.ManifestOf(Components.Etcd), url))
                    : []))),
    ];

    /// <summary>URLs without TLS that are not on the loopback interface.</summary>
    private static IEnumerable<string> Plain(StaticPod pod, string flag)
        => (pod.Flag(flag) ?? "").Split(',').Where(url => url.StartsWith("http://", StringComparison.Ordinal)
            && !(ServerUrl.Host(url) is { } host
                && (host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip)))));
}
