using KubePki.Localization;

namespace KubePki.Judge.Connections;

/// <summary>Messages about connections.</summary>
internal static class ConnectionMessages
{
    /// <summary>A connection that fails now; the cause gives the reason.</summary>
    public static readonly Message Fails = new("connection-fails", "fails now", "当前失败");

    /// <summary>The certificate of one end is not known on this node; {0} is the component.</summary>
    public static readonly Message EndElsewhere = new(
        "end-elsewhere", "no file on this node shows which certificate {0} presents", "本节点上没有文件说明 {0} 出示哪个证书");

    /// <summary>
    /// The CAs that one end trusts did not sign the other's certificate; {0} is the end, {1} its setting, {2} the certificate.
    /// </summary>
    public static readonly Message TrustsAnother = new(
        "trusts-another",
        "is trusted by {0} ({1}), but holds no CA that signed {2}: x509: certificate signed by unknown authority",
        "是 {0} 所信任的文件（{1}），而其中没有签发 {2} 的 CA：x509: certificate signed by unknown authority",
        "point the setting at the CA that signed the certificate, or at a bundle that contains it",
        "请让该设置指向其签发 CA 或包含它的证书包");

    /// <summary>Connections that cannot be judged from this node; {0} lists them, the cause gives the reason of the first.</summary>
    public static readonly Message Unseen = new(
        "connections-unseen", "the state of these connections is unknown on this node: {0}", "在本节点上无法得知以下连接的状态：{0}");
}
