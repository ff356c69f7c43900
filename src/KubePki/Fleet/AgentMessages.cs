using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Why an agent refuses a request. A refused request changes nothing.</summary>
internal static class AgentMessages
{
    private const string Hint = "use the same kubepki on both sides";
    private const string ChineseHint = "请在两端使用同一个 kubepki";

    /// <summary>The agent does not have the verb; {0} is the verb.</summary>
    public static readonly Message UnknownVerb = new(
        "unknown-verb", "the agent does not support '{0}'", "代理不支持“{0}”", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>The message has an unknown field; {0} is the field.</summary>
    public static readonly Message UnknownField = new(
        "unknown-field", "the request has an unknown field: {0}", "请求中有未知字段：{0}", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>The message lacks a required field; {0} is the field.</summary>
    public static readonly Message MissingField = new(
        "missing-field", "the request lacks the field {0}", "请求缺少字段 {0}", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>A field has a value of the wrong type; {0} is the field.</summary>
    public static readonly Message WrongType = new(
        "wrong-type", "the field {0} of the request has a value of the wrong type",
        "请求中字段 {0} 的值类型不符", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>The value of a field is refused; {0} is the field, {1} the reason.</summary>
    public static readonly Message BadValue = new(
        "bad-value", "the field {0} of the request is refused: {1}", "请求中字段 {0} 的值被拒绝：{1}", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>A release for a change that does not wait for one.</summary>
    public static readonly Message NothingStaged = new(
        "nothing-staged", "no change with this number waits for its release", "没有该编号的更改在等待放行", Hint, ChineseHint, ProblemKind.Usage);

    /// <summary>A change is requested while another one is staged; {0} is the requested change, {1} the staged one.</summary>
    public static readonly Message AnotherIsStaged = new(
        "another-is-staged", "'{0}' cannot begin while '{1}' waits for its release", "“{1}”正在等待放行，不能开始“{0}”",
        "release the waiting change, or end its run", "请先放行等待中的更改，或结束那次运行", ProblemKind.Usage);

    /// <summary>A verb that does not wait for a release; {0} is the verb.</summary>
    public static readonly Message CannotWait = new(
        "cannot-wait", "'{0}' does not wait for a release", "“{0}”不会等待放行", Hint, ChineseHint, ProblemKind.Usage);
}
