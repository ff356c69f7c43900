using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about the service account keys.</summary>
internal static class TokenMessages
{
    /// <summary>The signer and the verifier use different keys; {0} is the signer, {1} its key.</summary>
    public static readonly Message SignerUnknown = new(
        "token-signer",
        "names no key that verifies the tokens that {0} signs with {1}: pods get 401",
        "未指定可验证 {0} 用 {1} 签发的令牌的密钥：Pod 将得到 401",
        "point --service-account-key-file at the public key of that key",
        "请让 --service-account-key-file 指向该私钥的公钥");

    /// <summary>The flag is missing; {0} is the key that is used instead.</summary>
    public static readonly Message FlagMissing = new(
        "token-flag",
        "does not set --service-account-key-file: the API server verifies tokens with its TLS key {0}, so replacing that key "
            + "invalidates every token",
        "未设置 --service-account-key-file：API server 会用其 TLS 私钥 {0} 验证令牌，因此更换该私钥会使所有令牌失效",
        "set --service-account-key-file to sa.pub",
        "请将 --service-account-key-file 设为 sa.pub");

    /// <summary>The flag is missing where a signing key makes it required.</summary>
    public static readonly Message FlagRequired = new(
        "token-flag-required",
        "sets --service-account-signing-key-file without --service-account-key-file: the API server does not start",
        "设置了 --service-account-signing-key-file 却没有 --service-account-key-file：API server 无法启动",
        "set --service-account-key-file to sa.pub",
        "请将 --service-account-key-file 设为 sa.pub");

    /// <summary>One key for tokens and TLS; {0} is the other use.</summary>
    public static readonly Message SharedKey = new(
        "token-key-shared",
        "is also the key of {0}: a renewal keeps this key, because a new key would invalidate every token",
        "同时是 {0} 的密钥：续期会沿用该密钥，因为更换后所有令牌都会失效",
        "create a separate key pair for tokens",
        "请为令牌使用独立的密钥对");

    /// <summary>A copy of another item's key; {0} is that item.</summary>
    public static readonly Message CopiedKey = new(
        "token-key-shared",
        "holds the same key as {0}: anyone with the private key can sign tokens and impersonate {0}",
        "与 {0} 使用同一密钥：持有该私钥者既可签发令牌，也可冒充 {0}",
        "give {0} its own key (tokens stay valid): {kubepki renew {0:sh}}",
        "请为 {0} 换用自己的密钥（令牌仍然有效）：{kubepki renew {0:sh}}");

    /// <summary>A key file without a readable key; {0} is the component, {1} the file.</summary>
    public static readonly Message KeyUnread = new(
        "token-key-unread",
        "makes {0} read keys from {1}, which holds no readable key",
        "使 {0} 从 {1} 读取密钥，而其中没有可读取的密钥",
        "put the file there, or correct the flag",
        "请放置该文件或更正参数");

    /// <summary>Several keys are accepted; {0} is their number.</summary>
    public static readonly Message SeveralKeys = new(
        "token-keys-several",
        "accepts tokens signed with any of {0} keys: a rotation is in progress or was never finished",
        "接受由 {0} 个密钥中任一签名的令牌：轮换正在进行，或从未完成",
        "remove the old key when no token that it signed is in use any more",
        "旧密钥签发的令牌均不再使用后，请移除旧密钥");
}
