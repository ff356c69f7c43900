using System.Text;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// The file of the API server's flag <c>--authentication-config</c>: issuers of JSON web tokens, and access for anonymous requests
/// (apiserver.config.k8s.io AuthenticationConfiguration).
/// </summary>
/// <param name="ApiVersion">The API version of the file, for example <c>apiserver.config.k8s.io/v1</c>.</param>
/// <param name="Issuers">The issuers whose tokens are accepted.</param>
/// <param name="Anonymous">Access for anonymous requests; null if the file leaves it to <c>--anonymous-auth</c>.</param>
internal sealed record AuthenticationConfiguration(string ApiVersion, IReadOnlyList<TokenIssuer> Issuers, AnonymousAccess? Anonymous)
{
    internal const string Kind = "AuthenticationConfiguration";

    /// <summary>Why the API server does not start with this file, with line numbers. CEL expressions are not compiled.</summary>
    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    /// <summary>Reads the file (YAML or JSON).</summary>
    public static Outcome<AuthenticationConfiguration> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, Kind)
            .Then<AuthenticationConfiguration>(yaml => yaml.Documents[0] is var root && root.Scalar("kind") == Kind
            ? new AuthenticationConfiguration(
                root.Scalar("apiVersion") ?? "", [.. root.List("jwt").Select(IssuerOf)], AnonymousOf(root.Field("anonymous")))
            {
                Problems = [.. AuthenticationConfigurationRules.Problems(yaml, where)],
            }
            : KubernetesMessages.WrongKind.At(where, Kind));

    private static AnonymousAccess? AnonymousOf(YamlNode? node)
        => node is null
            ? null
            : new AnonymousAccess(node.Truth("enabled") == true, [.. node.List("conditions").Select(c => c.Scalar("path") ?? "")]);

    private static TokenIssuer IssuerOf(YamlNode node)
    {
        var (issuer, mappings) = (node.Field("issuer"), node.Field("claimMappings"));
        var rules = node.List("claimValidationRules").ToList();
        return new TokenIssuer
        {
            Url = issuer.Scalar("url") ?? "",
            Audiences = [.. issuer.Strings("audiences")],
            CertificateAuthority = issuer.Scalar("certificateAuthority") is { } pem ? Encoding.UTF8.GetBytes(pem) : null,
            UserName = MappingOf(mappings.Field("username")),
            Groups = MappingOf(mappings.Field("groups")),
            Uid = MappingOf(mappings.Field("uid")),
            RequiredClaims =
            [
                .. rules.Where(r => r.Scalar("claim") is not null).Select(r => (r.Scalar("claim")!, r.Scalar("requiredValue") ?? "")),
            ],
            HasExpressions = rules.Any(r => r.Scalar("expression") is not null) || node.List("userValidationRules").Any()
                || mappings.List("extra").Any(),
        };
    }

    private static ClaimMapping MappingOf(YamlNode? node)
        => new(node.Scalar("claim"), node.Scalar("prefix") ?? "", node.Scalar("expression") is not null);
}

/// <summary>Access for anonymous requests.</summary>
/// <param name="IsEnabled">Whether anonymous requests are allowed.</param>
/// <param name="Paths">The only paths allowed for anonymous requests; empty for every path.</param>
internal sealed record AnonymousAccess(bool IsEnabled, IReadOnlyList<string> Paths);

/// <summary>The source of a part of a user.</summary>
/// <param name="Claim">The claim that holds it, or null.</param>
/// <param name="Prefix">The prefix added to the claim's value.</param>
/// <param name="IsExpression">Whether a CEL expression computes it.</param>
internal sealed record ClaimMapping(string? Claim, string Prefix, bool IsExpression);

/// <summary>One issuer of JSON web tokens.</summary>
internal sealed record TokenIssuer
{
    /// <summary>The value of the claim <c>iss</c>, and the base URL for the issuer's keys.</summary>
    public required string Url { get; init; }

    /// <summary>The accepted audiences: a token must have one of them.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The CAs in PEM form for the issuer's server; null for those of the host.</summary>
    public byte[]? CertificateAuthority { get; init; }

    /// <summary>The source of the user's name.</summary>
    public required ClaimMapping UserName { get; init; }

    /// <summary>The source of the groups.</summary>
    public required ClaimMapping Groups { get; init; }

    /// <summary>The source of the user's unique id.</summary>
    public required ClaimMapping Uid { get; init; }

    /// <summary>Claims that a token must have as a string, with the required value.</summary>
    public required IReadOnlyList<(string Claim, string Text)> RequiredClaims { get; init; }

    /// <summary>Whether CEL expressions validate tokens or users, or add to the user, beyond the mappings above.</summary>
    public required bool HasExpressions { get; init; }
}
