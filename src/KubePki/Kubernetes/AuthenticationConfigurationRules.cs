using System.Globalization;
using System.Text;
using KubePki.Localization;
using KubePki.X509;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// The rules by which the API server rejects an AuthenticationConfiguration (k8s.io/apiserver pkg/apis/apiserver/validation, 1.36). It
/// decodes the file strictly: it also rejects unknown fields and duplicate keys.
/// </summary>
internal static class AuthenticationConfigurationRules
{
    private const int MostIssuers = 64;
    private const string Program = "kube-apiserver";
    private const string MatchAny = "MatchAny";

    private static readonly TypedFields Types = new(Program,
    [
        .. TypedFields.Of(FieldType.Text, "", "apiVersion! kind!"),
        .. TypedFields.Of(FieldType.Mappings, "", "jwt anonymous.conditions"),
        .. TypedFields.Of(FieldType.Truth, "anonymous.", "enabled"),
        .. TypedFields.Of(FieldType.Text, "anonymous.conditions[].", "path"),
        .. TypedFields.Of(FieldType.Text, "jwt[].issuer.", "url! discoveryURL certificateAuthority audienceMatchPolicy egressSelectorType"),
        .. TypedFields.Of(FieldType.Texts, "jwt[].issuer.", "audiences!"),
        .. TypedFields.Of(FieldType.Mappings, "jwt[].", "claimValidationRules userValidationRules claimMappings.extra"),
        .. TypedFields.Of(FieldType.Text, "jwt[].claimValidationRules[].", "claim requiredValue expression message"),
        .. TypedFields.Of(FieldType.Text, "jwt[].userValidationRules[].", "expression! message"),
        .. TypedFields.Of(FieldType.Text, "jwt[].claimMappings.",
            "username.claim username.prefix username.expression groups.claim groups.prefix groups.expression uid.claim uid.expression"),
        .. TypedFields.Of(FieldType.Text, "jwt[].claimMappings.extra[].", "key! valueExpression!"),
    ]);

    /// <summary>Every violation, with its line.</summary>
    internal static IEnumerable<Problem> Problems(YamlText yaml, string where)
    {
        var root = yaml.Documents[0];
        var issuers = root.List("jwt").ToList();
        return yaml.Warnings(where)
            .Concat(Types.Unknown(root)
            .Select(key => AuthenticationConfigurationMessages.UnknownField.At(where, Line(key), (key as YamlScalarNode)?.Value ?? "")))
            .Concat(Types.Problems(root, where))
            .Concat(issuers.Count > MostIssuers
                ? [AuthenticationConfigurationMessages.TooManyIssuers.At(
                    where, Line(root.Field("jwt")!), MostIssuers.ToString(CultureInfo.InvariantCulture))]
                : [])
            .Concat(issuers.SelectMany(issuer => OfIssuer(issuer, where)))
            .Concat(Repeated(issuers.Select(i => i.Field("issuer").Field("url")), where))
            .Concat(Repeated(issuers.Select(i => i.Field("issuer").Field("discoveryURL")), where))
            .Concat(OfAnonymous(root.Field("anonymous"), where));
    }

    private static IEnumerable<Problem> OfIssuer(YamlNode authenticator, string where)
    {
        var issuer = authenticator.Field("issuer");
        if (issuer is null)
        {
            return [KubernetesMessages.FieldMissing.At(where, Line(authenticator), "issuer.url", Program)];
        }

        return
        [
            .. Addresses(issuer, where), .. Audiences(issuer, where), .. Trust(issuer, where), .. Rules(authenticator, where),
            .. Mappings(authenticator, where),
        ];
    }

    private static IEnumerable<Problem> Addresses(YamlNode issuer, string where)
    {
        foreach (var name in (string[])["url", "discoveryURL"])
        {
            if (issuer.Scalar(name) is { } url && !IsPlainHttps(url))
            {
                yield return AuthenticationConfigurationMessages.NotHttps.At(where, Line(issuer.Field(name)!), url);
            }
        }

        if (issuer.Scalar("url") is { } own && issuer.Scalar("discoveryURL") is { } discovery && own.TrimEnd('/') == discovery.TrimEnd('/'))
        {
            yield return AuthenticationConfigurationMessages.SameDiscovery.At(where, Line(issuer.Field("discoveryURL")!));
        }
    }

    private static IEnumerable<Problem> Audiences(YamlNode issuer, string where)
    {
        var audiences = issuer.Strings("audiences").ToList();
        if (audiences.Count == 0 || audiences.Contains("") || audiences.Distinct(StringComparer.Ordinal).Count() < audiences.Count)
        {
            yield return AuthenticationConfigurationMessages.Audiences.At(where, Line(issuer.Field("audiences") ?? issuer));
        }

        var policy = issuer.Scalar("audienceMatchPolicy");
        if (policy is not (null or MatchAny) || (audiences.Count > 1 && policy is null))
        {
            yield return AuthenticationConfigurationMessages.MatchPolicy.At(where, Line(issuer.Field("audienceMatchPolicy") ?? issuer));
        }
    }

    private static IEnumerable<Problem> Trust(YamlNode issuer, string where)
    {
        if (issuer.Scalar("certificateAuthority") is { } pem
            && CertificateReader.ReadAll(Encoding.UTF8.GetBytes(pem), where).Problem is { } broken)
        {
            yield return AuthenticationConfigurationMessages.BrokenAuthority.At(where, Line(issuer.Field("certificateAuthority")!)) with
            {
                Cause = broken,
            };
        }

        if (issuer.Scalar("egressSelectorType") is { } egress && egress is not ("controlplane" or "cluster"))
        {
            yield return AuthenticationConfigurationMessages.EgressSelector.At(where, Line(issuer.Field("egressSelectorType")!), egress);
        }
    }

    private static IEnumerable<Problem> Rules(YamlNode authenticator, string where)
    {
        var rules = authenticator.List("claimValidationRules").ToList();
        foreach (var rule in rules.Where(r => (r.Scalar("claim") is null) == (r.Scalar("expression") is null)
            || (r.Scalar("claim") is not null && r.Scalar("message") is not null)
            || (r.Scalar("expression") is not null && r.Scalar("requiredValue") is not null)))
        {
            yield return AuthenticationConfigurationMessages.ClaimRule.At(where, Line(rule));
        }

        foreach (var repeated in Repeated(rules.Select(r => r.Field("claim")), where)
            .Concat(Repeated(rules.Select(r => r.Field("expression")), where))
            .Concat(Repeated(authenticator.List("userValidationRules").Select(r => r.Field("expression")), where)))
        {
            yield return repeated;
        }
    }

    private static IEnumerable<Problem> Mappings(YamlNode authenticator, string where)
    {
        var mappings = authenticator.Field("claimMappings");
        foreach (var name in (string[])["username", "groups", "uid"])
        {
            var mapping = mappings.Field(name);
            var (hasClaim, hasExpression) = (mapping.Scalar("claim") is not null, mapping.Scalar("expression") is not null);
            var hasPrefix = YamlScalars.KindOf(mapping.Field("prefix")) != ValueKind.Nothing;
            if ((hasClaim && hasExpression) || (name == "username" && !hasClaim && !hasExpression))
            {
                yield return AuthenticationConfigurationMessages.ClaimOrExpression.At(
                    where, Line(mapping ?? mappings ?? authenticator), name);
            }
            else if (name != "uid" && (hasClaim ? !hasPrefix : hasExpression && hasPrefix))
            {
                yield return AuthenticationConfigurationMessages.Prefix.At(where, Line(mapping!), name);
            }
        }

        foreach (var extra in mappings.List("extra").Where(e => e.Scalar("key") is { } key && !IsExtraKey(key)))
        {
            yield return AuthenticationConfigurationMessages.ExtraKey.At(where, Line(extra), extra.Scalar("key")!);
        }
    }

    private static IEnumerable<Problem> OfAnonymous(YamlNode? anonymous, string where)
        => anonymous.List("conditions").Any() && anonymous.Truth("enabled") != true
            ? [AuthenticationConfigurationMessages.Conditions.At(where, Line(anonymous!))]
            : [];

    /// <summary>The values that must be unique in a file and are repeated.</summary>
    private static IEnumerable<Problem> Repeated(IEnumerable<YamlNode?> values, string where)
        => values.OfType<YamlScalarNode>().Where(v => v.Value is { Length: > 0 }).GroupBy(v => v.Value, StringComparer.Ordinal)
            .SelectMany(same => same.Skip(1))
            .Select(again => AuthenticationConfigurationMessages.Repeated.At(where, Line(again), again.Value!));

    private static bool IsPlainHttps(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
            && !url.Contains('?')
            && !url.Contains('#');

    /// <summary>Lower case, with a domain before the slash that does not belong to Kubernetes.</summary>
    private static bool IsExtraKey(string key)
        => key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < key.Length - 1 && !key.Any(char.IsUpper)
            && !((string[])[
                "kubernetes.io", "k8s.io",
            ]).Any(own => key[..slash] == own || key[..slash].EndsWith("." + own, StringComparison.Ordinal));

    private static string Line(YamlNode node) => node.Start.Line.ToString(CultureInfo.InvariantCulture);
}
