using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Authentication;

namespace KubePki.Conformance.Credentials;

/// <summary>JSON web tokens signed with a node's service account key: valid ones, and ones with any mixture of defects.</summary>
internal sealed class Tokens : IDisposable
{
    public const string Cluster = "https://kubernetes.default.svc.cluster.local";
    public const string Issuer = "https://login.example.com";
    private static readonly string[] Names =
    [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "email", "email_verified", "roles", "tenant", "account", "kubernetes.io",
        "kubernetes.io/namespace", "kubernetes.io/serviceaccount",
        "kubernetes.io/serviceaccount/name", "kubernetes.io/serviceaccount/uid", "kubernetes.io/pod", "kubernetes.io/pod/name",
        "kubernetes.io/pod/uid", "kubernetes.io/node", "kubernetes.io/node/uid",
        "kubernetes.io/secret", "kubernetes.io/warnafter", "kubernetes.io|serviceaccount|namespace",
        "kubernetes.io|serviceaccount|secret.name", "kubernetes.io|serviceaccount|service-account.name",
        "kubernetes.io|serviceaccount|service-account.uid",
    ];

    private readonly ECDsa key = ECDsa.Create();
    private readonly ECDsa another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string id;

    public Tokens(JudgedNode node)
    {
        key.ImportFromPem(File.ReadAllText(node.File("pki/sa.key")));
        id = JsonWebToken.IdOf(key.ExportSubjectPublicKeyInfo());
    }

    public static JsonObject Bound() => new()
    {
        ["aud"] = new JsonArray(Cluster),
        ["exp"] = Seconds(3600),
        ["iat"] = Seconds(0),
        ["nbf"] = Seconds(0),
        ["iss"] = Cluster,
        ["jti"] = "11111111-2222-3333-4444-555555555555",
        ["kubernetes.io"] = new JsonObject
        {
            ["namespace"] = "kube-system",
            ["serviceaccount"] = Reference("coredns", "uid-2"),
            ["pod"] = Reference("coredns-1", "uid-3"),
            ["node"] = Reference("cp1", "uid-4"),
        },
        ["sub"] = "system:serviceaccount:kube-system:coredns",
    };

    public static JsonObject Legacy() => new()
    {
        ["iss"] = "kubernetes/serviceaccount",
        ["kubernetes.io/serviceaccount/namespace"] = "default",
        ["kubernetes.io/serviceaccount/secret.name"] = "default-token-abcde",
        ["kubernetes.io/serviceaccount/service-account.name"] = "default",
        ["kubernetes.io/serviceaccount/service-account.uid"] = "uid-1",
        ["sub"] = "system:serviceaccount:default:default",
    };

    public static JsonObject OfIssuer() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = "kubernetes",
        ["sub"] = "1",
        ["email"] = "ann@example.com",
        ["email_verified"] = true,
        ["roles"] = new JsonArray("dev", "ops"),
        ["tenant"] = "blue",
        ["account"] = "a-7",
        ["jti"] = "t-1",
        ["exp"] = Seconds(3600),
    };

    /// <summary>Signs claims. An empty id leaves the key id out of the header; null means the key's own id.</summary>
    public string Sign(JsonObject claims, string? keyId = null, string algorithm = "ES256", string header = "", bool isForged = false)
        => Sign(
            claims.ToJsonString(), $$"""{"alg":"{{algorithm}}"{{(keyId is "" ? "" : $",\"kid\":\"{keyId ?? id}\"")}}{{header}}}""",
            isForged);

    /// <summary>A token of any kind with up to three things changed at random.</summary>
    public string Random(Random random)
    {
        JsonObject claims = (random.Next(5) switch { 0 => Legacy(), 1 or 2 => Bound(), _ => OfIssuer() })!;
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            Change(claims, One(random, Names), random);
        }

        string body = claims.ToJsonString();
        body = random.Next(25) switch
        {
            0 => body.Replace("\"sub\":", "\"sub\":\"twice\",\"sub\":", StringComparison.Ordinal),
            1 => body.Replace("\"iss\":", "\"ISS\":", StringComparison.Ordinal),
            2 => body.Replace("\"exp\":", "\"Exp\":", StringComparison.Ordinal),
            3 => body + " ",
            4 => body + "{}",
            5 => $"[{body}]",
            _ => body,
        };
        string? keyId = random.Next(8) switch { 0 => "", 1 => "another", _ => null };
        string algorithm = random.Next(12) switch
        {
            0 =>
            One(random, "RS256", "none", "HS256", "ES384", "es256", "PS256", ""),
            _ => "ES256"
        };
        string header = random.Next(12) switch
        {
            0 =>
            One(
                random, ",\"crit\":[\"exp\"]", ",\"crit\":[]", ",\"typ\":7", ",\"typ\":\"JWT\"", ",\"cty\":\"x\"", ",\"alg\":\"ES256\"",
                ",\"kid\":7", ",\"b64\":false", ",\"nonce\":\"n\""),
            _ =>
                ""
        };
        string token = Sign(
            body, $$"""{"alg":"{{algorithm}}"{{(keyId is "" ? "" : $",\"kid\":\"{keyId ?? id}\"")}}{{header}}}""", random.Next(8) == 0);
        return random.Next(30) switch
        {
            0 =>
            token + "=",
            1 => token + ".x",
            2 => token[..^4],
            3 => token + " x",
            4 => token[..token.LastIndexOf('.')] + ".",
            _ => token
        };
    }

    public void Dispose()
    {
        key.Dispose();
        another.Dispose();
    }

    private static void Change(JsonObject claims, string name, Random random)
    {
        string[] path = name.Split('/');
        JsonObject at = claims;
        foreach (string step in path[..^1])
        {
            at = at[step] as JsonObject ?? (JsonObject)(at[step] = new JsonObject())!;
        }

        string last = path[^1].Replace('|', '/');
        if (random.Next(5) == 0)
        {
            at.Remove(last);
        }
        else
        {
            at[last] = Value(random);
        }
    }

    private static JsonNode? Value(Random random) => random.Next(32) switch
    {
        0 => null,
        1 => "",
        2 => "x",
        3 => "1",
        4 => 0,
        5 => 1,
        6 => -1,
        7 => 1.5,
        8 => 1e30,
        9 => true,
        10 => false,
        11 => new JsonArray(),
        12 => new JsonArray("kubernetes"),
        13 => new JsonArray("x", 1),
        14 => new JsonArray((JsonNode?)null),
        15 => new JsonObject(),
        16 => Reference("a", "b"),
        17 => Reference("", "b"),
        18 => new JsonObject { ["name"] = "a" },
        19 => new JsonObject { ["uid"] = 7 },
        20 => "kubernetes",
        21 => Cluster,
        22 => Issuer,
        23 => new JsonArray("other", Cluster),
        24 => Seconds(-5),
        25 => Seconds(-1800),
        26 => Seconds(300),
        27 => Seconds(1800),
        28 => Seconds(3600) * 1000,
        29 => Seconds(3600).ToString(System.Globalization.CultureInfo.InvariantCulture),
        30 => new JsonArray("", "dev"),
        _ => "blue",
    };

    private static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    private static JsonObject Reference(string name, string uid) => new() { ["name"] = name, ["uid"] = uid };

    private static string One(Random random, params string[] from) => from[random.Next(from.Length)];

    private string Sign(string claims, string header, bool isForged)
    {
        string signed =
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        byte[] signature = (isForged ? another : key).SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
