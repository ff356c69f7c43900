using System.Globalization;
using System.Text.Json;

namespace KubePki.Authentication;

/// <summary>Which claims name the user, and what goes before them (the flags <c>--oidc-username-…</c> and <c>--oidc-groups-…</c>).</summary>
internal sealed record OidcNames(string UserClaim, string? UserPrefix, string? GroupsClaim, string GroupsPrefix)
{
    internal const string DefaultClaim = "sub";
    internal const string DefaultAlgorithm = "RS256";
    private const string WithoutPrefix = "email";
    private const string Verified = "email_verified";
    private const string NoPrefix = "-";

    /// <summary>
    /// Who the token speaks for. Without a prefix of its own every claim but an e-mail address is preceded by the issuer
    /// (pkg/kubeapiserver/options/authentication.go, ToAuthenticationConfig).
    /// </summary>
    internal Identity? Of(JsonWebToken token, string issuer)
    {
        var prefix = UserPrefix switch
        {
            NoPrefix => "",
            null or "" => UserClaim == WithoutPrefix ? "" : $"{issuer}#",
            _ => UserPrefix,
        };
        return token.Claim(UserClaim) is { } user ? new Identity(prefix + user, null, [.. Groups(token).Select(g => GroupsPrefix + g)]) : null;
    }

    /// <summary>
    /// The claim by which the server refuses a token whoever signed it: an e-mail address said to be unverified, or groups that are
    /// neither a text nor texts (plugin/pkg/authenticator/token/oidc, AuthenticateToken); null where there is none.
    /// </summary>
    internal string? Unfit(JsonWebToken token)
        => UserClaim == WithoutPrefix && token.Value(Verified) is { ValueKind: not JsonValueKind.True } ? Verified
            : GroupsClaim is not null && token.Value(GroupsClaim) is { ValueKind: not JsonValueKind.Null } groups && !IsTexts(groups) ? GroupsClaim
            : null;

    private static bool IsTexts(JsonElement value)
        => value.ValueKind == JsonValueKind.String || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String));

    private IReadOnlyList<string> Groups(JsonWebToken token) => GroupsClaim is null ? [] : token.Texts(GroupsClaim);
}

/// <summary>What can be told of a token of OpenID Connect without asking its issuer.</summary>
internal static class OpenIdConnect
{
    /// <summary>How far a token's beginning may lie ahead (github.com/coreos/go-oidc, Verify).</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    private static readonly string[] Told = ["sub", "email", "aud"];

    /// <summary>Refused where time or audience are wrong whoever signed it; else the issuer's keys decide.</summary>
    internal static Answer OfIssuer(Question question, JsonWebToken token, string issuer)
    {
        var settings = question.Settings;
        if (!token.Audiences.Contains(settings.OidcClient))
        {
            return Answer.Refuses(AuthenticationMessages.WrongAudience.At("", string.Join(", ", token.Audiences), settings.OidcClient));
        }

        if (token.Time("exp") is not { } end)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", "exp"));
        }

        if (question.Now > end)
        {
            return Answer.Refuses(AuthenticationMessages.TokenExpired.At("", end.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)));
        }

        if (token.Time("nbf") is { } start && question.Now + Leeway < start)
        {
            return Answer.Refuses(AuthenticationMessages.TokenNotYetValid.At("", start.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)));
        }

        if (!settings.OidcAlgorithms.Contains(token.Algorithm))
        {
            return Answer.Refuses(AuthenticationMessages.WrongAlgorithm.At("", token.Algorithm, string.Join(", ", settings.OidcAlgorithms)));
        }

        if (settings.OidcNames.Of(token, issuer) is not { } identity)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", settings.OidcNames.UserClaim));
        }

        if (settings.OidcNames.Unfit(token) is { } unfit)
        {
            return Answer.Refuses(AuthenticationMessages.BadClaim.At("", unfit));
        }

        if (settings.OidcRequired.FirstOrDefault(r => token.Claim(r.Claim) != r.Text) is { Claim: { } lacking } required)
        {
            return Answer.Refuses(AuthenticationMessages.RequiredClaim.At("", lacking, required.Text));
        }

        var claims = Told.Append(settings.OidcNames.UserClaim).Distinct().Select(c => (Name: c, Text: string.Join(' ', token.Texts(c)))).Where(c => c.Text.Length > 0).Select(c => $"{c.Name}={c.Text}");
        return Answer.Undecided(AuthenticationMessages.IssuerKeys.At("", issuer, string.Join(", ", claims)), identity);
    }
}
