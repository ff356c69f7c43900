using KubePki.Language;

namespace KubePki.Observe;

/// <summary>Messages about the client certificates and files of kubeconfigs.</summary>
internal static class ObserveMessages
{
    /// <summary>The user of the kubeconfig has no client certificate; {0} is the user's name.</summary>
    public static readonly Message NoClientCertificate = new(
        "no-client-certificate", "holds no client certificate for the user '{0}'", "用户“{0}”没有客户端证书");

    /// <summary>The certificate exists, its key does not; {0} is the user's name.</summary>
    public static readonly Message NoClientKey = new(
        "no-client-key", "holds no private key for the user '{0}'", "用户“{0}”没有私钥",
        "put the kubeconfig back from a backup, or renew it by name", "请从备份恢复该 kubeconfig,或按名称续期");

    /// <summary>One of several files with keys for service account tokens is missing.</summary>
    public static readonly Message VerificationKeyMissing = new(
        "verification-key-missing", "is one of the API server's service-account-key-files and is missing", "是 API server 的 service-account-key-file 之一,但不存在",
        "put it back from a backup ({kubepki backup list}), or take its flag out of the manifest if no token was made with its key",
        "请从备份恢复({kubepki backup list});若没有令牌由其密钥签发,可从清单中去掉该参数");

    /// <summary>A kubeconfig in a home directory has more users of this cluster than are read: {0} are skipped, {1} are read.</summary>
    public static readonly Message TooManyUsers = new(
        "too-many-users", "{0} more {0:user|users} of this cluster {0:was|were} not looked at: of one kubeconfig in a home the first {1} are", "另有 {0} 个属于本集群的用户未查看:主目录中的一个 kubeconfig 只查看前 {1} 个",
        "ask its owner to remove what is not needed, or to split the file", "请其所有者删除不需要的用户,或拆分该文件");

    /// <summary>A kubeconfig in a home directory names more data than is read: {0} MiB are read.</summary>
    public static readonly Message TooManyFiles = new(
        "too-many-files", "names more files than are read: of those that one kubeconfig in a home names, the first {0} MiB are",
        "指向的文件过多,未全部读取:主目录中的一个 kubeconfig 所指向的文件只读取前 {0} MiB",
        "ask its owner to remove the users that are not needed, or to split the file", "请其所有者删除不需要的用户,或拆分该文件");

    /// <summary>A user's kubeconfig names a file outside the home directory; {0} is the file.</summary>
    public static readonly Message NamesFileOutside = new(
        "names-file-outside", "names {0}, outside the home directory; it is not read", "指向主目录之外的 {0}，不予读取",
        "put the file into the home directory, or embed it: kubectl config … --embed-certs", "请将该文件放入主目录，或将其内嵌：kubectl config … --embed-certs");

    /// <summary>A user's link leads out of the home directory; {0} is its target.</summary>
    public static readonly Message LeadsOutOfHome = new(
        "leads-out-of-home", "is a user's link to {0}, outside the home directory; it is not followed", "是用户指向主目录之外 {0} 的链接,不予跟随",
        "put a file in its place, or let root own the link", "请改为普通文件,或让 root 拥有该链接");

    /// <summary>A file of static tokens or passwords that does not have the format that the API server reads.</summary>
    public static readonly Message BrokenTable = new(
        "broken-table", "is not a table of comma-separated values with at least three columns", "不是至少三列的逗号分隔表",
        "write one line for each token: token,user,uid,\"group1,group2\"", "请为每个令牌写一行:token,user,uid,\"group1,group2\"");
}
