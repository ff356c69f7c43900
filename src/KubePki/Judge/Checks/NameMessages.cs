using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about names that clients use for a server and that its certificate lacks.</summary>
internal static class NameMessages
{
    private const string Renew = "issue it again with that name: a renewal keeps the existing names";
    private const string RenewChinese = "请按该名称重新签发：续期只保留已有名称";

    /// <summary>The address that the API server advertises; {0} is the address.</summary>
    public static readonly Message Advertised = new(
        "name-advertised",
        "is not valid for {0}, the address this API server advertises",
        "对 API server 通告的地址 {0} 无效",
        Renew,
        RenewChinese);

    /// <summary>The address of the kubernetes service; {0} is the address.</summary>
    public static readonly Message ServiceAddress = new(
        "name-service-address",
        "is not valid for {0}, the address at which pods reach the API server",
        "对 Pod 访问 API server 的地址 {0} 无效",
        Renew,
        RenewChinese);

    /// <summary>A name of the kubernetes service; {0} is the name.</summary>
    public static readonly Message ServiceName = new(
        "name-service",
        "is not valid for {0}, a name by which pods reach the API server",
        "对 Pod 访问 API server 的名称 {0} 无效",
        Renew,
        RenewChinese);

    /// <summary>The node's name; {0} is the name.</summary>
    public static readonly Message Node = new(
        "name-node",
        "is not valid for {0}, the name of this node",
        "对本节点名称 {0} 无效",
        "check whether it was copied from another node: each control-plane node needs its own certificate",
        "请检查它是否从其他节点复制而来：每个控制平面节点都需要自己的证书");

    /// <summary>A server address in a kubeconfig; {0} is the host, {1} the API server's certificate.</summary>
    public static readonly Message Server = new(
        "name-server",
        "names the server {0}, but {1} is not valid for it",
        "指向服务器 {0}，而 {1} 对其无效",
        "correct the address, or issue the API server's certificate with that name",
        "请更正该地址，或为 API server 证书加上该名称");

    /// <summary>An address at which clients or peers connect to etcd; {0} is the address.</summary>
    public static readonly Message Etcd = new(
        "name-etcd", "is not valid for {0}, at which clients or members reach etcd", "对访问 etcd 所用的 {0} 无效", Renew, RenewChinese);

    /// <summary>A kubeconfig whose server address is missing or invalid; {0} is the address.</summary>
    public static readonly Message BadServer = new(
        "bad-server",
        "has the server address '{0}', which is not an https URL",
        "其服务器地址“{0}”不是 https URL",
        "correct it: https://HOST:PORT",
        "请更正为 https://HOST:PORT");

    /// <summary>An address range that cannot be parsed; {0} is the range.</summary>
    public static readonly Message BadRange = new(
        "bad-range",
        "sets the service range '{0}', which is not an address range",
        "设置的服务网段“{0}”无效",
        "correct --service-cluster-ip-range",
        "请更正 --service-cluster-ip-range");
}
