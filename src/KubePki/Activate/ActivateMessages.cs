using KubePki.Localization;

namespace KubePki.Activate;

/// <summary>Decisions, progress and problems of activation. The place is the component, or the port.</summary>
internal static class ActivateMessages
{
    /// <summary>A signal arrived before the component was activated.</summary>
    public static readonly Message NotActivated = new(
        "not-activated", "was not activated: this run received a signal to stop", "未激活：本次运行收到了结束信号", "run: {kubepki activate}",
        "请运行：{kubepki activate}");

    /// <summary>The component has no process.</summary>
    public static readonly Message NotRunning = new("not-running", "is not running", "未在运行");

    /// <summary>A port serves the certificate on disk; {0} is the item.</summary>
    public static readonly Message Serves = new("serves", "serves {0} as it is on disk", "正在使用磁盘上的 {0}");

    /// <summary>A port serves another certificate; {0} is the item.</summary>
    public static readonly Message ServesOther = new("serves-other", "still serves another certificate than {0}", "仍在使用与 {0} 不同的证书");

    /// <summary>A file is newer than the process that read it; {0} is the item.</summary>
    public static readonly Message ChangedSinceStart = new(
        "changed-since-start", "{0} changed after the component started", "{0} 在该组件启动之后发生了变化");

    /// <summary>Waiting for a reload; at most {0} seconds.</summary>
    public static readonly Message Waiting = new("waiting-for-reload", "waiting for it to reload, {0} s at most", "等待其自动重新加载，最多 {0} 秒");

    /// <summary>The component did not reload in time; {0} seconds.</summary>
    public static readonly Message NotReloaded = new("not-reloaded", "did not reload within {0} s", "在 {0} 秒内未重新加载");

    /// <summary>The component is being restarted; the cause says why.</summary>
    public static readonly Message Restarting = new("restarting", "restarting", "正在重启");

    /// <summary>Why the kubelet is restarted while other components are down.</summary>
    public static readonly Message BackOff = new(
        "back-off", "a new kubelet starts stopped components at once, the running kubelet only after its backoff",
        "新的 kubelet 会立即启动停止的组件，当前 kubelet 要等退避结束");

    /// <summary>Waiting for the component to start.</summary>
    public static readonly Message Starting = new("starting", "waiting for it to start", "等待其启动");

    /// <summary>Waiting for the component to be healthy; at most {0} seconds, the cause is the last answer.</summary>
    public static readonly Message NotHealthyYet = new(
        "not-healthy-yet", "waiting for it to be healthy, {0} s at most", "等待其恢复健康，最多 {0} 秒");

    /// <summary>The component did not become healthy in time; {0} seconds, the cause is the last answer.</summary>
    public static readonly Message NotHealthy = new(
        "not-healthy", "is not healthy after {0} s", "{0} 秒后仍不健康", "see its log, and the kubelet's: journalctl -u kubelet -n 50",
        "请查看其日志和 kubelet 的日志：journalctl -u kubelet -n 50");

    /// <summary>The component reported itself unhealthy; {0} is the answer.</summary>
    public static readonly Message Unhealthy = new("unhealthy", "is not healthy: {0}", "不健康：{0}");

    /// <summary>The component is running again, but does not use the files on disk.</summary>
    public static readonly Message StillOld = new(
        "still-old", "still does not use the files on disk after a restart", "重启后仍未使用磁盘上的文件",
        "check that its manifest names the files that '{kubepki status -o wide}' shows", "请确认其清单中的文件与 {kubepki status -o wide} 显示的一致");

    /// <summary>The component has no leader.</summary>
    public static readonly Message NoLease = new("no-lease", "has no leader yet", "尚无领导者");

    /// <summary>A restart would cost the quorum; {0} healthy others, {1} needed.</summary>
    public static readonly Message QuorumAtRisk = new(
        "quorum-at-risk", "is not restarted: {0} other {0:member is|members are} healthy, and {1} {1:is|are} needed to keep the quorum",
        "不予重启：其他健康成员有 {0} 个，维持法定人数需要 {1} 个", "bring the other members back first, then run: {kubepki activate etcd}",
        "请先恢复其他成员，然后运行：{kubepki activate etcd}");

    /// <summary>Unknown whether a restart would cost the quorum; the cause says why.</summary>
    public static readonly Message QuorumUnknown = new(
        "quorum-unknown", "is not restarted: it is unknown whether the other members keep the quorum", "不予重启：无法确定其他成员能否维持法定人数",
        "if the other members are healthy (etcdctl endpoint health --cluster), restart it by hand: move its manifest away, wait "
            + "until it has stopped, move it back",
        "若其他成员健康（etcdctl endpoint health --cluster），请手动重启：移走其清单，等它停止后再放回");

    /// <summary>The kubelet cannot be restarted: no new process appeared.</summary>
    public static readonly Message NoServiceKeeper = new(
        "no-service-keeper", "stopped, and nothing started it again", "已停止，且没有被重新启动",
        "start the kubelet as usual on this machine, then run: {kubepki activate}", "请按本机的方式启动 kubelet，然后运行：{kubepki activate}");

    /// <summary>systemctl failed; {0} is its exit code.</summary>
    public static readonly Message SystemctlFailed = new(
        "systemctl-failed", "systemctl restart kubelet failed with exit code {0}", "systemctl restart kubelet 失败，退出码为 {0}",
        "see: journalctl -u kubelet -n 50", "请查看：journalctl -u kubelet -n 50");

    /// <summary>systemctl could not be run, or did not end in time; {0} is the time limit in seconds.</summary>
    public static readonly Message SystemctlSilent = new(
        "systemctl-silent", "systemctl restart kubelet could not be run, or did not end within {0} s",
        "systemctl restart kubelet 无法运行，或未在 {0} 秒内结束",
        "see: systemctl status kubelet", "请查看：systemctl status kubelet");

    /// <summary>The pod did not stop after its manifest was moved away; {0} seconds.</summary>
    public static readonly Message PodStays = new(
        "pod-stays", "still runs {0} s after its manifest was moved away; the manifest was moved back", "清单移走 {0} 秒后仍在运行；清单已放回",
        "check that the kubelet runs: systemctl status kubelet", "请确认 kubelet 正在运行：systemctl status kubelet");

    /// <summary>A manifest that could not be moved; {0} is the reason.</summary>
    public static readonly Message ManifestStuck = new(
        "manifest-stuck", "cannot be moved: {0}", "无法移动：{0}", "check that the file system is writable", "请确认文件系统可写");

    /// <summary>A manifest was found moved away and has been moved back.</summary>
    public static readonly Message ManifestReturned = new(
        "manifest-returned", "was moved back: the run that had moved it away was interrupted", "已放回：移走它的那次运行被中断");

    /// <summary>A moved manifest exists unchanged at its original path too; {0} is that path.</summary>
    public static readonly Message ManifestSpare = new("manifest-spare", "was removed: {0} exists and is identical", "已删除：{0} 已存在且内容相同");

    /// <summary>A manifest exists twice; {0} is the path of the other one, {1} its original path.</summary>
    public static readonly Message ManifestInTheWay = new(
        "manifest-in-the-way", "was left in place: {0} exists too", "留在原处：{0} 也已存在",
        "compare the two files, keep the right one as {1} and remove the other", "请比较两者，将正确的保留为 {1}，并删除另一个");

    /// <summary>The node has no such component; {0} is the name, {1} the existing components.</summary>
    public static readonly Message UnknownComponent = new(
        "unknown-component", "there is no component '{0}' on this node", "本节点没有组件“{0}”", "the components are: {1}", "可用组件：{1}",
        Kind: ProblemKind.Usage);

    /// <summary>The log of the component contains errors about certificates; {0} is the number of lines, {1} the last one.</summary>
    public static readonly Message Complains = new(
        "log-complains", "reports certificate problems in {0} of the last lines of its log: {1}", "日志最后若干行中有 {0} 行提到证书问题：{1}",
        "to make it use the files on disk, see: {kubepki activate --dry-run}", "要让其使用磁盘上的文件，参见：{kubepki activate --dry-run}");
}
