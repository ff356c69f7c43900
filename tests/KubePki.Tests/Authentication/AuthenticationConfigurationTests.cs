using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;
using static KubePki.Tests.Authentication.AuthenticationKit;

namespace KubePki.Tests.Authentication;

/// <summary>The file of --authentication-config: which users it accepts, and what the API server refuses in it.</summary>
public sealed class AuthenticationConfigurationTests : IDisposable
{
    private const string File = "/etc/kubernetes/authentication.yaml";
    private const string Whole = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
        - issuer:
            url: https://one.example.com
            audiences: [kubernetes, other]
            audienceMatchPolicy: MatchAny
          claimValidationRules:
          - claim: tenant
            requiredValue: blue
          claimMappings:
            username: {claim: sub, prefix: "one:"}
            groups: {claim: teams, prefix: "g:"}
            uid: {claim: number}
        - issuer:
            url: https://two.example.com
            audiences: [kubernetes]
          claimMappings:
            username: {expression: claims.sub}
        anonymous:
          enabled: true
          conditions: [{path: /livez}, {path: /readyz}]

        """;

    private readonly AuthenticationKit _kit = new("v1.36.2");

    [Fact]
    public void Its_issuers_are_entries_with_their_own_rules()
    {
        Configure(Whole);
        var report = _kit.Token(Of("https://one.example.com"));
        Assert.Equal((AuthenticationVerdict.Undecided, "one:ann", "12"), (report.Verdict, report.Identity!.UserName, report.Identity.Uid));
        Assert.Equal(["g:dev", "system:authenticated"], report.Identity.Groups);
        Step(report, "oidc").Reason.IsOf(AuthenticationMessages.IssuerKeys);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(Of("https://one.example.com", c => c["tenant"] = "red")).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(Of("https://one.example.com", c => c["aud"] = "vault")).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(Of("https://one.example.com", c => c["exp"] = 1)).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(Of("https://one.example.com", c => c["number"] = 12)).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(Of("https://three.example.com")).Verdict);
        var computed = _kit.Token(Of("https://two.example.com"));
        Assert.Equal((AuthenticationVerdict.Undecided, null), (computed.Verdict, computed.Identity));
        Step(computed, "oidc").Reason.IsOf(AuthenticationMessages.IssuerExpressions);
        CanBeRead(computed);
    }

    [Fact]
    public void It_defines_anonymous_access()
    {
        Configure(Whole);
        var nobody = _kit.Ask(new Credential { Where = "nothing" });
        Assert.Equal(AuthenticationVerdict.Anonymous, nobody.Verdict);
        Assert.Equal("/livez, /readyz", Assert.Single(nobody.Identity!.Conditions).Arguments[0]);
        CanBeRead(nobody);
        Configure("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {enabled: false}\n");
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Ask(new Credential { Where = "nothing" }).Verdict);
        Configure("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n");
        Assert.Equal(AuthenticationVerdict.Anonymous, _kit.Ask(new Credential { Where = "nothing" }).Verdict);
        Configure("kind: [");
        Assert.Equal(AuthenticationVerdict.Undecided, _kit.Ask(new Credential { Where = "nothing" }).Verdict);
    }

    [Fact]
    public void A_whole_one_passes()
    => Assert.Empty(AuthenticationConfiguration.Read(System.Text.Encoding.UTF8.GetBytes(Whole), File).Must().Problems);

    /// <summary>The messages of the API server's own validation (k8s.io/apiserver 1.36).</summary>
    [Theory]
    [InlineData("audiences: [kubernetes, other]", "audiences: []", "authentication-audiences")]
    [InlineData("audiences: [kubernetes, other]", "audiences: [a, a]", "authentication-audiences")]
    [InlineData("audienceMatchPolicy: MatchAny", "audienceMatchPolicy: MatchAll", "authentication-match-policy")]
    [InlineData("    audienceMatchPolicy: MatchAny\n", "", "authentication-match-policy")]
    [InlineData("url: https://one.example.com", "url: http://one.example.com", "authentication-not-https")]
    [InlineData("url: https://one.example.com", "url: https://one.example.com/?a=b", "authentication-not-https")]
    [InlineData("url: https://one.example.com", "url: https://me@one.example.com", "authentication-not-https")]
    [InlineData("url: https://one.example.com", "url: https://two.example.com", "authentication-repeated")]
    [InlineData("url: https://one.example.com", "certificateAuthority: x\n    url: https://one.example.com", "authentication-broken-ca")]
    [InlineData("url: https://one.example.com", "egressSelectorType: etcd\n    url: https://one.example.com", "authentication-egress")]
    [InlineData("url: https://one.example.com", "uri: https://one.example.com", "authentication-unknown-field")]
    [InlineData("url: https://one.example.com", "discoveryURL: https://one.example.com/\n    url: https://one.example.com", "authentication-same-discovery")]
    [InlineData("requiredValue: blue", "expression: 'true'", "authentication-claim-rule")]
    [InlineData(", prefix: \"one:\"", "", "authentication-prefix")]
    [InlineData("{claim: sub, prefix: \"one:\"}", "{claim: sub, expression: claims.sub}", "authentication-claim-or-expression")]
    [InlineData("username: {expression: claims.sub}", "groups: {expression: claims.g}", "authentication-claim-or-expression")]
    [InlineData("  enabled: true", "  enabled: false", "authentication-conditions")]
    [InlineData("username: {expression: claims.sub}", "username: {expression: claims.sub}\n    extra: [{key: Team, valueExpression: claims.t}]", "authentication-extra-key")]
    public void What_the_api_server_refuses_is_reported_with_its_line(string from, string to, string id)
    {
        Assert.Contains(from, Whole, StringComparison.Ordinal);
        var problems = AuthenticationConfiguration.Read(
            System.Text.Encoding.UTF8.GetBytes(Whole.Replace(from, to, StringComparison.Ordinal)), File)
            .Must().Problems;
        var problem = Assert.Single(problems, p => p.Id == id);
        problem.IsOf(problem.Message);
        Assert.True(int.Parse(problem.Arguments[0]) > 2);
    }

    [Fact]
    public void Its_authorities_are_items_with_an_end()
    {
        var (early, late) = (Recipe.Authority("CN=early") with
        {
            NotAfter = _kit.Node.Now.AddDays(9),
            NotBefore = _kit.Node.Now.AddDays(-9),
        },
            Recipe.Authority("CN=late") with { NotAfter = _kit.Node.Now.AddDays(900), NotBefore = _kit.Node.Now.AddDays(-9) });
        string pem = Pem(late) + Pem(early);
        Configure(Whole.Replace(
            "url: https://one.example.com",
            $"url: https://one.example.com\n    certificateAuthority: |\n      "
                + $"{pem.TrimEnd().Replace("\n", "\n      ", StringComparison.Ordinal)}",
            StringComparison.Ordinal));
        _kit.Node.Write($"{Pki}/sso.crt", pem);
        var item = _kit.Node.State.Find("authentication-config:https://one.example.com");
        Assert.Equal("CN=early", item!.Certificate!.Subject.Text);
        _kit.Flag("oidc-ca-file", $"{Pki}/sso.crt");
        Assert.Equal("CN=early", _kit.Node.State.Find("oidc-ca-file")!.Certificate!.Subject.Text);
        Assert.Contains(_kit.Node.Check("expiring").Answer.Problems, p => p.Where == $"{Pki}/sso.crt");
    }

    public void Dispose() => _kit.Dispose();

    private static string Pem(Recipe recipe) => System.Text.Encoding.ASCII.GetString(recipe.SelfSigned().Certificate.ToPem());

    private void Configure(string content)
    {
        _kit.Node.Write(File, content);
        _kit.Flag("authentication-config", File);
    }

    private string Of(string issuer, Action<JsonObject>? change = null) => _kit.Bound(c =>
    {
        (c["iss"], c["aud"], c["sub"], c["tenant"], c["number"], c["teams"]) = (issuer, "kubernetes", "ann", "blue", "12", "dev");
        change?.Invoke(c);
    });
}
