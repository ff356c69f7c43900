using KubePki.Localization;

namespace KubePki.Schedule;

/// <summary>The problems of scheduled runs and of the files that start them.</summary>
internal static class ScheduleMessages
{
    /// <summary>A time that cannot be understood; {0} is its text.</summary>
    public static readonly Message BadTime = new(
        "bad-schedule-time", "'{0}' is not a time of a schedule", "“{0}”不是有效的计划时间",
        "write it like 'Sun 03:00', 'Mon..Fri 03:00', 'Mon,Thu 03:00', '03:00', '*-*-01 03:00', daily, weekly or monthly; the time is "
            + "the node's local time",
        "请写成 'Sun 03:00'、'Mon..Fri 03:00'、'Mon,Thu 03:00'、'03:00'、'*-*-01 03:00'、daily、weekly 或 monthly；时间为节点的本地时间",
        Kind: ProblemKind.Usage);

    /// <summary>A day that not every month has; {0} is the day.</summary>
    public static readonly Message BadDay = new(
        "bad-schedule-day", "not every month has a day {0}", "并非每个月都有 {0} 日", "choose a day from 01 to 28", "请选择 01 到 28 之间的日期",
        Kind: ProblemKind.Usage);

    /// <summary>An empty command, or one of several lines.</summary>
    public static readonly Message BadCommand = new(
        "bad-schedule-command", "the command is empty or has a control character", "命令为空或含有控制字符",
        "write the command on one line, or put it into a script", "请将命令写在一行内，或写入脚本", Kind: ProblemKind.Usage);

    /// <summary>A path that is not absolute; {0} is the path.</summary>
    public static readonly Message NotAbsolute = new(
        "schedule-path-not-absolute", "'{0}' is not an absolute path", "“{0}”不是绝对路径", "begin the path with /", "路径须以 / 开头",
        Kind: ProblemKind.Usage);

    /// <summary>A file that kubepki did not write, or that was changed since.</summary>
    public static readonly Message Foreign = new(
        "schedule-file-foreign", "was not written by kubepki, or was changed since", "不是由 kubepki 写入，或已被修改",
        "kubepki does not touch the file: check what it is for, then move it away; for settings of a unit use 'systemctl edit'",
        "kubepki 不会改动该文件：请确认其用途后将其移走；如需调整单元设置，请使用 systemctl edit");

    /// <summary>Neither systemd nor cron.</summary>
    public static readonly Message NoStarter = new(
        "no-schedule-starter", "this node has neither systemd nor a directory /etc/cron.d", "本节点既没有 systemd，也没有 /etc/cron.d 目录",
        "let a service manager keep '{kubepki schedule run --every 24h}' running", "请由服务管理器保持 '{kubepki schedule run --every 24h}' 运行");

    /// <summary>Ordinary users can replace the program that root would start; {0} is the place that they can write to.</summary>
    public static readonly Message OpenProgram = new(
        "schedule-program-open", "other users can write to {0}, and the schedule starts this program as root",
        "其他用户可以写入 {0}，而计划会以 root 身份启动该程序",
        "install kubepki where only root can write: install -m 755 kubepki /usr/local/bin/",
        "请将 kubepki 安装到仅 root 可写的位置：install -m 755 kubepki /usr/local/bin/");

    /// <summary>systemctl failed; {0} are its arguments, {1} is what it reported.</summary>
    public static readonly Message SystemctlFailed = new(
        "schedule-systemctl-failed", "systemctl {0} failed: {1}", "systemctl {0} 失败：{1}",
        "the files are written: run systemctl yourself when systemd answers again", "文件已写入：待 systemd 恢复后，请自行执行 systemctl");

    /// <summary>A file that could not be written; {0} is the reason.</summary>
    public static readonly Message NotWritten = new(
        "schedule-not-written", "cannot be written: {0}", "无法写入：{0}", "run kubepki as root", "请以 root 运行 kubepki");

    /// <summary>The metrics could not be written; {0} is the reason.</summary>
    public static readonly Message NoMetrics = new(
        "schedule-no-metrics", "the metrics cannot be written: {0}", "无法写入指标：{0}", "create the directory, or choose another --metrics-file",
        "请创建该目录，或改用其他 --metrics-file");

    /// <summary>The command for failures failed; {0} is its exit code or the reason.</summary>
    public static readonly Message CommandFailed = new(
        "schedule-command-failed", "the command of --on-failure failed: {0}", "--on-failure 的命令失败：{0}",
        "run it by hand, with KUBEPKI_EXIT_CODE=1", "请设置 KUBEPKI_EXIT_CODE=1 后手动执行该命令");
}
