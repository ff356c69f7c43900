using System.Globalization;
using KubePki.Language;

namespace KubePki.Authentication;

/// <summary>
/// Tokens of service accounts: legacy ones that lie in Secrets and never end, and bound ones with an audience and an end
/// (kubernetes pkg/serviceaccount jwt.go, legacy.go, claims.go).
/// </summary>
internal static class ServiceAccountAuthenticators
{
    internal const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string LegacyIssuer = "kubernetes/serviceaccount";
    private const string UserPrefix = "system:serviceaccount:";
    private const string Claims = "kubernetes.io";
    private const string LegacyClaims = "kubernetes.io/serviceaccount/";

    /// <summary>From this minor version on the token's id and the pod's node go along.</summary>
    private const int TokenIdSince = 30;

    private static readonly string[] LegacyNames = ["namespace", "secret.name", "service-account.name", "service-account.uid"];

    /// <summary>What a token can be bound to.</summary>
    private static readonly string[] Bonds = ["pod", "secret", "node"];

    /// <summary>go-jose's leeway for dates.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    internal static Answer Legacy(Question question) => Ask(question, [LegacyIssuer], LegacyIdentity);

    internal static Answer Bound(Question question) => Ask(question, question.Settings.Issuers, BoundIdentity);

    private static Answer Ask(Question question, IReadOnlyList<string> issuers, Func<Question, JsonWebToken, Answer> identify)
    {
        var settings = question.Settings;
        if (JsonWebToken.Read(question.Credential.Token!) is not { } token)
        {
            return Answer.PassesOn(AuthenticationMessages.NotAJwt.At(""));
        }

        if (token.Claim("iss") is not { } issuer || !issuers.Contains(issuer))
        {
            return Answer.PassesOn(AuthenticationMessages.OtherIssuer.At("", token.Claim("iss") ?? "", string.Join(", ", issuers)));
        }

        if (!settings.Keys.Any(token.IsSignedBy))
        {
            return Answer.Refuses(WrongSignature(settings, token));
        }

        // A token for nobody in particular is for the API server.
        var audiences = token.Audiences.Count > 0 ? token.Audiences.Intersect(settings.Audiences).ToList() : settings.Audiences;
        return settings.Audiences.Count > 0 && audiences.Count == 0
            ? Answer.Refuses(AuthenticationMessages.WrongAudience.At("", string.Join(", ", token.Audiences), string.Join(", ", settings.Audiences)))
            : identify(question, token) is { Identity: { } identity } answer ? answer with { Identity = identity with { Audiences = audiences } } : identify(question, token);
    }

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
            Provided = question.Settings.LooksUpAccounts
                ? [AuthenticationMessages.AccountExists.At("", $"{space}/{account}", claims["service-account.uid"]), AuthenticationMessages.SecretExists.At("", $"{space}/{claims["secret.name"]}")]
                : [],
        });
    }

    private static Answer BoundIdentity(Question question, JsonWebToken token)
    {
        // A token without an end counts as ended (seen on 1.20).
        if (token.Time("exp") is not { } end)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", "exp"));
        }

        if (question.Now - Leeway > end)
        {
            return Answer.Refuses(AuthenticationMessages.TokenExpired.At("", Moment(end)));
        }

        if (token.Time("nbf") is { } start && question.Now + Leeway < start)
        {
            return Answer.Refuses(AuthenticationMessages.TokenNotYetValid.At("", Moment(start)));
        }

        if (token.Time("iat") is { } issued && question.Now + Leeway < issued)
        {
            return Answer.Refuses(AuthenticationMessages.TokenFromTheFuture.At("", Moment(issued)));
        }

        if (token.Claim(Claims, "namespace") is not { } space || token.Claim(Claims, "serviceaccount", "name") is not { } account || token.Claim(Claims, "serviceaccount", "uid") is not { } uid)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", Claims));
        }

        return Accept(space, account, uid, identity => identity with
        {
            Until = end,
            Extra = Extra(question.Settings, token),
            Provided =
            [
                AuthenticationMessages.AccountExists.At("", $"{space}/{account}", uid),
                .. Bonds.Where(kind => token.Claim(Claims, kind, "name") is not null && (kind != "node" || token.Claim(Claims, "pod", "name") is null))
                    .Select(kind => AuthenticationMessages.ObjectExists.At("", kind, kind == "node" ? token.Claim(Claims, kind, "name")! : $"{space}/{token.Claim(Claims, kind, "name")}")),
            ],
        });
    }

    private static Answer Accept(string space, string account, string uid, Func<Identity, Identity> complete)
        => new(StepOutcome.Accepts, Identity: complete(new Identity($"{UserPrefix}{space}:{account}", uid, ["system:serviceaccounts", $"system:serviceaccounts:{space}"])));

    private static Dictionary<string, IReadOnlyList<string>> Extra(ApiServerSettings settings, JsonWebToken token)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                extra[name] = [value];
            }
        }

        Add("authentication.kubernetes.io/pod-name", token.Claim(Claims, "pod", "name"));
        Add("authentication.kubernetes.io/pod-uid", token.Claim(Claims, "pod", "uid"));
        if (settings.Minor >= TokenIdSince)
        {
            Add(CredentialId, token.Claim("jti") is { } id ? $"JTI={id}" : null);
            Add("authentication.kubernetes.io/node-name", token.Claim(Claims, "node", "name"));
            Add("authentication.kubernetes.io/node-uid", token.Claim(Claims, "node", "uid"));
        }

        return extra;
    }

    private static Problem WrongSignature(ApiServerSettings settings, JsonWebToken token)
    {
        var elsewhere = settings.TokenKeys.FirstOrDefault(k => !settings.KeyFiles.Contains(k.Key) && k.Value.Succeeded && k.Value.Value!.Any(token.IsSignedBy)).Key;
        var problem = AuthenticationMessages.WrongSignature.At("", string.Join(", ", settings.KeyFiles), token.KeyId ?? "-", settings.Keys is { Count: > 0 } keys ? string.Join(", ", keys.Select(JsonWebToken.IdOf)) : "-");
        return elsewhere is null ? problem : problem with { Cause = AuthenticationMessages.SignedWith.At("", elsewhere) };
    }

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
