using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about the kubelet.</summary>
internal static class KubeletMessages
{
    /// <summary>Rotation is switched off.</summary>
    public static readonly Message NoRotation = new(
        "kubelet-no-rotation",
        "turns off the rotation of the kubelet's client certificate (rotateCertificates): the certificate expires within a year, and "
            + "the node is lost",
        "关闭了 kubelet 客户端证书的轮换（rotateCertificates）：证书会在一年内到期，节点随之失联",
        "set rotateCertificates: true and restart the kubelet",
        "请设置 rotateCertificates: true 并重启 kubelet");

    /// <summary>The certificate is embedded, so it is not rotated.</summary>
    public static readonly Message Embedded = new(
        "kubelet-embedded",
        "embeds the kubelet's certificate, so the kubelet does not rotate it (first control-plane nodes created before 1.17)",
        "内嵌了 kubelet 证书，因此 kubelet 不会轮换它（1.17 之前创建的首个控制平面节点）",
        "issue it again as a file that the kubelet rotates: {kubepki create kubelet.conf}",
        "请重新签发为可轮换的文件：{kubepki create kubelet.conf}");

    /// <summary>A file instead of a symbolic link; {0} is the item to renew.</summary>
    public static readonly Message NotLinked = new(
        "kubelet-not-linked",
        "is a regular file instead of a symbolic link to a dated file: the kubelet cannot store the rotated certificate",
        "是普通文件，而不是指向带日期文件的符号链接：kubelet 无法保存轮换后的证书",
        "restore the link with a renewal: {kubepki renew {0:sh}}",
        "请通过续期恢复链接：{kubepki renew {0:sh}}");

    /// <summary>
    /// A file instead of a symbolic link, with dated files beside it; {0} is the newest dated file, {1} the item to renew.
    /// </summary>
    public static readonly Message NotLinkedOlder = new(
        "kubelet-not-linked",
        "is a regular file instead of a symbolic link to a dated file: the kubelet cannot store the rotated certificate; the newest "
            + "dated file is {0}",
        "是普通文件，而不是指向带日期文件的符号链接：kubelet 无法保存轮换后的证书；最新的带日期文件是 {0}",
        "link the dated file if it is valid, or create and link a new one with a renewal: {kubepki renew {1:sh}}",
        "若带日期的文件有效，请链接到它；也可由续期生成新文件并链接：{kubepki renew {1:sh}}");

    /// <summary>The symbolic link points at an older file; {0} is that file, {1} the newest.</summary>
    public static readonly Message NotCurrent = new(
        "kubelet-not-current",
        "points at {0}, although {1} is newer",
        "指向 {0}，而 {1} 更新",
        "restart the kubelet; if it does not switch, link the newer file",
        "请重启 kubelet；若未切换，请链接到较新的文件");

    /// <summary>The certificate should have been rotated already; {0} is the percentage of its lifetime that has passed.</summary>
    public static readonly Message Overdue = new(
        "kubelet-overdue",
        "should have been rotated: {0} percent of its lifetime has passed, and the kubelet requests a new certificate after 70 to 90 "
            + "percent",
        "本应已轮换：其有效期已过 {0}%，而 kubelet 在 70% 到 90% 时申请新证书",
        "check for pending requests (kubectl get csr) and read the kubelet's log",
        "请检查待批准的请求（kubectl get csr）和 kubelet 日志");

    private const string SelfMadeText =
        "was created by the kubelet itself, but the API server accepts only certificates signed by a CA in {0} "
            + "(--kubelet-certificate-authority): kubectl logs and exec fail for this node";
    private const string SelfMadeChinese =
        "由 kubelet 自行生成，而 API server 只接受由 {0} 中的 CA 签发的证书（--kubelet-certificate-authority）：本节点的 kubectl logs 和 exec 会失败";
    private const string Requesting = "let the kubelet request one (serverTLSBootstrap: true, then kubectl certificate approve)";
    private const string RequestingChinese = "由 kubelet 申请证书（serverTLSBootstrap: true，再执行 kubectl certificate approve）";

    /// <summary>
    /// A serving certificate that the kubelet self-signed and the API server verifies; {0} is the file of the CAs that the API server
    /// trusts, {1} the option that adds the address, or empty.
    /// </summary>
    public static readonly Message SelfSigned = new("kubelet-self-made", SelfMadeText, SelfMadeChinese,
        "sign it with the cluster's CA: {kubepki renew kubelet-serving --accept-new-ca{1}}; or " + Requesting,
        "由集群的 CA 签发：{kubepki renew kubelet-serving --accept-new-ca{1}}；或" + RequestingChinese);

    /// <summary>Same as <see cref="SelfSigned"/>, if the CAs that the API server trusts are not this node's; {0} is their file.</summary>
    public static readonly Message SelfSignedForOtherCa = new("kubelet-self-made", SelfMadeText, SelfMadeChinese,
        Requesting + ", or have that CA sign one and name it in tlsCertFile", RequestingChinese + "，或由该 CA 签发后在 tlsCertFile 中指定");

    /// <summary>A bootstrap kubeconfig that was not removed.</summary>
    public static readonly Message Bootstrap = new(
        "kubelet-bootstrap",
        "still exists: its bootstrap token can join a node to the cluster",
        "仍然存在：其中的引导令牌可用于将节点加入集群",
        "remove it once kubelet.conf works",
        "kubelet.conf 可用后请删除它");

    /// <summary>kubelet.conf names another file than kubelet-client-current.pem; {0} is that file.</summary>
    public static readonly Message Dangling = new(
        "kubelet-conf-elsewhere",
        "names {0} as the kubelet's certificate instead of kubelet-client-current.pem: the kubelet does not use the rotated certificate",
        "将 {0} 而不是 kubelet-client-current.pem 用作 kubelet 证书：kubelet 不会使用轮换后的证书",
        "issue it again as a file that the kubelet rotates: {kubepki create kubelet.conf}",
        "请重新签发为可轮换的文件：{kubepki create kubelet.conf}");
}
