using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Tests.Kit;
using static KubePki.Tests.Authentication.AuthenticationKit;

namespace KubePki.Tests.Authentication;

/// <summary>Answers that depend on the API server's version, and the forms of claims that every version refuses.</summary>
public sealed class ServerVersionTests : IDisposable
{
    private readonly AuthenticationKit _kit = new("v1.36.2");

    [Theory]
    [InlineData("v1.20.2", AuthenticationVerdict.Refused, AuthenticationVerdict.Accepted)]
    [InlineData("v1.30.0", AuthenticationVerdict.Undecided, AuthenticationVerdict.Undecided)]
    [InlineData("v1.36.2", AuthenticationVerdict.Accepted, AuthenticationVerdict.Refused)]
    public void Dates_of_bound_tokens_are_judged_as_the_servers_library_does(string version, object withoutEnd, object fromTheFuture)
    {
        using var kit = new AuthenticationKit(version);
        Assert.Equal((AuthenticationVerdict)withoutEnd, kit.Token(kit.Bound(c => c.Remove("exp"))).Verdict);
        Assert.Equal(
            (AuthenticationVerdict)fromTheFuture,
            kit.Token(kit.Bound(c => c["iat"] = kit.Node.Now.AddHours(1).ToUnixTimeSeconds())).Verdict);
        CanBeRead(kit.Token(kit.Bound(c => c.Remove("exp"))));
        CanBeRead(kit.Token(kit.Bound(c => c["iat"] = kit.Node.Now.AddHours(1).ToUnixTimeSeconds())));
    }

    [Fact]
    public void An_end_in_milliseconds_lies_far_ahead()
        => Assert.Equal(
            (AuthenticationVerdict.Accepted, 9999),
            _kit.Token(_kit.Bound(c => c["exp"] = 1_900_000_000_000)) is var report
                ? (report.Verdict, report.Identity!.ExpiresAt!.Value.Year)
                : default);

    [Theory]
    [InlineData("v1.31.9", AuthenticationVerdict.Accepted)]
    [InlineData("v1.32.0", AuthenticationVerdict.Refused)]
    public void From_1_32_on_only_the_named_key_is_tried(string version, object withAnotherId)
    {
        using var kit = new AuthenticationKit(version);
        var claims = JsonNode.Parse(Claims(kit.Bound()))!.AsObject();
        var report = kit.Token(kit.Sign(claims, keyId: "another"));
        Assert.Equal((AuthenticationVerdict)withAnotherId, report.Verdict);
        Assert.Equal(AuthenticationVerdict.Accepted, kit.Token(kit.Sign(claims, keyId: "")).Verdict);
        if ((AuthenticationVerdict)withAnotherId == AuthenticationVerdict.Refused)
        {
            Step(report, "service-account").Reason.IsOf(AuthenticationMessages.WrongKeyId);
        }
    }

    [Theory]
    [InlineData("nbf", "\"1\"")]
    [InlineData("exp", "true")]
    [InlineData("jti", "7")]
    [InlineData("sub", "[]")]
    [InlineData("aud", "[1]")]
    [InlineData("aud", "null")]
    [InlineData("kubernetes.io", "\"x\"")]
    [InlineData("kubernetes.io", """{"namespace":"a","serviceaccount":{"name":"b","uid":1}}""")]
    [InlineData("kubernetes.io", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"pod":[]}""")]
    public void A_claim_of_the_wrong_type_is_refused(string claim, string value)
    {
        var report = _kit.Token(_kit.Bound(c => c[claim] = JsonNode.Parse(value)));
        Assert.Equal(AuthenticationVerdict.Refused, report.Verdict);
        Assert.Equal(claim, Step(report, "service-account").Reason.IsOf(AuthenticationMessages.BadClaim).Arguments[0]);
    }

    [Theory]
    [InlineData("kubernetes.io", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"warnafter":"1"}""")]
    [InlineData("kubernetes.io/pod", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"pod":{}}""")]
    [InlineData("kubernetes.io/pod", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"pod":{"name":"p"}}""")]
    [InlineData("kubernetes.io/secret", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"secret":{"uid":"s"}}""")]
    [InlineData("kubernetes.io/node", """{"namespace":"a","serviceaccount":{"name":"b","uid":"c"},"node":{"name":"n"}}""")]
    public void A_binding_without_an_object_and_a_mistyped_warning_are_refused(string claim, string value)
    {
        var report = _kit.Token(_kit.Bound(c => c["kubernetes.io"] = JsonNode.Parse(value)));
        Assert.Equal(
            (AuthenticationVerdict.Refused, claim),
            (report.Verdict, Step(report, "service-account").Reason.IsOf(AuthenticationMessages.BadClaim).Arguments[0]));
    }

    [Fact]
    public void The_node_of_a_pod_is_not_looked_up()
        => Assert.Equal(
            AuthenticationVerdict.Accepted, _kit.Token(_kit.Bound(c => c["kubernetes.io"]!["node"]!.AsObject().Remove("uid"))).Verdict);

    [Theory]
    [InlineData("v1.21.0", AuthenticationVerdict.Refused)]
    [InlineData("v1.36.2", AuthenticationVerdict.Accepted)]
    public void From_1_22_on_every_issuer_counts_and_is_an_audience(string version, object ofTheFirst)
    {
        using var kit = new AuthenticationKit(version);
        kit.Flag("service-account-issuer", $"{Issuer}\n    - --service-account-issuer=https://second.example.com");
        string Of(string issuer, string audience) => kit.Bound(c => (c["iss"], c["aud"]) = (issuer, new JsonArray(audience)));
        Assert.Equal((AuthenticationVerdict)ofTheFirst, kit.Token(Of(Issuer, Issuer)).Verdict);
        Assert.Equal(AuthenticationVerdict.Accepted, kit.Token(Of("https://second.example.com", "https://second.example.com")).Verdict);
        Assert.Equal((AuthenticationVerdict)ofTheFirst, kit.Token(Of(Issuer, "https://second.example.com")).Verdict);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("RBAC,AlwaysAllow", null, true)]
    [InlineData("Node,RBAC", null, false)]
    [InlineData(null, "/etc/kubernetes/authorization.yaml", false)]
    public void Without_a_mode_of_authorization_everybody_may_do_everything_and_nobody_is_anonymous(
        string? mode, string? file, bool allowsAll)
    {
        _kit.Flag("authorization-mode", mode);
        _kit.Flag("authorization-config", file);
        var nothing = _kit.Ask(new Credential { Where = "" });
        Assert.Equal(allowsAll ? AuthenticationVerdict.Refused : AuthenticationVerdict.Anonymous, nothing.Verdict);
        Assert.Equal(allowsAll, nothing.Remarks.Any(r => r.Is(AuthenticationMessages.NotAnonymousByMode)));
        Assert.Equal(allowsAll, _kit.Token(_kit.Bound()).Remarks.Any(r => r.Is(AuthenticationMessages.MayDoAll)));
        CanBeRead(nothing);
        CanBeRead(_kit.Token(_kit.Bound()));
    }

    [Fact]
    public void A_claim_that_stands_there_twice_is_refused()
    {
        var token = _kit.Signed(Claims(_kit.Bound()).Replace("\"sub\":", "\"sub\":\"x\",\"sub\":", StringComparison.Ordinal));
        Assert.Equal("sub", Step(_kit.Token(token), "service-account").Reason.IsOf(AuthenticationMessages.BadClaim).Arguments[0]);
        token = _kit.Signed(Claims(_kit.Bound()).Replace("\"namespace\":", "\"namespace\":\"x\",\"namespace\":", StringComparison.Ordinal));
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(token).Verdict);
    }

    [Theory]
    [InlineData(",\"kid\":7")]
    [InlineData(",\"alg\":\"ES256\"")]
    public void A_header_that_the_servers_library_does_not_read_makes_no_token(string more)
        => Step(
            _kit.Token(_kit.Signed(Claims(_kit.Bound()), $$"""{"alg":"ES256"{{more}}}""")),
            "service-account").Reason.IsOf(AuthenticationMessages.NotAJwt);

    [Theory]
    [InlineData("[]", AuthenticationVerdict.Accepted)]
    [InlineData("null", AuthenticationVerdict.Accepted)]
    [InlineData("[\"exp\"]", AuthenticationVerdict.Refused)]
    [InlineData("\"exp\"", AuthenticationVerdict.Refused)]
    public void An_empty_list_of_extensions_is_none(string critical, object verdict)
        => Assert.Equal(
            (AuthenticationVerdict)verdict,
            _kit.Token(_kit.Signed(Claims(_kit.Bound()), $$"""{"alg":"ES256","crit":{{critical}}}""")).Verdict);

    [Fact]
    public void A_header_with_critical_extensions_is_refused()
    {
        var claims = JsonNode.Parse(Claims(_kit.Bound()))!.AsObject();
        Step(
            _kit.Token(_kit.Sign(claims, critical: new JsonArray("exp"))),
            "service-account").Reason.IsOf(AuthenticationMessages.CriticalHeader);
    }

    [Fact]
    public void What_stands_behind_a_blank_of_a_token_is_not_sent()
    {
        _kit.Node.Write($"{Pki}/tokens.csv", "open sesame,ann,7\nopen,bob,8\n");
        _kit.Flag("token-auth-file", $"{Pki}/tokens.csv");
        Assert.Equal("bob", _kit.Token("open sesame").Identity!.UserName);
        _kit.Node.Write($"{Pki}/tokens.csv", "open sesame,ann,7\n");
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token("open sesame").Verdict);
    }

    [Fact]
    public void The_keys_of_a_signer_outside_leave_its_tokens_undecided()
    {
        _kit.Flag("service-account-key-file", null);
        _kit.Flag("service-account-signing-key-file", null);
        _kit.Flag("service-account-signing-endpoint", "/run/signer.sock");
        var report = _kit.Token(_kit.Bound(key: $"{Pki}/etcd/peer.key"));
        Assert.Equal(
            (AuthenticationVerdict.Undecided, "system:serviceaccount:kube-system:coredns"), (report.Verdict, report.Identity!.UserName));
        Step(report, "service-account").Reason.IsOf(AuthenticationMessages.ExternalSigner);
        Assert.Empty(report.Remarks);
        Assert.Equal(AuthenticationVerdict.Undecided, _kit.Token(_kit.Legacy()).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(_kit.Bound(c => c["exp"] = 1)).Verdict);
        Assert.Empty(_kit.Node.Check("token-flag").Answer.Problems);
        Assert.Empty(_kit.Node.Check("token-signer").Answer.Problems);
    }

    [Theory]
    [InlineData("False")]
    [InlineData("0")]
    [InlineData("f")]
    public void Flags_are_true_and_false_as_go_reads_them(string no)
    {
        _kit.Flag("anonymous-auth", no);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Ask(new Credential { Where = "nothing" }).Verdict);
        _kit.Flag("service-account-lookup", no);
        Assert.Empty(_kit.Token(_kit.Legacy()).Identity!.Conditions);
        _kit.Flag("enable-bootstrap-token-auth", "T");
        Assert.Equal(AuthenticationVerdict.Undecided, _kit.Token("abcdef.0123456789abcdef").Verdict);
    }

    public void Dispose() => _kit.Dispose();

    private static string Claims(string token)
        => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
}
