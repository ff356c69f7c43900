namespace KubePki.Cli.Present;

/// <summary>Every text the command line prints, beside the problems, which carry their own.</summary>
internal static class Texts
{
    public static readonly Text Error = new("error", "错误");
    public static readonly Text Hint = new("hint", "提示");

    public static readonly Text Name = new("NAME", "名称");
    public static readonly Text Kind = new("KIND", "类型");
    public static readonly Text State = new("STATE", "状态");
    public static readonly Text Expires = new("EXPIRES", "到期时间");
    public static readonly Text Left = new("LEFT", "剩余");
    public static readonly Text Life = new("LIFE", "寿命");
    public static readonly Text Authority = new("CA", "CA");
    public static readonly Text Subject = new("SUBJECT", "主体");
    public static readonly Text Names = new("SANS", "SAN");
    public static readonly Text Key = new("KEY", "密钥");
    public static readonly Text Path = new("PATH", "路径");
    public static readonly Text Why = new("WHY", "原因");
    public static readonly Text Old = new("OLD EXPIRY", "原到期时间");
    public static readonly Text New = new("NEW EXPIRY", "新到期时间");
    public static readonly Text Id = new("ID", "ID");
    public static readonly Text Verb = new("VERB", "操作");
    public static readonly Text Started = new("STARTED", "开始时间");
    public static readonly Text Made = new("MADE", "创建时间");
    public static readonly Text Files = new("FILES", "文件数");
    public static readonly Text Stage = new("STAGE", "阶段");
    public static readonly Text Summary = new("SUMMARY", "摘要");

    public static readonly Text External = new("managed externally: its CA's key is not on this node, so it cannot be renewed here", "由外部管理:其 CA 的私钥不在本节点,无法在此续期");
    public static readonly Text Problems = new("Problems:", "问题:");
    public static readonly Text OneItem = new("1 item", "1 项");
    public static readonly Text ManyItems = new("{0} items", "{0} 项");
    public static readonly Text Summed = new("{0}: {1}.", "共 {0}:{1}。");
    public static readonly Text Comma = new(", ", ",");
    public static readonly Text AllWell = new("all in order", "全部正常");
    public static readonly Text CountExpired = new("{0} expired", "{0} 项已过期");
    public static readonly Text CountExpiring = new("{0} expiring within {1}", "{0} 项将在 {1} 内到期");
    public static readonly Text CountProblems = new("{0} with problems", "{0} 项有问题");
    public static readonly Text CountFiles = new("{0} configuration files with problems", "{0} 个配置文件有问题");
    public static readonly Text TheKubelets = new("Left to the kubelet, which rotates them while they are valid: {0}", "由 kubelet 负责,有效期内自行轮换:{0}");
    public static readonly Text TheKubeletsExpired = new(
        "Expired, so the kubelet can no longer rotate it: {0}. It needs a new kubelet.conf:\n  kubeadm kubeconfig user --org system:nodes --client-name system:node:NAME",
        "已过期,kubelet 无法再轮换:{0}。需要新的 kubelet.conf:\n  kubeadm kubeconfig user --org system:nodes --client-name system:node:NAME");
    public static readonly Text SelfMade = new(
        "Made by the kubelet for itself: {0}. For a new one remove {1} and its key, then restart the kubelet", "由 kubelet 自行签发:{0}。如需更新,请删除 {1} 及其私钥并重启 kubelet");
    public static readonly Text Next = new("Next: {0}", "下一步:{0}");

    public static readonly Text PlanTitle = new("Plan: renew {0}, of {1} looked at", "计划:续期 {0},共检查 {1} 项");
    public static readonly Text Writes = new("Files that will be written:", "将写入的文件:");
    public static readonly Text NewKey = new("new {0}", "新 {0}");
    public static readonly Text SameKey = new("same {0}", "沿用 {0}");
    public static readonly Text OldKept = new("{0} (the old file stays beside it as {1})", "{0}(旧文件保留为 {1})");
    public static readonly Text Capped = new("capped to the end of the CA {0}, {1} ({2} was asked for):", "受限于 CA {0} 的结束时间 {1}(要求为 {2}):");
    public static readonly Text Skipped = new("Left as they are:", "保持不变:");
    public static readonly Text Effects = new("Components that use them:", "使用这些文件的组件:");
    public static readonly Text MustRestart = new("must be restarted", "必须重启");
    public static readonly Text PicksUp = new("picks them up by itself", "自动加载");
    public static readonly Text NothingToDo = new("Nothing to do.", "无需操作。");
    public static readonly Text DryRun = new("Dry run: nothing was changed.", "试运行:未做任何更改。");
    public static readonly Text Refused = new("Nothing was changed.", "未做任何更改。");
    public static readonly Text RestByName = new("What is in order can be renewed by name:\n  kubepki renew {0}{1}", "正常的项可按名称续期:\n  kubepki renew {0}{1}");
    public static readonly Text NothingToUndo = new("Nothing to take back: there is no transaction that was not taken back already.", "没有可撤销的内容:所有事务均已撤销,或尚无事务。");
    public static readonly Text LeftOut = new("Not in the backup, because it cannot be read:", "以下内容无法读取,未包含在备份中:");
    public static readonly Text Damaged = new("damaged", "已损坏");
    public static readonly Text Ask = new("Go on? [y/N] ", "继续?[y/N] ");
    public static readonly Text MakingKeys = new("making keys: {0} …", "正在生成密钥:{0}……");
    public static readonly Text Done = new("Renewed {0} in {1} s. On disk now:", "已续期 {0},用时 {1} 秒。当前磁盘上:");
    public static readonly Text UndoHint = new("Everything that was replaced is backed up; take it back with: kubepki undo {0}{1}", "被替换的文件均已备份;撤销:kubepki undo {0}{1}");
    public static readonly Text RestartTitle = new("Restart these now, one after the other, waiting until each is healthy:", "请逐个重启以下组件,并等待每个恢复健康:");
    public static readonly Text RestartPod = new(
        "{0}: move {1} out of the directory, wait until its container is gone, move it back",
        "{0}:将 {1} 移出该目录,等容器消失后再移回");
    public static readonly Text RestartKubelet = new("kubelet: systemctl restart kubelet", "kubelet:systemctl restart kubelet");
    public static readonly Text ReloadsAlone = new("Picked up without a restart, within a minute: {0}", "无需重启、一分钟内自动加载:{0}");
    public static readonly Text Component = new("COMPONENT", "组件");
    public static readonly Text Result = new("RESULT", "结果");
    public static readonly Text RunningSince = new("RUNNING SINCE", "启动时间");
    public static readonly Text Served = new("SERVED", "所提供的证书");
    public static readonly Text OtherCertificate = new("another certificate", "其他证书");
    public static readonly Text LastLog = new("The last lines of the log of {0}:", "{0} 日志的最后几行:");
    public static readonly Text OutcomeInUse = new("in use", "已在使用");
    public static readonly Text OutcomeReloaded = new("reloaded", "已自动加载");
    public static readonly Text OutcomeRestarted = new("restarted", "已重启");
    public static readonly Text OutcomeStarted = new("came up", "已启动");
    public static readonly Text OutcomeFailed = new("FAILED", "失败");
    public static readonly Text NeedNothing = new("uses what is on disk", "已在使用磁盘上的文件");
    public static readonly Text NeedReload = new("will reload by itself", "将自动重新加载");
    public static readonly Text NeedRestart = new("has to be restarted", "需要重启");
    public static readonly Text NeedStart = new("has to come up", "需要启动");
    public static readonly Text ActivatedTitle = new("In use, as seen on the wire:", "已在使用(握手验证):");
    public static readonly Text NothingRuns = new("no component runs on this machine, so nothing was activated; start the kubelet", "本机没有运行任何组件,未做激活;请启动 kubelet");
    public static readonly Text TakingBack = new("taking transaction {0} back, and making the components use the old files …", "正在撤销事务 {0},并让组件使用旧文件……");
    public static readonly Text TakenBack = new("The renewal was taken back; the components use the old files again:", "续期已撤销;组件已重新使用旧文件:");
    public static readonly Text KeptAnyway = new("The new files are in place. When the cause is mended, run: kubepki activate. To take them back: kubepki undo {0}", "新文件已就位。排除原因后请运行:kubepki activate。撤销:kubepki undo {0}");
    public static readonly Text ErrorMark = new("error:  ", "错误:");
    public static readonly Text WarningMark = new("warning:", "警告:");
    public static readonly Text NoFindings = new("Nothing is wrong with the files. To ask the running components too: kubepki verify --live", "文件没有问题。若要同时检查运行中的组件:kubepki verify --live");
    public static readonly Text NoFindingsLive = new("Nothing is wrong, on disk and on the wire.", "磁盘上和运行中的组件均无问题。");
    public static readonly Text SomeFindings = new("{0} findings.", "共 {0} 个问题。");
    public static readonly Text Undone = new("Took back transaction {0} (as transaction {1}).", "已撤销事务 {0}(本次为事务 {1})。");
    public static readonly Text Restored = new("Restored backup {0} (transaction {1}). Take it back with: kubepki undo {1}{2}", "已恢复备份 {0}(事务 {1})。撤销:kubepki undo {1}{2}");
    public static readonly Text BackedUp = new("Backup {0}: {1} files.", "备份 {0}:{1} 个文件。");
    public static readonly Text BackupGood = new("Backup {0} is whole: {1} files, every hash is right.", "备份 {0} 完好:{1} 个文件,哈希全部正确。");
    public static readonly Text Pruned = new("Removed {0}.", "已删除 {0}。");
    public static readonly Text NothingPruned = new("Nothing to remove.", "没有可删除的内容。");
    public static readonly Text NothingToRecover = new("Nothing to recover: no transaction was cut off.", "无需恢复:没有中断的事务。");
    public static readonly Text NoHistory = new("No transaction yet.", "尚无事务。");
    public static readonly Text NoBackups = new("No backup yet. Every renewal makes its own; 'kubepki history' lists them.", "尚无备份。每次续期都会自动备份,见 kubepki history。");
    public static readonly Text SandboxMade = new("Made a practice control plane in {0}. Look at it with: kubepki status --root {0}", "已在 {0} 创建练习用控制平面。查看:kubepki status --root {0}");
    public static readonly Text UndoTitle = new("Take back transaction {0} ({1}); these {2} files become what they were:", "撤销事务 {0}({1});以下 {2} 个文件将恢复原状:");
    public static readonly Text RestoreTitle = new("Restore backup {0}; these {1} files become what they were:", "恢复备份 {0};以下 {1} 个文件将恢复原状:");
    public static readonly Text WillPrune = new("to be removed: backup {0}, {1} files", "将删除:备份 {0},{1} 个文件");
    public static readonly Text RolledForward = new("Finished transaction {0} ({1}): every new file is in place.", "已完成事务 {0}({1}):所有新文件均已就位。");
    public static readonly Text RolledBack = new("Took back transaction {0} ({1}): everything is as before.", "已回退事务 {0}({1}):一切恢复原状。");
    public static readonly Text Unwritten = new("the result could not be written: {0}. What was changed stands in 'kubepki history'", "结果无法写出:{0}。所做的更改见 kubepki history");
    public static readonly Text Unexpected = new("something went wrong inside kubepki: {0}. Nothing more was done; run 'kubepki recover' if it was changing files", "kubepki 内部出错:{0}。已停止;若当时正在更改文件,请运行 kubepki recover");
}
