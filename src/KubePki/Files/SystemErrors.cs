using KubePki.Localization;

namespace KubePki.Files;

/// <summary>
/// Hints for system errors, by errno. A wrong hint misleads the operator: if the errno is more specific than the message, its hint replaces
/// the hint of the message.
/// </summary>
internal static class SystemErrors
{
    private const int LargestNumber = 4095;
    private static readonly Text Then = new("; then ", "；然后");

    /// <summary>errno(3): the same numbers on all architectures that the program runs on.</summary>
    private static readonly Dictionary<int, Text> Hints = new()
    {
        [Posix.NotPermitted] = new(
            "the file may be immutable (lsattr; chattr -i), or a container or security module forbids it",
            "文件可能被设为不可更改（lsattr；chattr -i），或被容器、安全模块禁止"),
        [Posix.InputOutput] = new("the disk or its connection fails: see dmesg", "磁盘或其连接出现故障：参见 dmesg"),
        [Posix.AccessDenied] = new(
            "run kubepki as root; if it runs as root already, SELinux or AppArmor forbids it: see the audit log",
            "请以 root 运行 kubepki；若已是 root，则为 SELinux 或 AppArmor 所禁止：参见审计日志"),
        [Busy] = new("it is in use, for example as a mount point: see findmnt", "它正被占用，例如作为挂载点：参见 findmnt"),
        [TooManyOpenSystem] = new("the system has too many open files: see sysctl fs.file-nr", "系统打开的文件过多：参见 sysctl fs.file-nr"),
        [TooManyOpen] = new("raise the limit of open files: ulimit -n", "请提高打开文件数的上限：ulimit -n"),
        [TooLarge] = new("raise the limit of the file size: ulimit -f", "请提高文件大小的上限：ulimit -f"),
        [NoSpace] = new("free disk space or inodes (df -h, df -i), then try again", "请释放磁盘空间或 inode（df -h、df -i），然后重试"),
        [ReadOnlyFileSystem] = new(
            "the file system is mounted read-only: see dmesg for the reason, then mount -o remount,rw",
            "文件系统以只读方式挂载：先在 dmesg 中查明原因，再执行 mount -o remount,rw"),
        [Posix.NameTooLong] = new("use a shorter path: the file system does not allow a name this long", "请使用更短的路径：文件系统不支持这么长的名称"),
        [Posix.TooManyLinks] = new("a symbolic link is in the way, or links form a loop: see namei -l", "有符号链接阻挡，或链接成环：参见 namei -l"),
        [Stale] = new("the network file system lost the file: mount it again", "网络文件系统已丢失该文件：请重新挂载"),
        [QuotaExceeded] = new("the quota is used up: see quota -s; free space or raise it", "配额已用尽：参见 quota -s；请释放空间或提高配额"),
    };

    private const int Busy = 16;
    private const int TooManyOpenSystem = 23;
    private const int TooManyOpen = 24;
    private const int TooLarge = 27;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int Stale = 116;
    private const int QuotaExceeded = 122;

    /// <summary>A problem whose last argument is the system's reason, with the hint that fits the reason.</summary>
    public static Problem Because(this Message message, string where, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Advised(message, where, failure.Message, NumberOf(failure));
    }

    /// <summary>Same as <see cref="Because(Message, string, Exception)"/>, for an errno.</summary>
    internal static Problem Because(this Message message, string where, int error) => Advised(message, where, Posix.Describe(error), error);

    /// <summary>
    /// Same as <see cref="Because(Message, string, Exception)"/>, but the message's own hint follows the hint for the errno.
    /// </summary>
    internal static Problem BecauseWithBothHints(this Message message, string where, Exception failure)
        => Hints.TryGetValue(NumberOf(failure), out var hint)
            ? message.At(where, failure.Message).WithHint(hint + Then + message.Hint, failure.Message)
            : message.At(where, failure.Message);

    private static Problem Advised(Message message, string where, string reason, int error)
        => Hints.TryGetValue(error, out var hint) ? message.At(where, reason).WithHint(hint) : message.At(where, reason);

    /// <summary>The errno of an exception that .NET or <see cref="Posix"/> threw; 0 if there is none.</summary>
    private static int NumberOf(Exception failure) => failure switch
    {
        PathTooLongException => Posix.NameTooLong,
        IOException { HResult: > 0 and <= LargestNumber and var error } => error,
        { InnerException: { } inner } => NumberOf(inner),
        UnauthorizedAccessException => Posix.AccessDenied,
        _ => 0,
    };
}
