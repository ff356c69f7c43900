using System.Formats.Asn1;
using static System.Formats.Asn1.UniversalTagNumber;

namespace KubePki.Conformance.Credentials;

/// <summary>
/// Compares `kubepki authenticate` with an API server of a newer version, represented by its library: every credential in every
/// configuration, by kind. Credentials that kubepki leaves undecided are counted, and must not be ones that the server refuses regardless
/// of the signer.
/// </summary>
public sealed class JudgeAgrees : IDisposable
{
    /// <summary>Random credentials per kind; KUBEPKI_CREDENTIALS sets another number.</summary>
    private const int Usual = 250;
    private const string Directory = "/etc/kubernetes/";
    private static readonly int Number = int.TryParse(Environment.GetEnvironmentVariable("KUBEPKI_CREDENTIALS"), out int asked)
        ? asked
        : Usual;

    private readonly JudgedNode node;
    private readonly Tokens tokens;
    private readonly ClientCertificates certificates;

    public JudgeAgrees()
    {
        Peers.SkipWithoutJudge();
        node = new JudgedNode();
        tokens = new Tokens(node);
        certificates = new ClientCertificates(node);
        File.WriteAllText(
            node.File("tokens.csv"),
            "sesame,ann,1000,\"dev,ops\"\nalone,bob,1001\ntwice,first,1\ntwice,second,2\n"
                + "nobody,system:anonymous,3\nguest,eve,4,system:unauthenticated\n");
    }

    /// <summary>The flags with which the server is started, by name.</summary>
    public static TheoryData<string> Configurations =>
    [
        "plain", "anonymous False", "anonymous t", "no mode", "AlwaysAllow", "authorization-config", "no front proxy", "any proxy",
        "two issuers", "audiences", "oidc flags", "oidc claims",
        "issuers", "issuer prefixes", "expressions", "nobody anonymous", "anonymous on paths", "no tokens",
    ];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void On_credentials(string configuration)
    {
        Configure(configuration);
        Random random = new(configuration.Length);
        Dictionary<string, List<Question>> kinds = new()
        {
            ["client certificates"] =
            [
                .. Certificates().Concat(Enumerable.Range(0, Number).Select(_ => certificates.Random(random)))
                    .Select(pem => Of(certificate: pem)),
            ],
            ["tokens"] =
            [
                .. Known().Concat(Enumerable.Range(0, 4 * Number).Select(_ => tokens.Random(random))).Select(token => Of(token: token)),
            ],
            ["nothing, and both"] =
            [
                Of(), Of(path: "/livez"), Of(path: "/readyz"), Of(token: "sesame", certificate: Certificates().First()),
                Of(token: "open", certificate: Certificates().First()),
                Of(token: "sesame", certificate: certificates.Make([(ClientCertificates.CommonName, UTF8String, "ann")], "pki/etcd/ca")),
                Of(token: "open", certificate: certificates.Make([(ClientCertificates.CommonName, UTF8String, "ann")], "pki/etcd/ca")),
            ],
        };
        Question[] all = [.. kinds.Values.SelectMany(questions => questions)];
        IReadOnlyList<Verdict> answers = Judge.Answers(all, anyKey: false), whoeverSigned = Judge.Answers(all, anyKey: true);
        List<string> wrong = [];
        int begin = 0, accepted = 0, undecided = 0, needless = 0;
        foreach ((string kind, List<Question> questions) in kinds)
        {
            Compared compared = Compare(configuration, kind, questions, [.. answers.Skip(begin)], [.. whoeverSigned.Skip(begin)]);
            wrong.AddRange(compared.Wrong);
            accepted += compared.Accepted;
            undecided += compared.Undecided;
            needless += compared.Needless;
            begin += questions.Count;
        }

        Counts.Record(
            "credentials", $"{configuration}, {Judge.Version}", ("cases", all.Length), ("accepted", accepted),
            ("disagreements", wrong.Count), ("undecided", undecided), ("needless", needless));
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ\n{string.Join("\n\n", wrong.Take(25))}");
    }

    public void Dispose()
    {
        tokens?.Dispose();
        certificates?.Dispose();
        node?.Dispose();
    }

    private sealed record Compared(IReadOnlyList<string> Wrong, int Accepted, int Undecided, int Needless);

    private Compared Compare(string configuration, string kind, List<Question> questions, Verdict[] answers, Verdict[] whoeverSigned)
    {
        List<string> wrong = [];
        int accepted = 0, undecided = 0, needless = 0;
        for (int i = 0; i < questions.Count; i++)
        {
            Verdict ours = node.Ask(questions[i]);
            (bool agree, bool isNeedless) = Agree(questions[i], ours, answers[i], whoeverSigned[i], configuration == "expressions");
            accepted += answers[i].Word is "accepted" or "anonymous" ? 1 : 0;
            undecided += ours.Word == "undecided" ? 1 : 0;
            needless += isNeedless ? 1 : 0;
            if (!agree || isNeedless)
            {
                wrong.Add(
                    $"{configuration}, {kind}: {Shown(questions[i])}\n  server:  {answers[i]}\n  whoever: {whoeverSigned[i]}\n  kubepki: "
                        + $"{ours}");
            }

            // For a sample, the published program must give the same verdict as this process.
            if (i % (1 + (questions.Count / 2)) == 0
                && questions[i] is not { Token: null, Certificates: null } and not { Token: not null, Certificates: not null })
            {
                string said = node.AskProgram(questions[i]);
                if (said != ours.Word)
                {
                    wrong.Add($"{configuration}, {kind}: {Shown(questions[i])}\n  program: {said}\n  here:    {ours}");
                }
            }
        }

        return new Compared(wrong, accepted, undecided, needless);
    }

    /// <summary>
    /// Agree: whether both verdicts agree. IsNeedless: whether kubepki leaves a credential undecided that the server refuses regardless of
    /// the signer.
    /// </summary>
    private (bool Agree, bool IsNeedless) Agree(Question question, Verdict ours, Verdict answer, Verdict whoeverSigned, bool hasExpressions)
    {
        if (answer.Word == "down" || node.KeepsServerDown.Count > 0)
        {
            return ((answer.Word == "down") == (node.KeepsServerDown.Count > 0), false);
        }

        switch (ours.Word)
        {
            case "anonymous" when node.AnonymousPaths.Count > 0 && !node.AnonymousPaths.Contains(question.Path):
                return (answer.Word == "refused", false);
            case "refused":
                return (whoeverSigned.Word == "refused", false);
            case "undecided" when answer.Why.Contains("Secret bootstrap-token-", StringComparison.Ordinal):
                return (true, false);
            case "undecided":
                bool isOpen = whoeverSigned.Word == "accepted" || hasExpressions;
                return ((!isOpen || ours.User.Length == 0 || whoeverSigned.User == ours.User || hasExpressions)
                    && (answer.Word != "accepted" || answer.User == whoeverSigned.User),
                    !isOpen);
            default:
                return (ours.Word == answer.Word && ours.User == answer.User, false);
        }
    }

    private Question Of(string? certificate = null, string? token = null, string path = "/api/v1/nodes")
        => new(node.Flags, certificate, token, path);

    private static string Shown(Question question)
        => question.Token?.Split('.') is [var header, var claims, ..]
            ? $"{Text(header)} {Text(claims)} {question.Token}"
            : question.Token ?? question.Certificates ?? question.Path;

    private static string Text(string part)
        => System.Buffers.Text.Base64Url.IsValid(part)
            ? System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part))
            : part;

    private IEnumerable<string> Known() =>
    [
        "sesame", "alone", "twice", "nobody", "guest", "open", "sesame open", "a.b.c", "abcdef.0123456789abcdef", "ABCDEF.0123456789abcdef",
        "abcdef.0123456789abcdef0",
        tokens.Sign(Tokens.Bound()), tokens.Sign(Tokens.Bound(), keyId: ""), tokens.Sign(Tokens.Bound(), keyId: "another"),
        tokens.Sign(Tokens.Bound(), isForged: true),
        tokens.Sign(Tokens.Legacy()), tokens.Sign(Tokens.Legacy(), keyId: ""), tokens.Sign(Tokens.OfIssuer()),
        tokens.Sign(Tokens.OfIssuer(), isForged: true), tokens.Sign(Tokens.OfIssuer(), header: ",\"crit\":[\"exp\"]"),
        .. Changed(
            Tokens.Bound, ("exp", null), ("exp", "1"), ("exp", 1_900_000_000_000), ("nbf", "soon"), ("jti", 7),
            ("aud", "https://second.example.com"), ("iss", "https://second.example.com")),
    ];

    private IEnumerable<string> Changed(
        Func<System.Text.Json.Nodes.JsonObject> claims, params (string Claim, System.Text.Json.Nodes.JsonNode? Value)[] changes)
    {
        foreach ((string claim, System.Text.Json.Nodes.JsonNode? value) in changes)
        {
            System.Text.Json.Nodes.JsonObject changed = claims();
            changed.Remove(claim);
            if (value is not null)
            {
                changed[claim] = value;
            }

            yield return tokens.Sign(changed);
        }
    }

    private IEnumerable<string> Certificates()
    {
        const string name = ClientCertificates.CommonName, group = ClientCertificates.Organization, uid = ClientCertificates.Uid;
        (string, UniversalTagNumber, string) ann = (name, UTF8String, "ann");
        yield return certificates.Make([ann]);
        yield return certificates.Make([(group, UTF8String, "dev"), (group, UTF8String, "ops"), ann]);
        yield return certificates.Make([ann, (uid, UTF8String, "u-1")]);
        yield return certificates.Make([ann, (uid, UTF8String, "u-1"), (uid, UTF8String, "u-2")]);
        yield return certificates.Make([ann, (uid, UTF8String, "")]);
        yield return certificates.Make([ann, (uid, Integer, "7")]);
        yield return certificates.Make([(name, UTF8String, "system:anonymous")]);
        yield return certificates.Make([(group, UTF8String, "system:unauthenticated"), ann]);
        yield return certificates.Make([(group, UTF8String, "system:authenticated"), ann]);
        yield return certificates.Make([(group, UTF8String, "dev")]);
        yield return certificates.Make([(name, UTF8String, "first"), ann]);
        yield return certificates.Make([(name, UTF8String, "front-proxy-client")], "pki/front-proxy-ca");
        yield return certificates.Make([ann], "pki/front-proxy-ca");
        foreach (string file in (string[])[
            "pki/apiserver-kubelet-client.crt", "pki/front-proxy-client.crt", "pki/apiserver.crt", "pki/etcd/healthcheck-client.crt",
            "pki/ca.crt",
        ])
        {
            yield return File.ReadAllText(node.File(file));
        }
    }

    private void Configure(string name)
    {
        List<(string, string?)> flags = [("token-auth-file", Directory + "tokens.csv")];
        switch (name)
        {
            case "anonymous False": flags.Add(("anonymous-auth", "False")); break;
            case "anonymous t": flags.Add(("anonymous-auth", "t")); break;
            case "no mode": flags.Add(("authorization-mode", null)); break;
            case "AlwaysAllow": flags.Add(("authorization-mode", "RBAC,AlwaysAllow")); break;
            case "authorization-config":
                flags.AddRange([
                ("authorization-mode", null), ("authorization-config", Write("authorization.yaml", Authorizers)),
            ]); break;
            case "no front proxy": flags.AddRange([("requestheader-client-ca-file", null), ("requestheader-allowed-names", null)]); break;
            case "any proxy": flags.Add(("requestheader-allowed-names", null)); break;
            case "two issuers":
                flags.AddRange([
                ("service-account-issuer", Tokens.Cluster), ("service-account-issuer", "https://second.example.com"),
            ]); break;
            case "audiences": flags.AddRange([("api-audiences", "kubernetes,other"), ("service-account-lookup", "false")]); break;
            case "oidc flags":
                flags.AddRange([
                ("oidc-issuer-url", Tokens.Issuer), ("oidc-client-id", "kubernetes"), ("oidc-signing-algs", "RS256,ES256"),
            ]); break;
            case "oidc claims":
                flags.AddRange([
                    ("oidc-issuer-url", Tokens.Issuer), ("oidc-client-id", "kubernetes"), ("oidc-signing-algs", "ES256"),
                    ("oidc-username-claim", "email"), ("oidc-groups-claim", "roles"),
                    ("oidc-groups-prefix", "sso-"), ("oidc-required-claim", "tenant=blue")]);
                break;
            case "issuers": flags.Add(Issuers("", "username: {claim: sub, prefix: ''}")); break;
            case "issuer prefixes":
                flags.Add(Issuers(
                    "anonymous: {enabled: true}",
                    "username: {claim: email, prefix: 'sso:'}\n    groups: {claim: roles, prefix: 'sso:'}\n    uid: {claim: account}\n  "
                        + "claimValidationRules: [{claim: tenant, requiredValue: blue}]"));
                break;
            case "expressions":
                flags.Add(Issuers(
                    "",
                    "username: {expression: 'claims.sub + \"@sso\"'}\n    groups: {expression: 'claims.roles'}\n  claimValidationRules: "
                        + "[{expression: 'claims.tenant == \"blue\"'}]"));
                break;
            case "nobody anonymous": flags.Add(Issuers("anonymous: {enabled: false}", "username: {claim: sub, prefix: ''}")); break;
            case "anonymous on paths":
                flags.Add(Issuers(
                "anonymous: {enabled: true, conditions: [{path: /livez}]}", "username: {claim: sub, prefix: ''}")); break;
            case "no tokens": flags[0] = ("token-auth-file", null); break;
            default: break;
        }

        node.Start(flags);
    }

    private const string Authorizers =
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: [{type: Node, name: node}, {type: RBAC, "
            + "name: rbac}]\n";

    private (string, string?) Issuers(string more, string mappings) => ("authentication-config", Write(
        "authentication.yaml",
        $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n{more}\njwt:\n- issuer: {{url: '{Tokens.Issuer}', "
            + $"audiences: [kubernetes, other], audienceMatchPolicy: MatchAny}}\n  claimMappings:\n    {mappings}\n"));

    private string Write(string name, string text)
    {
        File.WriteAllText(node.File(name), text);
        return Directory + name;
    }
}
