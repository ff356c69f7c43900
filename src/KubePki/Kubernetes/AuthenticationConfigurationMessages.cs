using KubePki.Localization;

namespace KubePki.Kubernetes;

/// <summary>Why the API server does not start with an AuthenticationConfiguration; {0} is the line.</summary>
internal static class AuthenticationConfigurationMessages
{
    /// <summary>A field that the file must not have; {1} is the field.</summary>
    public static readonly Message UnknownField = new(
        "authentication-unknown-field", "line {0}: the API server does not know the field {1} here and does not start",
        "第 {0} 行：API server 不认识此处的字段 {1}，无法启动", "check its spelling and its indentation, or remove it", "请检查其拼写和缩进，或将其删除");

    /// <summary>More issuers than allowed; {1} is the limit.</summary>
    public static readonly Message TooManyIssuers = new(
        "authentication-too-many-issuers", "line {0}: more than {1} issuers are configured", "第 {0} 行：配置的签发者超过 {1} 个",
        "remove the issuers that are not used", "请删除不使用的签发者");

    /// <summary>A URL that is not plain HTTPS; {1} is the URL.</summary>
    public static readonly Message NotHttps = new(
        "authentication-not-https", "line {0}: {1} must be an https URL without user, query and fragment",
        "第 {0} 行：{1} 必须是不带用户、查询和片段的 https URL", "write the issuer's URL as in its tokens (claim iss)", "请按令牌中 iss 声明的写法填写签发者 URL");

    /// <summary>The discovery URL equals the issuer's URL.</summary>
    public static readonly Message SameDiscovery = new(
        "authentication-same-discovery", "line {0}: discoveryURL equals url", "第 {0} 行：discoveryURL 与 url 相同", "remove discoveryURL",
        "请删除 discoveryURL");

    /// <summary>No audience, an empty one, or a repeated one.</summary>
    public static readonly Message Audiences = new(
        "authentication-audiences", "line {0}: the issuer needs audiences; none of them may be empty or repeated",
        "第 {0} 行：签发者必须有受众；受众不得为空或重复", "list the audiences that its tokens are for (claim aud)", "请列出其令牌的受众（声明 aud）");

    /// <summary>The audience match policy is invalid.</summary>
    public static readonly Message MatchPolicy = new(
        "authentication-match-policy", "line {0}: audienceMatchPolicy must be MatchAny; with several audiences it is required",
        "第 {0} 行：audienceMatchPolicy 必须为 MatchAny；有多个受众时必须填写", "set audienceMatchPolicy: MatchAny", "请设置 audienceMatchPolicy: MatchAny");

    /// <summary>The CAs are unreadable; the cause says why.</summary>
    public static readonly Message BrokenAuthority = new(
        "authentication-broken-ca", "line {0}: certificateAuthority holds no readable certificate",
        "第 {0} 行：certificateAuthority 中没有可读取的证书", "paste the PEM text of the CA that signed the issuer's certificate",
        "请粘贴签发该签发者证书的 CA 的 PEM 文本");

    /// <summary>An unknown egress selector; {1} is the value.</summary>
    public static readonly Message EgressSelector = new(
        "authentication-egress", "line {0}: egressSelectorType is {1}, neither controlplane nor cluster",
        "第 {0} 行：egressSelectorType 为 {1}，既不是 controlplane 也不是 cluster", "set one of the two, or remove it", "请设置为二者之一，或将其删除");

    /// <summary>A rule with both or neither of claim and expression, or with a field of the other.</summary>
    public static readonly Message ClaimRule = new(
        "authentication-claim-rule", "line {0}: a rule has either claim and requiredValue, or expression and message",
        "第 {0} 行：规则要么有 claim 和 requiredValue，要么有 expression 和 message", "split the rule in two", "请将该规则拆成两条");

    /// <summary>A mapping with both or neither of claim and expression; {1} is the mapping.</summary>
    public static readonly Message ClaimOrExpression = new(
        "authentication-claim-or-expression", "line {0}: {1} needs either a claim or an expression", "第 {0} 行：{1} 需要 claim 或 expression 之一",
        "give one of the two", "请只填写其中之一");

    /// <summary>A claim without a prefix, or an expression with one; {1} is the mapping.</summary>
    public static readonly Message Prefix = new(
        "authentication-prefix", "line {0}: {1} needs a prefix with a claim, and must not have one with an expression",
        "第 {0} 行：{1} 使用 claim 时必须有 prefix，使用 expression 时不能有 prefix", "write prefix: \"\" for a claim without a prefix",
        "claim 不需要前缀时请写 prefix: \"\"");

    /// <summary>An invalid key of an extra field; {1} is the key.</summary>
    public static readonly Message ExtraKey = new(
        "authentication-extra-key", "line {0}: {1} is not a lower-case key with a domain of your own before a slash",
        "第 {0} 行：{1} 不是以自有域名加斜杠开头的小写键", "write for example example.org/team", "例如 example.org/team");

    /// <summary>Conditions although anonymous requests are disabled.</summary>
    public static readonly Message Conditions = new(
        "authentication-conditions", "line {0}: conditions are given although anonymous requests are not enabled",
        "第 {0} 行：未启用匿名请求却给出了 conditions", "set enabled: true, or remove the conditions", "请设置 enabled: true，或删除 conditions");

    /// <summary>A repeated value; {1} is the value.</summary>
    public static readonly Message Repeated = new(
        "authentication-repeated", "line {0}: {1} is given twice", "第 {0} 行：{1} 重复出现", "remove one of the two", "请删除其中之一");

    /// <summary>
    /// An API version that this API server does not read; {0} is the version, {1} the first Kubernetes version that reads it.
    /// </summary>
    public static readonly Message VersionUnknown = new(
        "authentication-version", "has the version {0}, which the API server reads only from {1} on", "使用版本 {0}，API server 从 {1} 起才能读取",
        "write it in a version that this API server reads", "请使用该 API server 能读取的版本编写");
}
