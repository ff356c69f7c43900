using System.Globalization;
using KubePki.Localization;

namespace KubePki.Authentication;

/// <summary>
/// Service account tokens: legacy tokens, which are in Secrets and never expire, and bound tokens, which have an audience and an expiry
/// (kubernetes pkg/serviceaccount jwt.go, legacy.go, claims.go).
/// </summary>
internal static class ServiceAccountAuthenticators
{
    internal const string CredentialId = "authentication.kubernetes.io/credential-id";

    /// <summary>
    /// From this minor version on, the extra attributes have a credential ID for client certificates and for tokens of issuers.
    /// </summary>
    internal const int CredentialIdSince = 32;

    private const string LegacyIssuer = "kubernetes/serviceaccount";
    private const string UserPrefix = "system:serviceaccount:";
    private const string Claims = "kubernetes.io";
    private const string LegacyClaims = "kubernetes.io/serviceaccount/";

    /// <summary>
    /// Up to the first minor version, a token without an expiry counts as expired, and the time of issue is ignored (go-jose 2.2, measured
    /// on 1.20). From the second one on, it is the reverse (measured on 1.36). Between the two, it depends on the patch release.
    /// </summary>
    private const int LastStrictDates = 20;
    private const int LenientDatesSince = 36;

    /// <summary>From this minor version on, an unused Secret may be marked invalid (LegacyServiceAccountTokenCleanUp).</summary>
    private const int InvalidSinceSince = 28;

    /// <summary>From this minor version on, the extra attributes have the token's ID and the pod's node.</summary>
    private const int TokenIdSince = 30;

    private static readonly string[] LegacyNames = ["namespace", "secret.name", "service-account.name", "service-account.uid"];

    /// <summary>The kinds of objects that a token can be bound to.</summary>
    private static readonly string[] BoundKinds = ["pod", "secret", "node"];

    /// <summary>
    /// The fields of a bound token's private claim that are objects, and those that are strings (kubernetes pkg/serviceaccount claims.go).
    /// </summary>
    private static readonly string[] References = ["serviceaccount", .. BoundKinds];
    private static readonly string[][] Texts =
    [
        ["namespace"], .. References.SelectMany(kind => (string[][])[[kind, "name"], [kind, "uid"]]),
    ];

    /// <summary>go-jose's leeway for dates.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    internal static Answer Legacy(Question question) => Ask(question, [LegacyIssuer], LegacyIdentity);

    internal static Answer Bound(Question question) => Ask(question, question.Settings.Issuers, BoundIdentity);

    private static Answer Ask(Question question, IReadOnlyList<string> issuers, Func<Question, JsonWebToken, Answer> identify)
    {
        var settings = question.Settings;
        if (JsonWebToken.Read(question.Credential.SentToken!) is not { } token)
        {
            return Answer.PassesOn(AuthenticationMessages.NotAJwt.At(""));
        }

        if (token.Claim("iss") is not { } issuer || !issuers.Contains(issuer))
        {
            return Answer.PassesOn(AuthenticationMessages.OtherIssuer.At("", token.Claim("iss") ?? "", string.Join(", ", issuers)));
        }

        if (Refusal(settings, token) is { } refusal)
        {
            return Answer.Refuses(refusal);
        }

        // A token without an audience is meant for the API server.
        var audiences = token.Audiences.Count > 0 ? token.Audiences.Intersect(settings.Audiences).ToList() : settings.Audiences;
        if (settings.Audiences.Count > 0 && audiences.Count == 0)
        {
            return Answer.Refuses(AuthenticationMessages.WrongAudience.At(
                "", string.Join(", ", token.Audiences), string.Join(", ", settings.Audiences)));
        }

        var answer = identify(question, token);
        return answer.Identity is not { } identity
            ? answer
            : BySigner(settings, answer with { Identity = identity with { Audiences = audiences } });
    }

    /// <summary>Why the token is refused regardless of its claims: go-jose decodes and verifies it before anything else.</summary>
    private static Problem? Refusal(ApiServerSettings settings, JsonWebToken token)
        => token.HasCriticalHeader ? AuthenticationMessages.CriticalHeader.At("")
            : settings.ExternalSigner is null && !KeysFor(settings, token).Any(token.IsSignedBy) ? WrongSignature(settings, token)
            : token.RepeatedClaim() is { } repeated ? AuthenticationMessages.BadClaim.At("", repeated)
            : token.MistypedClaim is { } mistyped ? AuthenticationMessages.BadClaim.At("", mistyped)
            : null;

    private static IEnumerable<byte[]> KeysFor(ApiServerSettings settings, JsonWebToken token)
        => settings.Keys.Where(key => !settings.ChoosesByKeyId || token.KeyId is null || token.KeyId == JsonWebToken.IdOf(key));

    /// <summary>The keys of an external signer are not on this node, so that the signer decides.</summary>
    private static Answer BySigner(ApiServerSettings settings, Answer answer)
        => settings.ExternalSigner is not { } signer || answer.Outcome != StepOutcome.Accepts ? answer
            : Answer.Undecided(AuthenticationMessages.ExternalSigner.At("", signer), answer.Identity);

    private static Answer LegacyIdentity(Question question, JsonWebToken token)
    {
        if (token.Claim("sub") is not { Length: > 0 } subject)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", "sub"));
        }

        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in LegacyNames)
        {
            if (token.Claim(LegacyClaims + name) is not { Length: > 0 } value)
            {
                return Answer.Refuses(AuthenticationMessages.BadClaim.At("", LegacyClaims + name));
            }

            claims[name] = value;
        }

        var (space, account) = (claims["namespace"], claims["service-account.name"]);
        if (subject != $"{UserPrefix}{space}:{account}")
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", "sub"));
        }

        return Accept(space, account, claims["service-account.uid"], identity => identity with
        {
            Conditions = question.Settings.LooksUpAccounts
                ? [.. Objects(question.Settings, $"{space}/{account}", claims["service-account.uid"], $"{space}/{claims["secret.name"]}")]
                : [],
        });
    }

    private static IEnumerable<Problem> Objects(ApiServerSettings settings, string account, string uid, string secret)
    {
        yield return AuthenticationMessages.AccountExists.At("", account, uid);
        yield return AuthenticationMessages.SecretExists.At("", secret);
        if (settings.Minor is not < InvalidSinceSince)
        {
            yield return AuthenticationMessages.SecretIsValid.At("", secret);
        }
    }

    private static Answer BoundIdentity(Question question, JsonWebToken token)
    {
        if (FindDateProblem(question, token) is { } untimely)
        {
            return Answer.Refuses(untimely);
        }

        if (!token.IsObject(Claims) || References.Any(kind => !token.IsObject(Claims, kind))
            || Texts.Any(path => !token.IsText([Claims, .. path]))
            || !token.IsTime(Claims, "warnafter")
            || token.RepeatedClaim(Claims) is not null || References.Any(kind => token.RepeatedClaim(Claims, kind) is not null))
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", Claims));
        }

        if (token.Claim(Claims, "namespace") is not { Length: > 0 } space
            || token.Claim(Claims, "serviceaccount", "name") is not { Length: > 0 } account
            || token.Claim(Claims, "serviceaccount", "uid") is not { Length: > 0 } uid)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", Claims));
        }

        if (BoundKinds.FirstOrDefault(kind => IsUnfit(token, kind)) is { } unfit)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", $"{Claims}/{unfit}"));
        }

        var accepted = Accept(space, account, uid, identity => identity with
        {
            ExpiresAt = token.Time("exp"),
            Extra = Extra(question.Settings, token),
            Conditions =
            [
                AuthenticationMessages.AccountExists.At("", $"{space}/{account}", uid),
                .. BoundKinds.Where(kind => token.Claim(Claims, kind, "name") is not null
                    && (kind != "node" || token.Claim(Claims, "pod", "name") is null))
                    .Select(kind => AuthenticationMessages.ObjectExists.At(
                        "", kind, kind == "node" ? token.Claim(Claims, kind, "name")! : $"{space}/{token.Claim(Claims, kind, "name")}")),
            ],
        });
        return ByVersion(question, token) is { } open ? Answer.Undecided(open, accepted.Identity) : accepted;
    }

    /// <summary>
    /// True if the token is bound to an object that cannot exist: no object has an empty name or UID. A pod's node is not looked up.
    /// </summary>
    private static bool IsUnfit(JsonWebToken token, string kind)
        => token.Has(Claims, kind) && !(kind == "node" && token.Has(Claims, "pod"))
            && !(token.Claim(Claims, kind, "name") is { Length: > 0 } && token.Claim(Claims, kind, "uid") is { Length: > 0 });

    /// <summary>
    /// Why the token's dates are refused, or null. A missing date does not refuse the token, except a missing expiry in old versions.
    /// </summary>
    private static Problem? FindDateProblem(Question question, JsonWebToken token)
        => token.Time("exp") is { } end && question.Now - Leeway > end ? AuthenticationMessages.TokenExpired.At("", Times.Second(end))
            : token.Time("exp") is null && question.Settings.Minor <= LastStrictDates ? AuthenticationMessages.BadClaim.At("", "exp")
            : token.Time("nbf") is { } start && question.Now + Leeway < start
                ? AuthenticationMessages.TokenNotYetValid.At("", Times.Second(start))
            : token.Time("iat") is { } issued && question.Now + Leeway < issued && question.Settings.Minor >= LenientDatesSince
                ? AuthenticationMessages.TokenFromTheFuture.At("", Times.Second(issued))
            : null;

    /// <summary>The open question if the version is between those whose go-jose is known and the dates decide, or null.</summary>
    private static Problem? ByVersion(Question question, JsonWebToken token)
        => question.Settings.Minor is <= LastStrictDates or >= LenientDatesSince ? null
            : token.Time("exp") is null ? AuthenticationMessages.NoEndByVersion.At("", $"1.{LastStrictDates}", $"1.{LenientDatesSince}")
            : token.Time("iat") is { } issued && question.Now + Leeway < issued
                ? AuthenticationMessages.FutureByVersion.At("", Times.Second(issued), $"1.{LastStrictDates}", $"1.{LenientDatesSince}")
            : null;

    private static Answer Accept(string space, string account, string uid, Func<Identity, Identity> complete)
        => new(
            StepOutcome.Accepts,
            Identity: complete(new Identity(
                $"{UserPrefix}{space}:{account}", uid, ["system:serviceaccounts", $"system:serviceaccounts:{space}"])));

    private static Dictionary<string, IReadOnlyList<string>> Extra(ApiServerSettings settings, JsonWebToken token)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                extra[name] = [value];
            }
        }

        Add("authentication.kubernetes.io/pod-name", token.Claim(Claims, "pod", "name"));
        Add("authentication.kubernetes.io/pod-uid", token.Claim(Claims, "pod", "uid"));
        if (settings.Minor >= TokenIdSince)
        {
            Add(CredentialId, token.Claim("jti") is { Length: > 0 } id ? $"JTI={id}" : null);
            Add("authentication.kubernetes.io/node-name", token.Claim(Claims, "node", "name"));
            Add(
                "authentication.kubernetes.io/node-uid",
                token.Claim(Claims, "node", "name") is { Length: > 0 } ? token.Claim(Claims, "node", "uid") : null);
        }

        return extra;
    }

    private static Problem WrongSignature(ApiServerSettings settings, JsonWebToken token)
    {
        if (settings.ChoosesByKeyId && token.KeyId is { } id && settings.Keys.FirstOrDefault(token.IsSignedBy) is { } named)
        {
            return AuthenticationMessages.WrongKeyId.At("", id, JsonWebToken.IdOf(named));
        }

        var elsewhere = settings.TokenKeys.FirstOrDefault(k => !settings.KeyFiles.Contains(k.Key) && k.Value.Succeeded
            && k.Value.Value!.Any(token.IsSignedBy)).Key;
        var problem = AuthenticationMessages.WrongSignature.At(
            "", string.Join(", ", settings.KeyFiles), token.KeyId ?? "-",
            settings.Keys is { Count: > 0 } keys ? string.Join(", ", keys.Select(JsonWebToken.IdOf)) : "-");
        return elsewhere is null ? problem : problem with { Cause = AuthenticationMessages.SignedWith.At("", elsewhere) };
    }
}
