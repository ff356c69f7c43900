using KubePki.Language;

namespace KubePki.Judge.Connections;

/// <summary>Messages about connections.</summary>
internal static class ConnectionMessages
{
    /// <summary>A connection that fails now; the cause gives the reason.</summary>
    public static readonly Message Fails = new("connection-fails", "fails now", "当前失败");

    /// <summary>The certificate of one end is not known on this node; {0} is the component.</summary>
    public static readonly Message EndElsewhere = new(
        "end-elsewhere", "nothing on this node tells which certificate {0} shows there", "本节点上没有内容说明 {0} 在此出示哪个证书");

    /// <summary>
    /// The CAs that one end trusts did not sign the other's certificate; {0} is the end, {1} its setting, {2} the certificate.
    /// </summary>
    public static readonly Message TrustsAnother = new(
        "trusts-another", "is what {0} trusts ({1}), and holds no CA that signed {2}: x509: certificate signed by unknown authority",
        "是 {0} 所信任的文件（{1}），而其中没有签发 {2} 的 CA：x509: certificate signed by unknown authority",
        "let the setting name the CA that signed it, or a bundle with it", "请让该设置指向其签发 CA 或包含它的证书包");

    /// <summary>Connections that cannot be judged from this node; {0} lists them, the cause gives the reason of the first.</summary>
    public static readonly Message Unseen = new("connections-unseen", "it cannot be seen here whether these hold: {0}", "无法在此判断以下连接是否正常：{0}");
}
