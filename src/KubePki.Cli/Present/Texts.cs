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

    public static readonly Text External = new("external", "外部管理");
    public static readonly Text Problems = new("Problems:", "问题:");
    public static readonly Text AllWell = new("{0} items, all in order.", "共 {0} 项,全部正常。");
    public static readonly Text NotAllWell = new(
        "{0} items: {1} expired, {2} expiring within {3} days, {4} with other problems.",
        "共 {0} 项:{1} 项已过期,{2} 项将在 {3} 天内到期,{4} 项有其他问题。");
    public static readonly Text NextPlan = new("Next: kubepki renew all --dry-run{0}", "下一步:kubepki renew all --dry-run{0}");

    public static readonly Text PlanTitle = new("Plan: renew {0} of {1} items", "计划:续期 {1} 项中的 {0} 项");
    public static readonly Text Writes = new("Files that will be written:", "将写入的文件:");
    public static readonly Text NewKey = new("new {0} key", "新 {0} 密钥");
    public static readonly Text SameKey = new("same {0} key", "沿用 {0} 密钥");
    public static readonly Text Capped = new("capped to the end of the CA {0}: {1} instead of {2}", "受限于 CA {0} 的结束时间:{1},而非 {2}");
    public static readonly Text Skipped = new("Left as they are:", "保持不变:");
    public static readonly Text Effects = new("Components that use them:", "使用这些文件的组件:");
    public static readonly Text MustRestart = new("must be restarted", "必须重启");
    public static readonly Text PicksUp = new("picks them up by itself", "自动加载");
    public static readonly Text NothingToDo = new("Nothing to do.", "无需操作。");
    public static readonly Text DryRun = new("Dry run: nothing was changed.", "试运行:未做任何更改。");
    public static readonly Text Refused = new("Nothing was changed.", "未做任何更改。");
    public static readonly Text Ask = new("Go on? [y/N] ", "继续?[y/N] ");
    public static readonly Text MakingKeys = new("making {0} keys …", "正在生成 {0} 个密钥……");
    public static readonly Text Done = new("Renewed {0} items in {1} s. On disk now:", "已续期 {0} 项,用时 {1} 秒。当前磁盘上:");
    public static readonly Text UndoHint = new("Everything that was replaced is backed up; take it back with: kubepki undo {0}{1}", "被替换的文件均已备份;撤销:kubepki undo {0}{1}");
    public static readonly Text RestartTitle = new("Restart these now, one after the other, waiting until each is healthy:", "请逐个重启以下组件,并等待每个恢复健康:");
    public static readonly Text RestartPod = new(
        "{0}: move {1} out of the directory, wait until its container is gone, move it back",
        "{0}:将 {1} 移出该目录,等容器消失后再移回");
    public static readonly Text RestartKubelet = new("kubelet: systemctl restart kubelet", "kubelet:systemctl restart kubelet");
    public static readonly Text ReloadsAlone = new("Picked up without a restart, within a minute: {0}", "无需重启、一分钟内自动加载:{0}");
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
    public static readonly Text MakingSandbox = new("making {0} keys …", "正在生成 {0} 个密钥……");
    public static readonly Text Unexpected = new("something went wrong inside kubepki: {0}. Nothing more was done; run 'kubepki recover' if it was changing files", "kubepki 内部出错:{0}。已停止;若当时正在更改文件,请运行 kubepki recover");
}
