using KubePki.Localization;

namespace KubePki.Apply;

/// <summary>Why a transaction was refused or failed.</summary>
internal static class ApplyMessages
{
    /// <summary>A hint for a file in a home directory that an interrupted run did not reach; {0} is the backup.</summary>
    internal static readonly Text OldContentBack = new(
        "restore its old content: {kubepki backup restore {0:sh}}", "恢复其旧内容：{kubepki backup restore {0:sh}}");

    /// <summary>A hint if neither a transaction nor its backup can be used.</summary>
    internal static readonly Text OlderTransaction = new(
        "its backup cannot be used either: choose an older transaction in {kubepki history}, then: {kubepki undo ID}",
        "其备份也无法使用：请在 {kubepki history} 中选择更早的事务，然后：{kubepki undo ID}");

    /// <summary>Another run holds the lock; {0} says which.</summary>
    public static readonly Message Locked = new(
        "locked", "another kubepki is running on this node: {0}", "另一个 kubepki 正在本节点上运行：{0}", "wait until it has finished", "请等待其结束");

    /// <summary>The state directory cannot be used; {0} is the reason.</summary>
    public static readonly Message BadState = new(
        "bad-state", "cannot be used for backups and the journal: {0}", "无法用于备份和日志：{0}",
        "run kubepki as root; the directory must belong to root, and its disk must have free space",
        "请以 root 运行 kubepki；该目录必须属于 root，且磁盘有剩余空间");

    /// <summary>Writing failed and everything was rolled back; {0} is the system's reason.</summary>
    public static readonly Message WriteFailed = new(
        "write-failed", "writing failed, and all changes were rolled back: {0}", "写入失败，所有更改均已回滚：{0}",
        "free disk space or check the mount, then try again", "请释放磁盘空间或检查挂载，然后重试");

    /// <summary>A new file could not be written; {0} is the system's reason.</summary>
    public static readonly Message NotWritten = new(
        "not-written", "cannot be written: {0}", "无法写入：{0}", "choose a path that you can write to", "请指定有写权限的位置");

    /// <summary>Keys of an exchange are in a directory where another user could replace them; {0} is that directory.</summary>
    public static readonly Message OpenToOthers = new(
        "open-to-others", "is not safe for keys: another user could replace files in {0}", "不适合存放密钥：其他用户可以替换 {0} 中的文件",
        "use a directory that only you can write to, with parent directories that belong to root: mkdir -m 700 /root/requests",
        "请使用只有您可写、且上级目录均属于 root 的目录：mkdir -m 700 /root/requests");

    /// <summary>A file of an exchange belongs to another user, or others can write to it; {0} is its owner.</summary>
    public static readonly Message NotRoots = new(
        "not-roots", "is not used: it belongs to user {0}, or other users can write to it", "不予采用：它属于用户 {0}，或其他用户可写",
        "find out who put it there; if you did, change its owner: chown root FILE; chmod go-w FILE",
        "请查明是谁放置的；如果是您自己，请改为 root 所有：chown root FILE; chmod go-w FILE");

    /// <summary>
    /// An undo is incomplete again: it cannot restore the remaining files in home directories; {0} is the transaction, {1} the transaction
    /// before it.
    /// </summary>
    public static readonly Message RestOfUndo = new(
        "rest-of-undo", "transaction {0} is undone except for files in home directories", "事务 {0} 已撤销，主目录中的文件除外",
        "to undo the change before it anyway: {kubepki undo {1:sh}}", "若仍要撤销它之前的更改：{kubepki undo {1:sh}}");

    /// <summary>Writing failed and so did the rollback; {0} is the system's reason.</summary>
    public static readonly Message HalfWay = new(
        "half-way", "stopped half-way: {0}", "中途停止：{0}", "run: {kubepki recover}", "请运行：{kubepki recover}", Kind: ProblemKind.HalfWay);

    /// <summary>A transaction that is not finished; {0} is its ID, {1} its verb.</summary>
    public static readonly Message Unfinished = new(
        "unfinished", "transaction {0} ({1}) is not finished: some files may be new and others old", "事务 {0}（{1}）尚未结束：文件可能新旧混杂",
        "unless another kubepki is running on this node, run: {kubepki recover}", "如果没有其他 kubepki 正在本节点上运行，请运行：{kubepki recover}");

    /// <summary>A file is not the one that the plan read.</summary>
    public static readonly Message ChangedMeanwhile = new(
        "changed-meanwhile", "was changed after kubepki read it", "在 kubepki 读取之后被修改", "check the file, then run the command again",
        "请检查该文件，然后重新运行命令");

    /// <summary>A directory is no longer at its path.</summary>
    public static readonly Message MovedMeanwhile = new(
        "moved-meanwhile", "was left unchanged: its directory was moved or replaced during this run", "保持原样：其所在目录在本次运行期间被移动或替换",
        "put the directory back, then run the command again", "请将该目录放回原处，然后重新运行命令");

    /// <summary>The staged content for a file is gone, or is no longer the content that was verified.</summary>
    public static readonly Message StagedLost = new(
        "staged-lost", "was left unchanged: its new file beside it was removed or changed during this run", "保持原样：位于其旁边的新文件在本次运行期间被删除或修改",
        "find out what changes files in that directory, then run the command again", "请查明是什么更改了该目录中的文件，然后重新运行命令");

    /// <summary>
    /// A file in a home directory that could be neither changed nor restored; {0} is the reason, {1} the transaction with its backup.
    /// </summary>
    public static readonly Message HomeGivenUp = new(
        "home-given-up", "changed while kubepki was writing it, and is left as it is now: {0}", "在 kubepki 写入期间发生变化，保持现状：{0}",
        "check the file with its owner; to restore its old content: {kubepki backup restore {1:sh}}",
        "请与文件属主一同检查；恢复旧内容：{kubepki backup restore {1:sh}}");

    /// <summary>An interrupted run did not reach a file in a home directory; {0} is the run, {1} its verb.</summary>
    public static readonly Message HomeNotReached = new(
        "home-not-reached", "was not changed: the run {0} ({1}) was interrupted after it changed the node's own files",
        "未更改：运行 {0}（{1}）在处理完节点自身的文件后中断", "check it: {kubepki status}", "请检查：{kubepki status}");

    /// <summary>A file that must not exist yet already exists.</summary>
    public static readonly Message AlreadyThere = new("already-there", "already exists", "已存在", "move it away", "请将其移走");

    /// <summary>
    /// The removal of old backups stopped half-way; {0} is the backup at which it stopped, {1} the system's reason, {2} lists the removed
    /// backups.
    /// </summary>
    public static readonly Message PruneStopped = new(
        "prune-stopped", "the removal stopped at backup {0}: {1}; removed before: {2}", "删除在备份 {0} 处中断：{1}；此前已删除：{2}",
        "see which are left and whole: {kubepki backup verify}", "请查看剩余备份及其完整性：{kubepki backup verify}", Kind: ProblemKind.HalfWay);

    /// <summary>A file was installed, but its disk cannot be flushed; {0} is the system's reason.</summary>
    public static readonly Message NotDurable = new(
        "not-durable", "is written, but the system cannot say that it survives a power cut: {0}", "已写入，但系统无法确认断电后仍会保留：{0}",
        "see what is wrong with the disk: dmesg", "请检查磁盘问题：dmesg");

    /// <summary>A file is reached through a symbolic link to a path that the same run changes; {0} is that path.</summary>
    public static readonly Message SamePlace = new(
        "same-place", "leads to {0}, which this run changes too: one of the two new files would be lost", "指向 {0}，而后者也将被更改：两者会丢失其一",
        "check its symbolic links, and replace the wrong link with a file", "请检查其链接的指向，并将多余的链接换回文件");

    /// <summary>A directory whose files the kubelet would run as manifests.</summary>
    public static readonly Message ManifestDirectory = new(
        "manifest-directory", "is in the static pod directory, where kubepki must not stage files", "位于静态 Pod 目录，kubepki 不得在其中暂存文件");

    /// <summary>A transaction whose journal is damaged; {0} is its id.</summary>
    public static readonly Message UnreadableTransaction = new(
        "unreadable-transaction", "the journal of transaction {0} is damaged: it is unknown what it changed and whether it was undone",
        "事务 {0} 的日志已损坏：无法得知其更改内容及是否已撤销", "to see the files from before it: {kubepki backup restore {0:sh} --dry-run}",
        "查看此前的文件：{kubepki backup restore {0:sh} --dry-run}");

    /// <summary>No such transaction; {0} is the id.</summary>
    public static readonly Message NoTransaction = new(
        "no-transaction", "there is no transaction '{0}' that can be undone", "没有可撤销的事务“{0}”", "see: {kubepki history}",
        "参见：{kubepki history}", Kind: ProblemKind.Usage);

    /// <summary>A backup whose manifest is damaged or was never finished.</summary>
    public static readonly Message DamagedManifest = new(
        "damaged-manifest", "the backup {0} is damaged: its list of files cannot be read", "备份 {0} 已损坏：其文件清单无法读取",
        "use another backup: {kubepki backup list}", "请使用其他备份：{kubepki backup list}");

    /// <summary>No such backup; {0} is the id.</summary>
    public static readonly Message NoBackup = new(
        "no-backup", "there is no backup '{0}'", "没有备份“{0}”", "see: {kubepki backup list}", "参见：{kubepki backup list}",
        Kind: ProblemKind.Usage);

    /// <summary>A backup whose content differs from the saved content; {0} is the backup.</summary>
    public static readonly Message DamagedBackup = new(
        "damaged-backup", "is damaged in the backup {0}", "在备份 {0} 中已损坏", "use another backup: {kubepki backup list}",
        "请使用其他备份：{kubepki backup list}");

    /// <summary>A file that changed after the transaction to undo.</summary>
    public static readonly Message ChangedSince = new(
        "changed-since", "was changed after that transaction", "在该事务之后被修改", "undo the later changes first, or add --force",
        "请先撤销之后的更改，或加上 --force");

    /// <summary>The key given for a CA does not belong to it; {0} is the CA, {1} its certificate.</summary>
    public static readonly Message NotTheKeyOf = new(
        "not-the-key-of", "is not the private key of the CA {0}, whose certificate is {1}", "不是 CA {0} 的私钥（其证书为 {1}）",
        "give the key that belongs to that certificate: --ca-key {0:sh}=FILE", "请提供与该证书匹配的私钥：--ca-key {0:sh}=FILE");

    /// <summary>A hint for a file that was given as a CA's key and contains no usable key; {0} is the CA.</summary>
    internal static readonly Text GiveTheKey = new(
        "give the file that holds the private key of the CA {0}: --ca-key {0:sh}=FILE", "请提供包含 CA {0} 私钥的文件：--ca-key {0:sh}=FILE");
}
