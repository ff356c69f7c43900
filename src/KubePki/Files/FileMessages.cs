using KubePki.Localization;

namespace KubePki.Files;

/// <summary>What can be wrong with a file before its content is parsed.</summary>
internal static class FileMessages
{
    /// <summary>There is no file.</summary>
    public static readonly Message Missing = new("missing", "is missing", "不存在");

    /// <summary>
    /// A file, or a directory on the way to it, is a symbolic link whose target does not exist, for example because a disk is not mounted;
    /// {0} is the target.
    /// </summary>
    public static readonly Message Dangling = new(
        "dangling-link", "is reached through a symbolic link to {0}, which does not exist", "经由符号链接指向 {0}，而该路径不存在",
        "correct the link, or mount the file system that it leads to", "请修正该链接，或挂载其指向的文件系统");

    /// <summary>The file cannot be read; {0} is the system's reason.</summary>
    public static readonly Message Unreadable = new(
        "unreadable", "cannot be read: {0}", "无法读取：{0}", "run kubepki as root, or check its mode and owner; dmesg shows disk errors",
        "请以 root 运行 kubepki，或检查其权限和属主；磁盘故障见 dmesg");

    /// <summary>A hint for a name that is not UTF-8: .NET loses its bytes, so the file cannot be opened by that name.</summary>
    public static readonly Text RenameIt = new(
        "rename it to a name in UTF-8: convmv, or mv and a pattern", "请改为 UTF-8 名称：使用 convmv，或 mv 加通配符");

    /// <summary>A hint for a file that is hidden from this process on purpose: nothing is known about it here.</summary>
    public static readonly Text AskOnTheNode = new(
        "it is hidden from this process: check it on the node itself", "它对本进程隐藏：请在节点上直接检查");

    /// <summary>The problem of a file over which a device is mounted.</summary>
    internal static Problem Hidden(string path) => Unreadable.At(path, "a device is mounted over it").WithHint(AskOnTheNode);

    /// <summary>The entry is not a regular file; {0} is its kind.</summary>
    public static readonly Message NotAFile = new(
        "not-a-file", "is a {0}, not a file", "是 {0}，不是普通文件", "move it away and restore the file, for example from a backup",
        "请将其移走并放回原文件，例如从备份中恢复");

    /// <summary>The file is larger than any reasonable file; it has {0} bytes, and {1} are allowed.</summary>
    public static readonly Message TooLarge = new(
        "too-large", "is {0} {0:byte|bytes} long; files over {1} bytes are not read", "大小为 {0} 字节；超过 {1} 字节的文件不予读取",
        "check what was written there", "请检查其中写入了什么");

    /// <summary>The path of a file to write contains a link that another user can replace; {0} is the link, {1} the user.</summary>
    public static readonly Message UntrustedLink = new(
        "untrusted-link", "is reached through the symbolic link {0}, which user {1} can exchange and which is not followed for writing",
        "需经过符号链接 {0} 才能到达，而用户 {1} 可以替换该链接，写入时不予跟随",
        "put a file or directory in its place, or give the path that it leads to", "请改为普通文件或目录，或给出该链接所指向的路径");

    /// <summary>A hint for a link in a directory that only root controls; {0} is the link.</summary>
    public static readonly Text LetRootOwnTheLink = new(
        "put a file in its place, or let root own the link: chown -h root {0:path}", "请改为普通文件，或让 root 拥有该链接：chown -h root {0:path}");

    /// <summary>The file has several hard links, and replacing one would separate it from the others; {0} is the number of links.</summary>
    public static readonly Message HardLinked = new(
        "hard-linked", "has {0} hard links; replacing it would separate them", "有 {0} 个硬链接；替换会使其分离",
        "make it a file of its own: cp -p FILE FILE.new && mv FILE.new FILE", "请先使其成为独立文件：cp -p FILE FILE.new && mv FILE.new FILE");

    /// <summary>
    /// A file in a home directory that belongs to another user than its directory; {0} is the file's owner, {1} the directory's.
    /// </summary>
    public static readonly Message NotTheOwners = new(
        "not-the-owners",
        "belongs to user {0}, but its directory belongs to user {1}: in a home directory, kubepki changes only files of its owner",
        "属于用户 {0}，而其所在目录属于用户 {1}：在主目录中，kubepki 只更改属于其属主的文件", "give it to the owner: chown {1:sh} FILE", "请将其交给该用户：chown {1:sh} FILE");

    /// <summary>A directory in which other users could replace files.</summary>
    public static readonly Message OpenDirectory = new(
        "open-directory", "is in a directory that every user can write to", "所在目录任何人可写", "run chmod o-w on the directory",
        "请对该目录执行 chmod o-w");

    /// <summary>The file or its directory is immutable; {0} is the one with the attribute.</summary>
    public static readonly Message Immutable = new(
        "immutable", "cannot be replaced: {0} has the immutable attribute", "无法替换：{0} 带有不可更改（immutable）属性",
        "find out who set it, then remove it: chattr -i {0:path}", "请查明是谁设置的，然后去除：chattr -i {0:path}");

    /// <summary>The file or its directory is append-only; {0} is the one with the attribute.</summary>
    public static readonly Message AppendOnly = new(
        "append-only", "cannot be replaced: {0} has the append-only attribute", "无法替换：{0} 带有仅可追加（append-only）属性",
        "find out who set it, then remove it: chattr -a {0:path}", "请查明是谁设置的，然后去除：chattr -a {0:path}");

    /// <summary>Symbolic links form a loop.</summary>
    public static readonly Message TooManyLinks = new(
        "link-loop", "leads through too many symbolic links", "符号链接层数过多或成环",
        "correct the link", "请修正该链接");

    /// <summary>A problem for an entry that cannot be examined because its name is not UTF-8.</summary>
    internal static Problem Undecodable(string path) => Unreadable.At(path, "the name is not UTF-8").WithHint(RenameIt);
}
