using System.Security.Cryptography;
using System.Text;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Authentication;

/// <summary>One line of a file of static credentials. Not a record: it holds a secret.</summary>
internal sealed class StaticEntry(string secret, string user, string uid, IReadOnlyList<string> groups)
{
    internal string User => user;

    internal string Uid => uid;

    internal IReadOnlyList<string> Groups => groups;

    internal bool Is(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(given));
}

/// <summary>
/// How an API server authenticates, by the flags of its manifest and the files they name (kubernetes
/// pkg/kubeapiserver/options/authentication.go and pkg/kubeapiserver/authenticator/config.go).
/// </summary>
public sealed class ApiServerSettings
{
    /// <summary>The last minor version with --basic-auth-file.</summary>
    internal const int LastWithPasswords = 18;

    private ApiServerSettings(StaticPod pod, NodeRoot root, Surroundings around)
    {
        Minor = KubernetesVersion.Minor(pod.Version);
        ClientCa = Bundle(pod, around, "client-ca-file");
        ProxyCa = Bundle(pod, around, "requestheader-client-ca-file");
        AllowedProxies = Split(pod.Flag("requestheader-allowed-names"));
        UserHeader = Split(pod.Flag("requestheader-username-headers")) is [var header, ..] ? header : "X-Remote-User";
        TokenFile = PathOf(pod, "token-auth-file");
        PasswordFile = PathOf(pod, "basic-auth-file");
        Tokens = TokenFile is null ? null : Entries(root, TokenFile);
        Passwords = PasswordFile is null ? null : Entries(root, PasswordFile);
        IReadOnlyList<string> given = [.. pod.AllValues("service-account-key-file").Where(v => v.Length > 0).Select(pod.OnHost)];

        // Where a signing key is given (from 1.20 on one has to be), the server insists on the keys to verify with.
        LacksTokenKeys = given.Count == 0 && PathOf(pod, "service-account-signing-key-file") is not null;
        TlsKeyVerifies = given.Count == 0 && !LacksTokenKeys && PathOf(pod, "tls-private-key-file") is not null;
        KeyFiles = given.Count > 0 ? given : TlsKeyVerifies ? [PathOf(pod, "tls-private-key-file")!] : [];
        TokenKeys = around.TokenKeys;
        Issuers = [.. pod.AllValues("service-account-issuer").Where(v => v.Length > 0)];

        // The audiences are the first issuer where they are not given.
        Audiences = Split(pod.Flag("api-audiences")) is { Count: > 0 } audiences ? audiences : [.. Issuers.Take(1)];
        LooksUpAccounts = pod.Flag("service-account-lookup") != "false";
        BootstrapTokens = pod.Flag("enable-bootstrap-token-auth") == "true";
        OidcIssuer = pod.Flag("oidc-client-id") is { Length: > 0 } ? pod.Flag("oidc-issuer-url") : null;
        OidcClient = pod.Flag("oidc-client-id") ?? "";
        OidcNames = new OidcNames(pod.Flag("oidc-username-claim") ?? OidcNames.DefaultClaim, pod.Flag("oidc-username-prefix"), pod.Flag("oidc-groups-claim"), pod.Flag("oidc-groups-prefix") ?? "");
        OidcAlgorithms = pod.AllValues("oidc-signing-algs").SelectMany(Split).ToList() is { Count: > 0 } algorithms ? algorithms : [OidcNames.DefaultAlgorithm];
        OidcRequired = [.. pod.AllValues("oidc-required-claim").Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))];
        Webhook = PathOf(pod, "authentication-token-webhook-config-file");
        WebhookServer = Webhook is null ? null : root.Read(Webhook).Then(file => Kubeconfig.Read(file.Content, Webhook)).Value?.Cluster?.Server;
        Structured = PathOf(pod, "authentication-config");

        // AlwaysAllow switches anonymous requests off (Authentication.ApplyAuthorization).
        AllowsAnonymous = pod.Flag("anonymous-auth") != "false" && !Split(pod.Flag("authorization-mode")).Contains("AlwaysAllow");
    }

    internal int? Minor { get; }

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

    internal string? OidcIssuer { get; }

    internal string OidcClient { get; }

    internal OidcNames OidcNames { get; }

    /// <summary>The algorithms a token of OpenID Connect may be signed with.</summary>
    internal IReadOnlyList<string> OidcAlgorithms { get; }

    /// <summary>What a token of OpenID Connect has to say besides.</summary>
    internal IReadOnlyList<(string Claim, string Text)> OidcRequired { get; }

    internal string? Webhook { get; }

    /// <summary>Whom the webhook's kubeconfig names; null where it cannot be read.</summary>
    internal string? WebhookServer { get; }

    internal string? Structured { get; }

    internal bool AllowsAnonymous { get; }

    /// <summary>The keys tokens are verified with.</summary>
    internal IReadOnlyList<byte[]> Keys => [.. KeyFiles.SelectMany(KeysOf)];

    /// <summary>The keys of one file; none where it cannot be read.</summary>
    internal IReadOnlyList<byte[]> KeysOf(string file) => TokenKeys.GetValueOrDefault(file) is { Succeeded: true } keys ? keys.Value : [];

    /// <summary>Reads them; a problem where there is no API server's manifest, or one that the kubelet does not run.</summary>
    public static Outcome<ApiServerSettings> Read(NodeRoot root, NodeState state, Surroundings around)
    {
        var manifest = state.Layout.ManifestOf(Components.ApiServer);
        return state.Problems.FirstOrDefault(p => p.Where == manifest) is { } broken ? broken
            : state.Layout.Pod(Components.ApiServer) is { } pod ? new ApiServerSettings(pod, root, around)
            : AuthenticationMessages.NoApiServer.At(manifest);
    }

    private static string? PathOf(StaticPod pod, string flag) => pod.Flag(flag) is { Length: > 0 } path ? pod.OnHost(path) : null;

    private static (string, IReadOnlyList<Certificate>?)? Bundle(StaticPod pod, Surroundings around, string flag)
        => PathOf(pod, flag) is { } path ? (path, around.Bundles.GetValueOrDefault(path)?.Value) : null;

    private static IReadOnlyList<string> Split(string? list) => [.. (list ?? "").Split(',').Select(v => v.Trim()).Where(v => v.Length > 0)];

    private static Outcome<IReadOnlyList<StaticEntry>> Entries(NodeRoot root, string path) => root.Read(path).Then(file => Entries(file.Content, path));

    /// <summary>The lines of a file of static tokens or passwords.</summary>
    internal static Outcome<IReadOnlyList<StaticEntry>> Entries(byte[] content, string path)
        => CommaSeparated.Read(Encoding.UTF8.GetString(content)) is { } rows && rows.All(r => r.Count >= 3)
            ? Outcome(rows.Where(r => r[0].Length > 0).Select(r => new StaticEntry(r[0], r[1], r[2], r.Count > 3 ? r[3].Split(',') : [])).ToList())
            : AuthenticationMessages.FileUnusable.At(path, path);

    private static Outcome<IReadOnlyList<StaticEntry>> Outcome(IReadOnlyList<StaticEntry> entries) => (List<StaticEntry>)entries;
}
