using KubePki.Localization;

namespace KubePki.X509;

/// <summary>Messages about PEM, certificates, keys and chains.</summary>
internal static class X509Messages
{
    private const string RestoreHint = "restore the right file from a backup: {kubepki backup list}";
    private const string RestoreHintChinese = "请从备份恢复正确的文件：{kubepki backup list}";

    private const string ReplaceHint = "issue it again; if it is a CA, replace the CA";
    private const string ReplaceHintChinese = "请重新签发；若为 CA，请更换 CA";

    /// <summary>The file has no bytes.</summary>
    public static readonly Message Empty = new("empty", "is empty", "是空文件", RestoreHint, RestoreHintChinese);

    /// <summary>There is no PEM block of the requested kind; {0} is the kind.</summary>
    public static readonly Message NoPemBlock = new(
        "no-pem", "holds no {0} in PEM format", "不包含 PEM 格式的 {0}", RestoreHint, RestoreHintChinese);

    /// <summary>A PEM block starts but does not end; {0} is its label, which is not shown, because it may be part of a key.</summary>
    public static readonly Message TruncatedPem = new(
        "truncated-pem", "holds a PEM block that is truncated or damaged", "其中的 PEM 块被截断或损坏", RestoreHint, RestoreHintChinese);

    /// <summary>A certificate that cannot be parsed; {0} is the reason.</summary>
    public static readonly Message BrokenCertificate = new(
        "broken-certificate", "holds a certificate that cannot be parsed: {0}", "证书无法解析：{0}", RestoreHint, RestoreHintChinese);

    /// <summary>A request that cannot be parsed.</summary>
    public static readonly Message BrokenRequest = new(
        "broken-request",
        "holds a certificate request that cannot be parsed",
        "证书请求无法解析",
        "export it again: {kubepki csr export}",
        "请重新导出：{kubepki csr export}");

    /// <summary>A key that cannot be parsed.</summary>
    public static readonly Message BrokenKey = new(
        "broken-key", "holds a private key that cannot be parsed", "私钥无法解析", RestoreHint, RestoreHintChinese);

    /// <summary>A key with a passphrase.</summary>
    public static readonly Message EncryptedKey = new(
        "encrypted-key",
        "holds an encrypted private key, which the components cannot read",
        "私钥已加密，组件无法读取",
        "decrypt it with 'openssl pkey'",
        "请用 openssl pkey 解密");

    /// <summary>A key that is encrypted by its PEM block's headers, not in PKCS#8.</summary>
    public static readonly Message TraditionalEncryption = new(
        "traditional-encryption",
        "is encrypted in the traditional form of PEM (Proc-Type: 4,ENCRYPTED), which kubepki does not support",
        "使用传统 PEM 形式加密（Proc-Type: 4,ENCRYPTED），kubepki 不支持",
        "convert it to PKCS#8, with the same passphrase or another one: openssl pkcs8 -topk8 -in FILE -out FILE2",
        "请转换为 PKCS#8（口令可相同或不同）：openssl pkcs8 -topk8 -in FILE -out FILE2");

    /// <summary>The passphrase does not decrypt the key.</summary>
    public static readonly Message WrongPassphrase = new(
        "wrong-passphrase",
        "cannot be decrypted: the passphrase is wrong, or the file is damaged",
        "无法解密：口令错误或文件已损坏",
        "try again; 'openssl pkey -in FILE -noout' asks for the same passphrase",
        "请重试；“openssl pkey -in FILE -noout”使用同一口令");

    /// <summary>A key of an algorithm that kubepki cannot use; {0} names it.</summary>
    public static readonly Message UnsupportedKey = new(
        "unsupported-key", "holds a key with the algorithm {0}, which kubepki cannot use", "密钥算法为 {0}，kubepki 无法使用");

    /// <summary>More blocks than any real bundle has; {0} is the most that are allowed.</summary>
    public static readonly Message TooManyBlocks = new(
        "too-many-blocks", "holds more than {0} PEM blocks", "包含超过 {0} 个 PEM 块", "check the content of the file", "请检查该文件的内容");

    /// <summary>The certificate and the key are not a pair; {0} is the key's file.</summary>
    public static readonly Message KeyMismatch = new(
        "key-mismatch", "does not belong to the private key {0}", "与私钥 {0} 不匹配", RestoreHint, RestoreHintChinese);

    /// <summary>Not valid yet; {0} is the start of its validity.</summary>
    public static readonly Message NotYetValid = new(
        "not-yet-valid", "is not valid before {0}", "在 {0} 之前尚未生效", "check this machine's clock", "请检查本机时钟");

    /// <summary>Expired; {0} is the expiry.</summary>
    public static readonly Message Expired = new(
        "expired", "expired on {0}", "已于 {0} 过期", "issue it again, or check this machine's clock", "请重新签发，或检查本机时钟");

    /// <summary>No CA in the bundle signed it; {0} is its issuer.</summary>
    public static readonly Message UnknownAuthority = new(
        "unknown-authority",
        "is not signed by the certificate authority on disk (it names {0} as its issuer)",
        "并非由磁盘上的 CA 签发（其颁发者为 {0}）",
        "check whether the CA was replaced: compare it with the CA that signed the certificate",
        "请检查 CA 是否已被更换：与签发该证书的 CA 比较");

    /// <summary>Go refuses the algorithm of the signature; {0} names it.</summary>
    public static readonly Message InsecureSignature = new(
        "insecure-signature", "is signed with an algorithm that Go refuses ({0})", "所用签名算法被 Go 拒绝（{0}）");

    /// <summary>An RSA key that is too short to verify signatures; {0} is its size.</summary>
    public static readonly Message ShortKey = new(
        "short-key", "has an RSA key of {0} bits, which is too short to verify signatures", "RSA 密钥仅 {0} 位，过短，不能用于验证签名");

    /// <summary>A key that cannot verify signatures; {0} names it.</summary>
    public static readonly Message UnusableKey = new(
        "unusable-key", "has a key with which the components cannot verify signatures ({0})", "组件无法用其密钥验证签名（{0}）");

    /// <summary>A chain without a policy that one of its CAs requires.</summary>
    public static readonly Message PolicyMissing = new(
        "policy-missing", "lacks a certificate policy that a CA above it requires", "缺少上级 CA 所要求的证书策略");

    /// <summary>Version {2} refuses it; {0} is the last version that reads it, {1} the first that refuses it.</summary>
    public static readonly Message ReadThenRefused = new(
        "refused-by-version",
        "is refused by Kubernetes {2} (accepted by {0}, refused from {1} on)",
        "被 Kubernetes {2} 拒绝（{0} 接受，自 {1} 起拒绝）",
        ReplaceHint,
        ReplaceHintChinese);

    /// <summary>Version {2} refuses it; {0} is the last version that refuses it, {1} the first that reads it.</summary>
    public static readonly Message RefusedThenRead = new(
        "refused-by-version",
        "is refused by Kubernetes {2} (refused by {0}, accepted from {1} on)",
        "被 Kubernetes {2} 拒绝（{0} 拒绝，自 {1} 起接受）",
        ReplaceHint,
        ReplaceHintChinese);

    /// <summary>The version is not known; {0} is the last version that reads it, {1} the first that refuses it.</summary>
    public static readonly Message ReadThenUnknown = new(
        "depends-on-version",
        "is accepted or refused depending on the version (accepted by Kubernetes {0}, refused from {1} on)",
        "是否接受取决于版本（Kubernetes {0} 接受，自 {1} 起拒绝）",
        ReplaceHint,
        ReplaceHintChinese);

    /// <summary>The version is not known; {0} is the last version that refuses it, {1} the first that reads it.</summary>
    public static readonly Message RefusedThenUnknown = new(
        "depends-on-version",
        "is accepted or refused depending on the version (refused by Kubernetes {0}, accepted from {1} on)",
        "是否接受取决于版本（Kubernetes {0} 拒绝，自 {1} 起接受）",
        ReplaceHint,
        ReplaceHintChinese);

    /// <summary>True if a problem says that versions of Kubernetes differ.</summary>
    public static bool IsVersioned(Problem problem) => problem.Id == ReadThenRefused.Id || problem.Id == ReadThenUnknown.Id;

    /// <summary>Accepted now; {0} is the last version that reads it, {1} the first that refuses it.</summary>
    public static readonly Message RefusedLater = new(
        "refused-later",
        "is accepted by Kubernetes {0} and refused from {1} on",
        "Kubernetes {0} 接受，自 {1} 起拒绝",
        "replace it before upgrading to {1}",
        "请在升级到 {1} 之前替换");

    /// <summary>A usage is missing; {0} names it.</summary>
    public static readonly Message WrongUsage = new("wrong-usage", "may not be used for {0}", "不能用于 {0}");

    /// <summary>The certificate does not cover a name; {0} is the name.</summary>
    public static readonly Message WrongName = new("wrong-name", "is not valid for {0}", "对 {0} 无效");

    /// <summary>A critical extension that the components do not understand; {0} is its identifier.</summary>
    public static readonly Message UnhandledCritical = new(
        "unhandled-critical", "has the critical extension {0}, which the components do not support", "包含组件不支持的关键扩展 {0}");

    /// <summary>The issuer is not a CA.</summary>
    public static readonly Message NotAnAuthority = new(
        "not-a-ca", "is not a certificate authority", "不是 CA 证书", "restore the cluster's CA certificate", "请恢复集群的 CA 证书");

    /// <summary>There are more CAs below a CA than its path length allows.</summary>
    public static readonly Message TooManyIntermediates = new(
        "path-length", "has more CAs below it than its path length allows", "下级 CA 数量超过路径长度限制");

    /// <summary>A CA that may not certify one of the leaf's names; {0} is the name.</summary>
    public static readonly Message NameNotPermitted = new(
        "name-not-permitted", "may not certify {0} because of its name constraints", "受名称约束限制，不得签发 {0}");

    /// <summary>A validity that cannot be parsed; {0} is the input.</summary>
    public static readonly Message BadValidity = new(
        "bad-validity",
        "'{0}' is not a validity",
        "“{0}”不是有效期",
        "write it like 10y, 90d, 8760h or 2036-01-01",
        "请写成 10y、90d、8760h 或 2036-01-01 的形式");

    /// <summary>A unit that may mean months or minutes; {0} is the input.</summary>
    public static readonly Message AmbiguousUnit = new(
        "ambiguous-unit",
        "'{0}' may mean months or minutes",
        "“{0}”可能指月，也可能指分钟",
        "give years, days or hours: 1y, 180d, 4320h",
        "请使用年、天或小时：1y、180d、4320h");

    /// <summary>A time span that cannot be parsed; {0} is the input.</summary>
    public static readonly Message BadSpan = new(
        "bad-span", "'{0}' is not a time span", "“{0}”不是时间段", "write it like 30d, 12h or 1y", "请写成 30d、12h 或 1y 的形式");

    /// <summary>A kind of key that is not offered; {0} is the input, {1} lists the offered kinds.</summary>
    public static readonly Message UnknownKeyAlgorithm = new(
        "unknown-key-algorithm", "'{0}' is not a key algorithm", "“{0}”不是可用的密钥算法", "use one of these: {1}", "可用算法：{1}");
}
