using KubePki.Language;

namespace KubePki.Kubernetes;

/// <summary>What can be wrong with kubeconfigs, manifests and configurations.</summary>
public static class KubernetesMessages
{
    private const string CorrectHint = "correct it there, or put the file back from a backup";
    private const string CorrectHintChinese = "请修正该处,或从备份恢复该文件";
    private const string RestoreHint = "put the right file in its place";
    private const string RestoreHintChinese = "请放回正确的文件";

    /// <summary>Not YAML; {0} line, {1} column, {2} the parser's words.</summary>
    public static readonly Message BrokenYaml = new(
        "broken-yaml", "is not valid YAML: line {0}, column {1}: {2}", "不是有效的 YAML:第 {0} 行第 {1} 列:{2}", CorrectHint, CorrectHintChinese);

    /// <summary>A tab where YAML allows only spaces; {0} line, {1} column.</summary>
    public static readonly Message TabInYaml = new(
        "broken-yaml", "is not valid YAML: near line {0}, column {1} there is a tab, and only spaces may indent", "不是有效的 YAML:第 {0} 行第 {1} 列附近有制表符,缩进只能使用空格", CorrectHint, CorrectHintChinese);

    /// <summary>A key that a mapping has twice; {0} line, {1} column of the second.</summary>
    public static readonly Message KeyTwice = new(
        "broken-yaml", "is not valid YAML: the key in line {0}, column {1} stands there a second time", "不是有效的 YAML:第 {0} 行第 {1} 列的键重复出现", CorrectHint, CorrectHintChinese);

    /// <summary>Nested, aliased or long beyond any real file.</summary>
    public static readonly Message UnreasonableYaml = new(
        "unreasonable-yaml", "is nested too deeply, too long or aliased too much to be a configuration", "嵌套过深、过长或别名过多,不像是配置文件", RestoreHint, RestoreHintChinese);

    /// <summary>Not text.</summary>
    public static readonly Message NotText = new("not-text", "is not UTF-8 text", "不是 UTF-8 文本", RestoreHint, RestoreHintChinese);

    /// <summary>Text, but not a document of the kind looked for; {0} names it.</summary>
    public static readonly Message WrongKind = new("wrong-kind", "is not a {0}", "不是 {0}", RestoreHint, RestoreHintChinese);

    /// <summary>An entry of a list of texts that is something else; {0} its line, {1} the list.</summary>
    public static readonly Message EntryNotText = new(
        "entry-not-text", "line {0}: an entry of the container's {1} is not text, so the kubelet refuses the whole manifest", "第 {0} 行:容器 {1} 中有一项不是文本,kubelet 会拒绝整个清单",
        "put the entry in quotes: without them YAML takes what ends in ':' for a mapping, and a bare number or true for a value of another kind", "请给该项加上引号:不加引号时,YAML 会将以“:”结尾的内容视为映射,将单独的数字或 true 视为其他类型的值");

    /// <summary>A field that is not base64; {0} names the user or cluster, {1} the field.</summary>
    public static readonly Message BadBase64 = new("bad-base64", "the field {1} of '{0}' is not base64", "“{0}”的字段 {1} 不是 base64", CorrectHint, CorrectHintChinese);

    /// <summary>No current-context and several users to choose from; {0} is their number.</summary>
    public static readonly Message NoCurrentContext = new(
        "no-current-context", "has no current-context, and {0} users to choose from", "没有 current-context,且有 {0} 个用户可选",
        "set it: kubectl config use-context NAME --kubeconfig FILE", "请设置:kubectl config use-context NAME --kubeconfig FILE");

    /// <summary>current-context names a context that is not there; {0} is the name.</summary>
    public static readonly Message ContextNotFound = new("context-not-found", "its current-context '{0}' is not among its contexts", "current-context“{0}”不在其 contexts 中",
        "set it: kubectl config use-context NAME --kubeconfig FILE", "请设置:kubectl config use-context NAME --kubeconfig FILE");

    /// <summary>The context's user is not there; {0} is the name.</summary>
    public static readonly Message UserNotFound = new("user-not-found", "the user '{0}' of its current context is not among its users", "当前 context 的用户“{0}”不在其 users 中", CorrectHint, CorrectHintChinese);

    /// <summary>The user's credentials are shared through an anchor or written in a way that cannot be replaced in place; {0} is the user.</summary>
    public static readonly Message CannotEdit = new(
        "cannot-edit", "the credentials of '{0}' cannot be replaced in place: both client-certificate-data and client-key-data have to stand there, in plain and not shared through an anchor",
        "无法就地替换“{0}”的凭据:client-certificate-data 与 client-key-data 必须同时存在,直接写出且不通过锚点共享",
        "write both fields out for this user alone, or put the file back from a backup (kubepki backup list)", "请为该用户单独写出这两个字段,或从备份恢复该文件(kubepki backup list)");

    /// <summary>The CAs of a cluster are shared through an anchor or written in a way that cannot be replaced in place; {0} is the cluster.</summary>
    public static readonly Message CannotEditCluster = new(
        "cannot-edit-cluster", "the certificate-authority-data of the cluster '{0}' cannot be replaced in place: it has to stand there once, in plain and not shared through an anchor",
        "无法就地替换集群“{0}”的 certificate-authority-data:它必须只出现一次,直接写出且不通过锚点共享",
        "write the field out for this cluster alone", "请为该集群单独写出此字段");
}
