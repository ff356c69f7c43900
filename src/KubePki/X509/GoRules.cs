using KubePki.Localization;

namespace KubePki.X509;

/// <summary>A rule of Go's crypto/x509 that changed in some version.</summary>
/// <param name="Before">The last version (1.x) that is known to have the old rule.</param>
/// <param name="From">The first version that is known to have the new rule; versions between the two are unknown.</param>
/// <param name="Refusal">Why a certificate that breaks the rule is refused as a whole; null if a certificate cannot break the rule by
/// itself.</param>
internal sealed record GoRule(int Before, int From, Message? Refusal = null)
{
    /// <summary>True if versions from <see cref="From"/> on are more lenient instead of stricter.</summary>
    internal bool Relaxes { get; init; }

    /// <summary>True if a version refuses to parse a certificate that breaks this rule.</summary>
    internal bool Refuses(int version) => Relaxes ? version < From : version >= From;

    /// <summary>Records that a certificate breaks this rule.</summary>
    internal void Add(List<GoRule>? broken)
    {
        if (broken?.Contains(this) == false)
        {
            broken.Add(this);
        }
    }
}

/// <summary>
/// The rules that changed between Go 1.17, whose parser is the first of today's kind, and Go 1.26. Each was found by comparing the sources
/// of the versions and confirmed by running them. All these versions agree on everything that is not listed here.
/// </summary>
internal static class GoRules
{
    /// <summary>SHA-1 signatures are refused.</summary>
    internal static readonly GoRule Sha1Signature = new(17, 18);

    /// <summary>The components of an object identifier have no leading zeros.</summary>
    internal static readonly GoRule PaddedIdentifier = new(19, 21, Says("an object identifier has leading zeros", "对象标识符带有前导零"));

    /// <summary>Name constraints also apply to the names of the CAs in between, and no longer to the constraining CA's own names.</summary>
    internal static readonly GoRule ConstraintsOfTheChain = new(19, 21);

    /// <summary>An RSA key with an even modulus verifies no signature.</summary>
    internal static readonly GoRule EvenModulus = new(19, 21);

    /// <summary>The components of a policy identifier may have more than 31 bits.</summary>
    internal static readonly GoRule LargePolicy = new(21, 22, Says(
        "the identifier of a certificate policy is too large", "证书策略标识符过大"))
    { Relaxes = true };

    /// <summary>A serial number is not negative.</summary>
    internal static readonly GoRule NegativeSerial = new(22, 23, Says("its serial number is negative", "序列号为负数"));

    /// <summary>The key identifier extensions are not critical.</summary>
    internal static readonly GoRule CriticalKeyIdentifier = new(22, 23, Says("a key identifier is marked critical", "密钥标识被标记为关键扩展"));

    /// <summary>The authority information access extension is not critical.</summary>
    internal static readonly GoRule CriticalAccess = new(22, 23, Says(
        "the authority information access is marked critical", "颁发机构信息访问被标记为关键扩展"));

    /// <summary>A domain does not start with a dot.</summary>
    internal static readonly GoRule LeadingDot = new(22, 23, Says("a domain begins with a dot", "域名以点开头"));

    /// <summary>A lone asterisk is not a pattern.</summary>
    internal static readonly GoRule BareWildcard = new(22, 23);

    /// <summary>Policy constraints, policy mappings and inhibitAnyPolicy are understood and enforced (RFC 9618).</summary>
    internal static readonly GoRule Policies = new(23, 24);

    /// <summary>A policy extension must be well-formed.</summary>
    internal static readonly GoRule DamagedPolicies = new(23, 24, Says("a policy extension is damaged", "策略扩展已损坏"));

    /// <summary>No policy is listed twice.</summary>
    internal static readonly GoRule RepeatedPolicy = new(23, 24, Says("a certificate policy is listed twice", "同一证书策略列出两次"));

    /// <summary>RSA keys of less than 1024 bits verify no signature.</summary>
    internal static readonly GoRule ShortRsa = new(23, 24);

    /// <summary>RSA keys whose exponent is even, 1, or larger than 31 bits verify no signature.</summary>
    internal static readonly GoRule OddExponent = new(23, 24);

    /// <summary>A path length is not negative.</summary>
    internal static readonly GoRule NegativePathLength = new(24, 25, Says("its path length is negative", "路径长度为负数"));

    /// <summary>A BMPString has no surrogates and no reserved characters.</summary>
    internal static readonly GoRule ReservedCharacter = new(24, 25, Says("a BMPString holds a reserved character", "BMPString 包含保留字符"));

    /// <summary>A lone dot is not a constraint.</summary>
    internal static readonly GoRule LoneDot = new(24, 25, Says("a name constraint is a lone dot", "名称约束只有一个点"));

    /// <summary>Brackets in a URI enclose an IPv6 address.</summary>
    internal static readonly GoRule BracketedHost = new(24, 25, Says("the brackets in a URI hold no IPv6 address", "URI 方括号中不是 IPv6 地址"));

    /// <summary>An excluded domain also excludes a wildcard that covers it.</summary>
    internal static readonly GoRule WildcardOfExcluded = new(24, 25);

    /// <summary>CAs that are already in the chain count as attempts too.</summary>
    internal static readonly GoRule CountsRepeated = new(24, 25);

    /// <summary>The host of an http or https URI has at most one colon.</summary>
    internal static readonly GoRule ColonsInHost = new(25, 26, Says("the host in a URI holds several colons", "URI 的主机部分含有多个冒号"));

    /// <summary>Below a CA with constraints every URI has a host, and the constraints are searched as sorted sets.</summary>
    internal static readonly GoRule SortedConstraints = new(25, 26);

    /// <summary>The versions in which a rule changed, the newest last.</summary>
    internal static readonly IReadOnlyList<int> Versions = [17, 18, 19, 21, 22, 23, 24, 25, 26];

    private static Message Says(string english, string chinese) => X509Messages.BrokenCertificate with
    {
        What = new Text($"holds a certificate that cannot be parsed: {english}", $"证书无法解析：{chinese}"),
        Hint = Text.None,
    };
}
