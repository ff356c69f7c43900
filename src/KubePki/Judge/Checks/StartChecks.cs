using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge.Checks;

/// <summary>
/// Checks for problems that keep the API server from starting when it restarts: flags that exclude or require each other, and files that it
/// cannot use (kubernetes pkg/kubeapiserver/options, Validate; cmd/kube-apiserver/app/options).
/// </summary>
internal static class StartChecks
{
    private const string Configuration = "authentication-config";
    private const string SigningEndpoint = "service-account-signing-endpoint";
    private const string SigningKey = "service-account-signing-key-file";
    private const string VerifyingKey = "service-account-key-file";

    private const string Encryption = "encryption-provider-config";

    /// <summary>From this minor version on, the API server signs tokens itself, and requires an issuer and a signing key.</summary>
    private const int SignsSince = 20;

    /// <summary>From this minor version on, every --oidc flag requires both the issuer and the client ID (validateOIDCOptions).</summary>
    private const int OidcTogetherSince = 30;

    /// <summary>
    /// From this minor version on, clients and front proxy need distinct CAs, unless the allowed names of the proxy are set.
    /// </summary>
    private const int DistinctCasSince = 34;

    private static readonly string[] OidcFlags =
    [
        "oidc-issuer-url", "oidc-client-id", "oidc-ca-file", "oidc-username-claim", "oidc-username-prefix", "oidc-groups-claim",
        "oidc-groups-prefix",
        "oidc-signing-algs", "oidc-required-claim",
    ];

    /// <summary>Pairs of flags with which the API server does not start.</summary>
    private static readonly IReadOnlyList<(string One, string Other)> Exclusive =
    [
        (SigningEndpoint, SigningKey),
        (SigningEndpoint, VerifyingKey),
        .. OidcFlags.Select(flag => (Configuration, flag)),
        ("authorization-config", "authorization-mode"),
        ("authorization-config", "authorization-webhook-config-file"),
        ("authorization-config", "authorization-policy-file"),
    ];

    /// <summary>Authentication flags that were removed, with the first minor version without each.</summary>
    private static readonly IReadOnlyList<(string Flag, int Since)> Gone =
    [
        ("basic-auth-file", 19),
        ("insecure-port", 24),
        ("insecure-bind-address", 24),
    ];

    /// <summary>Versions of the AuthenticationConfiguration, with the first minor version that reads each.</summary>
    private static readonly IReadOnlyDictionary<string, int> Versions = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["apiserver.config.k8s.io/v1alpha1"] = 29,
        ["apiserver.config.k8s.io/v1beta1"] = 30,
        ["apiserver.config.k8s.io/v1"] = 34,
    };

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("start-flags", CheckArea.Flags, Severity.Error,
            new("the API server's flags are consistent", "API server 的参数相互匹配"),
            new("the API server keeps running until it restarts, and then does not start again", "API server 会运行到重启为止，之后无法再启动"),
            [
                StartMessages.Exclusive, StartMessages.Required, TokenMessages.FlagRequired, StartMessages.RemovedFlag,
                StartMessages.SharedCa, StartMessages.OidcIncomplete,
                StartMessages.AnonymousTwice,
            ],
            subject => subject.With(Components.ApiServer, pod => Flags(subject, pod)))
        {
            KeepsServerDown = true,
        },
        new("start-files", CheckArea.Flags, Severity.Error,
            new("the API server can use every file that it reads at startup", "API server 能使用启动时读取的每个文件"),
            new("the API server keeps running until it restarts, and then does not start again", "API server 会运行到重启为止，之后无法再启动"),
            [StartMessages.FileUnusable],
            subject => subject.With(Components.ApiServer, pod => Files(subject)))
        {
            KeepsServerDown = true,
        },
        new("authentication-configuration", CheckArea.Flags, Severity.Error,
            new("the API server accepts its AuthenticationConfiguration", "API server 接受其 AuthenticationConfiguration"),
            new(
                "the API server does not start with it; a running API server keeps its current configuration",
                "API server 带此文件无法启动；运行中的 API server 会保留原有配置"),
            [.. StartMessages.OfConfiguration],
            subject => subject.Surroundings.AuthenticationConfiguration is null ? CheckAnswer.Of([])
                : subject.Surroundings.AuthenticationConfiguration.Value is { } read
                    ? CheckAnswer.Of([.. read.Problems, Version(subject, read)])
                : StartMessages.ConfigurationUnread.At(""))
        {
            KeepsServerDown = true,
        },
    ];

    private static IEnumerable<Problem?> Flags(CheckSubject subject, StaticPod pod)
    {
        var manifest = subject.ManifestOf(Components.ApiServer);
        return Exclusive.Where(pair => IsGiven(pod, pair.One) && IsGiven(pod, pair.Other))
            .Select(pair => StartMessages.Exclusive.At(manifest, "--" + pair.One, "--" + pair.Other))
            .Concat(Missing(subject, pod).Select(flag => StartMessages.Required.At(manifest, "--" + flag)))
            .Concat(Gone.Where(gone => subject.Minor >= gone.Since && IsGiven(pod, gone.Flag))
            .Select(gone => StartMessages.RemovedFlag.At(manifest, "--" + gone.Flag, $"{gone.Since}")))
            .Append(KeyFlagIsMissing(pod) ? TokenMessages.FlagRequired.At(manifest) : null)
            .Append(SharesProxyCa(subject, pod) ? StartMessages.SharedCa.At(manifest) : null)
            .Append(OidcIsIncomplete(subject, pod) ? StartMessages.OidcIncomplete.At(manifest) : null)
            .Append(subject.Surroundings.AuthenticationConfiguration?.Value?.Anonymous is not null && pod.Flag("anonymous-auth") is not null
                ? StartMessages.AnonymousTwice.At(manifest)
                : null);
    }

    private static IEnumerable<string> Missing(CheckSubject subject, StaticPod pod)
        => subject.Minor is not >= SignsSince ? []
            : ((string[])[
                "service-account-issuer", SigningKey,
            ]).Where(flag => !IsGiven(pod, flag) && !(flag == SigningKey && IsGiven(pod, SigningEndpoint)));

    /// <summary>An API server that signs tokens itself does not verify them with its TLS key.</summary>
    private static bool KeyFlagIsMissing(StaticPod pod)
        => IsGiven(pod, SigningKey) && !IsGiven(pod, SigningEndpoint) && !IsGiven(pod, VerifyingKey);

    /// <summary>Without this rule any client certificate could claim any user (Validate, certificatesOverlap).</summary>
    private static bool SharesProxyCa(CheckSubject subject, StaticPod pod)
        => subject.Minor >= DistinctCasSince && !IsGiven(pod, "requestheader-allowed-names")
            && subject.Bundle(Components.ApiServer, "client-ca-file") is { } clients
            && subject.Bundle(Components.ApiServer, "requestheader-client-ca-file") is { } proxies
            && clients.Any(one => proxies.Any(other => one.Fingerprint == other.Fingerprint));

    private static bool OidcIsIncomplete(CheckSubject subject, StaticPod pod)
    {
        var (issuer, client) = (IsGiven(pod, "oidc-issuer-url"), IsGiven(pod, "oidc-client-id"));
        return !IsGiven(pod, Configuration)
            && (issuer != client || (!issuer && subject.Minor >= OidcTogetherSince && OidcFlags.Any(flag => IsGiven(pod, flag))));
    }

    private static IEnumerable<Problem?> Files(CheckSubject subject)
        => subject.Surroundings.StartFiles.Where(file => file.Problem is { } problem && !problem.Is(FileMessages.Unreadable))
            .Select(file => Unusable(subject, file));

    /// <summary>
    /// The problem of an unusable file. If the file belongs to an item, the hint is that item's remedy. If the API server requires the
    /// flag, the hint does not advise removing it.
    /// </summary>
    private static Problem Unusable(CheckSubject subject, StartFile file)
    {
        var problem = StartMessages.FileUnusable.At(file.Path, "--" + file.Flag) with { Cause = file.Problem };
        return Remedies.AdviseOnFile(subject.State, file.Path) is { } known ? problem.WithHintOf(known)
            : IsNeeded(subject, file.Flag) ? problem.WithHint(RemedyTexts.NeededFile)
            : problem;
    }

    /// <summary>True if the API server does not start without a flag, or starts and cannot read its stored data.</summary>
    private static bool IsNeeded(CheckSubject subject, string flag)
        => flag == Encryption || (flag is SigningKey or VerifyingKey && subject.Minor is not < SignsSince);

    private static Problem? Version(CheckSubject subject, AuthenticationConfiguration configuration)
        => Versions.TryGetValue(configuration.ApiVersion, out var since) && !(subject.Minor < since) ? null
            : AuthenticationConfigurationMessages.VersionUnknown.At(
                subject.State.Layout.HostFlag(Components.ApiServer, Configuration) ?? "",
                configuration.ApiVersion, since > 0 ? $"1.{since}" : "-");

    private static bool IsGiven(StaticPod pod, string flag) => pod.AllValues(flag).Any(value => value.Length > 0);
}
