using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;
using static KubePki.Tests.Authentication.AuthenticationKit;

namespace KubePki.Tests.Authentication;

public sealed partial class TokenAuthenticationTests
{
    [Fact]
    public void A_static_token_is_whom_its_line_names()
    {
        _kit.Node.Write($"{Pki}/tokens.csv", "t0ken,ann,7,\"dev,ops\"\nother,bob,8\n,nobody,9\n");
        _kit.Flag("token-auth-file", $"{Pki}/tokens.csv");
        var report = _kit.Token("t0ken");
        Assert.Equal(("ann", "7", null), (report.Identity!.UserName, report.Identity.Uid, report.Identity.ExpiresAt));
        Assert.Equal(["dev", "ops", "system:authenticated"], report.Identity.Groups);
        Assert.Equal(["system:authenticated"], _kit.Token("other").Identity!.Groups);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token("t0kenn").Verdict);
        CanBeRead(report);
    }

    [Theory]
    [InlineData("only,two\n")]
    [InlineData("a\"b,c,d\n")]
    [InlineData("\"a,b,c\n")]
    public void A_file_the_api_server_cannot_read_decides_nothing(string content)
    {
        _kit.Node.Write($"{Pki}/tokens.csv", content);
        _kit.Flag("token-auth-file", $"{Pki}/tokens.csv");
        var report = _kit.Token("x");
        Assert.Equal(AuthenticationVerdict.Undecided, report.Verdict);
        Step(report, "static-token").Reason.IsOf(AuthenticationMessages.FileUnusable);
    }

    [Fact]
    public void A_password_is_looked_up_until_1_18()
    {
        using var old = new AuthenticationKit("v1.18.0");
        old.Node.Write($"{Pki}/basic-auth.csv", "pa:ss,ann,7,\"dev\"\n");
        old.Flag("basic-auth-file", $"{Pki}/basic-auth.csv");
        Credential Of(string password) => new() { Where = "", UserName = "ann", Password = password };
        Assert.Equal(("ann", AuthenticationVerdict.Accepted), (old.Ask(Of("pa:ss")).Identity!.UserName, old.Ask(Of("pa:ss")).Verdict));
        Assert.Equal(AuthenticationVerdict.Refused, old.Ask(Of("wrong")).Verdict);
        Step(old.Ask(Of("wrong")), "password").Reason.IsOf(AuthenticationMessages.WrongPassword);

        // Later versions ignore the password: the request is anonymous, not refused.
        _kit.Flag("basic-auth-file", $"{Pki}/basic-auth.csv");
        var report = _kit.Ask(Of("pa:ss"));
        Assert.Equal((AuthenticationVerdict.Anonymous, StepOutcome.Off), (report.Verdict, Step(report, "password").Outcome));
    }

    [Fact]
    public void A_bootstrap_token_is_decided_by_its_secret()
    {
        var report = _kit.Token("abcdef.0123456789abcdef");
        Assert.Equal(AuthenticationVerdict.Undecided, report.Verdict);
        Assert.Equal("system:bootstrap:abcdef", report.Identity!.UserName);
        Assert.DoesNotContain("0123456789abcdef", string.Join(' ', report.Steps.Select(s => s.Reason)), StringComparison.Ordinal);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token("ABCDEF.0123456789abcdef").Verdict);
        _kit.Flag("enable-bootstrap-token-auth", null);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token("abcdef.0123456789abcdef").Verdict);
        CanBeRead(report);
    }

    [Fact]
    public void Tokens_of_other_authenticators_are_undecided()
    {
        _kit.Flag("oidc-issuer-url", "https://login.example.com");
        _kit.Flag("oidc-client-id", "kubernetes");
        string OfIssuer(Action<System.Text.Json.Nodes.JsonObject>? change = null) => _kit.Bound(c =>
        {
            (c["iss"], c["aud"], c["sub"], c["email"],
                c["teams"]) = ("https://login.example.com", "kubernetes", "ann", "ann@example.com",
                    new System.Text.Json.Nodes.JsonArray("dev", "ops"));
            change?.Invoke(c);
        });
        Assert.Equal(
            "the token is signed with ES256, but the API server accepts only RS256 (--oidc-signing-algs)",
            _kit.Token(OfIssuer()).Steps.Single(s => s.Id == "oidc").Reason!.ToString());
        _kit.Flag("oidc-signing-algs", "ES384,ES256");
        var open = _kit.Token(OfIssuer());
        Assert.Equal((AuthenticationVerdict.Undecided, "https://login.example.com#ann"), (open.Verdict, open.Identity!.UserName));
        var reason = open.Steps.Single(s => s.Id == "oidc").Reason!;
        Assert.Equal(["https://login.example.com", "sub=ann, email=ann@example.com, aud=kubernetes"], reason.Arguments);
        Assert.Equal("other-audience expired no-name", string.Join(' ',
        [
            _kit.Token(OfIssuer(c => c["aud"] = "others")).Verdict == AuthenticationVerdict.Refused ? "other-audience" : "",
            _kit.Token(OfIssuer(c => c["exp"] = 1)).Verdict == AuthenticationVerdict.Refused ? "expired" : "",
            _kit.Token(OfIssuer(c => c.Remove("sub"))).Verdict == AuthenticationVerdict.Refused ? "no-name" : "",
        ]));
        _kit.Flag("oidc-username-claim", "email");
        _kit.Flag("oidc-groups-claim", "teams");
        _kit.Flag("oidc-groups-prefix", "oidc-");
        var named = _kit.Token(OfIssuer()).Identity!;
        Assert.Equal("ann@example.com oidc-dev oidc-ops system:authenticated", $"{named.UserName} {string.Join(' ', named.Groups)}");
        _kit.Flag("oidc-username-prefix", "u-");
        Assert.Equal("u-ann@example.com", _kit.Token(OfIssuer()).Identity!.UserName);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(_kit.Bound(c => c["iss"] = "https://other.example.com")).Verdict);
        string Refused(Action<System.Text.Json.Nodes.JsonObject>? change = null)
            => _kit.Token(OfIssuer(change)) is { Verdict: AuthenticationVerdict.Refused } refused
                ? refused.Steps.Single(s => s.Id == "oidc").Reason!.ToString()
                : "";
        Assert.Equal(
            "the claim email_verified of the token is missing, invalid, or does not fit the other claims",
            Refused(c => c["email_verified"] = false));
        Assert.Equal("", Refused(c => c["email_verified"] = true));
        Assert.Equal("the claim teams of the token is missing, invalid, or does not fit the other claims", Refused(c => c["teams"] = 7));
        Assert.Equal("", Refused(c => c["teams"] = "dev"));
        Assert.StartsWith(
            "the token is not valid before", Refused(c => c["nbf"] = c["exp"]!.GetValue<long>() - 1), StringComparison.Ordinal);
        _kit.Flag("oidc-required-claim", "tenant=blue");
        Assert.Equal("the claim tenant of the token is not 'blue', which --oidc-required-claim requires", Refused());
        Assert.Equal("", Refused(c => c["tenant"] = "blue"));
        _kit.Flag("authentication-token-webhook-config-file", "/etc/kubernetes/webhook.yaml");
        var asked = _kit.Token("anything");
        Assert.Equal(
            (AuthenticationVerdict.Undecided, "/etc/kubernetes/webhook.yaml"),
            (asked.Verdict, asked.Steps.Single(s => s.Id == "webhook").Reason!.Arguments[0]));
        _kit.Node.Write(
            "/etc/kubernetes/webhook.yaml",
            "apiVersion: v1\nkind: Config\nclusters: [{ name: w, cluster: { server: 'https://sso.example.com/review' } }]\ncontexts: [{ "
                + "name: w, context: { cluster: w, user: w } }]\ncurrent-context: w\nusers: [{ name: w, user: {} }]\n");
        Assert.Equal(
            "https://sso.example.com/review (/etc/kubernetes/webhook.yaml)",
            _kit.Token("anything").Steps.Single(s => s.Id == "webhook").Reason!.Arguments[0]);
        Assert.Equal(AuthenticationVerdict.Accepted, _kit.Token(_kit.Legacy()).Verdict);
    }
}
