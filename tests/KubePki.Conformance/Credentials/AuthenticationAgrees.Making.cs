using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KubePki.Conformance.Credentials;

/// <summary>The tokens and certificates that are presented.</summary>
public sealed partial class AuthenticationAgrees
{
    private static JsonObject Legacy(string uid, Action<JsonObject>? change = null) => Changed(change, new JsonObject
    {
        ["iss"] = "kubernetes/serviceaccount",
        ["kubernetes.io/serviceaccount/namespace"] = "default",
        ["kubernetes.io/serviceaccount/secret.name"] = "robot-token",
        ["kubernetes.io/serviceaccount/service-account.name"] = "robot",
        ["kubernetes.io/serviceaccount/service-account.uid"] = uid,
        ["sub"] = "system:serviceaccount:default:robot",
    });

    private static JsonObject Bound(string uid, Action<JsonObject>? change = null) => Changed(change, new JsonObject
    {
        ["aud"] = new JsonArray(Issuer),
        ["exp"] = Now.AddHours(1).ToUnixTimeSeconds(),
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["nbf"] = Now.AddMinutes(-1).ToUnixTimeSeconds(),
        ["iss"] = Issuer,
        ["kubernetes.io"] = new JsonObject
        {
            ["namespace"] = "default",
            ["serviceaccount"] = new JsonObject { ["name"] = "robot", ["uid"] = uid },
        },
        ["sub"] = "system:serviceaccount:default:robot",
    });

    private static JsonObject Changed(Action<JsonObject>? change, JsonObject claims)
    {
        change?.Invoke(claims);
        return claims;
    }

    private static string Sign(Node node, JsonObject claims, string key = "pki/sa.key", string algorithm = "RS256", string header = "")
    {
        using RSA rsa = RSA.Create();
        rsa.ImportFromPem(System.IO.File.ReadAllText(node.File(key)));
        string head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}"{{header}}}"""));
        string signed = $"{head}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        byte[] signature = algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(signed)),
            "PS256" => rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static Shown Made(string name, X509Certificate2 issuer, string subject, params string[] usages)
        => Made(name, issuer, subject, -0.5, 1, usages.Length == 0 ? [ClientAuth] : usages);

    private static Shown Made(
        string name, X509Certificate2 issuer, string subject, double from = -0.5, double until = 1, string[]? usages = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA signer = issuer.GetRSAPrivateKey()!;
        var request = new CertificateRequest(new X500DistinguishedName(Subject(subject)), new PublicKey(key), HashAlgorithmName.SHA256);
        if (usages is null or { Length: > 0 })
        {
            OidCollection oids = [];
            foreach (string usage in usages ?? [ClientAuth])
            {
                oids.Add(new Oid(usage));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        }

        using X509Certificate2 made = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1), Now.AddDays(from),
            Now.AddDays(until), RandomNumberGenerator.GetBytes(8).Select((b, i) => i == 0 ? (byte)(b & 0x7f | 1) : b).ToArray());
        return new Shown(name, made.ExportCertificatePem() + "\n", key.ExportECPrivateKeyPem() + "\n");
    }

    /// <summary>The name as its encoded parts, because .NET would reorder them.</summary>
    private static byte[] Subject(string text)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (string part in text.Split(',', '+').Reverse())
        {
            builder.Add(
                part.StartsWith("CN=", StringComparison.Ordinal) ? "2.5.4.3" : "2.5.4.10",
                part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        return builder.Build().RawData;
    }

    private static X509Certificate2 Authority(string subject, X509Certificate2? issuer = null)
    {
        RSA key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(9));
        }

        using RSA signer = issuer.GetRSAPrivateKey()!;
        using X509Certificate2 made = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1), Now.AddHours(-12), Now.AddDays(9),
            [7, 7, 7]);
        return made.CopyWithPrivateKey(key);
    }
}
