using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>Messages about the service account keys.</summary>
internal static class TokenMessages
{
    /// <summary>The signer and the verifier use different keys; {0} is the signer, {1} its key.</summary>
    public static readonly Message SignerUnknown = new("token-signer", "does not verify the tokens that {0} signs with {1}: pods get 401", "无法验证 {0} 用 {1} 签发的令牌:Pod 将得到 401",
        "let --service-account-key-file name the public half of that key", "请让 --service-account-key-file 指向该私钥的公钥");

    /// <summary>The flag is missing; {0} is the key that is used instead.</summary>
    public static readonly Message FlagMissing = new("token-flag", "gives no --service-account-key-file: the API server verifies tokens with {0}, its TLS key, so a renewal of that certificate makes every token worthless",
        "未指定 --service-account-key-file:API server 会用其 TLS 私钥 {0} 验证令牌,因此续期该证书会使所有令牌失效", "add --service-account-key-file with sa.pub", "请添加 --service-account-key-file 并指向 sa.pub");

    /// <summary>The flag is missing where a signing key makes it required.</summary>
    public static readonly Message FlagRequired = new("token-flag-required", "gives --service-account-signing-key-file without --service-account-key-file: the API server does not start", "指定了 --service-account-signing-key-file 却没有 --service-account-key-file:API server 无法启动", "add --service-account-key-file with sa.pub", "请添加 --service-account-key-file 并指向 sa.pub");

    /// <summary>One key for tokens and TLS; {0} is the other use.</summary>
    public static readonly Message SharedKey = new(
        "token-key-shared", "is the key of {0} too: a renewal keeps that key, because with another one every token would be refused",
        "同时是 {0} 的密钥：续期会沿用该密钥，因为更换后所有令牌都会被拒绝", "make a key pair of its own for tokens", "请为令牌使用独立的密钥对");

    /// <summary>A copy of another item's key; {0} is that item.</summary>
    public static readonly Message CopiedKey = new(
        "token-key-shared", "holds the same key as {0}: whoever has the one can sign tokens and speak for {0}",
        "与 {0} 使用同一密钥：持有其一者既可签发令牌，也可冒充 {0}",
        "give {0} a key of its own, with which the tokens stay as they are: {kubepki renew {0:sh}}",
        "请为 {0} 换用自己的密钥，令牌不受影响：{kubepki renew {0:sh}}");

    /// <summary>A key file without a readable key; {0} is the component, {1} the file.</summary>
    public static readonly Message KeyUnread = new("token-key-unread", "has {0} read keys from {1}, which holds none that can be read", "使 {0} 从 {1} 读取密钥,而其中没有可读取的密钥", "put the file there, or correct the flag", "请放置该文件或更正参数");

    /// <summary>Several keys are accepted; {0} is their number.</summary>
    public static readonly Message SeveralKeys = new("token-keys-several", "accepts tokens signed with any of {0} keys: a rotation is under way, or was never finished", "接受由 {0} 个密钥中任一签名的令牌:轮换正在进行,或从未完成",
        "take the old key out when the tokens it signed are gone", "旧密钥签发的令牌消失后请将其移除");
}
