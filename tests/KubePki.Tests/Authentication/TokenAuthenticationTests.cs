using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubePki.Authentication;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;
using static KubePki.Tests.Authentication.AuthenticationKit;

namespace KubePki.Tests.Authentication;

/// <summary>Bearer tokens: static tokens, service account tokens, bootstrap tokens, and tokens that other servers decide about.</summary>
public sealed partial class TokenAuthenticationTests : IDisposable
{
    private readonly AuthenticationKit _kit = new();

    [Fact]
    public void A_legacy_token_is_its_service_account()
    {
        var report = _kit.Token(_kit.Legacy());
        Assert.Equal(AuthenticationVerdict.Accepted, report.Verdict);
        Assert.Equal(
            ("system:serviceaccount:default:default", "uid-1", null),
            (report.Identity!.UserName, report.Identity.Uid, report.Identity.ExpiresAt));
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"], report.Identity.Groups);
        Assert.Equal([Issuer], report.Identity.Audiences);
        Assert.Equal(
            [AuthenticationMessages.AccountExists.Id, AuthenticationMessages.SecretExists.Id, AuthenticationMessages.SecretIsValid.Id],
            report.Identity.Conditions.Select(p => p.Id));
        using var old = new AuthenticationKit("v1.20.2");
        Assert.DoesNotContain(AuthenticationMessages.SecretIsValid.Id, old.Token(old.Legacy()).Identity!.Conditions.Select(p => p.Id));
        Assert.Equal(StepOutcome.Accepts, Step(report, "service-account-legacy").Outcome);
        CanBeRead(report);
    }

    [Fact]
    public void Without_look_up_nothing_has_to_exist()
    {
        _kit.Flag("service-account-lookup", "false");
        Assert.Empty(_kit.Token(_kit.Legacy()).Identity!.Conditions);
    }

    [Fact]
    public void A_bound_token_is_its_service_account_while_it_lasts()
    {
        var report = _kit.Token(_kit.Bound());
        Assert.Equal(AuthenticationVerdict.Accepted, report.Verdict);
        Assert.Equal(("system:serviceaccount:kube-system:coredns", "uid-2"), (report.Identity!.UserName, report.Identity.Uid));
        Assert.Equal(["coredns-1"], report.Identity.Extra["authentication.kubernetes.io/pod-name"]);
        Assert.Equal(["JTI=11111111-2222-3333-4444-555555555555"], report.Identity.Extra["authentication.kubernetes.io/credential-id"]);
        Assert.Equal(["cp1"], report.Identity.Extra["authentication.kubernetes.io/node-name"]);
        Assert.Equal(_kit.Node.Now.AddHours(1).ToUnixTimeSeconds(), report.Identity.ExpiresAt!.Value.ToUnixTimeSeconds());
        Assert.Equal(
            [AuthenticationMessages.AccountExists.Id, AuthenticationMessages.ObjectExists.Id],
            report.Identity.Conditions.Select(p => p.Id));
        CanBeRead(report);
        using var old = new AuthenticationKit("v1.20.2");
        Assert.Equal(
            ["authentication.kubernetes.io/pod-name", "authentication.kubernetes.io/pod-uid"], old.Token(old.Bound()).Identity!.Extra.Keys);
    }

    [Fact]
    public void Dates_decide_with_a_minute_of_leeway()
    {
        var now = _kit.Node.Now;
        void Is(int endIn, int startIn, string? reason) => Assert.Equal(
            reason,
            Step(
                _kit.Token(_kit.Bound(c =>
                {
                    c["exp"] = now.AddSeconds(endIn)
                    .ToUnixTimeSeconds(); c["nbf"] = now.AddSeconds(startIn).ToUnixTimeSeconds();
                })),
                "service-account").Reason?.Id);
        Is(-30, -90, null);
        Is(-90, -180, AuthenticationMessages.TokenExpired.Id);
        Is(900, 30, null);
        Is(900, 90, AuthenticationMessages.TokenNotYetValid.Id);
        Assert.Null(Step(_kit.Token(_kit.Bound(c => c["iat"] = now.AddSeconds(30).ToUnixTimeSeconds())), "service-account").Reason);
    }

    [Fact]
    public void Audience_and_issuer_must_be_the_api_servers()
    {
        Step(
            _kit.Token(_kit.Bound(c => c["aud"] = new JsonArray("vault"))),
            "service-account").Reason.IsOf(AuthenticationMessages.WrongAudience);
        Step(_kit.Token(_kit.Bound(c => c["iss"] = "https://other")), "service-account").Reason.IsOf(AuthenticationMessages.OtherIssuer);
        Assert.Equal(AuthenticationVerdict.Accepted, _kit.Token(_kit.Bound(c => c["aud"] = Issuer)).Verdict);
        Assert.Equal(AuthenticationVerdict.Accepted, _kit.Token(_kit.Bound(c => c.Remove("aud"))).Verdict);
        _kit.Flag("api-audiences", "vault,db");
        Assert.Equal(["vault"], _kit.Token(_kit.Bound(c => c["aud"] = new JsonArray("vault", "x"))).Identity!.Audiences);
        Step(_kit.Token(_kit.Bound()), "service-account").Reason.IsOf(AuthenticationMessages.WrongAudience);
        Assert.Equal(["vault", "db"], _kit.Token(_kit.Legacy()).Identity!.Audiences);
    }

    [Fact]
    public void Another_key_is_refused_and_named_where_it_is_known()
    {
        var foreign = Step(
            _kit.Token(_kit.Bound(key: $"{Pki}/etcd/peer.key")), "service-account").Reason.IsOf(AuthenticationMessages.WrongSignature);
        Assert.Null(foreign.Cause);
        _kit.Node.Write($"{Pki}/old.key", _kit.Node.Text($"{Pki}/etcd/peer.key"));
        _kit.Node.Flag("kube-controller-manager", "service-account-private-key-file", $"{Pki}/old.key");
        Step(_kit.Token(_kit.Legacy(key: $"{Pki}/old.key")), "service-account-legacy").Reason!.Cause.IsOf(
            AuthenticationMessages.SignedWith);
    }

    [Fact]
    public void Several_keys_and_key_files_are_all_tried()
    {
        _kit.Node.Write($"{Pki}/sa.pub", _kit.Node.Text($"{Pki}/apiserver.crt") + _kit.Node.Text($"{Pki}/sa.pub"));
        Assert.Equal(AuthenticationVerdict.Accepted, _kit.Token(_kit.Legacy()).Verdict);
        Assert.Equal(AuthenticationVerdict.Accepted, _kit.Token(_kit.Legacy(key: $"{Pki}/apiserver.key")).Verdict);
    }

    [Fact]
    public void Without_the_key_flag_the_tls_key_verifies()
    {
        _kit.Flag("service-account-key-file", null);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(_kit.Legacy(key: $"{Pki}/apiserver.key")).Verdict);
        _kit.Flag("service-account-signing-key-file", null);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token(_kit.Legacy()).Verdict);
        var report = _kit.Token(_kit.Legacy(key: $"{Pki}/apiserver.key"));
        Assert.Equal(AuthenticationVerdict.Accepted, report.Verdict);
        Assert.Equal($"--tls-private-key-file={Pki}/apiserver.key", Step(report, "service-account-legacy").Setting);
        Assert.Contains(report.Remarks, r => r.Is(AuthenticationMessages.TlsKeyVerifies));
        _kit.Flag("tls-private-key-file", null);
        Assert.Equal(StepOutcome.Off, Step(_kit.Token(_kit.Legacy()), "service-account-legacy").Outcome);
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("kubernetes.io/serviceaccount/namespace")]
    [InlineData("kubernetes.io/serviceaccount/secret.name")]
    [InlineData("kubernetes.io/serviceaccount/service-account.name")]
    [InlineData("kubernetes.io/serviceaccount/service-account.uid")]
    public void A_legacy_token_needs_all_its_claims(string claim)
        => Step(_kit.Token(_kit.Legacy(c => c.Remove(claim))), "service-account-legacy").Reason.IsOf(AuthenticationMessages.BadClaim);

    [Fact]
    public void Claims_must_fit_one_another()
    {
        Step(
            _kit.Token(_kit.Legacy(c => c["sub"] = "system:serviceaccount:kube-system:default")),
            "service-account-legacy").Reason.IsOf(AuthenticationMessages.BadClaim);
        Step(_kit.Token(_kit.Bound(c => c.Remove("kubernetes.io"))), "service-account").Reason.IsOf(AuthenticationMessages.BadClaim);
    }

    [Fact]
    public void A_changed_token_is_refused()
    {
        var token = _kit.Bound();
        var parts = token.Split('.');
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA").Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Token($"{parts[0]}.{parts[1]}.").Verdict);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    public void The_algorithm_must_fit_the_key(string algorithm)
        => Step(_kit.Token(_kit.Bound(algorithm: algorithm)), "service-account").Reason.IsOf(AuthenticationMessages.WrongSignature);

    /// <summary>
    /// Each algorithm with each curve, with a valid signature: one curve belongs to one algorithm (RFC 7518 section 3.4).
    /// </summary>
    [Theory]
    [InlineData("ES256", 256, true)]
    [InlineData("ES256", 384, false)]
    [InlineData("ES256", 521, false)]
    [InlineData("ES384", 256, false)]
    [InlineData("ES384", 384, true)]
    [InlineData("ES384", 521, false)]
    [InlineData("ES512", 256, false)]
    [InlineData("ES512", 384, false)]
    [InlineData("ES512", 521, true)]
    public void The_curve_of_the_key_is_that_of_the_algorithm(string algorithm, int bits, bool accepted)
    {
        using var key = ECDsa.Create(bits switch
        {
            256 =>
            ECCurve.NamedCurves.nistP256,
            384 => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521
        });
        _kit.Node.Write($"{Pki}/sa.pub", key.ExportSubjectPublicKeyInfoPem());
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(_kit.Bound().Split('.')[1]))!.AsObject();
        var parts = _kit.Sign(claims, algorithm: algorithm, keyId: JsonWebToken.IdOf(key.ExportSubjectPublicKeyInfo())).Split('.');
        var hash = algorithm switch
        {
            "ES256" =>
            HashAlgorithmName.SHA256,
            "ES384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512
        };
        var signature = key.SignData(
            System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var report = _kit.Token($"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}");
        Assert.Equal(accepted ? AuthenticationVerdict.Accepted : AuthenticationVerdict.Refused, report.Verdict);
    }

    /// <summary>
    /// A credential that a command produces is unknown: it is never refused, and it is accepted only because of another credential that is
    /// sent with it.
    /// </summary>
    [Fact]
    public void Unknown_credentials_are_undecided()
    {
        var unknown = AuthenticationMessages.NoToken.At("exec");
        Credential Of(Made? made, string? token = null, bool isKnown = false)
            => new(
                )
            {
                Where = "",
                Unknown = isKnown ? null : unknown,
                Token = token,
                Certificates = made is null ? [] : [made.Certificate],
                HoldsItsKey = made is null ? null : true,
            };
        var authority = _kit.Node.Authority("ca");
        var good = (Recipe.Leaf("CN=ann") with
        {
            NotAfter = _kit.Node.Now.AddDays(9),
            NotBefore = _kit.Node.Now.AddDays(-1),
        }).SignedBy(authority);
        var bad = (Recipe.Leaf("CN=ann") with
        {
            NotAfter = _kit.Node.Now.AddDays(-1),
            NotBefore = _kit.Node.Now.AddDays(-9),
        }).SignedBy(authority);
        foreach (var (credential, verdict) in new[]
        {
            (Of(null), AuthenticationVerdict.Undecided), (Of(good), AuthenticationVerdict.Accepted),
            (Of(bad), AuthenticationVerdict.Undecided),
            (Of(null, "x"), AuthenticationVerdict.Undecided), (Of(null, _kit.Bound()), AuthenticationVerdict.Accepted),
        })
        {
            var report = _kit.Ask(credential);
            Assert.Equal(verdict, report.Verdict);
            Assert.Contains(unknown, report.Remarks);
        }

        // If the credential is known, the same ones are refused, or anonymous.
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Ask(Of(bad, isKnown: true)).Verdict);
        Assert.Equal(AuthenticationVerdict.Anonymous, _kit.Ask(Of(null, isKnown: true)).Verdict);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Ask(Of(null, "x", isKnown: true)).Verdict);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.W10.AA")]
    [InlineData("....")]
    public void What_is_no_token_is_an_invalid_bearer_token(string token)
    {
        var report = _kit.Token(token);
        Assert.Equal(AuthenticationVerdict.Refused, report.Verdict);
        Assert.Contains(report.Remarks, r => r.Is(AuthenticationMessages.InvalidToken));
        CanBeRead(report);
    }

    [Fact]
    public void Rsa_signatures_are_verified_in_both_paddings()
    {
        using var rsa = RSA.Create(2048);
        _kit.Node.Write($"{Pki}/sa.pub", rsa.ExportSubjectPublicKeyInfoPem());
        foreach (var (algorithm, padding) in new[] { ("RS256", RSASignaturePadding.Pkcs1), ("PS256", RSASignaturePadding.Pss) })
        {
            var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(_kit.Bound().Split('.')[1]))!.AsObject();
            var parts = _kit.Sign(claims, algorithm: algorithm, keyId: JsonWebToken.IdOf(rsa.ExportSubjectPublicKeyInfo())).Split('.');
            var signature = rsa.SignData(System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, padding);
            Assert.Equal(
                AuthenticationVerdict.Accepted,
                _kit.Token($"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}").Verdict);
        }
    }

    [Fact]
    public void Without_a_manifest_nothing_can_be_told()
    {
        _kit.Node.Delete("/etc/kubernetes/manifests/kube-apiserver.yaml");
        ApiServerSettings.Read(_kit.Node.Root, _kit.Node.State, _kit.Node.Around).Fails(AuthenticationMessages.NoApiServer);
    }

    [Fact]
    public void Of_a_manifest_that_the_kubelet_refuses_nothing_is_told_but_that()
    {
        _kit.Flag("oidc-username-prefix", "sso:");
        ApiServerSettings.Read(_kit.Node.Root, _kit.Node.State, _kit.Node.Around).Fails(KubernetesMessages.EntryNotText);
        _kit.Node.Write("/etc/kubernetes/manifests/kube-apiserver.yaml", "a: [");
        ApiServerSettings.Read(_kit.Node.Root, _kit.Node.State, _kit.Node.Around).Fails(KubernetesMessages.BrokenYaml);
    }

    /// <summary>Found by fuzzing: reading these texts must not throw.</summary>
    [Theory]
    [InlineData("""{"iss":"\ud800"}""")]
    [InlineData("""{"\udc00":1,"iss":"a"}""")]
    [InlineData("""{"iss":"a","aud":["\ud800"]}""")]
    public void A_token_with_a_lone_surrogate_is_invalid(string claims)
    {
        static string Part(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Null(JsonWebToken.Read($"{Part("""{"alg":"ES256"}""")}.{Part(claims)}.AA"));
        Assert.NotNull(JsonWebToken.Read($"{Part("""{"alg":"ES256"}""")}.{Part("""{"iss":"\ud83d\ude00","iss":"b"}""")}.AA"));
    }

    public void Dispose() => _kit.Dispose();
}
