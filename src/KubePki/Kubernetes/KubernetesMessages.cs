using KubePki.Localization;

namespace KubePki.Kubernetes;

/// <summary>Problems of kubeconfigs, manifests and configurations.</summary>
internal static class KubernetesMessages
{
    private const string CorrectHint = "correct it there, or restore the file from a backup";
    private const string CorrectHintChinese = "请修正该处，或从备份恢复该文件";
    private const string RestoreHint = "replace it with the right file";
    private const string RestoreHintChinese = "请放回正确的文件";

    /// <summary>Not YAML; {0} line, {1} column, {2} the parser's message.</summary>
    public static readonly Message BrokenYaml = new(
        "broken-yaml", "is not valid YAML: line {0}, column {1}: {2}", "不是有效的 YAML：第 {0} 行第 {1} 列：{2}", CorrectHint, CorrectHintChinese);

    /// <summary>A tab where YAML allows only spaces; {0} line, {1} column.</summary>
    public static readonly Message TabInYaml = new(
        "broken-yaml", "is not valid YAML: there is a tab near line {0}, column {1}; only spaces may indent",
        "不是有效的 YAML：第 {0} 行第 {1} 列附近有制表符，缩进只能使用空格", CorrectHint, CorrectHintChinese);

    /// <summary>A duplicate key in a mapping; {0} line, {1} column of the second. A warning.</summary>
    public static readonly Message KeyTwice = new(
        "key-twice", "line {0}, column {1}: duplicate key; the components use the last one", "第 {0} 行第 {1} 列：键重复；组件采用最后一个",
        "remove the wrong one", "请删除多余的一个");

    /// <summary>Nesting, aliases or length beyond any real file.</summary>
    public static readonly Message UnreasonableYaml = new(
        "unreasonable-yaml", "is nested too deeply, too long or aliased too much to be a configuration", "嵌套过深、过长或别名过多，不像是配置文件",
        RestoreHint, RestoreHintChinese);

    /// <summary>Not UTF-8 text.</summary>
    public static readonly Message NotText = new("not-text", "is not UTF-8 text", "不是 UTF-8 文本", RestoreHint, RestoreHintChinese);

    /// <summary>Text, but not a document of the expected kind; {0} names it.</summary>
    public static readonly Message WrongKind = new("wrong-kind", "is not a {0}", "不是 {0}", RestoreHint, RestoreHintChinese);

    private const string Refuses = ", so {2} refuses the whole file";
    private const string RefusesChinese = "，{2} 会拒绝整个文件";

    /// <summary>
    /// An entry that is not a string in a list of strings; {0} its line, {1} the list, {2} the program that rejects the file.
    /// </summary>
    public static readonly Message EntryNotText = new(
        "entry-not-text", "line {0}: an entry of {1} is not a string" + Refuses, "第 {0} 行：{1} 中有一项不是字符串" + RefusesChinese,
        "put the entry in quotes: without quotes, YAML reads text that ends in ':' as a mapping, and a number, true or yes as a "
            + "value of another type",
        "请给该项加上引号：不加引号时，YAML 会将以“:”结尾的内容视为映射，将单独的数字、true 或 yes 视为其他类型的值");

    /// <summary>A field that is not a string; {0} its line, {1} its path, {2} the program that rejects the file.</summary>
    public static readonly Message FieldNotText = new(
        "field-type", "line {0}: {1} is not a string" + Refuses, "第 {0} 行：{1} 不是字符串" + RefusesChinese, "put the value in quotes",
        "请给该值加上引号");

    /// <summary>A field that is not a boolean; arguments as in <see cref="FieldNotText"/>.</summary>
    public static readonly Message NotTruth = new(
        "field-type", "line {0}: {1} is neither true nor false" + Refuses, "第 {0} 行：{1} 既不是 true 也不是 false" + RefusesChinese,
        "write true or false, without quotes", "请写成不带引号的 true 或 false");

    /// <summary>A field that is not an integer; arguments as in <see cref="FieldNotText"/>.</summary>
    public static readonly Message NotWhole = new(
        "field-type", "line {0}: {1} is not a whole number" + Refuses, "第 {0} 行：{1} 不是整数" + RefusesChinese,
        "write the number, without quotes", "请写成不带引号的数字");

    /// <summary>A field that is not a port number; arguments as in <see cref="FieldNotText"/>.</summary>
    public static readonly Message NotPort = new(
        "field-range", "line {0}: {1} is not a port number" + Refuses, "第 {0} 行：{1} 不是端口号" + RefusesChinese,
        "write a number from 1 to 65535", "请写 1 到 65535 之间的数字");

    /// <summary>A field that is not a list; arguments as in <see cref="FieldNotText"/>.</summary>
    public static readonly Message NotList = new(
        "field-type", "line {0}: {1} is not a list" + Refuses, "第 {0} 行：{1} 不是列表" + RefusesChinese,
        "write one entry per line, each after a dash", "请每行写一项，以短横线开头");

    /// <summary>A field that is not a mapping; arguments as in <see cref="FieldNotText"/>.</summary>
    public static readonly Message NotMapping = new(
        "field-type", "line {0}: {1} is not a mapping" + Refuses, "第 {0} 行：{1} 不是映射" + RefusesChinese,
        "write fields and values, one per line", "请每行写一个字段及其值");

    /// <summary>
    /// A missing required field; {0} the line of the mapping without it, {1} its path, {2} the program that rejects the file.
    /// </summary>
    public static readonly Message FieldMissing = new(
        "field-missing", "line {0}: {1} is missing" + Refuses, "第 {0} 行：缺少 {1}" + RefusesChinese, "write the field", "请补上该字段");

    /// <summary>A duplicate of a unique name; {0} the line, {1} the field, {2} the name.</summary>
    public static readonly Message NameTwice = new(
        "name-twice", "line {0}: duplicate {1} '{2}', so kubelet refuses the whole file", "第 {0} 行：{1}“{2}”重复出现，kubelet 会拒绝整个文件",
        "give each a name of its own", "请为每一项使用不同的名称");

    /// <summary>A mount without its volume; {0} the line, {1} the volume.</summary>
    public static readonly Message VolumeMissing = new(
        "volume-missing", "line {0}: mounts the volume '{1}', which the manifest does not define, so kubelet refuses the whole file",
        "第 {0} 行：挂载了清单中未定义的卷“{1}”，kubelet 会拒绝整个文件", "add the volume, or remove the mount", "请添加该卷，或删除该挂载");

    /// <summary>A container whose flags are unknown; {0} is its line.</summary>
    public static readonly Message CommandUnreadable = new(
        "command-unreadable",
        "line {0}: the flags of the component cannot be read: they are not in the manifest, or a shell script sets them",
        "第 {0} 行：无法读取组件的参数：它们不在清单中，或由 shell 脚本生成", "write the flags into the manifest's command, as kubeadm does",
        "请像 kubeadm 那样将参数写入清单的 command");

    /// <summary>A flag with a part that is known only to the running container; {0} is the flag.</summary>
    public static readonly Message FlagUnreadable = new(
        "flag-unreadable", "'{0}' contains a variable that only the running container knows", "“{0}”中含有只有运行中的容器才知道的变量",
        "write the value into the manifest", "请将该值直接写入清单");

    /// <summary>A field that is not base64; {0} names the user or cluster, {1} the field.</summary>
    public static readonly Message BadBase64 = new(
        "bad-base64", "the field {1} of '{0}' is not base64", "“{0}”的字段 {1} 不是 base64", CorrectHint, CorrectHintChinese);

    /// <summary>Base64 with blanks in it; {0} is its line, {1} the field.</summary>
    public static readonly Message Base64WithBlanks = new(
        "bad-base64", "line {0}: {1} is base64 that contains blanks, which client-go refuses: a component does not start with this file",
        "第 {0} 行：{1} 的 base64 中含有空白，client-go 不接受：组件无法以此文件启动", "write it on one line; a renewal does this too", "请写成一行；续期时会自动如此写入");

    /// <summary>No current-context.</summary>
    public static readonly Message NoContext = new(
        "no-current-context", "has no current-context: a component does not start with this file", "没有 current-context：组件无法以此文件启动",
        "set it: kubectl config use-context NAME --kubeconfig FILE", "请设置：kubectl config use-context NAME --kubeconfig FILE");

    /// <summary>The current context has no user; {0} is the context.</summary>
    public static readonly Message NoUser = new(
        "no-user", "its current-context '{0}' has no user: requests with this file are anonymous", "当前 context“{0}”没有用户：使用此文件的请求是匿名的",
        CorrectHint, CorrectHintChinese);

    /// <summary>No current-context and several users to choose from; {0} is their number.</summary>
    public static readonly Message NoCurrentContext = new(
        "no-current-context", "has no current-context, and {0} {0:user|users} to choose from", "没有 current-context，且有 {0} 个用户可选",
        "set it: kubectl config use-context NAME --kubeconfig FILE", "请设置：kubectl config use-context NAME --kubeconfig FILE");

    /// <summary>current-context names a context that does not exist; {0} is the name.</summary>
    public static readonly Message ContextNotFound = new(
        "context-not-found", "its current-context '{0}' is not among its contexts", "current-context“{0}”不在其 contexts 中",
        "set it: kubectl config use-context NAME --kubeconfig FILE", "请设置：kubectl config use-context NAME --kubeconfig FILE");

    /// <summary>The context's user does not exist; {0} is the name.</summary>
    public static readonly Message UserNotFound = new(
        "user-not-found", "the user '{0}' of its current context is not among its users", "当前 context 的用户“{0}”不在其 users 中", CorrectHint,
        CorrectHintChinese);

    /// <summary>
    /// The user's credentials are shared through an anchor or written in a way that cannot be replaced in place; {0} is the user.
    /// </summary>
    public static readonly Message CannotEdit = new(
        "cannot-edit",
        "the credentials of '{0}' cannot be replaced in place: both client-certificate-data and client-key-data must be present, "
            + "written out and not shared through an anchor",
        "无法就地替换“{0}”的凭据：client-certificate-data 与 client-key-data 必须同时存在，直接写出且不通过锚点共享",
        "write both fields out for this user alone, or restore the file from a backup ({kubepki backup list})",
        "请为该用户单独写出这两个字段，或从备份恢复该文件（{kubepki backup list}）");

    /// <summary>
    /// The CAs of a cluster are shared through an anchor or written in a way that cannot be replaced in place; {0} is the cluster.
    /// </summary>
    public static readonly Message CannotEditCluster = new(
        "cannot-edit-cluster",
        "the certificate-authority-data of the cluster '{0}' cannot be replaced in place: it must be present once, written out and "
            + "not shared through an anchor",
        "无法就地替换集群“{0}”的 certificate-authority-data：它必须只出现一次，直接写出且不通过锚点共享", "write the field out for this cluster alone", "请为该集群单独写出此字段");
}
