using KubePki.Localization;

namespace KubePki.Sandbox;

/// <summary>Why a practice control plane could not be created.</summary>
internal static class SandboxMessages
{
    /// <summary>The directory is not empty.</summary>
    public static readonly Message NotEmpty = new(
        "not-empty", "already exists and is not empty", "已存在且非空", "give a directory that does not exist", "请指定一个不存在的目录");

    /// <summary>The run was interrupted.</summary>
    public static readonly Message Interrupted = new(
        "sandbox-interrupted", "was not created: the run was interrupted; no files remain", "未创建：运行被中断，未留下任何文件");

    /// <summary>Another user could place links and files in the directory; {0} is the directory that allows it.</summary>
    public static readonly Message OpenToOthers = new(
        "sandbox-open", "is not created: another user could replace files in {0}", "未创建：其他用户可以替换 {0} 中的文件",
        "choose a directory whose parent directories only you or root can write to, or run the command as that user",
        "请指定一个上级目录只有您或 root 可写的目录，或以该用户身份运行命令");

    /// <summary>The directory cannot be written; {0} is the system's reason.</summary>
    public static readonly Message NotWritable = new(
        "not-writable", "cannot be written: {0}", "无法写入：{0}", "choose a directory that you can write to", "请指定有写权限的目录");
}
