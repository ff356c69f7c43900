using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>Problems of the command line itself.</summary>
internal static class CliMessages
{
    /// <summary>No terminal to ask for confirmation, and no <c>--yes</c>.</summary>
    public static readonly Message NeedsYes = new(
        "needs-yes", "there is no terminal on which to ask for confirmation", "没有可用于请求确认的终端",
        "add --yes to go on, or --dry-run to see the plan only", "加 --yes 执行,或用 --dry-run 只看计划", Kind: ProblemKind.Usage);

    /// <summary>The user declined.</summary>
    public static readonly Message Declined = new("declined", "not confirmed", "未确认");

    /// <summary>The item does not exist; {0} is its name, {1} the existing ones.</summary>
    public static readonly Message UnknownItem = new(
        "unknown-item", "'{0}' is not an item of this node", "本节点上没有“{0}”", "the items are: {1}", "可用名称：{1}", Kind: ProblemKind.Usage);

    /// <summary>The argument is neither a file nor an item. It is not repeated, because it may be a secret.</summary>
    public static readonly Message NoSuchCredential = new(
        "no-such-credential", "the given credential is neither an item of this node nor a file", "给出的凭据既不是本节点的项，也不是文件",
        "do not put secrets on the command line: use a file, stdin (-) or an environment variable (env:NAME)",
        "机密不应出现在命令行：请使用文件、标准输入（-）或环境变量（env:NAME）", Kind: ProblemKind.Usage);

    /// <summary>
    /// The environment variable is not set. Its name is not repeated, because it may be the secret itself, pasted after env:.
    /// </summary>
    public static readonly Message NoSuchVariable = new(
        "no-such-variable", "there is no environment variable with the name after env:", "不存在 env: 之后所写名称的环境变量", "export it, or use a file",
        "请导出该变量，或改用文件", Kind: ProblemKind.Usage);

    /// <summary>The directory does not exist; {0} is the given path.</summary>
    public static readonly Message NoSuchDirectory = new(
        "no-such-directory", "'{0}' is not a directory", "“{0}”不是目录", "give the root of a node's file system", "请给出节点文件系统的根目录",
        Kind: ProblemKind.Usage);

    /// <summary>A file that cannot be written; {0} is the system's reason.</summary>
    public static readonly Message NotWritten = new("not-written", "cannot be written: {0}", "无法写入：{0}", "choose another path", "请选择其他路径");

    /// <summary>Not a command that has a manual page; the place is what was given.</summary>
    public static readonly Message NoManualPage = new(
        "no-manual-page", "not a command that has a manual page", "不是有手册页的命令", "list the commands with: kubepki man --list",
        "列出命令:kubepki man --list", Kind: ProblemKind.Usage);

    /// <summary>The value is not an address to listen on; {0} is the given value.</summary>
    public static readonly Message BadListenAddress = new(
        "bad-listen-address", "'{0}' is not an address with a port", "“{0}”不是带端口的地址",
        "for example 127.0.0.1:9797, [::1]:9797, or :9797 for every address of this machine",
        "例如 127.0.0.1:9797、[::1]:9797，或用 :9797 表示本机所有地址");

    /// <summary>Listening on the address failed; {0} is the address, {1} the system's reason.</summary>
    public static readonly Message CannotListen = new(
        "cannot-listen", "cannot listen on {0}: {1}", "无法监听 {0}：{1}", "choose another address: --listen ADDRESS:PORT",
        "请用 --listen ADDRESS:PORT 另选一个");

    /// <summary>A page could not be generated; {0} is the exception's type.</summary>
    public static readonly Message PageFailed = new(
        "page-failed", "a page could not be generated: {0}; this is a bug", "无法生成页面：{0}；这是程序缺陷",
        "please report it with the output of 'kubepki version'", "请附上 kubepki version 的输出进行报告");

    /// <summary>A node takes long to read; {0} is the time in seconds so far.</summary>
    public static readonly Message StillLooking = new(
        "still-looking", "kubepki has not finished reading the node after {0} s", "{0} 秒后仍未读完节点",
        "try again in a few seconds; '{kubepki status}' shows what takes long", "请几秒后重试；'{kubepki status}' 可显示耗时之处");

    /// <summary>A report of directories on this machine together with other nodes.</summary>
    public static readonly Message RootsAndNodes = new(
        "roots-and-nodes", "directories of this machine and --nodes or --inventory cannot be reported together",
        "不能同时报告本机目录和 --nodes、--inventory 指定的节点",
        "give one of them", "请只使用其一", Kind: ProblemKind.Usage);

    /// <summary>Several backups, or NODE=ID, but only this machine's backup is restored.</summary>
    public static readonly Message OneBackup = new(
        "one-backup", "exactly one backup is needed", "需要且只能指定一个备份", "give only its ID; NODE=ID needs --nodes, see: {kubepki backup list}",
        "请只给出其 ID；NODE=ID 的形式须与 --nodes 同用，见 {kubepki backup list}", Kind: ProblemKind.Usage);

    /// <summary>A root on this machine together with other nodes.</summary>
    public static readonly Message RootAndNodes = new(
        "root-and-nodes", "--root selects a directory of this machine, --nodes and --inventory select other machines",
        "--root 选择本机目录，--nodes 和 --inventory 选择其他机器", "give one of them; an inventory can set a root for each node",
        "请只使用其一；主机清单中可为每个节点指定根目录", Kind: ProblemKind.Usage);

    /// <summary><c>--discover</c> without a control plane to query.</summary>
    public static readonly Message NothingToDiscover = new(
        "nothing-to-discover", "this machine has no control plane that names the other nodes", "本机没有控制平面，无法得知其他节点",
        "give one of the nodes: --nodes cp1 --discover", "请指定其中一个节点：--nodes cp1 --discover", Kind: ProblemKind.Usage);

    /// <summary>A key of this machine together with several nodes; {0} is the option.</summary>
    public static readonly Message KeyAndNodes = new(
        "key-and-nodes", "{0} cannot be used with several nodes: kubepki does not send a CA key from this machine to the nodes",
        "{0} 不能用于多个节点：kubepki 不会将本机的 CA 私钥发送到节点",
        "run {kubepki csr export all --dir DIR} on each node, sign the requests where the key is, then import the certificates with "
            + "csr import",
        "请在各节点运行 {kubepki csr export all --dir DIR} 生成请求，在私钥所在处签发，再用 csr import 导入", Kind: ProblemKind.Usage);

    /// <summary><c>renew</c> without <c>all</c> and without a name.</summary>
    public static readonly Message NeedsWhat = new(
        "needs-what", "no certificates given", "未指定证书", "use 'all', or names that '{kubepki status}' shows",
        "请使用“all”，或 {kubepki status} 中显示的名称", Kind: ProblemKind.Usage);

    /// <summary><c>create</c> without <c>all</c> and without a name.</summary>
    public static readonly Message NeedsWhatToCreate = new(
        "needs-what-to-create", "no items given", "未指定要创建的项", "use 'all' for missing items, or the names of items to create again",
        "请使用“all”（创建缺失项），或要重新创建的名称", Kind: ProblemKind.Usage);

    /// <summary>The value is not the URL of an API server; {0} is the given value.</summary>
    public static readonly Message BadServer = new(
        "bad-server", "'{0}' is not the URL of an API server", "“{0}”不是 API server 的 URL", "write it like https://k8s.example.com:6443",
        "请写成 https://k8s.example.com:6443 的形式");

    /// <summary><c>csr</c> without <c>all</c> and without a name.</summary>
    public static readonly Message NeedsNames = new(
        "needs-names", "no names given", "未指定名称", "use 'all', or names of certificates and kubeconfigs", "请使用“all”，或证书和 kubeconfig 的名称",
        Kind: ProblemKind.Usage);

    /// <summary>The key is encrypted and there is no passphrase.</summary>
    public static readonly Message NeedsPassphrase = new(
        "needs-passphrase", "is encrypted, but no passphrase is given", "已加密，但未提供口令",
        "give it on a descriptor (--ca-passphrase-fd 3 3<FILE) or in the environment (--ca-passphrase-env NAME)",
        "请通过描述符（--ca-passphrase-fd 3 3<FILE）或环境变量（--ca-passphrase-env NAME）提供");

    /// <summary>A key for a CA that kubeadm does not have; {0} is the name, {1} the existing CAs.</summary>
    public static readonly Message UnknownAuthority = new(
        "unknown-ca", "there is no CA '{0}'", "没有 CA“{0}”", "the CAs are: {1}", "可用的 CA：{1}", Kind: ProblemKind.Usage);

    /// <summary>Two keys for one CA; {0} is the CA.</summary>
    public static readonly Message TwoKeys = new(
        "two-keys", "two keys are given for the CA {0}", "为 CA {0} 提供了两个私钥",
        "give one; the key of another CA is --ca-key NAME=FILE", "请只提供一个；其他 CA 的私钥请用 --ca-key NAME=FILE", Kind: ProblemKind.Usage);

    /// <summary><c>all</c> together with names.</summary>
    public static readonly Message AllAndNames = new(
        "all-and-names", "'all' cannot be combined with names: give either 'all' or names", "“all”不能与名称同时使用：请指定“all”或名称",
        Kind: ProblemKind.Usage);
}
