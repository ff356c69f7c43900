using KubePki.Language;

namespace KubePki.Plan;

/// <summary>Reasons for doing, leaving and refusing.</summary>
public static class PlanMessages
{
    /// <summary>Asked for.</summary>
    public static readonly Message Asked = new("asked", "asked for", "按要求续期");

    /// <summary>It has expired; {0} days ago.</summary>
    public static readonly Message ExpiredSince = new("expired-since", "expired {0}d ago", "已过期 {0} 天");

    /// <summary>It ends in {0} days.</summary>
    public static readonly Message EndsSoon = new("ends-soon", "ends in {0}d", "{0} 天后到期");

    /// <summary>It ends later than the period asked about; {0} days left.</summary>
    public static readonly Message NotDue = new("not-due", "not due: {0}d left", "尚未到期:剩余 {0} 天");

    /// <summary>Not there, so there is nothing whose identity could be kept.</summary>
    public static readonly Message NothingThere = new(
        "nothing-there", "is missing; a renewal needs the existing certificate", "不存在;续期需要现有证书",
        "restore it from a backup (kubepki backup list)", "请从备份恢复(kubepki backup list)");

    /// <summary>The CA's key is elsewhere; {0} names the CA.</summary>
    public static readonly Message External = new(
        "external", "is managed externally: the key of its CA {0} is not on this node", "由外部管理:其 CA {0} 的私钥不在本节点上",
        "have it signed where the CA's key is", "请在持有 CA 私钥的地方签发");

    /// <summary>The kubelet renews this by itself.</summary>
    public static readonly Message KubeletRotates = new(
        "kubelet-rotates", "is rotated by the kubelet itself", "由 kubelet 自行轮换");

    /// <summary>A kubeconfig without a certificate of its own; {0} is the file it points at.</summary>
    public static readonly Message PointsAtFiles = new(
        "points-at-files", "holds no certificate of its own and points at {0}, which is nobody's to renew here", "不含证书,而是指向 {0},此处无法续期",
        "let it hold the pair: kubectl config set-credentials USER --embed-certs --client-certificate=FILE --client-key=FILE --kubeconfig=FILE",
        "请将证书内嵌:kubectl config set-credentials USER --embed-certs --client-certificate=FILE --client-key=FILE --kubeconfig=FILE");

    /// <summary>The kubelet renews this while it is valid; {0} days left.</summary>
    public static readonly Message RotatesUntilDue = new(
        "rotates-until-due", "not due: {0}d left, and the kubelet rotates it by itself while it is valid", "尚未到期:剩余 {0} 天,且有效期内由 kubelet 自行轮换",
        "to renew it all the same, give its name", "如仍要续期,请指定其名称");

    /// <summary>Nothing that is renewed: a CA or a bare key pair.</summary>
    public static readonly Message NotRenewable = new(
        "not-renewable", "{0} is not renewed: a renewal never replaces CAs, the service account key pair or the kubelet's own files",
        "{0} 不可续期:续期不会替换 CA、服务账号密钥对或 kubelet 自己的文件");

    /// <summary>No such name; {0} is what was given, {1} the names there are.</summary>
    public static readonly Message UnknownName = new("unknown-name", "there is no '{0}' on this node", "本节点没有“{0}”", "the names are: {1}", "可用名称:{1}");

    /// <summary>The CA cannot sign; {0} names it, {1} what was to be signed, the cause says why and what to do.</summary>
    public static readonly Message AuthorityUnusable = new("ca-unusable", "the CA {0} cannot sign {1}", "CA {0} 无法签发 {1}");

    /// <summary>The existing key cannot be kept; the cause says why.</summary>
    public static readonly Message KeyNotReusable = new(
        "key-not-reusable", "its key cannot be kept", "无法保留其私钥", "renew it without --reuse-key", "请不带 --reuse-key 续期");

    /// <summary>A new key of the same kind cannot be made; {0} is the kind.</summary>
    public static readonly Message KeyNotMade = new(
        "key-not-made", "has a key of the kind {0}, which kubepki does not make", "密钥类型为 {0},kubepki 不生成此类密钥",
        "say which kind the new key shall be: --key-algorithm", "请指定新密钥的类型:--key-algorithm");

    /// <summary>Two names for one file; {0} is the other name.</summary>
    public static readonly Message SameFile = new("same-file", "is the file of {0} too, and renewed with it", "与 {0} 是同一文件,随其一并续期");

    /// <summary>One key file for two certificates; {0} and {1} name them.</summary>
    public static readonly Message SharedKey = new(
        "shared-key", "is the private key of {0} and of {1}; two new keys cannot lie in one file", "同时是 {0} 和 {1} 的私钥;一个文件无法存放两个新私钥",
        "keep the key: --reuse-key, or give each its own file", "请保留私钥:--reuse-key,或为各证书使用单独的文件");

    /// <summary>Kind of key and keeping the key contradict each other.</summary>
    public static readonly Message KeepAndChange = new(
        "keep-and-change", "--reuse-key and --key-algorithm contradict each other", "--reuse-key 与 --key-algorithm 相互矛盾", "give one of them", "请只指定其中之一");

    /// <summary>New certificates would already be over; {0} is their end.</summary>
    public static readonly Message EndsInThePast = new(
        "ends-in-the-past", "new certificates would end on {0}, which is past", "新证书将于 {0} 结束,该时间已过去", "give a later end, or check this machine's clock", "请指定更晚的结束时间,或检查本机时钟");

    /// <summary>A certificate from the future: the clock may be wrong, and what is signed by a wrong clock is useless; {0} is its start.</summary>
    public static readonly Message FromTheFuture = new(
        "from-the-future", "is not valid before {0}, so this machine's clock may be wrong", "在 {0} 之前尚未生效,本机时钟可能有误",
        "set the clock; if it is right, renew this item by name", "请校准时钟;若时钟无误,请按名称续期该项");

    /// <summary>The certificate does not chain to the CA on disk.</summary>
    public static readonly Message OtherAuthority = new(
        "other-ca", "was not issued by the CA that is on disk now", "并非由当前磁盘上的 CA 签发",
        "if the CA was replaced on purpose, add --accept-new-ca", "如果是有意更换 CA,请加上 --accept-new-ca");
}
