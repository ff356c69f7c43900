using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Messages about modes, owners and misplaced files.</summary>
internal static class ProtectionMessages
{
    /// <summary>Others may read a private key; {0} is the mode.</summary>
    public static readonly Message KeyMode = new(
        "key-mode",
        "holds a private key with mode {0}: users other than its owner can read it",
        "含有私钥而权限为 {0}：属主以外的用户可以读取",
        "restrict it with chmod 600; if others had access to this machine, renew it too",
        "请 chmod 600；若本机曾有其他用户，还应续期");

    /// <summary>Others may read a kubeconfig that holds a private key; {0} is the mode.</summary>
    public static readonly Message KubeconfigMode = new(
        "kubeconfig-mode",
        "is a kubeconfig with mode {0}: users other than its owner can read it and act as its user",
        "是 kubeconfig 而权限为 {0}：属主以外的用户可以读取并冒用其身份",
        "restrict it with chmod 600; if others had access to this machine, renew it too",
        "请 chmod 600；若本机曾有其他用户，还应续期");

    /// <summary>Others may read a file of static passwords or tokens; {0} is the mode.</summary>
    public static readonly Message CredentialMode = new(
        "credential-mode",
        "holds passwords or tokens with mode {0}: users other than its owner can read them",
        "含有密码或令牌而权限为 {0}：属主以外的用户可以读取",
        "restrict it with chmod 600, and replace its passwords or tokens",
        "请 chmod 600，并更换其中的密码或令牌");

    /// <summary>An access control list gives others access to a private key; {0} lists them, {1} is the file.</summary>
    public static readonly Message KeyAccessList = new(
        "key-access-list",
        "holds a private key, and its access control list lets others read or change it: {0}",
        "含有私钥，而其访问控制列表允许他人读取或更改：{0}",
        "setfacl -b {1:path}; if these users must not know the key, renew it too",
        "setfacl -b {1:path}；若这些用户不应知晓该密钥，还应续期");

    /// <summary>A group may read a private key; {0} is the mode, {1} the group, {2} the file.</summary>
    public static readonly Message KeyGroup = new(
        "key-group",
        "holds a private key with mode {0}: every member of group {1} can read or change it",
        "含有私钥而权限为 {0}：组 {1} 的所有成员都可以读取或更改",
        "chmod g-rwx {2:path}; if these users must not know the key, renew it too",
        "chmod g-rwx {2:path}；若该组成员不应知晓该密钥，还应续期");

    /// <summary>Others may change a file; {0} is the mode.</summary>
    public static readonly Message FileWritable = new(
        "file-writable",
        "has mode {0}: users other than its owner can change what the cluster trusts",
        "权限为 {0}：属主以外的用户可以更改集群所信任的内容",
        "restrict it with chmod go-w",
        "请执行 chmod go-w");

    /// <summary>Others may replace files in a directory; {0} is the mode.</summary>
    public static readonly Message DirectoryWritable = new(
        "directory-writable",
        "is a directory with mode {0}: users other than its owner can replace the files in it",
        "目录权限为 {0}：属主以外的用户可以替换其中的文件",
        "restrict it with chmod go-w",
        "请执行 chmod go-w");

    /// <summary>A file that root does not own; {0} is the owner, {1} the expected owner.</summary>
    public static readonly Message FileOwner = new(
        "file-owner",
        "belongs to user {0} instead of {1}",
        "属主为用户 {0}，而不是 {1}",
        "correct its owner with chown, unless the component runs as that user on purpose (rootless control plane)",
        "请用 chown 更正属主，除非组件有意以该用户运行（非 root 控制平面）");

    /// <summary>
    /// A kubeconfig that the owner of its home directory does not own; {0} is the file's owner, {1} the home directory's.
    /// </summary>
    public static readonly Message HomeOwner = new(
        "home-owner",
        "belongs to user {0}, but its home directory belongs to {1}",
        "属主为用户 {0}，而其主目录属于 {1}",
        "chown it to the owner of the home directory",
        "请将属主改为该主目录的属主");

    /// <summary>A key that no component here uses.</summary>
    public static readonly Message StrayKey = new(
        "stray-key",
        "holds a private key that no component here uses",
        "含有私钥，但此处没有组件使用它",
        "move it off this machine, or remove it if it is a copy: kubepki keeps backups under /var/lib/kubepki",
        "请移出本机；若是副本请删除：kubepki 的备份在 /var/lib/kubepki");

    /// <summary>A copy of keys that others can read; {0} is the mode.</summary>
    public static readonly Message BackupReadable = new(
        "backup-readable",
        "is a copy of a private key with mode {0}: every user of this machine can read it",
        "是含私钥的副本而权限为 {0}：本机所有用户均可读取",
        "restrict it with chmod 600, and its directory with chmod 700",
        "请对其 chmod 600，并对所在目录 chmod 700");

    /// <summary>A file that the kubelet would read as a manifest.</summary>
    public static readonly Message StrayManifest = new(
        "stray-manifest",
        "is in the static pod directory but is not a component's manifest: the kubelet reads every file there whose name does not "
            + "begin with a dot, including backup copies",
        "位于静态 Pod 目录却不是组件清单：kubelet 会读取其中所有不以点开头的文件，备份副本也不例外",
        "move it out of the directory instead of renaming it there",
        "请将其移出该目录，而不是在其中改名");

    /// <summary>Two manifests of one component; {0} is the component, {1} the other file.</summary>
    public static readonly Message ManifestTwice = new(
        "manifest-twice",
        "is a second manifest of {0}, besides {1}: the kubelet runs both, or the older one",
        "是 {0} 的第二份清单（另一份为 {1}）：kubelet 会同时运行两者，或运行较旧的一份",
        "move the unwanted one out of the directory",
        "请将不需要的一份移出该目录");
}
