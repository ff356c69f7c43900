using System.Security.Cryptography;
using System.Text;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>One line of a static credentials file. Not a record: it holds a secret.</summary>
internal sealed class StaticEntry(string secret, string user, string uid, IReadOnlyList<string> groups)
{
    internal string User => user;

    internal string Uid => uid;

    internal IReadOnlyList<string> Groups => groups;

    internal bool Is(string given)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(given));
}

/// <summary>
/// An API server's authentication settings, from the flags of its manifest and the files that they name (kubernetes
/// pkg/kubeapiserver/options/authentication.go and pkg/kubeapiserver/authenticator/config.go).
/// </summary>
internal sealed class ApiServerSettings
{
    /// <summary>The last minor version with --basic-auth-file.</summary>
    internal const int LastWithPasswords = 18;

    /// <summary>From this minor version on, an attribute of a client certificate's subject is the user's UID.</summary>
    private const int UidSince = 33;

    /// <summary>
    /// From this minor version on, a token's key ID selects the key (kubernetes pkg/serviceaccount StaticPublicKeysGetter).
    /// </summary>
    private const int KeyIdSince = 32;

    /// <summary>From this minor version on, there may be several issuers; in older versions, the last one counts.</summary>
    private const int SeveralIssuersSince = 22;

    private const string AlwaysAllow = "AlwaysAllow";

    /// <summary>The value that disables the feature gate for reading the UID.</summary>
    private const string UidFeature = "AllowParsingUserUIDFromCertAuth=false";

    private ApiServerSettings(StaticPod pod, NodeRoot root, Surroundings around)
    {
        Minor = KubernetesVersion.Minor(pod.Version);
        ReadsUids = Minor >= UidSince && !Split(pod.Flag("feature-gates")).Contains(UidFeature);
        ClientCa = Bundle(pod, around, "client-ca-file");
        ProxyCa = Bundle(pod, around, "requestheader-client-ca-file");
        AllowedProxies = Split(pod.Flag("requestheader-allowed-names"));
        UserHeader = Split(pod.Flag("requestheader-username-headers")) is [var header, ..] ? header : "X-Remote-User";
        TokenFile = PathOf(pod, "token-auth-file");
        PasswordFile = PathOf(pod, "basic-auth-file");
        Tokens = TokenFile is null ? null : Entries(root, TokenFile);
        Passwords = PasswordFile is null ? null : Entries(root, PasswordFile);
        IReadOnlyList<string> given = [.. pod.AllValues("service-account-key-file").Where(v => v.Length > 0).Select(pod.OnHost)];

        // An external signer provides the verification keys. If a signing key is given (from 1.20 on one of the two is required), the
        // server requires verification keys.
        ExternalSigner = pod.Flag("service-account-signing-endpoint") is { Length: > 0 } endpoint ? endpoint : null;
        LacksTokenKeys = given.Count == 0 && ExternalSigner is null && PathOf(pod, "service-account-signing-key-file") is not null;
        TlsKeyVerifies = given.Count == 0 && ExternalSigner is null && !LacksTokenKeys && PathOf(pod, "tls-private-key-file") is not null;
        KeyFiles = given.Count > 0 ? given : TlsKeyVerifies ? [PathOf(pod, "tls-private-key-file")!] : [];
        TokenKeys = around.TokenKeys;
        IReadOnlyList<string> issuers = [.. pod.AllValues("service-account-issuer").Where(v => v.Length > 0)];
        Issuers = Minor < SeveralIssuersSince ? [.. issuers.TakeLast(1)] : issuers;
        IReadOnlyList<string> audiences = [.. pod.AllValues("api-audiences").SelectMany(Split)];
        Audiences = audiences.Count > 0 ? audiences : Issuers;
        LooksUpAccounts = pod.Truth("service-account-lookup") != false;
        BootstrapTokens = pod.Truth("enable-bootstrap-token-auth") == true;
        FlagIssuer = FlagIssuerOf(pod);
        Webhook = PathOf(pod, "authentication-token-webhook-config-file");
        WebhookServer = Webhook is null
            ? null
            : root.Read(Webhook).Then(file => Kubeconfig.Read(file.Content, Webhook)).Value?.Cluster?.Server;
        Structured = PathOf(pod, "authentication-config");
        Configuration = Structured is null ? null : around.AuthenticationConfiguration;

        // A file of authorizers takes precedence over the mode. The default mode is AlwaysAllow.
        IReadOnlyList<string> modes = [.. pod.AllValues("authorization-mode").SelectMany(Split)];
        AllowsAll = modes.Contains(AlwaysAllow) || (modes.Count == 0 && PathOf(pod, "authorization-config") is null);

        // AlwaysAllow disables anonymous requests (Authentication.ApplyAuthorization). The file takes precedence over the flag.
        Anonymous = Configuration?.Value?.Anonymous ?? new AnonymousAccess(pod.Truth("anonymous-auth") != false && !AllowsAll, []);
    }

    internal int? Minor { get; }

    /// <summary>Whether an attribute of a client certificate's subject is the user's UID.</summary>
    internal bool ReadsUids { get; }

    /// <summary>Whether only the key with the token's key ID is tried.</summary>
    internal bool ChoosesByKeyId => Minor >= KeyIdSince;

    internal (string Path, IReadOnlyList<Certificate>? Certificates)? ClientCa { get; }

    internal (string Path, IReadOnlyList<Certificate>? Certificates)? ProxyCa { get; }

    internal IReadOnlyList<string> AllowedProxies { get; }

    internal string UserHeader { get; }

    internal string? TokenFile { get; }

    internal string? PasswordFile { get; }

    internal Outcome<IReadOnlyList<StaticEntry>>? Tokens { get; }

    internal Outcome<IReadOnlyList<StaticEntry>>? Passwords { get; }

    internal bool TlsKeyVerifies { get; }

    internal bool LacksTokenKeys { get; }

    internal IReadOnlyList<string> KeyFiles { get; }

    internal IReadOnlyDictionary<string, Outcome<IReadOnlyList<byte[]>>> TokenKeys { get; }

    internal IReadOnlyList<string> Issuers { get; }

    internal IReadOnlyList<string> Audiences { get; }

    internal bool LooksUpAccounts { get; }

    internal bool BootstrapTokens { get; }

    /// <summary>The issuer that the --oidc-… flags describe, or null.</summary>
    internal IssuerRules? FlagIssuer { get; }

    /// <summary>The issuers of JSON web tokens: the issuer of the flags, or those of the file.</summary>
    internal IReadOnlyList<IssuerRules> TokenIssuers
        => FlagIssuer is not null ? [FlagIssuer] : [.. (Configuration?.Value?.Issuers ?? []).Select(issuer => new IssuerRules(issuer))];

    internal string? Webhook { get; }

    /// <summary>The server in the webhook's kubeconfig; null if it cannot be read.</summary>
    internal string? WebhookServer { get; }

    internal string? Structured { get; }

    /// <summary>The content of <see cref="Structured"/>, or why it cannot be read; null without the flag.</summary>
    internal Outcome<AuthenticationConfiguration>? Configuration { get; }

    /// <summary>Whether the authorization mode allows every user everything.</summary>
    internal bool AllowsAll { get; }

    /// <summary>Which requests may be anonymous.</summary>
    internal AnonymousAccess Anonymous { get; }

    /// <summary>The socket of an external signer, which signs service account tokens and has their keys (from 1.32 on), or null.</summary>
    internal string? ExternalSigner { get; }

    /// <summary>
    /// True if the configuration file of the issuers cannot be read: it is then also unknown which requests may be anonymous.
    /// </summary>
    internal bool LacksConfiguration => Structured is not null && Configuration is not { Succeeded: true };

    /// <summary>The keys that verify tokens.</summary>
    internal IReadOnlyList<byte[]> Keys => [.. KeyFiles.SelectMany(KeysOf)];

    /// <summary>The keys of one file; none if it cannot be read.</summary>
    internal IReadOnlyList<byte[]> KeysOf(string file) => TokenKeys.GetValueOrDefault(file) is { Succeeded: true } keys ? keys.Value : [];

    /// <summary>Reads the settings; a problem if there is no manifest of the API server, or one that the kubelet does not run.</summary>
    public static Outcome<ApiServerSettings> Read(NodeRoot root, NodeState state, Surroundings around)
    {
        var manifest = state.Layout.ManifestOf(Components.ApiServer);
        return state.Problems.FirstOrDefault(p => p.Where == manifest) is { } broken ? broken
            : state.Layout.Pod(Components.ApiServer) is { } pod ? new ApiServerSettings(pod, root, around)
            : AuthenticationMessages.NoApiServer.At(manifest);
    }

    /// <summary>
    /// The default prefix of a user name claim is the issuer; an e-mail address has no default prefix
    /// (pkg/kubeapiserver/options/authentication.go, ToAuthenticationConfig).
    /// </summary>
    private static IssuerRules? FlagIssuerOf(StaticPod pod)
    {
        if (pod.Flag("oidc-client-id") is not { Length: > 0 } client || pod.Flag("oidc-issuer-url") is not { Length: > 0 } url)
        {
            return null;
        }

        var claim = pod.Flag("oidc-username-claim") is { Length: > 0 } given ? given : "sub";
        var prefix = pod.Flag("oidc-username-prefix") switch
        {
            "-" => "",
            null or "" => claim == IssuerRules.Email ? "" : $"{url}#",
            var own => own,
        };
        var algorithms = pod.AllValues("oidc-signing-algs").SelectMany(Split).ToList();
        return new IssuerRules(new TokenIssuer
        {
            Url = url,
            Audiences = [client],
            UserName = new(claim, prefix, IsExpression: false),
            Groups = new(
                pod.Flag("oidc-groups-claim") is { Length: > 0 } groups ? groups : null, pod.Flag("oidc-groups-prefix") ?? "",
                IsExpression: false),
            Uid = new(null, "", IsExpression: false),
            RequiredClaims =
            [
                .. pod.AllValues("oidc-required-claim").Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
                    .Where(pair => pair.Length == 2)
                    .Select(pair => (pair[0], pair[1])),
            ],
            HasExpressions = false,
        })
        {
            Algorithms = algorithms.Count > 0 ? algorithms : ["RS256"],
        };
    }

    private static string? PathOf(StaticPod pod, string flag) => pod.Flag(flag) is { Length: > 0 } path ? pod.OnHost(path) : null;

    private static (string, IReadOnlyList<Certificate>?)? Bundle(StaticPod pod, Surroundings around, string flag)
        => PathOf(pod, flag) is { } path ? (path, around.Bundles.GetValueOrDefault(path)?.Value) : null;

    private static IReadOnlyList<string> Split(string? list) => [.. (list ?? "").Split(',').Select(v => v.Trim()).Where(v => v.Length > 0)];

    private static Outcome<IReadOnlyList<StaticEntry>> Entries(NodeRoot root, string path)
        => root.Read(path).Then(file => Entries(file.Content, path));

    /// <summary>The lines of a file of static tokens or passwords.</summary>
    internal static Outcome<IReadOnlyList<StaticEntry>> Entries(byte[] content, string path)
        => CommaSeparated.Read(Encoding.UTF8.GetString(content)) is { } rows && rows.All(r => r.Count >= 3)
            ? Outcome(rows.Where(r => r[0].Length > 0).Select(r => new StaticEntry(r[0], r[1], r[2], r.Count > 3 ? r[3].Split(',') : []))
                .ToList())
            : AuthenticationMessages.FileUnusable.At(path, path);

    private static Outcome<IReadOnlyList<StaticEntry>> Outcome(IReadOnlyList<StaticEntry> entries) => (List<StaticEntry>)entries;
}
