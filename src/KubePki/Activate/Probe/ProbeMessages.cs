using KubePki.Localization;

namespace KubePki.Activate.Probe;

/// <summary>Problems of probes with a component or with their own input.</summary>
internal static class ProbeMessages
{
    /// <summary>The certificate of the server does not verify; the cause says why.</summary>
    public static readonly Message Distrusted = new(
        "distrusted", "serves a certificate that does not verify", "所提供的证书无法通过验证", "compare it with the files: {kubepki verify --live}",
        "请与文件比较：{kubepki verify --live}");

    /// <summary>The server closed the connection before it showed a certificate.</summary>
    public static readonly Message NoCertificate = new("no-certificate-served", "presented no certificate", "没有出示证书");

    /// <summary>A kubeconfig whose current context names no https server or no CA.</summary>
    public static readonly Message NoServer = new(
        "no-server", "has no https server with a CA in its current context", "当前 context 没有带 CA 的 https 服务器",
        "restore the kubeconfig from a backup", "请从备份恢复该 kubeconfig");

    /// <summary>No kubeconfig of an administrator for requests to the API server.</summary>
    public static readonly Message NoAdministrator = new(
        "no-administrator", "cannot be used to query the API server", "无法用于访问 API server", "renew or create it: {kubepki renew admin.conf}",
        "请续期或创建它：{kubepki renew admin.conf}");

    /// <summary>No leader; {0} is the component.</summary>
    public static readonly Message NoLeader = new("no-leader", "reports no leader for {0}", "没有 {0} 的领导者记录");

    /// <summary>The cluster of the API server has no node with a control-plane label.</summary>
    public static readonly Message NoControlPlaneNodes = new(
        "no-control-plane-nodes", "reports no node with a control-plane label", "没有带控制平面标签的节点");
}
