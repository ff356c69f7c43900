using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KubePki.Conformance.Credentials;

/// <summary>Credentials that other servers decide about: an OpenID Connect issuer, a webhook.</summary>
public sealed partial class AuthenticationAgrees
{
    /// <summary>
    /// OpenID Connect tokens. Their issuer is a server of this test, from which the real API server gets the keys. kubepki does not have
    /// those keys: it leaves open what only they can decide, names the same user, and refuses tokens that no signature makes valid.
    /// </summary>
    [Fact]
    public void On_tokens_of_OpenID_Connect()
    {
        const string issuer = "https://127.0.0.1:8444";
        Node node = Prepared(
            $"--oidc-issuer-url={issuer}",
            "--oidc-client-id=kubernetes", "--oidc-ca-file=/etc/kubernetes/pki/peer-ca.crt", "--oidc-username-claim=email",
            "--oidc-username-prefix=sso-", "--oidc-groups-claim=roles",
            "--oidc-groups-prefix=sso-", "--oidc-required-claim=tenant=blue");
        using X509Certificate2 certificate = ServerCertificate(node);
        using var controlPlane = new ControlPlane(node);
        using RSA key = RSA.Create();
        key.ImportFromPem(System.IO.File.ReadAllText(node.File("pki/sa.key")));
        RSAParameters open = key.ExportParameters(includePrivateParameters: false);
        using var asked = new HttpsPeer(
            controlPlane.Listen(8444), certificate, (path, _) => path.EndsWith("/keys", StringComparison.Ordinal)
            ? $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","n":"{{Base64Url.EncodeToString(open.Modulus)}}","e":"{{Base64Url.EncodeToString(open.Exponent)}}"}]}"""
            : $$"""{"issuer":"{{issuer}}","authorization_endpoint":"{{issuer}}/a","token_endpoint":"{{issuer}}/t","jwks_uri":"{{issuer}}/keys","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}""");
        string Of(Action<JsonObject>? change = null, string signer = "pki/sa.key", string algorithm = "RS256") => Sign(
            node,
            Changed(change, new JsonObject
            {
                ["iss"] = issuer,
                ["aud"] = "kubernetes",
                ["sub"] = "1",
                ["email"] = "ann@example.com",
                ["email_verified"] = true,
                ["roles"] = new JsonArray("dev", "ops"),
                ["tenant"] = "blue",
                ["exp"] = Now.AddHours(1).ToUnixTimeSeconds(),
            }),
            signer,
            algorithm);
        Shown[] good =
        [
            new("good", Token: Of()), new("for several", Token: Of(c => c["aud"] = new JsonArray("others", "kubernetes"))),
            new("one role as a text", Token: Of(c => c["roles"] = "dev")),
            new("no roles", Token: Of(c => c.Remove("roles"))),
            new("nothing said of the address", Token: Of(c => c.Remove("email_verified"))),
            new("begins in half a minute", Token: Of(c => c["nbf"] = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeSeconds())),
        ];
        Shown[] forged = [new("signed with another key", Token: Of(signer: "pki/apiserver.key"))];
        Shown[] bad =
        [
            new("expired", Token: Of(c => c["exp"] = DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds())),
            new("without an end", Token: Of(c => c.Remove("exp"))),
            new("begins later", Token: Of(c => c["nbf"] = Now.AddMinutes(9).ToUnixTimeSeconds())),
            new("for others", Token: Of(c => c["aud"] = "others")), new("for nobody", Token: Of(c => c.Remove("aud"))),
            new("of another issuer", Token: Of(c => c["iss"] = "https://127.0.0.1:8445")),
            new("of the issuer with a slash", Token: Of(c => c["iss"] = issuer + "/")),
            new("without a name", Token: Of(c => c.Remove("email"))),
            new("with a number for a name", Token: Of(c => c["email"] = 7)), new("unverified", Token: Of(c => c["email_verified"] = false)),
            new("verified in words", Token: Of(c => c["email_verified"] = "true")),
            new("with a number for roles", Token: Of(c => c["roles"] = 7)),
            new("with a number among the roles", Token: Of(c => c["roles"] = new JsonArray("dev", 7))),
            new("of another tenant", Token: Of(c => c["tenant"] = "red")),
            new("of no tenant", Token: Of(c => c.Remove("tenant"))), new("unsigned", Token: Of(algorithm: "none")),
            new("signed as if with a password", Token: Of(algorithm: "HS256")),
            new("signed in a way it does not take", Token: Of(algorithm: "PS256")),
        ];

        // The server contacts its issuer ten seconds after it starts, and every ten seconds until it gets an answer.
        for (int waited = 0; waited < 120 && AskServer(node, controlPlane, good[0], 5000 + waited) == "refused"; waited++)
        {
            Thread.Sleep(250);
        }

        List<string> differences = [];
        int accepted = 0, undecided = 0;
        foreach ((Shown one, int number) in good.Concat(forged).Concat(bad).Select((one, number) => (one, number)))
        {
            string server = AskServer(node, controlPlane, one, number);
            (string verdict, string identity) = AskOpen(node, one);
            accepted += server == "refused" ? 0 : 1;
            undecided += verdict == "undecided" ? 1 : 0;
            if (good.Contains(one)
                ? (verdict, identity) != ("undecided", server)
                : server != "refused" || verdict != (forged.Contains(one) ? "undecided" : "refused"))
            {
                differences.Add($"{one.Name}\n    server:  {server}\n    kubepki: {verdict} {identity}");
            }
        }

        Count("tokens of OpenID Connect", good.Length + forged.Length + bad.Length, accepted, differences.Count, undecided);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>A webhook decides about credentials that nothing else knows. kubepki reports that, and which webhook is asked.</summary>
    [Fact]
    public void On_a_webhook()
    {
        Node node = Prepared(
            "--authentication-token-webhook-config-file=/etc/kubernetes/webhook.yaml", "--authentication-token-webhook-version=v1");
        using X509Certificate2 certificate = ServerCertificate(node);
        System.IO.File.WriteAllText(node.File("webhook.yaml"), $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: sso, cluster: { server: "https://127.0.0.1:8446/review", certificate-authority: {{node.File("pki/peer-ca.crt")}} } }]
            contexts: [{ name: sso, context: { cluster: sso, user: api } }]
            current-context: sso
            users: [{ name: api, user: {} }]
            """);
        using var controlPlane = new ControlPlane(node);
        List<string> reviewed = [];
        using var webhook = new HttpsPeer(controlPlane.Listen(8446), certificate, (_, body) =>
        {
            JsonNode review = JsonNode.Parse(body)!;
            string token = (string)review["spec"]!["token"]!;
            lock (reviewed)
            {
                reviewed.Add(token);
            }

            review["status"] = token == "known-elsewhere"
                ? new JsonObject
                {
                    ["authenticated"] = true,
                    ["user"] = new JsonObject { ["username"] = "eve", ["uid"] = "e-1", ["groups"] = new JsonArray("guests") }
                }
                : new JsonObject { ["authenticated"] = false };
            return review.ToJsonString();
        });
        Assert.Equal(
            "eve uid=e-1 groups=guests,system:authenticated extra=",
            AskServer(node, controlPlane, new Shown("known", Token: "known-elsewhere"), 1));
        Assert.Equal("refused", AskServer(node, controlPlane, new Shown("unknown", Token: "known-nowhere"), 2));
        foreach (string token in (string[])["known-elsewhere", "known-nowhere"])
        {
            System.IO.File.WriteAllText(node.File("shown"), token);
            JsonNode report = JsonNode.Parse(node.KubePki("authenticate", node.File("shown"), "-o", "json").Expect(3).Output)!;
            Assert.Equal("undecided", (string?)report["verdict"]);
            Assert.Contains("https://127.0.0.1:8446/review", report.ToJsonString(), StringComparison.Ordinal);
            Assert.Null(report["user"]);
        }

        // Neither asks the webhook about a credential that is known locally.
        Shown listed = new("listed", Token: "sesame");
        string server = AskServer(node, controlPlane, listed, 3);
        Assert.Equal(server, AskKubePki(node, listed));
        Assert.StartsWith("ann ", server, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", reviewed);
        Assert.Contains("known-nowhere", reviewed);
    }

    /// <summary>
    /// A server certificate for the node's loopback, signed by its own CA, which the flags and the webhook's kubeconfig name.
    /// </summary>
    private static X509Certificate2 ServerCertificate(Node node)
    {
        using X509Certificate2 authority = Authority("CN=peers");
        System.IO.File.WriteAllText(node.File("pki/peer-ca.crt"), authority.ExportCertificatePem() + "\n");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=peer"), new PublicKey(key), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using RSA signer = authority.GetRSAPrivateKey()!;
        using X509Certificate2 made = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1), Now.AddHours(-1), Now.AddDays(1),
            [4, 2]);
        return made.CopyWithPrivateKey(key);
    }

    /// <summary>kubepki's verdict, and the user that it names even if it leaves the decision to another server.</summary>
    private static (string Verdict, string Identity) AskOpen(Node node, Shown shown)
    {
        System.IO.File.WriteAllText(node.File("shown"), shown.Token);
        JsonNode report = JsonNode.Parse(node.KubePki("authenticate", node.File("shown"), "-o", "json").Expect(0, 3).Output)!;
        return ((string)report["verdict"]!,
            report["user"] is { } user ? Told((string?)user["username"], (string?)user["uid"], user["groups"], user["extra"]) : "");
    }
}
