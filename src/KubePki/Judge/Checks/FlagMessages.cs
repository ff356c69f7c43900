using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about flags and the clock.</summary>
internal static class FlagMessages
{
    /// <summary>A boolean flag with another value than true or false; {0} is the flag, {1} the value.</summary>
    public static readonly Message InvalidBoolean = new(
        "flag-truth",
        "sets {0} to '{1}', which is neither true nor false: the component does not start",
        "将 {0} 设为“{1}”，既不是 true 也不是 false：组件无法启动",
        "set it to true or false",
        "请设为 true 或 false");

    /// <summary>Static tokens; {0} is the file.</summary>
    public static readonly Message StaticTokens = new(
        "static-tokens",
        "accepts the static tokens in {0} (--token-auth-file): they never expire, and a change of the file requires a restart",
        "接受 {0} 中的静态令牌（--token-auth-file）：这些令牌永不过期，更改文件需要重启",
        "use service accounts or client certificates instead, and remove the flag",
        "请改用服务账号或客户端证书，并移除该参数");

    /// <summary>Static passwords; {0} is the file.</summary>
    public static readonly Message StaticPasswords = new(
        "static-passwords",
        "accepts the passwords in {0} (--basic-auth-file); from 1.19 on the API server does not start with this flag",
        "接受 {0} 中的密码（--basic-auth-file）；自 1.19 起 API server 带此参数无法启动",
        "use client certificates instead, and remove the flag before an upgrade",
        "请改用客户端证书，并在升级前移除该参数");

    /// <summary>A port without authentication; {0} is the port.</summary>
    public static readonly Message InsecurePort = new(
        "insecure-port",
        "opens port {0} without authentication (--insecure-port)",
        "打开了无需认证的端口 {0}（--insecure-port）",
        "set --insecure-port=0",
        "请设置 --insecure-port=0");

    /// <summary>No CA for client certificates.</summary>
    public static readonly Message NoClientCa = new(
        "no-client-ca",
        "does not set --client-ca-file: the API server accepts no client certificate, including those of the kubelets",
        "未设置 --client-ca-file：API server 不接受任何客户端证书，包括 kubelet 的",
        "set --client-ca-file to the cluster's CA",
        "请将 --client-ca-file 设为集群的 CA");

    /// <summary>No serving certificate and key.</summary>
    public static readonly Message NoServingPair = new(
        "no-serving-pair",
        "does not set --tls-cert-file: the API server creates its own certificate, which no client trusts",
        "未设置 --tls-cert-file：API server 会自行生成证书，而没有客户端信任它",
        "set --tls-cert-file and --tls-private-key-file",
        "请设置 --tls-cert-file 和 --tls-private-key-file");

    /// <summary>Every certificate of the front proxy's CA counts as the proxy.</summary>
    public static readonly Message AnyProxy = new(
        "any-proxy",
        "does not set --requestheader-allowed-names: any certificate of the front proxy's CA can impersonate any user",
        "未设置 --requestheader-allowed-names：前端代理 CA 的任何证书都可冒充任何用户",
        "set it to front-proxy-client",
        "请设置为 front-proxy-client");

    /// <summary>etcd requires no certificates of its clients; {0} is the flag.</summary>
    public static readonly Message EtcdOpen = new(
        "etcd-open",
        "does not set {0} to true: etcd accepts anyone who reaches its port",
        "未将 {0} 设为 true：etcd 接受任何能连接到其端口的人",
        "set it to true",
        "请设置为 true");

    /// <summary>etcd without TLS; {0} is the address.</summary>
    public static readonly Message EtcdPlain = new(
        "etcd-plain",
        "uses {0} for etcd, without TLS: every Secret of the cluster is sent in plain text",
        "对 etcd 使用 {0}，未启用 TLS：集群的所有 Secret 均以明文传输",
        "use https addresses, with --cert-file and --key-file",
        "请使用 https 地址，并配置 --cert-file 和 --key-file");

    /// <summary>A file with a modification time in the future; {0} is that time, {1} the clock's.</summary>
    public static readonly Message ClockBehind = new(
        "clock-behind",
        "a file on this node changed on {0}, but the clock shows {1}: the clock was set back",
        "本节点上有文件更改于 {0}，而时钟显示 {1}：时钟被回拨",
        "correct the clock before you issue any certificate",
        "签发任何证书之前请先校准时钟");
}
