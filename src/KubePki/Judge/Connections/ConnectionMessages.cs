using KubePki.Language;

namespace KubePki.Judge.Connections;

/// <summary>What is said of connections.</summary>
internal static class ConnectionMessages
{
    /// <summary>A connection that fails now; the cause says why.</summary>
    public static readonly Message Fails = new("connection-fails", "fails now", "当前失败");

    /// <summary>One end shows nothing that this node knows; {0} is the component.</summary>
    public static readonly Message EndElsewhere = new(
        "end-elsewhere", "nothing on this node tells which certificate {0} shows there", "本节点上没有内容说明 {0} 在此出示哪个证书");

    /// <summary>Connections that cannot be seen from here; {0} names them, the cause says why of the first.</summary>
    public static readonly Message Unseen = new("connections-unseen", "it cannot be seen here whether these hold: {0}", "无法在此判断以下连接是否正常：{0}");
}
