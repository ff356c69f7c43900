using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>Messages about flags and the clock.</summary>
internal static class FlagMessages
{
    /// <summary>A boolean flag with another value than true or false; {0} is the flag, {1} the value.</summary>
    public static readonly Message NoTruth = new("flag-truth", "sets {0} to '{1}', which is neither true nor false: the component does not start", "将 {0} 设为“{1}”,既不是 true 也不是 false:组件无法启动",
        "write true or false", "请写成 true 或 false");

    /// <summary>Static tokens; {0} is the file.</summary>
    public static readonly Message StaticTokens = new("static-tokens", "lets in whoever holds a token of {0} (--token-auth-file): these never expire, and a change of the file needs a restart", "放行持有 {0} 中令牌的任何人(--token-auth-file):这些令牌永不过期,更改文件需要重启",
        "give service accounts or client certificates instead, and take the flag out", "请改用服务账户或客户端证书,并去掉该参数");

    /// <summary>Static passwords; {0} is the file.</summary>
    public static readonly Message StaticPasswords = new("static-passwords", "lets in whoever knows a password of {0} (--basic-auth-file), which 1.19 no longer starts with", "放行知道 {0} 中密码的任何人(--basic-auth-file),而 1.19 起带此参数无法启动",
        "give client certificates instead, and take the flag out before an upgrade", "请改用客户端证书,并在升级前去掉该参数");

    /// <summary>A port without authentication; {0} is the port.</summary>
    public static readonly Message InsecurePort = new("insecure-port", "opens the port {0} (--insecure-port), where nobody is asked who he is", "打开了不做任何认证的端口 {0}(--insecure-port)", "set --insecure-port=0", "请设置 --insecure-port=0");

    /// <summary>No CA for client certificates.</summary>
    public static readonly Message NoClientCa = new("no-client-ca", "gives no --client-ca-file: no client certificate is accepted, the kubelets' included", "未指定 --client-ca-file:不接受任何客户端证书,包括 kubelet 的", "add --client-ca-file with the cluster's CA", "请添加 --client-ca-file 并指向集群 CA");

    /// <summary>No serving certificate and key.</summary>
    public static readonly Message NoServingPair = new("no-serving-pair", "gives no --tls-cert-file: the API server makes a certificate of its own that no client trusts", "未指定 --tls-cert-file:API server 会自行生成无人信任的证书", "add --tls-cert-file and --tls-private-key-file", "请添加 --tls-cert-file 和 --tls-private-key-file");

    /// <summary>Every certificate of the front proxy's CA counts as the proxy.</summary>
    public static readonly Message AnyProxy = new("any-proxy", "sets no --requestheader-allowed-names: every certificate of the front proxy's CA may speak for anybody", "未设置 --requestheader-allowed-names:前端代理 CA 的任何证书都可代表任何人", "set it to front-proxy-client", "请设置为 front-proxy-client");

    /// <summary>etcd requires no certificates of its clients; {0} is the flag.</summary>
    public static readonly Message EtcdOpen = new("etcd-open", "does not set {0}: etcd serves whoever reaches its port", "未设置 {0}:etcd 会为任何能连接到其端口的人提供服务", "set it to true", "请设置为 true");

    /// <summary>etcd without TLS; {0} is the address.</summary>
    public static readonly Message EtcdPlain = new("etcd-plain", "has etcd reached at {0}, without TLS: every secret of the cluster goes over the wire as it is", "通过 {0} 访问 etcd,未使用 TLS:集群的所有 Secret 均以明文传输", "use https addresses, with --cert-file and --key-file", "请使用 https 地址,并配置 --cert-file 和 --key-file");

    /// <summary>A file with a modification time in the future; {0} is that time, {1} the clock's.</summary>
    public static readonly Message ClockBehind = new("clock-behind", "a file here changed on {0}, and the clock says {1}: the clock was set back", "此处有文件更改于 {0},而时钟显示 {1}:时钟被回拨", "set the clock right before anything is issued", "签发任何证书之前请先校准时钟");
}
