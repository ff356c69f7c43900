using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>Messages about the client certificates and files of kubeconfigs.</summary>
internal static class ObserveMessages
{
    /// <summary>The user of the kubeconfig has no client certificate; {0} is the user's name.</summary>
    public static readonly Message NoClientCertificate = new(
        "no-client-certificate", "holds no client certificate for the user '{0}'", "用户“{0}”没有客户端证书");

    /// <summary>The certificate exists, its key does not; {0} is the user's name.</summary>
    public static readonly Message NoClientKey = new(
        "no-client-key",
        "holds no private key for the user '{0}'",
        "用户“{0}”没有私钥",
        "restore the kubeconfig from a backup, or renew it by name",
        "请从备份恢复该 kubeconfig，或按名称续期");

    /// <summary>One of several files with keys for service account tokens is missing.</summary>
    public static readonly Message VerificationKeyMissing = new(
        "verification-key-missing",
        "is missing, although --service-account-key-file of the API server names it",
        "不存在，但 API server 的 --service-account-key-file 指定了它",
        "restore it from a backup ({kubepki backup list}), or remove its flag from the manifest if no token was signed with its key",
        "请从备份恢复（{kubepki backup list}）；若没有令牌由其密钥签发，可从清单中移除该参数");

    /// <summary>A kubeconfig in a home directory has more users of this cluster than are read: {0} are skipped, {1} are read.</summary>
    public static readonly Message TooManyUsers = new(
        "too-many-users",
        "{0} more {0:user|users} of this cluster {0:was|were} not read: kubepki reads the first {1} users of a kubeconfig in a home "
            + "directory",
        "另有 {0} 个属于本集群的用户未读取：kubepki 只读取主目录中一个 kubeconfig 的前 {1} 个用户",
        "ask its owner to remove users that are not needed, or to split the file",
        "请其所有者删除不需要的用户，或拆分该文件");

    /// <summary>A kubeconfig in a home directory names more data than is read: {0} MiB are read.</summary>
    public static readonly Message TooManyFiles = new(
        "too-many-files",
        "names more data than kubepki reads: {0} MiB for the files of a kubeconfig in a home directory",
        "指向的数据超过 kubepki 的读取上限：主目录中一个 kubeconfig 所指向的文件最多读取 {0} MiB",
        "ask its owner to remove users that are not needed, or to split the file",
        "请其所有者删除不需要的用户，或拆分该文件");

    /// <summary>A user's kubeconfig names a file outside the home directory; {0} is the file.</summary>
    public static readonly Message NamesFileOutside = new(
        "names-file-outside",
        "names {0} outside the home directory; kubepki does not read that file",
        "指向主目录之外的 {0}；kubepki 不读取该文件",
        "put the file into the home directory, or embed it: kubectl config … --embed-certs",
        "请将该文件放入主目录，或将其内嵌：kubectl config … --embed-certs");

    /// <summary>A user's link leads out of the home directory; {0} is its target.</summary>
    public static readonly Message LeadsOutOfHome = new(
        "leads-out-of-home",
        "is a user's link to {0} outside the home directory; kubepki does not follow it",
        "是用户指向主目录之外 {0} 的链接；kubepki 不跟随该链接",
        "replace it with a regular file, or make root the owner of the link",
        "请改为普通文件，或让 root 拥有该链接");

    /// <summary>A file of static tokens or passwords that does not have the format that the API server reads.</summary>
    public static readonly Message BrokenTable = new(
        "broken-table",
        "is not a table of comma-separated values with at least three columns",
        "不是至少三列的逗号分隔表",
        "write one line for each token: token,user,uid,\"group1,group2\"",
        "请为每个令牌写一行：token,user,uid,\"group1,group2\"");
}
