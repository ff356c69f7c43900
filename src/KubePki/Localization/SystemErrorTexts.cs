namespace KubePki.Localization;

/// <summary>
/// The most frequent error texts of the system in Chinese. The system returns them in English. A text has them as an argument: alone, after
/// a path, or followed by a path or an address.
/// </summary>
internal static class SystemErrorTexts
{
    private const string Denied = "Access to the path '";
    private const string DeniedEnd = "' is denied";

    /// <summary>strerror(3) in glibc's English, what .NET says in its place, and reasons of this program's own.</summary>
    private static readonly (string English, string Chinese)[] Reasons =
    [
        ("No such file or directory", "没有该文件或目录"),
        ("Permission denied", "权限不足"),
        ("Operation not permitted", "不允许该操作"),
        ("No space left on device", "设备上没有剩余空间"),
        ("Read-only file system", "文件系统为只读"),
        ("Input/output error", "输入/输出错误"),
        ("Disk quota exceeded", "超出磁盘配额"),
        ("Too many open files in system", "系统打开的文件过多"),
        ("Too many open files", "打开的文件过多"),
        ("Not a directory", "不是目录"),
        ("Too many levels of symbolic links", "符号链接层数过多"),
        ("Connection timed out", "连接超时"),
        ("Connection refused", "连接被拒绝"),
        ("Could not find a part of the path", "找不到路径的一部分"),
        ("Could not find file", "找不到文件"),
        ("the file system does not answer", "文件系统没有响应"),
        ("the link cannot be read", "无法读取该链接"),
        ("the name is not UTF-8", "名称不是 UTF-8"),
    ];

    /// <summary>An argument of a Chinese text: an error text of the system in Chinese, any other argument unchanged.</summary>
    internal static string Translate(string particular)
    {
        if (particular.StartsWith(Denied, StringComparison.Ordinal)
            && particular.TrimEnd('.').EndsWith(DeniedEnd, StringComparison.Ordinal))
        {
            return $"无权访问路径 '{particular.TrimEnd('.')[Denied.Length..^DeniedEnd.Length]}'";
        }

        // Exceptions of kubepki have the path before the reason.
        var (last, told) = Array.Find(Reasons, r => particular.EndsWith($": {r.English}", StringComparison.Ordinal));
        if (last is not null)
        {
            return $"{particular[..^last.Length]}{told}";
        }

        var (english, chinese) = Array.Find(Reasons, r => particular.StartsWith(r.English, StringComparison.Ordinal));
        return english is not null && (particular.Length == english.Length || !char.IsLetterOrDigit(particular[english.Length]))
            ? chinese + particular[english.Length..] : particular;
    }
}
