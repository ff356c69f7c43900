using KubePki.Localization;

namespace KubePki.Plan;

/// <summary>Why a certificate that another CA signed is not installed, and what is skipped.</summary>
internal static class ImportMessages
{
    /// <summary>A hint for a certificate that was signed for another key.</summary>
    internal static readonly Text AnswersAnother = new(
        "it belongs to another request: have this request signed again", "它对应的是另一个请求：请重新签发此请求");

    /// <summary>
    /// A signed certificate for a key other than the existing key of service account tokens; {0} is the setting that names the key, {1} the
    /// file.
    /// </summary>
    public static readonly Message TokenKeyOfTheAnswer = new(
        "token-key-of-the-answer",
        "would get another key, but service account tokens are signed or verified with {1} ({0}): every token would become invalid",
        "将更换私钥，而服务账号令牌使用 {1} 签发或验证（{0}）：所有令牌都会失效",
        "export the request again to keep the key ({kubepki csr export}); or replace the key, which invalidates every token: "
            + "--replace-token-key",
        "请重新导出请求以沿用该私钥（{kubepki csr export}）；或更换私钥并使所有令牌失效：--replace-token-key");

    /// <summary>A request that is not signed yet; {0} is the expected path of the signed certificate.</summary>
    public static readonly Message NotSigned = new(
        "not-signed", "is not signed yet: {0} does not exist", "尚未签发：{0} 不存在", "put the signed certificate there", "请将签发的证书放到该处");

    /// <summary>A signed certificate that an earlier import installed; {0} is the signed certificate.</summary>
    public static readonly Message InPlaceAlready = new("in-place-already", "already contains the certificate from {0}", "已是 {0} 中的证书");

    /// <summary>The directory holds no request that kubepki wrote.</summary>
    public static readonly Message NothingToImport = new(
        "nothing-to-import", "contains no request and no signed certificate with a file name of kubeadm", "不包含以 kubeadm 文件名命名的请求或证书",
        "export requests there first: {kubepki csr export all --dir DIR}", "请先导出请求：{kubepki csr export all --dir DIR}");

    /// <summary>The certificate has another subject; {0} is its subject, {1} the requested one.</summary>
    public static readonly Message OtherSubject = new(
        "other-subject", "has the subject {0}, but the request has the subject {1}", "其主体为 {0}，而请求的主体为 {1}",
        "have the request signed with its own subject", "请按请求中的主体签发");

    /// <summary>The signed certificate is a CA, not a leaf certificate.</summary>
    public static readonly Message AnswerIsAuthority = new(
        "answer-is-ca",
        "is a CA certificate (basicConstraints CA:TRUE), but the request is for a leaf certificate: the holder of its key could "
            + "sign certificates for the cluster",
        "是 CA 证书（basicConstraints CA:TRUE），而请求的是叶子证书：持有其私钥者可为集群签发证书",
        "have it signed again as a leaf certificate (openssl: basicConstraints = CA:FALSE)",
        "请重新签发为叶子证书（openssl：basicConstraints = CA:FALSE）");

    /// <summary>Requested names are missing; {0} lists them.</summary>
    public static readonly Message FewerNames = new(
        "fewer-names", "lacks names of the request: {0}", "缺少请求中的名称：{0}",
        "have it signed again with the request's names (openssl ca: copy_extensions = copy)",
        "请连同请求中的名称重新签发（openssl ca：copy_extensions = copy）");
}
