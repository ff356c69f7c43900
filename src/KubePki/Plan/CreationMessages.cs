using KubePki.Localization;

namespace KubePki.Plan;

/// <summary>Reasons for creating, skipping and refusing.</summary>
internal static class CreationMessages
{
    /// <summary>The item is missing, so it is created.</summary>
    public static readonly Message IsMissing = new("is-missing", "is missing", "缺失");

    /// <summary>The item exists, and is created again because its name was given.</summary>
    public static readonly Message AskedAnew = new("asked-anew", "asked for by name", "按名称要求重新创建");

    /// <summary>The public key is derived from the private key.</summary>
    public static readonly Message PublicHalf = new("public-half", "is missing; derived from the private key", "缺失，可由私钥得出");

    /// <summary>A new service account key pair in a cluster that had one.</summary>
    public static readonly Message TokensLost = new(
        "tokens-lost", "is missing; a new key pair invalidates every existing service account token", "缺失；新密钥对会使现有的所有服务账号令牌失效");

    /// <summary>The service account key pair is in use.</summary>
    public static readonly Message ServiceAccountStays = new(
        "service-account-stays",
        "exists and is kept: with another key pair the API server would refuse every service account token, and kube-proxy, CoreDNS "
            + "and the network plugin would fail",
        "已存在，保持不变：更换密钥对会使 API server 拒绝所有服务账号令牌，kube-proxy、CoreDNS 和网络插件将随之失效",
        "if it is damaged, restore it from a backup ({kubepki backup list}) or copy it from another control-plane node",
        "若已损坏，请从备份（{kubepki backup list}）或其他控制平面节点恢复");

    /// <summary>An existing CA is never overwritten.</summary>
    public static readonly Message AuthorityStays = new(
        "ca-stays", "exists, and kubepki never overwrites a CA: every node would have to join the cluster again",
        "已存在，而 kubepki 绝不覆盖 CA：否则所有节点都必须重新加入集群", "to renew the certificates that it signed: {kubepki renew all}",
        "续期由它签发的证书：{kubepki renew all}");

    /// <summary>The key of a CA exists without its certificate; {0} is the key.</summary>
    public static readonly Message AuthorityHalf = new(
        "ca-half", "is missing, but its key {0} exists: a new CA would not be the CA that signed this cluster's certificates",
        "缺失，但其私钥 {0} 存在：新 CA 不是签发本集群证书的 CA",
        "restore the certificate from a backup ({kubepki backup list}), or copy it from another control-plane node",
        "请从备份（{kubepki backup list}）或其他控制平面节点恢复该证书");

    /// <summary>A CA is missing although certificates that it signed exist; {0} names the certificates.</summary>
    public static readonly Message AuthorityLost = new(
        "ca-lost", "is missing, but certificates that it signed exist ({0}): a new CA would invalidate them",
        "缺失，但其签发的证书仍在（{0}）：新 CA 会使它们全部失效",
        "restore the CA from a backup ({kubepki backup list}), or copy it from another control-plane node",
        "请从备份（{kubepki backup list}）或其他控制平面节点恢复该 CA");

    /// <summary>A joining node needs copies of the files that all control-plane nodes share.</summary>
    public static readonly Message SharedMissing = new(
        "shared-missing", "is missing; a joining node needs the same file as the other control-plane nodes", "缺失；加入的节点必须与其他控制平面节点使用相同的文件",
        "copy ca, front-proxy-ca, etcd/ca and sa, certificates and keys, from another control-plane node",
        "请从其他控制平面节点复制 ca、front-proxy-ca、etcd/ca 和 sa 的证书及私钥");

    /// <summary>The CA that would sign is missing; {0} names it.</summary>
    public static readonly Message NoAuthority = new(
        "no-ca", "cannot be created: its CA {0} is missing", "无法创建：其 CA {0} 缺失", "create or restore the CA first", "请先创建或恢复该 CA");

    /// <summary>etcd is external, and so are its certificates.</summary>
    public static readonly Message EtcdIsElsewhere = new(
        "etcd-is-elsewhere", "belongs to an external etcd, which must provide it", "属于外部 etcd，应由其提供",
        "copy it from the machine that holds etcd's CA", "请从保存 etcd CA 的机器复制");

    /// <summary>The configuration says that etcd is external, but the node has a static pod of etcd.</summary>
    public static readonly Message EtcdIsHere = new(
        "etcd-is-here", "contains manifests that use an etcd of this node, but the configuration says that etcd is external",
        "其中的清单使用本节点的 etcd，而配置声明 etcd 为外部部署", "use the configuration that this cluster runs with: {kubepki config show}",
        "请使用该集群实际的配置：{kubepki config show}");

    /// <summary>A damaged item that is created again only by name; {0} is the name, the cause is the damage.</summary>
    public static readonly Message Broken = new(
        "broken-stays", "exists but is damaged", "存在但已损坏", "create it again: {kubepki create {0:sh}}", "重新创建：{kubepki create {0:sh}}");
}
