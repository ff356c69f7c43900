using System.Globalization;
using System.Text.Json;
using KubePki.Kubernetes;

namespace KubePki.Authentication;

/// <summary>The rules for the tokens of one issuer, from flags or from a configuration file.</summary>
/// <param name="Issuer">The configuration of the issuer.</param>
internal sealed record IssuerRules(TokenIssuer Issuer)
{
    /// <summary>The claim of an e-mail address, which must not be marked as unverified.</summary>
    internal const string Email = "email";

    /// <summary>Every algorithm that the API server accepts for these tokens (k8s.io/apiserver oidc, allowedSigningAlgs).</summary>
    private static readonly string[] All = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    /// <summary>The accepted signature algorithms.</summary>
    internal IReadOnlyList<string> Algorithms { get; init; } = All;

    /// <summary>True if CEL expressions decide too; kubepki does not evaluate them.</summary>
    internal bool HasExpressions
        => Issuer.HasExpressions || Issuer.UserName.IsExpression || Issuer.Groups.IsExpression || Issuer.Uid.IsExpression;
}

/// <summary>OpenID Connect tokens: what can be decided without the issuer's keys.</summary>
internal static class TokenIssuers
{
    private const string Verified = "email_verified";
    private const string GoogleShort = "accounts.google.com";
    private const string Google = "https://accounts.google.com";

    /// <summary>How far a token's start of validity may be in the future (github.com/coreos/go-oidc, Verify).</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    private static readonly string[] Times = ["exp", "iat", "nbf"];
    private static readonly string[] Reported = ["sub", "email", "aud"];

    /// <summary>Uses the entry with the token's issuer URL; without one the next authenticator is asked.</summary>
    internal static Answer Oidc(Question question)
    {
        var settings = question.Settings;
        if (JsonWebToken.Read(question.Credential.SentToken!) is not { } token)
        {
            return Answer.PassesOn(AuthenticationMessages.NotAJwt.At(""));
        }

        if (settings is { FlagIssuer: null, LacksConfiguration: true })
        {
            return Answer.Undecided(AuthenticationMessages.ConfigurationUnread.At("", settings.Structured!));
        }

        var name = Text(token, "iss") is GoogleShort ? Google : Text(token, "iss") ?? "";
        return settings.TokenIssuers.FirstOrDefault(rules => rules.Issuer.Url == name) is { } found
            ? OfIssuer(question, token, found)
            : Answer.PassesOn(AuthenticationMessages.OtherIssuer.At(
                "", name, string.Join(", ", settings.TokenIssuers.Select(rules => rules.Issuer.Url))));
    }

    /// <summary>
    /// Refuses the token if its dates, audience or claims are wrong, whichever key signed it. Otherwise, the issuer's keys decide.
    /// </summary>
    private static Answer OfIssuer(Question question, JsonWebToken token, IssuerRules rules)
    {
        var now = question.Now;
        var (issuer, format) = (rules.Issuer, "yyyy-MM-dd HH:mm 'UTC'");
        string Day(DateTimeOffset time) => time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
        if (token.HasCriticalHeader)
        {
            return Answer.Refuses(AuthenticationMessages.CriticalHeader.At(""));
        }

        if (Mistyped(token) is { } mistyped)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", mistyped));
        }

        var audiences = token.InAnyCase("aud") is { } given ? JsonWebToken.Texts(given) : [];
        if (!audiences.Intersect(issuer.Audiences).Any())
        {
            return Answer.Refuses(AuthenticationMessages.WrongAudience.At(
                "", string.Join(", ", audiences), string.Join(", ", issuer.Audiences)));
        }

        if (Time(token, "exp") is not { } end)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", "exp"));
        }

        if (now > end)
        {
            return Answer.Refuses(AuthenticationMessages.TokenExpired.At("", Day(end)));
        }

        if (Time(token, "nbf") is { } start && now + Leeway < start)
        {
            return Answer.Refuses(AuthenticationMessages.TokenNotYetValid.At("", Day(start)));
        }

        if (!rules.Algorithms.Contains(token.Algorithm))
        {
            return Answer.Refuses(AuthenticationMessages.WrongAlgorithm.At("", token.Algorithm, string.Join(", ", rules.Algorithms)));
        }

        if (!token.HasPossibleSignature)
        {
            return Answer.Refuses(AuthenticationMessages.ImpossibleSignature.At("", token.Algorithm));
        }

        if (UnfitClaim(token, issuer) is { } unfit)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", unfit));
        }

        if (issuer.RequiredClaims.FirstOrDefault(r => token.Claim(r.Claim) != r.Text) is { Claim: { } lacking } required)
        {
            return Answer.Refuses(AuthenticationMessages.RequiredClaim.At("", lacking, required.Text));
        }

        var claims = Reported.Append(issuer.UserName.Claim ?? Reported[0]).Distinct()
            .Select(c => (Name: c, Text: string.Join(' ', token.Texts(c))))
            .Where(c => c.Text.Length > 0)
            .Select(c => $"{c.Name}={c.Text}");
        var message = rules.HasExpressions ? AuthenticationMessages.IssuerExpressions : AuthenticationMessages.IssuerKeys;
        return Answer.Undecided(message.At("", issuer.Url, string.Join(", ", claims)), IdentityOf(question.Settings, token, issuer));
    }

    private static string? Text(JsonWebToken token, string claim)
        => token.InAnyCase(claim) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A time. go-oidc also accepts a number in quotes.</summary>
    private static DateTimeOffset? Time(JsonWebToken token, string claim)
        => token.InAnyCase(claim) is not { } at ? null
            : at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var number) ? JsonWebToken.Instant(number)
            : at.ValueKind == JsonValueKind.String
                && double.TryParse(at.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                ? JsonWebToken.Instant(seconds)
            : null;

    /// <summary>The claim that go-oidc cannot decode (its idToken), or null. A null <c>nbf</c> counts as absent.</summary>
    private static string? Mistyped(JsonWebToken token)
        => token.InAnyCase("sub") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) } ? "sub"
            : token.InAnyCase("aud") is { } audience && !JsonWebToken.IsTexts(audience) ? "aud"
            : Times.FirstOrDefault(claim => token.InAnyCase(claim) is { } at && Time(token, claim) is null
                && !(claim == "nbf" && at.ValueKind == JsonValueKind.Null));

    /// <summary>The token's identity; null if an expression computes the user name or the groups.</summary>
    private static Identity? IdentityOf(ApiServerSettings settings, JsonWebToken token, TokenIssuer issuer)
        => issuer.UserName.IsExpression || issuer.Groups.IsExpression ? null
            : new Identity(
                issuer.UserName.Prefix + token.Claim(issuer.UserName.Claim!),
                issuer.Uid.Claim is { } uid ? token.Claim(uid) : null,
                issuer.Groups.Claim is { } groups ? [.. token.Texts(groups).Select(group => issuer.Groups.Prefix + group)] : [])
            {
                Extra = settings.Minor >= ServiceAccountAuthenticators.CredentialIdSince && token.Claim("jti") is { Length: > 0 } id
                    ? new Dictionary<string, IReadOnlyList<string>> { [ServiceAccountAuthenticators.CredentialId] = [$"JTI={id}"] }
                    : new Dictionary<string, IReadOnlyList<string>>(),
            };

    /// <summary>
    /// The claim for which the server refuses a token, whichever key signed it: a user name or UID that is not a string, an e-mail address
    /// that is marked as unverified, or groups that are neither a string nor strings (k8s.io/apiserver oidc, AuthenticateToken). Null if
    /// there is none.
    /// </summary>
    private static string? UnfitClaim(JsonWebToken token, TokenIssuer issuer)
        => issuer.UserName.Claim is { } name && (token.Value(name) is null || !token.IsText(name)) ? name
            : issuer.UserName.Claim == IssuerRules.Email && token.Value(Verified) is { ValueKind: not JsonValueKind.True } ? Verified
            : issuer.Groups.Claim is { } groups && token.Value(groups) is { ValueKind: not JsonValueKind.Null } value
                && !JsonWebToken.IsTexts(value)
                ? groups
            : issuer.Uid.Claim is { } uid && (token.Value(uid) is null || !token.IsText(uid)) ? uid
            : null;
}
