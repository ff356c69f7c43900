using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Authentication;

/// <summary>A node with an API server under test, and tokens as its controllers would create them.</summary>
internal sealed class AuthenticationKit : IDisposable
{
    public const string Pki = "/etc/kubernetes/pki";
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private const string ApiServer = "kube-apiserver";

    public AuthenticationKit(string version = "v1.34.0") => Node = new PracticeNode(version);

    public PracticeNode Node { get; }

    public void Flag(string flag, string? value) => Node.Flag(ApiServer, flag, value);

    public AuthenticationReport Ask(Credential credential)
        => AuthenticationChain.Explain(ApiServerSettings.Read(Node.Root, Node.State, Node.Around).Must(), credential, Node.Now);

    public AuthenticationReport Token(string token) => Ask(new Credential { Where = "token", Token = token });

    public AuthenticationReport Item(string name)
        => Ask(CredentialReader.Of(Node.State.Find(name)!, path => Node.Root.Read(path).Then<byte[]>(f => f.Content)).Must());

    public AuthenticationReport Certificate(Made made)
        => Ask(new Credential { Where = "cert", Certificates = [made.Certificate], HoldsItsKey = true });

    /// <summary>A token of a Secret: the claims may be changed before it is signed with sa.key or another key.</summary>
    public string Legacy(Action<JsonObject>? change = null, string key = $"{Pki}/sa.key")
    {
        var claims = new JsonObject
        {
            ["iss"] = "kubernetes/serviceaccount",
            ["kubernetes.io/serviceaccount/namespace"] = "default",
            ["kubernetes.io/serviceaccount/secret.name"] = "default-token-abcde",
            ["kubernetes.io/serviceaccount/service-account.name"] = "default",
            ["kubernetes.io/serviceaccount/service-account.uid"] = "uid-1",
            ["sub"] = "system:serviceaccount:default:default",
        };
        change?.Invoke(claims);
        return Sign(claims, key);
    }

    /// <summary>Same as <see cref="Legacy"/>, for a token of the TokenRequest API that is valid for an hour.</summary>
    public string Bound(Action<JsonObject>? change = null, string key = $"{Pki}/sa.key", string algorithm = "ES256")
    {
        var claims = new JsonObject
        {
            ["aud"] = new JsonArray(Issuer),
            ["exp"] = Node.Now.AddHours(1).ToUnixTimeSeconds(),
            ["iat"] = Node.Now.ToUnixTimeSeconds(),
            ["nbf"] = Node.Now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["jti"] = "11111111-2222-3333-4444-555555555555",
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = "kube-system",
                ["serviceaccount"] = new JsonObject { ["name"] = "coredns", ["uid"] = "uid-2" },
                ["pod"] = new JsonObject { ["name"] = "coredns-1", ["uid"] = "uid-3" },
                ["node"] = new JsonObject { ["name"] = "cp1", ["uid"] = "uid-4" },
            },
            ["sub"] = "system:serviceaccount:kube-system:coredns",
        };
        change?.Invoke(claims);
        return Sign(claims, key, algorithm);
    }

    /// <summary>
    /// Signs claims. The header has the key's own id, unless <paramref name="keyId"/> sets another; an empty id omits it.
    /// </summary>
    public string Sign(
        JsonObject claims, string key = $"{Pki}/sa.key", string algorithm = "ES256", string? keyId = null, JsonNode? critical = null)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(Node.Text(key));
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = keyId ?? JsonWebToken.IdOf(ecdsa.ExportSubjectPublicKeyInfo()) };
        if (critical is not null)
        {
            header["crit"] = critical;
        }

        return Signed(claims.ToJsonString(), header.ToJsonString(), key);
    }

    /// <summary>A token of texts that need not be well-formed.</summary>
    public string Signed(string claims, string header = """{"alg":"ES256"}""", string key = $"{Pki}/sa.key")
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(Node.Text(key));
        var signed = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(ecdsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public static AuthenticatorStep Step(AuthenticationReport report, string id) => report.Steps.Single(s => s.Id == id);

    /// <summary>All messages of the report can be rendered in both languages.</summary>
    public static void CanBeRead(AuthenticationReport report)
    {
        foreach (var problem in report.Steps.Select(s => s.Reason).Concat(report.Remarks).Concat(report.Identity?.Conditions ?? [])
            .OfType<Problem>())
        {
            problem.IsOf(problem.Message);
        }
    }

    public void Dispose() => Node.Dispose();

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
