using KubePki.Language;

namespace KubePki.Plan;

/// <summary>Why a certificate that another CA signed is not installed, and what is skipped.</summary>
internal static class ImportMessages
{
    /// <summary>A hint for a certificate that was signed for another key.</summary>
    internal static readonly Text AnswersAnother = new("it answers another request: have this one signed again", "它对应的是另一个请求:请重新签发此请求");

    /// <summary>
    /// A signed certificate for a key other than the existing key of service account tokens; {0} is the setting that names the key, {1} the
    /// file.
    /// </summary>
    public static readonly Message TokenKeyOfTheAnswer = new(
        "token-key-of-the-answer",
        "would get another key, and service account tokens are signed or verified with {1} ({0}): every token would become worthless",
        "将更换私钥,而服务账号令牌使用 {1} 签发或验证({0}):所有令牌都会失效",
        "export the request again, which keeps the key ({kubepki csr export}); or replace the key and every token with it: "
        + "--replace-token-key",
        "请重新导出请求,以沿用该私钥({kubepki csr export});或连同所有令牌一起更换:--replace-token-key");

    /// <summary>A request that is not signed yet; {0} is the expected path of the signed certificate.</summary>
    public static readonly Message NotSigned = new(
        "not-signed", "is not signed yet: there is no {0}", "尚未签发:没有 {0}", "put the signed certificate there", "请将签发的证书放到该处");

    /// <summary>A signed certificate that an earlier import installed; {0} is the signed certificate.</summary>
    public static readonly Message InPlaceAlready = new("in-place-already", "holds the certificate of {0} already", "已是 {0} 中的证书");

    /// <summary>The directory holds no request that kubepki wrote.</summary>
    public static readonly Message NothingToImport = new(
        "nothing-to-import", "holds no request and no signed certificate under kubeadm's names", "不包含以 kubeadm 名称命名的请求或证书",
        "export requests there first: {kubepki csr export all --dir DIR}", "请先导出请求:{kubepki csr export all --dir DIR}");

    /// <summary>The certificate has another subject; {0} is its subject, {1} the requested one.</summary>
    public static readonly Message OtherSubject = new(
        "other-subject", "is for {0}, and {1} was asked for", "其主体为 {0},而请求的是 {1}", "have the request signed with its own subject",
        "请按请求中的主体签发");

    /// <summary>The signed certificate is a CA, not a leaf certificate.</summary>
    public static readonly Message AnswerIsAuthority = new(
        "answer-is-ca",
        "is a CA's certificate (basicConstraints CA:TRUE), and a leaf was asked for: whoever has its key could sign for the cluster",
        "是 CA 证书(basicConstraints CA:TRUE),而请求的是叶证书:持有其私钥者可为集群签发证书",
        "have it signed again as a leaf (openssl: basicConstraints = CA:FALSE)", "请重新签发为叶证书(openssl:basicConstraints = CA:FALSE)");

    /// <summary>Requested names are missing; {0} lists them.</summary>
    public static readonly Message FewerNames = new("fewer-names", "lacks names that were asked for: {0}", "缺少所请求的名称:{0}",
        "have it signed again with the request's names (openssl ca: copy_extensions = copy)",
        "请连同请求中的名称重新签发(openssl ca:copy_extensions = copy)");
}
