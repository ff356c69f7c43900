using KubePki.Localization;

namespace KubePki.Cli.Schedule;

/// <summary>The texts of <c>kubepki schedule</c>: help and results.</summary>
internal static class ScheduleTexts
{
    public static readonly Text About = new(
        "renew without an operator: a systemd timer or cron starts runs that renew only what is due",
        "无人值守续期：由 systemd 定时器或 cron 启动，仅续期即将到期的内容");

    public static readonly Text EnableAbout = new(
        "install a systemd timer and service, or an entry of cron where there is no systemd; again to change settings",
        "安装 systemd 定时器和服务；没有 systemd 时安装 cron 条目；再次执行可更改设置");

    public static readonly Text StatusAbout = new(
        "show whether runs are scheduled, by what, when the next one starts, and how the last one ended",
        "显示是否已安排运行、由谁启动、下次运行时间以及上次运行结果");

    public static readonly Text DisableAbout = new("remove the files that 'schedule enable' wrote", "删除 schedule enable 写入的文件");

    public static readonly Text RunAbout = new(
        "renew what is due, restart what must be restarted, prove it, and report the result in one line; the timer starts this",
        "续期到期内容，重启必须重启的组件并验证，以一行报告结果；定时器启动的就是此命令");

    public static readonly Text WithinOption = new(
        "a run renews what expires within this period; default: 60d", "运行时续期在此期限内到期的内容；默认 60d");

    public static readonly Text AtOption = new(
        "when runs start, in local time: weekdays and a time, a time for every day, '*-*-01 03:00' for a day of the month, daily, "
            + "weekly or monthly; default: 'Sun 03:00'",
        "运行时间（本地时间）：星期加时刻、仅时刻（每天）、'*-*-01 03:00'（每月某日）、daily、weekly 或 monthly；默认 'Sun 03:00'");

    public static readonly Text DelayOption = new(
        "the longest random delay of a start, so that nodes do not start together; 0 for none; default: 2h",
        "启动时的最长随机延迟，避免各节点同时启动；0 表示无延迟；默认 2h");

    public static readonly Text RunDelayOption = new(
        "wait for a random time up to this long before each run; default: none", "每次运行前随机等待，最长为此时长；默认不等待");

    public static readonly Text OnFailureOption = new(
        "a shell command to run if a run does not end with exit code 0; it gets KUBEPKI_EXIT_CODE, KUBEPKI_OUTCOME, KUBEPKI_MESSAGE and "
            + "KUBEPKI_NODE",
        "运行的退出码不为 0 时执行的 shell 命令；可使用变量 KUBEPKI_EXIT_CODE、KUBEPKI_OUTCOME、KUBEPKI_MESSAGE 和 KUBEPKI_NODE");

    public static readonly Text MetricsOption = new(
        "write metrics to this file, for node_exporter's textfile collector; default: /var/lib/kubepki/metrics/kubepki.prom",
        "将指标写入此文件，供 node_exporter 的 textfile 收集器读取；默认 /var/lib/kubepki/metrics/kubepki.prom");

    public static readonly Text EveryOption = new(
        "stay in the foreground and run again after each such period, until SIGTERM; default: run once",
        "保持在前台，每隔此时长再次运行，直到收到 SIGTERM；默认只运行一次");

    public static readonly Text ExampleEnable = new("Sundays at 3, within two hours", "每周日 3 点，两小时内随机开始");
    public static readonly Text ExampleAlert = new("report failures", "失败时发出通知");
    public static readonly Text ExampleDry = new("what would it renew now?", "现在运行会续期哪些内容？");
    public static readonly Text ExampleEvery = new("in a container", "在容器中");

    public static readonly Text Enabled = new("Enabled: {0} starts kubepki {1}, up to {2} later.", "已启用：{0} 在 {1} 启动 kubepki，最多延迟 {2}。");
    public static readonly Text EnabledPromptly = new("Enabled: {0} starts kubepki {1}.", "已启用：{0} 在 {1} 启动 kubepki。");
    public static readonly Text NotEnabled = new("Not enabled: nothing starts renewals on this node.", "未启用：本节点没有定时续期。");
    public static readonly Text Inactive = new(
        "The timer does not run: systemctl start kubepki-renew.timer", "定时器未在运行：systemctl start kubepki-renew.timer");

    public static readonly Text Renews = new("A run renews what expires within {0}.", "每次运行续期在 {0} 内到期的内容。");
    public static readonly Text Next = new("Next run: {0}", "下次运行：{0}");
    public static readonly Text Last = new("Last run: {0}, exit code {1}: {2}", "上次运行：{0}，退出码 {1}：{2}");
    public static readonly Text NoLast = new("Last run: none", "上次运行：无");
    public static readonly Text FilesAre = new("Files: {0}", "文件：{0}");
    public static readonly Text Unchanged = new("Nothing was changed.", "未作更改。");
    public static readonly Text Disabled = new("Disabled: removed {0}.", "已停用：删除了 {0}。");

    public static readonly Text NothingDue = new("scheduled run: nothing expires within {0}", "定时运行：{0} 内没有内容到期");
    public static readonly Text NothingRenewed = new("scheduled run: nothing was renewed", "定时运行：未续期任何内容");
    public static readonly Text Renewed = new("scheduled run: renewed {0} {0:item|items}", "定时运行：已续期 {0} 项");
    public static readonly Text Restarted = new(", restarted {0}", "，已重启 {0}");
    public static readonly Text Remain = new(", {0} {0:finding remains|findings remain}", "，仍有 {0} 个问题");
    public static readonly Text Unfinished = new(", {0} {0:item|items} could not be renewed", "，{0} 项无法续期");
    public static readonly Text RolledBack = new("scheduled run: failed, and all changes were rolled back: {0}", "定时运行：失败，所有更改均已回滚：{0}");
    public static readonly Text NotItsTurn = new("scheduled run: {0}", "定时运行：{0}");
    public static readonly Text WaitOption = new(
        "how long to wait for the other control-plane nodes, which activate one at a time; default: 1h",
        "等待其他控制平面节点的最长时间（各节点逐个激活）；默认 1h");

    public static readonly Text NotDone = new("scheduled run: failed, nothing was changed: {0}", "定时运行：失败，未作更改：{0}");
    public static readonly Text HalfWay = new("scheduled run: stopped half-way: {0}", "定时运行：中途停止：{0}");
    public static readonly Text WithCode = new("{0} (exit code {1})", "{0}（退出码 {1}）");
    public static readonly Text Delaying = new("Starts in {0} s.", "将于 {0} 秒后开始。");
    public static readonly Text NextIn = new("The next run starts in {0}.", "下次运行将于 {0} 后开始。");
}
