using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KubePki.Conformance.Credentials;

/// <summary>
/// Compares `kubepki authenticate` with the real kube-apiserver: both get the same credential, and the server's audit log has the user
/// that it authenticated.
/// </summary>
public sealed partial class AuthenticationAgrees(Nodes nodes)
{
    /// <summary>The server in the comparison, as docs/reliability.md names it.</summary>
    private const string Server = "kube-apiserver 1.20.2";
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>A credential: a certificate with its key, a token, a password, or several of them.</summary>
    private sealed record Shown(string Name, string? Certificate = null, string? Key = null, string? Token = null, string? Password = null);

    [Fact]
    public void On_credentials_of_all_kinds()
    {
        Node node = Prepared();
        using var controlPlane = new ControlPlane(node);
        string uid = controlPlane.Kubectl("admin.conf", "create", "serviceaccount", "robot", "-o", "jsonpath={.metadata.uid}")
            .Expect().Output;
        (string Kind, List<Shown> Shown)[] kinds =
        [
            ("client certificates", [.. Certificates(node)]), ("service account tokens", [.. Tokens(node, controlPlane, uid)]),
            ("nothing, static tokens, several at once", [.. Others(node, controlPlane, uid)]),
        ];
        List<Shown> shown = [.. kinds.SelectMany(k => k.Shown)];
        Assert.True(shown.Count >= 40, $"{shown.Count} credentials");
        Assert.Equal(shown.Count, shown.Select(s => s.Name).Distinct().Count());

        List<string> differences = [];
        int number = 0;
        foreach ((string kind, List<Shown> ofKind) in kinds)
        {
            int accepted = 0, before = differences.Count;
            foreach (Shown one in ofKind)
            {
                string server = AskServer(node, controlPlane, one, number++), kubepki = AskKubePki(node, one);
                accepted += server == "refused" ? 0 : 1;
                if (server != kubepki)
                {
                    differences.Add($"{one.Name}\n    server:  {server}\n    kubepki: {kubepki}");
                }
            }

            Count(kind, ofKind.Count, accepted, differences.Count - before);
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {shown.Count} differ\n{string.Join('\n', differences)}");
        Reviewed(node, controlPlane, shown);
    }

    /// <summary>
    /// Bootstrap tokens: only the cluster knows whether their Secret exists, so kubepki leaves every well-formed token undecided. If the
    /// server accepts one, kubepki names the same user and groups. The server refuses every token that kubepki refuses.
    /// </summary>
    [Fact]
    public void On_bootstrap_tokens()
    {
        Node node = Prepared();
        using var controlPlane = new ControlPlane(node);
        string soon = DateTime.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        const string use = "usage-bootstrap-authentication=true";
        (string Id, string[] Fields)[] secrets =
        [
            ("good00", [use]), ("lasts0", [use, $"expiration={soon}"]), ("over00", [use, "expiration=2020-01-01T00:00:00Z"]),
            ("noauth", ["usage-bootstrap-signing=true"]),
            ("groups", [use, "auth-extra-groups=system:bootstrappers:kubeadm:default-node-token"]),
        ];
        foreach ((string id, string[] fields) in secrets)
        {
            controlPlane.Kubectl("admin.conf", [
                "-n", "kube-system", "create", "secret", "generic", $"bootstrap-token-{id}", "--type=bootstrap.kubernetes.io/token",
                $"--from-literal=token-id={id}",
                "--from-literal=token-secret=0123456789abcdef", .. fields.Select(f => $"--from-literal={f}")]).Expect();
        }

        List<string> differences = [];
        int accepted = 0, undecided = 0;
        Shown[] shown = [
            .. secrets.Select(s => new Shown(s.Id, Token: $"{s.Id}.0123456789abcdef")),
            new("another secret", Token: "good00.fedcba9876543210"), new("no Secret", Token: "never0.0123456789abcdef"),
            new("capitals", Token: "GOOD00.0123456789abcdef"), new("too long", Token: "good00.0123456789abcdef0"),
        ];
        for (int i = 0; i < shown.Length; i++)
        {
            string server = "";
            for (int waited = 0; waited < 20 && server is "" or "refused"; waited++, Thread.Sleep(100))
            {
                // The server sees a new Secret a moment later.
                server = AskServer(node, controlPlane, shown[i], (1000 * i) + waited);
            }

            System.IO.File.WriteAllText(node.File("shown"), shown[i].Token);
            JsonNode report = JsonNode.Parse(node.KubePki("authenticate", node.File("shown"), "-o", "json").Expect(3).Output)!;
            string verdict = (string)report["verdict"]!, name = $"system:bootstrap:{shown[i].Token!.Split('.')[0]}";
            accepted += server == "refused" ? 0 : 1;
            undecided += verdict == "undecided" ? 1 : 0;
            bool agree = server == "refused"
                ? verdict is "refused" or "undecided"
                : verdict == "undecided" && server.StartsWith($"{name} uid= ", StringComparison.Ordinal)
                    && (string?)report["user"]?["username"] == name
                    && (report["user"]!["groups"] as JsonArray)!.All(g => server.Contains((string)g!, StringComparison.Ordinal));
            if (!agree || (verdict == "refused") != (i >= shown.Length - 2))
            {
                differences.Add($"{shown[i].Name}: {server} / {report.ToJsonString()}");
            }
        }

        Count("bootstrap tokens", shown.Length, accepted, differences.Count, undecided);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.Equal(3, accepted);
    }

    /// <summary>
    /// From 1.20 on, where a signing key is required, the server does not start without --service-account-key-file. kubepki reports that.
    /// </summary>
    [Fact]
    public void On_the_missing_key_flag()
    {
        Node node = Prepared();
        string manifest = node.File("manifests/kube-apiserver.yaml");
        System.IO.File.WriteAllLines(
            manifest,
            System.IO.File.ReadAllLines(manifest).Where(l => !l.Contains("--service-account-key-file=", StringComparison.Ordinal)));
        Exception ended = Assert.ThrowsAny<Exception>(() => new ControlPlane(node));
        Assert.Contains("service-account-key-file is a required flag", ended.Message, StringComparison.Ordinal);
        Assert.Contains(
            "token-flag-required", node.KubePki("authenticate", "admin.conf", "-o", "json").Expect(3).Output, StringComparison.Ordinal);
    }

    private static void Count(string kind, int cases, int accepted, int disagreements, int undecided = 0) => Counts.Record(
        "credentials",
        $"{kind}, {Server}", ("cases", cases), ("accepted", accepted), ("disagreements", disagreements), ("undecided", undecided),
        ("needless", 0));

    private Node Prepared(params string[] flags)
    {
        Node node = nodes.Copy(Variants.Default);
        System.IO.File.WriteAllText(
            node.File("audit.yaml"),
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, omitStages: [RequestReceived]}]\n");
        System.IO.File.WriteAllText(
            node.File("pki/tokens.csv"), "sesame,ann,1000,\"dev,ops\"\nalone,bob,1001\ntwice,first,1\ntwice,second,2\n");
        string manifest = node.File("manifests/kube-apiserver.yaml");
        System.IO.File.WriteAllText(manifest, System.IO.File.ReadAllText(manifest).Replace(
            "    - kube-apiserver\n",
            "    - kube-apiserver\n    - --audit-policy-file=/etc/kubernetes/audit.yaml\n    - "
                + "--audit-log-path=/etc/kubernetes/audit.log\n    - --token-auth-file=/etc/kubernetes/pki/tokens.csv\n"
                + string.Concat(flags.Select(flag => $"    - {flag}\n")),
            StringComparison.Ordinal));
        return node;
    }

    private static IEnumerable<Shown> Certificates(Node node)
    {
        foreach (string file in (string[])[
            "admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf", "pki/apiserver-kubelet-client.crt",
            "pki/front-proxy-client.crt", "pki/apiserver.crt", "pki/etcd/server.crt", "pki/etcd/healthcheck-client.crt",
        ])
        {
            yield return new Shown(file, node.CertificatePem(file), node.KeyPem(file));
        }

        using X509Certificate2 ca = X509Certificate2.CreateFromPem(node.CertificatePem("pki/ca.crt"), node.KeyPem("pki/ca.crt"));
        using X509Certificate2 proxyCa = X509Certificate2.CreateFromPem(
            node.CertificatePem("pki/front-proxy-ca.crt"), node.KeyPem("pki/front-proxy-ca.crt"));
        using X509Certificate2 foreign = Authority("CN=kubernetes");
        yield return new Shown("the CA itself", node.CertificatePem("pki/ca.crt"), node.KeyPem("pki/ca.crt"));
        yield return Made("one group", ca, "O=dev,CN=ann");
        yield return Made("two groups", ca, "O=dev+O=ops,CN=ann");
        yield return Made("masters", ca, "O=system:masters,CN=root");
        yield return Made("already authenticated", ca, "O=system:authenticated,CN=ann");
        yield return Made("no common name", ca, "O=dev");
        yield return Made("expired", ca, "CN=ann", from: -2, until: -1);
        yield return Made("ended a minute ago", ca, "CN=ann", from: -2, until: -1.0 / 1440);
        yield return Made("not yet valid", ca, "CN=ann", from: 1, until: 2);
        yield return Made("for servers", ca, "CN=ann", ServerAuth);
        yield return Made("for both", ca, "CN=ann", ServerAuth, ClientAuth);
        yield return Made("for nothing in particular", ca, "CN=ann", usages: []);
        yield return Made("of a CA of the same name", foreign, "CN=ann");
        yield return Made("of the proxy's CA", proxyCa, "CN=ann");
        using X509Certificate2 middle = Authority("CN=middle", ca);
        Shown leaf = Made("without its intermediate", middle, "CN=ann");
        yield return leaf;
        yield return leaf with { Name = "with its intermediate", Certificate = leaf.Certificate + middle.ExportCertificatePem() + "\n" };
    }

    private static X509Certificate2 Cluster(Node node)
        => X509Certificate2.CreateFromPem(node.CertificatePem("pki/ca.crt"), node.KeyPem("pki/ca.crt"));

    private static IEnumerable<Shown> Tokens(Node node, ControlPlane controlPlane, string uid)
    {
        string legacy = Sign(node, Legacy(uid));
        controlPlane.Kubectl("admin.conf", "create", "secret", "generic", "robot-token", $"--from-literal=token={legacy}").Expect();
        string asked = node.File("request.json");
        string Requested(JsonNode spec)
        {
            System.IO.File.WriteAllText(
                asked,
                new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec }.ToJsonString());
            return JsonNode.Parse(controlPlane.Kubectl(
                "admin.conf", "create", "--raw", "/api/v1/namespaces/default/serviceaccounts/robot/token", "-f", asked)
                .Expect().Output)!["status"]!["token"]!.GetValue<string>();
        }

        string requested = Requested(new JsonObject { ["expirationSeconds"] = 600 });
        yield return new Shown("requested from the server", Token: requested);
        yield return new Shown("requested for others", Token: Requested(new JsonObject { ["audiences"] = new JsonArray("vault") }));
        yield return new Shown(
            "requested for others and the server", Token: Requested(new JsonObject { ["audiences"] = new JsonArray("vault", Issuer) }));
        yield return new Shown(
            "requested and changed",
            Token: requested[..^6] + (requested.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA"));
        yield return new Shown("of a Secret", Token: legacy);
        yield return new Shown("of a Secret, with another key", Token: Sign(node, Legacy(uid), "pki/apiserver.key"));
        yield return new Shown(
            "of a Secret, without its uid",
            Token: Sign(node, Legacy(uid, c => c.Remove("kubernetes.io/serviceaccount/service-account.uid"))));
        yield return new Shown(
            "of a Secret, with another subject", Token: Sign(node, Legacy(uid, c => c["sub"] = "system:serviceaccount:kube-system:robot")));
        yield return new Shown("bound", Token: Sign(node, Bound(uid)));
        yield return new Shown("bound, with another key", Token: Sign(node, Bound(uid), "pki/apiserver.key"));
        yield return new Shown("bound, expired", Token: Sign(node, Bound(uid, c => c["exp"] = Now.AddMinutes(-5).ToUnixTimeSeconds())));
        yield return new Shown(
            "bound, just expired", Token: Sign(node, Bound(uid, c => c["exp"] = DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds())));
        yield return new Shown(
            "bound, not yet valid", Token: Sign(node, Bound(uid, c => c["nbf"] = Now.AddMinutes(9).ToUnixTimeSeconds())));
        yield return new Shown("bound, without an end", Token: Sign(node, Bound(uid, c => c.Remove("exp"))));
        yield return new Shown(
            "bound, with an end in milliseconds", Token: Sign(node, Bound(uid, c => c["exp"] = Now.AddHours(1).ToUnixTimeMilliseconds())));
        yield return new Shown(
            "bound, issued in the future", Token: Sign(node, Bound(uid, c => c["iat"] = Now.AddHours(1).ToUnixTimeSeconds())));
        yield return new Shown("bound, with a start that is a text", Token: Sign(node, Bound(uid, c => c["nbf"] = "soon")));
        yield return new Shown("bound, with an id that is a number", Token: Sign(node, Bound(uid, c => c["jti"] = 7)));
        yield return new Shown("bound, for numbers", Token: Sign(node, Bound(uid, c => c["aud"] = new JsonArray(1, 2))));
        yield return new Shown(
            "bound, to a pod that is a list", Token: Sign(node, Bound(uid, c => c["kubernetes.io"]!["pod"] = new JsonArray())));
        yield return new Shown("bound, naming another key", Token: Sign(node, Bound(uid), header: ",\"kid\":\"another\""));
        yield return new Shown("bound, with a critical header", Token: Sign(node, Bound(uid), header: ",\"crit\":[\"exp\"]"));
        yield return new Shown("bound, of another issuer", Token: Sign(node, Bound(uid, c => c["iss"] = "https://elsewhere")));
        yield return new Shown("bound, for nobody", Token: Sign(node, Bound(uid, c => c.Remove("aud"))));
        yield return new Shown("bound, for one in a text", Token: Sign(node, Bound(uid, c => c["aud"] = Issuer)));
        yield return new Shown("bound, unsigned", Token: Sign(node, Bound(uid), algorithm: "none"));
        yield return new Shown("bound, signed as if with a password", Token: Sign(node, Bound(uid), algorithm: "HS256"));
    }

    private static IEnumerable<Shown> Others(Node node, ControlPlane controlPlane, string uid)
    {
        yield return new Shown("nothing");
        yield return new Shown("static token", Token: "sesame");
        yield return new Shown("static token without groups", Token: "alone");
        yield return new Shown("static token that stands there twice", Token: "twice");
        yield return Made("anonymous by name", Cluster(node), "CN=system:anonymous");
        yield return Made("in the group of the anonymous", Cluster(node), "O=system:unauthenticated,CN=ann");
        yield return new Shown("static token with a blank behind it", Token: "sesame open");
        yield return new Shown("no token that anybody knows", Token: "open");
        yield return new Shown("three parts, no token", Token: "a.b.c");
        yield return new Shown("a password", Password: "ann:sesame");
        Shown admin = new(
            "admin", node.CertificatePem("admin.conf"),
            node.KeyPem("admin.conf")), etcd = new("etcd", node.CertificatePem("pki/etcd/server.crt"), node.KeyPem("pki/etcd/server.crt"));
        yield return admin with { Name = "a good certificate and a bad token", Token = "open" };
        yield return admin with { Name = "a good certificate and a good token", Token = "sesame" };
        yield return etcd with { Name = "a bad certificate and a good token", Token = "sesame" };
        yield return etcd with { Name = "a bad certificate and a bound token", Token = Sign(node, Bound(uid)) };
        yield return etcd with { Name = "a bad certificate and a bad token", Token = "open" };
    }

    /// <summary>The server's verdict in one line: from the status code, and the user in the audit log.</summary>
    private static string AskServer(Node node, ControlPlane controlPlane, Shown shown, int number)
    {
        List<string> arguments = ["-sk", "-o", "/dev/null", "-w", "%{http_code}"];
        if (shown.Certificate is not null)
        {
            System.IO.File.WriteAllText(node.File("shown.crt"), shown.Certificate);
            System.IO.File.WriteAllText(node.File("shown.key"), shown.Key);
            arguments.AddRange(["--cert", node.File("shown.crt"), "--key", node.File("shown.key")]);
        }

        if (shown.Token is not null)
        {
            arguments.AddRange(["-H", $"Authorization: Bearer {shown.Token}"]);
        }

        if (shown.Password is not null)
        {
            arguments.AddRange(["-u", shown.Password]);
        }

        string path = $"/api/v1/nodes?case={number}-{shown.Name.GetHashCode(StringComparison.Ordinal)}";
        string code = controlPlane.Curl(path, [.. arguments]).Expect().Output;
        if (code == "401")
        {
            return "refused";
        }

        for (int waited = 0; waited < 100; waited++, Thread.Sleep(50))
        {
            if (System.IO.File.ReadLines(node.File("audit.log"))
                .FirstOrDefault(l => l.Contains($"\"requestURI\":\"{path}\"", StringComparison.Ordinal)) is { } line)
            {
                JsonNode user = JsonNode.Parse(line)!["user"]!;
                return Told((string?)user["username"], (string?)user["uid"], user["groups"], user["extra"]);
            }
        }

        return $"{code}, not in the audit log";
    }

    private static string AskKubePki(Node node, Shown shown)
    {
        string file = node.File("shown");
        if (shown.Certificate is not null || shown is { Token: null, Password: null })
        {
            System.IO.File.WriteAllText(file, $$$"""
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://x"}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                users:
                - name: u
                  user:
                    {{{(shown.Certificate is null ? "{}" : $"client-certificate-data: {Base64(shown.Certificate)}\n    client-key-data: "
                        + $"{Base64(shown.Key!)}")}}}
                {{{(shown.Token is null ? "" : $"    token: {shown.Token}")}}}
                """);
        }
        else
        {
            System.IO.File.WriteAllText(file, shown.Token ?? shown.Password);
        }

        JsonNode report = JsonNode.Parse(node.KubePki("authenticate", file, "-o", "json").Expect(0, 3).Output)!;
        string verdict = (string)report["verdict"]!;
        return verdict is "refused" or "undecided"
            ? verdict
            : Told(
                (string?)report["user"]!["username"], (string?)report["user"]!["uid"], report["user"]!["groups"], report["user"]!["extra"]);
    }

    /// <summary>The server's own answer to a TokenReview.</summary>
    private static void Reviewed(Node node, ControlPlane controlPlane, List<Shown> shown)
    {
        int reviews = 0, authenticated = 0;
        foreach (Shown one in shown.Where(s => s is { Token: not null, Certificate: null }))
        {
            string file = node.File("review.json");
            System.IO.File.WriteAllText(
                file,
                new JsonObject
                {
                    ["apiVersion"] = "authentication.k8s.io/v1",
                    ["kind"] = "TokenReview",
                    ["spec"] = new JsonObject { ["token"] = one.Token },
                }.ToJsonString());
            JsonNode status = JsonNode.Parse(controlPlane.Kubectl(
                "admin.conf", "create", "--raw", "/apis/authentication.k8s.io/v1/tokenreviews", "-f", file)
                .Expect().Output)!["status"]!;
            string server = status["authenticated"]?.GetValue<bool>() == true
                ? Told(
                    (string?)status["user"]!["username"], (string?)status["user"]!["uid"], status["user"]!["groups"],
                    status["user"]!["extra"])
                : "refused";
            reviews++;
            authenticated += server == "refused" ? 0 : 1;
            Assert.True(server == AskKubePki(node, one), $"{one.Name}: the review says {server}");
        }

        Count("the same tokens in token reviews", reviews, authenticated, 0);
    }

    private static string Told(string? name, string? uid, JsonNode? groups, JsonNode? extra)
        => $"{name} uid={uid} groups={string.Join(',', (groups as JsonArray ?? []).Select(g => (string)g!).Order(StringComparer.Ordinal))} extra={(extra is JsonObject { Count: > 0 } ? extra.ToJsonString() : "")}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
