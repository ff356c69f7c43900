using KubePki.Localization;

namespace KubePki.Authentication;

/// <summary>One authenticator of the API server.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Name">Its usual name.</param>
/// <param name="Setting">The flags that enable it, as they are set; null when it is off.</param>
/// <param name="Ask">Its answer to a credential, when it is enabled.</param>
internal sealed record Authenticator(string Id, Text Name, Func<ApiServerSettings, string?> Setting, Func<Question, Answer> Ask);

/// <summary>The input of an authenticator.</summary>
internal sealed record Question(Credential Credential, ApiServerSettings Settings, DateTimeOffset Now);

/// <summary>The answer of an authenticator.</summary>
internal sealed record Answer(StepOutcome Outcome, Problem? Reason = null, Identity? Identity = null)
{
    internal static Answer PassesOn(Problem reason) => new(StepOutcome.PassesOn, reason);

    internal static Answer Refuses(Problem reason) => new(StepOutcome.Refuses, reason);

    internal static Answer Undecided(Problem reason, Identity? identity = null) => new(StepOutcome.Undecided, reason, identity);
}

/// <summary>The authenticators in the order in which the API server asks them (pkg/kubeapiserver/authenticator/config.go, New).</summary>
internal static class AuthenticatorTable
{
    internal static readonly IReadOnlyList<Authenticator> Rows =
    [
        new("request-header", new("front proxy (request headers)", "前端代理（请求头）"),
            s => s.ProxyCa is { } ca ? $"--requestheader-client-ca-file={ca.Path}" : null, CertificateAuthenticators.RequestHeader),
        new("password", new("static passwords", "静态密码"),
            s => s.PasswordFile is { } file && s.Minor is null or <= ApiServerSettings.LastWithPasswords
                ? $"--basic-auth-file={file}"
                : null,
            StaticAuthenticators.Password),
        new("client-certificate", new("client certificate", "客户端证书"),
            s => s.ClientCa is { } ca ? $"--client-ca-file={ca.Path}" : null, CertificateAuthenticators.Client),
        new("static-token", new("static tokens", "静态令牌"),
            s => s.TokenFile is { } file ? $"--token-auth-file={file}" : null, StaticAuthenticators.Token),
        new("service-account-legacy", new("service account token from a Secret", "来自 Secret 的服务账号令牌"),
            s => s.ExternalSigner is { } signer ? SignerSetting(signer) : s.KeyFiles.Count > 0 ? KeySetting(s) : null,
            ServiceAccountAuthenticators.Legacy),
        new("service-account", new("bound service account token", "绑定的服务账号令牌"),
            s => s.Issuers.Count > 0 ? $"--service-account-issuer={string.Join(',', s.Issuers)}" : null,
            ServiceAccountAuthenticators.Bound),
        new("bootstrap-token", new("bootstrap token", "引导令牌"),
            s => s.BootstrapTokens ? "--enable-bootstrap-token-auth=true" : null, StaticAuthenticators.Bootstrap),
        new("oidc", new("OpenID Connect", "OpenID Connect"),
            s => s.FlagIssuer is { } rules
                ? $"--oidc-issuer-url={rules.Issuer.Url}"
                : s.Structured is { } file ? $"--authentication-config={file}" : null,
            TokenIssuers.Oidc),
        new("webhook", new("webhook", "webhook"),
            s => s.Webhook is { } file ? $"--authentication-token-webhook-config-file={file}" : null, StaticAuthenticators.Webhook),
    ];

    /// <summary>The authenticators that check the bearer token.</summary>
    internal static readonly IReadOnlyList<string> OfTokens =
    [
        "static-token", "service-account-legacy", "service-account", "bootstrap-token", "oidc", "webhook",
    ];

    private static string SignerSetting(string signer) => $"--service-account-signing-endpoint={signer}";

    private static string KeySetting(ApiServerSettings s)
        => $"--{(s.TlsKeyVerifies ? "tls-private-key-file" : "service-account-key-file")}={string.Join(',', s.KeyFiles)}";
}
