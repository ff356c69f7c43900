using KubePki.Localization;

namespace KubePki.Authentication;

/// <summary>Messages about credentials and the answers of authenticators. No message repeats a secret.</summary>
internal static class AuthenticationMessages
{
    /// <summary>The input has no credential to send.</summary>
    public static readonly Message NoCredential = new(
        "no-credential",
        "holds no credential",
        "不包含凭据",
        "give a kubeconfig, a certificate, a token, or user:password",
        "请提供 kubeconfig、证书、令牌或 user:password");

    /// <summary>More than one line; {0} is the number of lines.</summary>
    public static readonly Message SeveralLines = new(
        "several-lines",
        "has {0} lines, but a token or password has one",
        "共 {0} 行，而令牌或密码只有一行",
        "give one credential at a time",
        "请一次提供一个凭据");

    /// <summary>Longer than a token can be.</summary>
    public static readonly Message TooLong = new(
        "credential-too-long", "is too long to be a token or password", "过长，不像是令牌或密码", "check the content of the input", "请检查输入的内容");

    /// <summary>Not <c>user:password</c>.</summary>
    public static readonly Message NoPassword = new(
        "no-password", "is not of the form user:password", "不是 user:password 的形式", "write it as user:password", "请写成 user:password 的形式");

    /// <summary>A command provides the credential; {0} is the user.</summary>
    public static readonly Message Command = new(
        "credential-command",
        "uses a command or plugin for the credential of '{0}'",
        "用户“{0}”的凭据由命令或插件生成",
        "run the command, then pass its token to kubepki",
        "请运行该命令，再将其令牌提供给 kubepki");

    /// <summary>The API server is not known; the place is where its manifest should be.</summary>
    public static readonly Message NoApiServer = new(
        "no-api-server",
        "is not there, so it is unknown how the API server authenticates",
        "不存在，因此无法得知 API server 的认证方式",
        "run kubepki on a control-plane node, or name its root directory with --root DIR",
        "请在控制平面节点上运行 kubepki，或用 --root DIR 指定其根目录");

    /// <summary>No certificate is presented.</summary>
    public static readonly Message NoCertificate = new("shows-no-certificate", "the client presents no certificate", "客户端未出示证书");

    /// <summary>The CA bundle cannot be read; {0} is the file.</summary>
    public static readonly Message BundleUnread = new("trust-unread", "the CAs in {0} cannot be read", "无法读取 {0} 中的 CA");

    /// <summary>The front proxy's certificate, but no user; {0} is the header.</summary>
    public static readonly Message NoHeader = new(
        "no-header",
        "this is the front proxy's certificate: the header {0} must name a user, and no user is given here",
        "这是前端代理的证书：请求头 {0} 必须指定用户，而此处未指定用户");

    /// <summary>The certificate is not signed by the front proxy's CA.</summary>
    public static readonly Message NotOfTheProxyCa = new(
        "not-of-the-proxy-ca", "the certificate is not signed by the front proxy's CA", "该证书并非由前端代理的 CA 签发");

    /// <summary>The certificate is not the front proxy's.</summary>
    public static readonly Message NotTheProxy = new("not-the-proxy", "the certificate is not the front proxy's", "该证书不是前端代理的证书");

    /// <summary>Signed by the proxy's CA, but with another name; {0} is the name, {1} lists the allowed names.</summary>
    public static readonly Message ProxyNotAllowed = new(
        "proxy-not-allowed", "the name '{0}' is not allowed (allowed: {1})", "不允许名称“{0}”（允许：{1}）");

    /// <summary>A valid certificate without a common name.</summary>
    public static readonly Message NoCommonName = new(
        "no-common-name", "the certificate is valid but has no common name, so it identifies no user", "证书有效但没有通用名，因此不代表任何用户");

    /// <summary>A certificate without its key.</summary>
    public static readonly Message KeyAbsent = new(
        "key-absent", "the private key was not checked: without it a client cannot present this certificate", "未检查私钥：没有私钥，客户端便无法出示该证书");

    /// <summary>A certificate with another certificate's key.</summary>
    public static readonly Message KeyForeign = new(
        "key-foreign",
        "the private key does not belong to the certificate: no client can use this pair",
        "私钥与证书不匹配：任何客户端都无法使用这一对",
        "put the matching certificate and private key together",
        "请重新配对证书和私钥");

    /// <summary>No user name and password are sent.</summary>
    public static readonly Message NoPasswordSent = new("sends-no-password", "the client sends no user name and password", "客户端未发送用户名和密码");

    /// <summary>The file of static credentials cannot be used; {0} is the file.</summary>
    public static readonly Message FileUnusable = new(
        "static-file-unusable", "the API server cannot read the file {0}, and does not start with it", "API server 无法读取文件 {0}，带此文件无法启动");

    /// <summary>A password that does not match; {0} is the user.</summary>
    public static readonly Message WrongPassword = new("wrong-password", "there is no user '{0}' with that password", "没有用户“{0}”或密码不符");

    /// <summary>No bearer token is sent.</summary>
    public static readonly Message NoToken = new("sends-no-token", "the client sends no bearer token", "客户端未发送 bearer 令牌");

    /// <summary>The token is not in the static file.</summary>
    public static readonly Message NotListed = new("token-not-listed", "the token is not in the file", "令牌不在该文件中");

    /// <summary>Not a JSON web token.</summary>
    public static readonly Message NotAJwt = new("not-a-jwt", "the token is not a JSON web token", "令牌不是 JSON Web Token");

    /// <summary>Another issuer; {0} is the token's, {1} the API server's.</summary>
    public static readonly Message OtherIssuer = new("other-issuer", "the issuer of the token is '{0}', not {1}", "令牌的颁发者为“{0}”，而不是 {1}");

    /// <summary>
    /// No key verifies the signature; {0} lists the key files, {1} is the key ID in the token, {2} lists the IDs of the keys.
    /// </summary>
    public static readonly Message WrongSignature = new(
        "wrong-signature",
        "no key in {0} verifies the signature of the token (the token names the key {1}; the keys are {2}): the token was changed, "
            + "or signed with another key, perhaps an older one",
        "{0} 中没有密钥能验证令牌的签名（令牌指明的密钥为 {1}；现有密钥为 {2}）：令牌被改动，或由其他密钥（可能是旧密钥）签名");

    /// <summary>A key on this node signed it, but the API server does not verify with that key; {0} is the key's file.</summary>
    public static readonly Message SignedWith = new(
        "signed-with",
        "the token was signed with {0}, which the API server does not use to verify tokens",
        "令牌由 {0} 签名，而 API server 并不用它验证令牌",
        "point --service-account-key-file at the public key of that key",
        "请让 --service-account-key-file 指向该私钥的公钥");

    /// <summary>A token for another audience; {0} is the token's audience, {1} the required one.</summary>
    public static readonly Message WrongAudience = new("wrong-audience", "the token is for {0}, not for {1}", "令牌的受众为 {0}，而不是 {1}");

    /// <summary>A claim is missing or wrong; {0} is the claim.</summary>
    public static readonly Message BadClaim = new(
        "bad-claim", "the claim {0} of the token is missing, invalid, or does not fit the other claims", "令牌的声明 {0} 缺失、无效或与其他声明不符");

    /// <summary>The API server does not accept the signature algorithm; {0} is the algorithm, {1} lists the accepted ones.</summary>
    public static readonly Message WrongAlgorithm = new(
        "wrong-algorithm",
        "the token is signed with {0}, but the API server accepts only {1} (--oidc-signing-algs)",
        "令牌的签名算法为 {0}，而 API server 只接受 {1}（--oidc-signing-algs）",
        "configure the issuer to sign with one of these, or add its algorithm to that flag",
        "请让签发方改用其中之一，或在该参数中加入其算法");

    /// <summary>A signature that no key can have made; {0} is the algorithm.</summary>
    public static readonly Message ImpossibleSignature = new(
        "impossible-signature",
        "the length of the signature does not fit {0}: the token is truncated or changed",
        "其签名长度不符合 {0}：令牌被截断或改动",
        "get the complete token",
        "请取得完整的令牌");

    /// <summary>A required claim is missing or different; {0} is the claim, {1} its required text.</summary>
    public static readonly Message RequiredClaim = new(
        "required-claim",
        "the claim {0} of the token is not '{1}', which --oidc-required-claim requires",
        "令牌的声明 {0} 不是 --oidc-required-claim 要求的“{1}”",
        "get a token with this claim from the issuer",
        "请从签发方取得带有该声明的令牌");

    /// <summary>The token has expired; {0} is when.</summary>
    public static readonly Message TokenExpired = new("token-expired", "the token expired on {0}", "令牌已于 {0} 过期");

    /// <summary>The token is not valid yet; {0} is when its validity starts.</summary>
    public static readonly Message TokenNotYetValid = new("token-not-yet-valid", "the token is not valid before {0}", "令牌在 {0} 之前尚未生效");

    /// <summary>The token's time of issue is in the future; {0} is that time.</summary>
    public static readonly Message TokenFromTheFuture = new(
        "token-from-the-future", "the token was issued on {0}, which is in the future", "令牌的签发时间 {0} 尚未到来");

    /// <summary>A service account in the cluster; {0} is namespace/name, {1} the UID.</summary>
    public static readonly Message AccountExists = new(
        "account-exists", "the service account {0} must still exist, with the uid {1}", "服务账号 {0} 必须仍然存在，且 uid 为 {1}");

    /// <summary>A Secret in the cluster; {0} is namespace/name.</summary>
    public static readonly Message SecretExists = new(
        "secret-exists", "the Secret {0} must still exist and contain this token", "Secret {0} 必须仍然存在并包含该令牌");

    /// <summary>An object that a token is bound to; {0} is the kind, {1} namespace/name.</summary>
    public static readonly Message ObjectExists = new(
        "object-exists", "the {0} {1} must still exist, with the uid in the token", "{0} {1} 必须仍然存在，且 uid 与令牌一致");

    /// <summary>A bootstrap token; {0} is its Secret.</summary>
    public static readonly Message BootstrapSecret = new(
        "bootstrap-secret",
        "this is a bootstrap token: the Secret kube-system/{0} must contain it, must not be expired, and must have "
            + "usage-bootstrap-authentication",
        "这是引导令牌：Secret kube-system/{0} 必须包含它、未过期且带有 usage-bootstrap-authentication");

    /// <summary>Not a bootstrap token.</summary>
    public static readonly Message NotBootstrap = new(
        "not-bootstrap",
        "the token is not a bootstrap token (six and sixteen lower-case letters and digits, separated by a dot)",
        "令牌不是引导令牌（点号前后分别为 6 位和 16 位小写字母或数字）");

    /// <summary>A remote service decides; {0} is its address.</summary>
    public static readonly Message Elsewhere = new(
        "decided-elsewhere", "cannot be decided here: the API server would ask {0}", "此处无法判定：API server 会询问 {0}");

    /// <summary>An issuer's keys decide; {0} is the issuer, {1} lists the token's claims.</summary>
    public static readonly Message IssuerKeys = new(
        "decided-by-issuer",
        "cannot be decided here: the API server would verify the signature with the keys of {0}; the claims of the token are {1}",
        "此处无法判定：API server 会用 {0} 的密钥验证签名；令牌声明 {1}");

    /// <summary>A bearer token that no authenticator accepts.</summary>
    public static readonly Message InvalidToken = new(
        "invalid-token", "no authenticator accepts the token: invalid bearer token", "没有认证器接受该令牌：invalid bearer token");

    /// <summary>Nothing was recognized, and anonymous requests are off.</summary>
    public static readonly Message NotAnonymous = new(
        "not-anonymous", "no credential was recognised, and anonymous requests are off", "未识别出任何凭据，且已关闭匿名请求");

    /// <summary>The credential was refused, so the request is not anonymous.</summary>
    public static readonly Message AfterRefusal = new(
        "after-refusal", "an authenticator refused the credential, so the request is not anonymous", "有认证器拒绝了该凭据，因此请求不算匿名");

    /// <summary>The flag is missing, so the TLS key verifies tokens; {0} is that key.</summary>
    public static readonly Message TlsKeyVerifies = new(
        "tls-key-verifies",
        "--service-account-key-file is not set, so the API server verifies tokens with the TLS private key {0}",
        "未设置 --service-account-key-file，因此 API server 用 TLS 私钥 {0} 验证令牌",
        "set --service-account-key-file to sa.pub",
        "请将 --service-account-key-file 设为 sa.pub");

    /// <summary>The authorization mode AlwaysAllow, which is the default, disables anonymous requests.</summary>
    public static readonly Message NotAnonymousByMode = new(
        "not-anonymous-by-mode",
        "no credential was recognised, and the authorization mode AlwaysAllow (the default) turns off anonymous requests",
        "未识别出任何凭据，且授权模式 AlwaysAllow（默认值）会关闭匿名请求",
        "set --authorization-mode=Node,RBAC",
        "请设置 --authorization-mode=Node,RBAC");

    /// <summary>The authorization mode allows everything.</summary>
    public static readonly Message MayDoAll = new(
        "may-do-all",
        "every accepted user may do everything: the authorization mode is AlwaysAllow, the default without --authorization-mode and "
            + "--authorization-config",
        "任何被接受的用户都可执行任何操作：授权模式为 AlwaysAllow，即未设置 --authorization-mode 和 --authorization-config 时的默认值",
        "set --authorization-mode=Node,RBAC",
        "请设置 --authorization-mode=Node,RBAC");

    /// <summary>Certificate and token are both sent; the first that is recognized decides.</summary>
    public static readonly Message BothSent = new(
        "both-sent", "the client sends both the certificate and the token; the first one that is recognised decides", "证书和令牌会同时发送；先被识别者生效");

    /// <summary>The UID in the subject is not a single text; {0} is the attribute type.</summary>
    public static readonly Message BadUid = new(
        "bad-uid",
        "the subject of the certificate holds several uids ({0}), an empty uid, or a uid that is not text",
        "证书的主体中有多个 uid（{0}）、空的 uid 或不是文本的 uid",
        "issue the certificate again with one uid or with none",
        "请重新签发只含一个 uid 或不含 uid 的证书");

    /// <summary>The token's header has critical extensions.</summary>
    public static readonly Message CriticalHeader = new(
        "critical-header",
        "the header of the token has the field crit, but the API server supports none of the extensions that it lists",
        "令牌的头部含有 crit 字段，而 API server 不支持其中列出的扩展");

    /// <summary>The key that signed has another ID; {0} is the token's, {1} the key's.</summary>
    public static readonly Message WrongKeyId = new(
        "wrong-key-id",
        "the token names the key {0}, but it was signed with the key {1}: from 1.32 on the API server tries only the named key",
        "令牌指明的密钥为 {0}，而签名密钥为 {1}：从 1.32 起 API server 只尝试所指明的密钥",
        "issue the token again",
        "请重新签发令牌");

    /// <summary>An external signer has the keys; {0} is its socket.</summary>
    public static readonly Message ExternalSigner = new(
        "decided-by-signer",
        "cannot be decided here: the signer at {0} has the keys (--service-account-signing-endpoint)",
        "此处无法判定：密钥属于 {0} 处的签名服务（--service-account-signing-endpoint）");

    /// <summary>CEL expressions of the configuration decide too; {0} is the issuer, {1} lists the token's claims.</summary>
    public static readonly Message IssuerExpressions = new(
        "decided-by-expressions",
        "cannot be decided here: the API server would verify the signature with the keys of {0} and evaluate the CEL expressions of "
            + "its configuration; the claims of the token are {1}",
        "此处无法判定：API server 会用 {0} 的密钥验证签名，并计算其配置中的 CEL 表达式；令牌声明 {1}");

    /// <summary>
    /// A token without expiry, and a version between the known ones; {0} is the last version that refuses it, {1} the first that accepts
    /// it.
    /// </summary>
    public static readonly Message NoEndByVersion = new(
        "no-end-by-version",
        "the token has no claim exp: Kubernetes {0} and older refuse it, {1} and newer accept it; in between it depends on the patch "
            + "release",
        "令牌没有 exp 声明：Kubernetes {0} 及更早版本拒绝，{1} 起接受；其间取决于补丁版本",
        "issue the token again",
        "请重新签发令牌");

    /// <summary>
    /// A token issued in the future, and a version between the known ones; {0} is the time of issue, {1} the last version that accepts it,
    /// {2} the first that refuses it.
    /// </summary>
    public static readonly Message FutureByVersion = new(
        "future-by-version",
        "the token was issued on {0}, which is in the future: Kubernetes {1} and older accept it, {2} and newer refuse it; in "
            + "between it depends on the patch release",
        "令牌的签发时间 {0} 尚未到来：Kubernetes {1} 及更早版本接受，{2} 起拒绝；其间取决于补丁版本",
        "check the clocks of the control plane",
        "请检查控制平面的时钟");

    /// <summary>A Secret that was not used for a year gets a label; {0} is namespace/name.</summary>
    public static readonly Message SecretIsValid = new(
        "secret-valid",
        "the Secret {0} must not have the label kubernetes.io/legacy-token-invalid-since",
        "Secret {0} 不得带有标签 kubernetes.io/legacy-token-invalid-since");

    /// <summary>The configuration file of the issuers cannot be read; {0} is the file.</summary>
    public static readonly Message ConfigurationUnread = new(
        "authentication-configuration-unread",
        "cannot be decided here: {0} cannot be read as an AuthenticationConfiguration",
        "此处无法判定：无法将 {0} 读取为 AuthenticationConfiguration",
        "check the file with {kubepki verify}",
        "请用 {kubepki verify} 检查该文件");

    /// <summary>Anonymous on some paths only; {0} lists the paths.</summary>
    public static readonly Message OnlyOnPaths = new(
        "only-on-paths", "the request is for {0}: every other path is answered with 401", "请求的路径为 {0}：其他路径均返回 401");
}
