using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Why the API server would not start again.</summary>
internal static class StartMessages
{
    /// <summary>Two flags that exclude each other; {0} and {1} are the flags.</summary>
    public static readonly Message Exclusive = new(
        "exclusive-flags",
        "sets {0} and {1}: the API server does not start with both",
        "同时设置了 {0} 和 {1}：API server 无法同时带这两个参数启动",
        "remove one of the two",
        "请移除其中之一");

    /// <summary>A required flag is missing; {0} is the flag.</summary>
    public static readonly Message Required = new(
        "required-flag",
        "does not set {0}: from 1.20 on the API server does not start without it",
        "未设置 {0}：从 1.20 起 API server 没有它无法启动",
        "add the flag as kubeadm writes it",
        "请按 kubeadm 的写法添加该参数");

    /// <summary>A flag that this version no longer has; {0} is the flag, {1} the first version (1.x) without it.</summary>
    public static readonly Message RemovedFlag = new(
        "flag-gone",
        "sets {0}, which was removed in 1.{1}: the API server does not start with it",
        "设置了 {0}，而该参数已在 1.{1} 中移除：API server 带此参数无法启动",
        "remove the flag",
        "请移除该参数");

    /// <summary>The clients' bundle and the front proxy's share a CA, and the proxy may have any name.</summary>
    public static readonly Message SharedCa = new(
        "shared-proxy-ca",
        "has the same CA in --client-ca-file and --requestheader-client-ca-file without --requestheader-allowed-names: from 1.34 on "
            + "the API server does not start",
        "--client-ca-file 与 --requestheader-client-ca-file 含有同一 CA，却未设置 --requestheader-allowed-names：从 1.34 起 API server 无法启动",
        "use a separate CA for the front proxy, or set --requestheader-allowed-names=front-proxy-client",
        "请为前端代理使用独立的 CA，或设置 --requestheader-allowed-names=front-proxy-client");

    /// <summary>OpenID Connect flags without issuer or client ID.</summary>
    public static readonly Message OidcIncomplete = new(
        "oidc-incomplete",
        "sets OpenID Connect flags without both --oidc-issuer-url and --oidc-client-id: the API server does not start",
        "设置了 OpenID Connect 参数，但未同时设置 --oidc-issuer-url 和 --oidc-client-id：API server 无法启动",
        "set both, or remove the --oidc flags",
        "请同时设置二者，或移除 --oidc 参数");

    /// <summary>Anonymous requests are configured in two places.</summary>
    public static readonly Message AnonymousTwice = new(
        "anonymous-twice",
        "sets --anonymous-auth although the file of --authentication-config has the field anonymous: the API server does not start "
            + "with both",
        "设置了 --anonymous-auth，而 --authentication-config 的文件已有 anonymous 字段：API server 无法同时带二者启动",
        "remove --anonymous-auth",
        "请移除 --anonymous-auth");

    /// <summary>A file that the API server cannot use; {0} is the flag, the cause gives the reason.</summary>
    public static readonly Message FileUnusable = new(
        "start-file-unusable",
        "is named by {0}, but the API server does not start with it",
        "由 {0} 指定，但 API server 带此文件无法启动",
        "correct the file, or remove the flag",
        "请修正该文件，或移除该参数");

    /// <summary>The configuration itself cannot be read.</summary>
    public static readonly Message ConfigurationUnread = new(
        "configuration-unread", "the file of --authentication-config cannot be read", "无法读取 --authentication-config 的文件");

    /// <summary>All reasons for which an AuthenticationConfiguration is refused.</summary>
    internal static readonly IReadOnlyList<Message> OfConfiguration =
    [
        AuthenticationConfigurationMessages.UnknownField, AuthenticationConfigurationMessages.TooManyIssuers,
        AuthenticationConfigurationMessages.NotHttps,
        AuthenticationConfigurationMessages.SameDiscovery, AuthenticationConfigurationMessages.Audiences,
        AuthenticationConfigurationMessages.MatchPolicy,
        AuthenticationConfigurationMessages.BrokenAuthority, AuthenticationConfigurationMessages.EgressSelector,
        AuthenticationConfigurationMessages.ClaimRule,
        AuthenticationConfigurationMessages.ClaimOrExpression, AuthenticationConfigurationMessages.Prefix,
        AuthenticationConfigurationMessages.ExtraKey,
        AuthenticationConfigurationMessages.Conditions, AuthenticationConfigurationMessages.Repeated,
        AuthenticationConfigurationMessages.VersionUnknown,
        KubernetesMessages.FieldMissing,
    ];
}
