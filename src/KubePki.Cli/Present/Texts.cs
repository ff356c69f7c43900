using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>All texts that the command line prints, except problems, which have their own texts.</summary>
internal static class Texts
{
    public static readonly Text Error = new("error", "错误");
    public static readonly Text Hint = new("hint", "提示");

    public static readonly Text Name = new("NAME", "名称");
    public static readonly Text State = new("STATE", "状态");
    public static readonly Text StateOk = new("ok", "正常");
    public static readonly Text StateExpiring = new("expiring", "即将到期");
    public static readonly Text StateExpired = new("expired", "已过期");
    public static readonly Text StateNotYetValid = new("notYetValid", "尚未生效");
    public static readonly Text StateMissing = new("missing", "缺失");
    public static readonly Text StateUnknown = new("unknown", "未知");
    public static readonly Text StateUnreadable = new("unreadable", "无法读取");
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
    public static readonly Text Started = new("STARTED", "开始时间");
    public static readonly Text Made = new("MADE", "创建时间");
    public static readonly Text Files = new("FILES", "文件数");
    public static readonly Text Summary = new("SUMMARY", "摘要");

    public static readonly Text Node = new("NODE", "节点");
    public static readonly Text EndDone = new("done", "完成");
    public static readonly Text FindingsTold = new("{0} {0:finding|findings}.", "共 {0} 个问题。");
    public static readonly Text EndFindings = new("findings", "有问题");
    public static readonly Text EndFailed = new("failed", "失败");
    public static readonly Text EndUntouched = new("as before", "未变更");
    public static readonly Text CountExpiringPlain = new("{0} expiring", "{0} 项即将到期");
    public static readonly Text FirstToEnd = new("First to expire: {0}, {1}", "最先到期：{0}，{1}");
    public static readonly Text Differences = new("Not the same on all nodes:", "各节点不一致：");
    public static readonly Text DiffersVersion = new("Kubernetes version", "Kubernetes 版本");
    public static readonly Text DiffersProgram = new("installed kubepki", "已安装的 kubepki");
    public static readonly Text DiffersClock = new("clock, compared with this machine", "时钟（与本机相比）");
    public static readonly Text DiffersMembers = new("etcd members, as each node's own etcd reports them", "etcd 成员（取自各节点自己的 etcd）");
    public static readonly Text DiffersEnd = new("expiry of {0}", "{0} 的到期时间");
    public static readonly Text DiffersAccountKey = new("service account key (SHA-256)", "服务账号密钥（SHA-256）");
    public static readonly Text DiffersAuthority = new("{0} (SHA-256)", "{0} 的指纹（SHA-256）");
    public static readonly Text FleetConcerns = new("Something is wrong with etcd:", "etcd 存在问题：");
    public static readonly Text RollOrder = new("One node at a time: {0}", "逐个节点执行：{0}");
    public static readonly Text RollTogether = new(
        "All nodes at once, because no etcd member is healthy and each needs the others: {0}", "所有节点同时执行（没有健康的 etcd 成员，各成员互相依赖）：{0}");
    public static readonly Text WillRenew = new("renews {0}: {1}; new expiry {2}", "续期 {0} 项：{1}；新到期时间 {2}");
    public static readonly Text FromNodes = new(
        "Control-plane nodes, from the API server's Node objects: {0}", "控制平面节点（取自 API server 的 Node 对象）：{0}");
    public static readonly Text FromEtcd = new(
        "Control-plane nodes, from etcd's member list (the API server did not answer): {0}", "控制平面节点（API server 无应答，取自 etcd 成员列表）：{0}");
    public static readonly Text FromManifests = new(
        "Control-plane nodes, from the etcd manifest, which lists only the members that existed when this node joined: {0}",
        "控制平面节点（取自 etcd 清单，仅含其加入时已有的成员）：{0}");
    public static readonly Text TellsNothing = new("nothing to do", "无需操作");
    public static readonly Text TellsRenewed = new("renewed {0} (transaction {1})", "已续期 {0} 项（事务 {1}）");
    public static readonly Text TellsCreated = new("created {0} (transaction {1})", "已创建 {0} 项（事务 {1}）");
    public static readonly Text TellsWillUndo = new("would undo {0} ({1})", "将撤销 {0}（{1}）");
    public static readonly Text TellsUndone = new("undone (transaction {0})", "已撤销（事务 {0}）");
    public static readonly Text TellsWillRestore = new(
        "restores {0} {0:file|files} of backup {1}, created {2}", "恢复备份 {1} 的 {0} 个文件（备份时间 {2}）");
    public static readonly Text TellsRestored = new("backup restored (transaction {0})", "已恢复备份（事务 {0}）");
    public static readonly Text Changes = new("CHANGE", "变更");
    public static readonly Text Outcome = new("OUTCOME", "结果");
    public static readonly Text HistoryTold = new("changes: {0}; the last {1}, {2}: {3}", "变更 {0} 次；最近一次 {1}，{2}：{3}");
    public static readonly Text VerbRenew = new("renewal", "续期");
    public static readonly Text VerbCreate = new("creation", "创建");
    public static readonly Text VerbUndo = new("undo", "撤销");
    public static readonly Text VerbRestore = new("restoring a backup", "恢复备份");
    public static readonly Text VerbImport = new("import of certificates", "导入证书");
    public static readonly Text StageBegun = new("started, nothing changed", "已开始，尚无更改");
    public static readonly Text StageCommitting = new("interrupted half-way", "中途中断");
    public static readonly Text StageUndone = new("undone", "已撤销");
    public static readonly Text StagePartlyUndone = new("partly undone", "部分撤销");
    public static readonly Text StageCommitted = new("in place", "已就位");
    public static readonly Text StageActivated = new("in place and in use", "已就位并生效");
    public static readonly Text StageRolledBack = new("rolled back", "已回滚");
    public static readonly Text StageUnreadable = new("its record cannot be read", "记录无法读取");
    public static readonly Text EarlierChanges = new(
        "{0}: {1} earlier {1:change|changes}: {kubepki history -o json --nodes {0:sh}}",
        "{0}：另有 {1} 次更早的变更：{kubepki history -o json --nodes {0:sh}}");
    public static readonly Text TellsTransaction = new("done (transaction {0})", "完成（事务 {0}）");
    public static readonly Text WillCreate = new("creates {0}: {1}; new expiry {2}", "创建 {0} 项：{1}；新到期时间 {2}");
    public static readonly Text Receives = new("{0} receives from {1}, inside ssh: {2}", "{0} 从 {1} 接收（仅在 ssh 内传输）：{2}");
    public static readonly Text ReceivesKey = new("{0} (with its private key)", "{0}（含私钥）");
    public static readonly Text ReceivesInstead = new("{0} (replaces another one, which signed nothing there)", "{0}（替换该节点上未签发过任何内容的另一份）");
    public static readonly Text RemainsNothing = new("already done, left unchanged", "此前已完成，保持不变");
    public static readonly Text RemainsActivation = new(
        "its new files are in place; its components will be made to use them", "新文件已就位，将让组件使用它们");
    public static readonly Text PhaseRecovered = new(
        "{0}: an interrupted transaction was recovered there.", "{0}：已恢复该节点上中断的事务。");
    public static readonly Text PhaseStaged = new("{0}: new keys and files are ready …", "{0}：新密钥和文件已就绪……");
    public static readonly Text PhaseNothing = new("{0}: nothing to do.", "{0}：无需操作。");
    public static readonly Text PhaseCommitting = new("{0}: installing the files and activating …", "{0}：正在安装文件并激活……");
    public static readonly Text PhaseDone = new("{0}: done.", "{0}：完成。");
    public static readonly Text PhaseReleased = new("{0}: no new file was put in place.", "{0}：未放入任何新文件。");
    public static readonly Text PhaseFailed = new("{0}: failed.", "{0}：失败。");
    public static readonly Text StoppingBetween = new("stopping when this node is done …", "将在本节点完成后停止……");
    public static readonly Text HowToResume = new(
        "The finished nodes stay as they are. After you fix the cause, continue with the same command and --resume.",
        "已完成的节点保持不变。排除原因后，请用同一命令加 --resume 继续。");
    public static readonly Text HowToRepeat = new(
        "The finished nodes stay as they are. After you fix the cause, run the same command again for the other nodes.",
        "已完成的节点保持不变。排除原因后，请对其余节点再次运行同一命令。");
    public static readonly Text Waiting = new("Waiting for {0}", "正在等待 {0}");
    public static readonly Text NoNodeChanged = new("No node was changed.", "未更改任何节点。");
    public static readonly Text AskNodes = new("{0} on {1}: go on? [y/N] ", "在 {1} 上执行 {0}，是否继续？[y/N] ");
    public static readonly Text SudoPassword = new("sudo password on the nodes: ", "节点的 sudo 密码：");

    public static readonly Text External = new(
        "managed externally: its CA's key is not on this node, so it cannot be renewed here", "由外部管理：其 CA 的私钥不在本节点，无法在此续期");
    public static readonly Text Problems = new("Problems:", "问题：");
    public static readonly Text Items = new("{0} {0:item|items}", "{0} 项");
    public static readonly Text Summed = new("{0}: {1}.", "共 {0}：{1}。");
    public static readonly Text Comma = new(", ", "、");
    public static readonly Text AllWell = new("all in order", "全部正常");
    public static readonly Text CountExpired = new("{0} expired", "{0} 项已过期");
    public static readonly Text CountExpiring = new("{0} expiring within {1}", "{0} 项将在 {1} 内到期");
    public static readonly Text CountUnknown = new("{0} unknown", "{0} 项未知");
    public static readonly Text CountKeysUnknown = new("{0} whose key could not be read", "{0} 项密钥无法读取");
    public static readonly Text CountUnread = new("{0} {0:file|files} that could not be read", "{0} 个文件无法读取");
    public static readonly Text CountUnreadFiles = new("{0} configuration {0:file|files} that could not be read", "{0} 个配置文件无法读取");
    public static readonly Text UnreadSummed = new("Unknown: {0}; the passed checks cover only the others.", "未知：{0}；通过的检查仅针对其余文件。");
    public static readonly Text NotRoot = new(
        "Not root. Could not be read ({0}): {1}. Everything that depends on these, or on private files of other users, is unknown.",
        "非 root 用户。无法读取（{0}）：{1}。依赖这些内容以及其他用户私有内容的结论未知。");
    public static readonly Text Unreadables = new(
        "Could not be read ({0}): {1}. Everything that depends on these is unknown.", "无法读取（{0}）：{1}。依赖这些内容的结论未知。");
    public static readonly Text IncompleteUnsaid = new("INCOMPLETE: unknown on this node: {0}", "不完整：在本节点上无法得知 {0}");
    public static readonly Text Incomplete = new(
        "INCOMPLETE: these could not be read, so their settings are missing below: {0}", "不完整：以下内容无法读取，下文缺少其中的信息：{0}");
    public static readonly Text CountProblems = new("{0} with {0:a problem|problems}", "{0} 项有问题");
    public static readonly Text CountOthers = new("other problems: {0}", "另有 {0} 个问题");
    public static readonly Text CountWarnings = new("warnings: {0} ({kubepki verify})", "警告 {0} 条（{kubepki verify}）");
    public static readonly Text CountFiles = new("{0} configuration {0:file|files} with problems", "{0} 个配置文件有问题");
    public static readonly Text TheKubelets = new("Left to the kubelet for now: {0}", "暂由 kubelet 负责：{0}");
    public static readonly Text Next = new("Next: {0}", "下一步：{0}");

    public static readonly Text PlanTitle = new("Plan: renew {0} ({1} checked)", "计划：续期 {0}，共检查 {1} 项");
    public static readonly Text CreationTitle = new(
        "Plan: create {0} for the node {1}, API server {2}", "计划：为节点 {1} 创建 {0}，API server {2}");
    public static readonly Text CreatedDone = new("Created {0} in {1} s. On disk now:", "已创建 {0}，用时 {1} 秒。当前磁盘上：");
    public static readonly Text IdentityOf = new("the identity of {0} changes:", "{0} 的身份变化：");
    public static readonly Text NameStays = new("{0}  stays: files of this node still use it", "{0}  保留：本节点的文件仍在使用");
    public static readonly Text Outdated = new(
        "Change these files by hand: they still contain values from before the new configuration:", "以下文件仍为旧值，需手动修改：");
    public static readonly Text OutdatedKubeconfigs = new(
        "kubeconfigs, to create them again: {kubepki create {0}}", "重新创建 kubeconfig：{kubepki create {0}}");
    public static readonly Text OutdatedAgain = new(
        "Then run this command again: it removes names that nothing uses any more.", "之后再次运行本命令：不再使用的名称会被去掉。");
    public static readonly Text UnknownFields = new(
        "{0}: fields that kubepki does not know and does not use: {1}", "{0}：kubepki 不认识且不使用的字段：{1}");
    public static readonly Text UserMade = new(
        "Wrote {0}: user {1}, groups {2}, server {3}, valid until {4}. RBAC decides what the user may do.",
        "已写入 {0}：用户 {1}，组 {2}，服务器 {3}，有效期至 {4}。其权限由 RBAC 决定。");
    public static readonly Text MastersForever = new(
        "! {0} may do everything; until the certificate expires, only a new CA can revoke this", "! {0} 拥有全部权限，在证书到期前只有更换 CA 才能收回");
    public static readonly Text Requests = new("Wrote keys and requests for {0} to {1}:", "已将 {0} 的密钥和请求写入 {1}：");
    public static readonly Text Request = new("REQUEST", "请求");
    public static readonly Text Answer = new("ANSWER EXPECTED AS", "签发结果应放在");
    public static readonly Text Issuer = new("ISSUER", "颁发者");
    public static readonly Text RequestsNext = new(
        "Have the requests signed, keep the keys where they are, then: kubepki csr import {2} --dir {0:sh}{1}",
        "请签发这些请求，密钥留在原处，然后运行：kubepki csr import {2} --dir {0:sh}{1}");
    public static readonly Text ImportTitle = new("Plan: install {0} signed elsewhere", "计划：安装在别处签发的 {0}");
    public static readonly Text ImportedDone = new("Installed {0} in {1} s. On disk now:", "已安装 {0}，用时 {1} 秒。当前磁盘上：");
    public static readonly Text FromNodeInstead = new(
        "the cluster's own configuration cannot be read, so it is rebuilt from this node: {0}", "无法读取集群中的配置，改为根据本节点重建：{0}");
    public static readonly Text ConfigWillChange = new("{0} will be updated: {1}", "{0} 将同步更新：{1}");
    public static readonly Text ConfigStays = new(
        "The cluster's kubeadm-config is not updated ({0}): {1}. Update it later: kubectl -n kube-system edit configmap kubeadm-config",
        "集群中的 kubeadm-config 不会同步更新（{0}）：{1}。请稍后运行：kubectl -n kube-system edit configmap kubeadm-config");
    public static readonly Text ConfigByHand = new(
        "The certificate is in place, but kubeadm-config is not updated. Update it by hand: kubectl -n kube-system edit configmap "
            + "kubeadm-config",
        "证书已就位，但 kubeadm-config 未同步。请手动运行：kubectl -n kube-system edit configmap kubeadm-config");
    public static readonly Text ConfigChanged = new("Updated: {0}", "已同步更新：{0}");
    public static readonly Text Writes = new("Files that will be written:", "将写入的文件：");
    public static readonly Text NewKey = new("new {0}", "新 {0}");
    public static readonly Text SameKey = new("same {0}", "沿用 {0}");
    public static readonly Text OldKept = new("{0} (the old file is kept as {1})", "{0}（旧文件保留为 {1}）");
    public static readonly Text Capped = new(
        "limited to the expiry of the CA {0}, {1} (requested: {2}):", "受限于 CA {0} 的到期时间 {1}（要求为 {2}）：");
    public static readonly Text TrustsNow = new("Kubeconfigs that will trust the current CA {0}: {1}", "以下 kubeconfig 将改为信任当前的 CA {0}：{1}");
    public static readonly Text Skipped = new("Left as they are:", "保持不变：");
    public static readonly Text Effects = new("Components that use them:", "使用这些文件的组件：");
    public static readonly Text MustRestart = new("must be restarted", "必须重启");
    public static readonly Text PicksUp = new("picks them up by itself", "自动加载");
    public static readonly Text UndoneAlready = new("{0} was already undone by {1}.", "{0} 已被 {1} 撤销。");
    public static readonly Text SummaryPartlyUndone = new(
        "{0} (undone by {1}, except for files in home directories)", "{0}（已被 {1} 撤销，主目录中的文件除外）");
    public static readonly Text SummaryUndone = new("{0} (undone by {1})", "{0}（已被 {1} 撤销）");
    public static readonly Text StillWrongThere = new("still wrong after this: {0}", "此后仍有问题：{0}");
    public static readonly Text AndMore = new("and {0} more: {kubepki verify --nodes NODE}", "另有 {0} 个：{kubepki verify --nodes NODE}");
    public static readonly Text StillWrong = new("Still wrong after this:", "此后仍存在的问题：");
    public static readonly Text MoreWarnings = new("and {0} further {0:warning|warnings}: {kubepki verify}", "另有 {0} 条警告：{kubepki verify}");
    public static readonly Text NothingToDo = new("Nothing to do.", "无需操作。");
    public static readonly Text DryRun = new("Dry run: nothing was changed.", "试运行：未做任何更改。");
    public static readonly Text Refused = new("Nothing was changed.", "未做任何更改。");
    public static readonly Text OnlyRecovered = new("Except for this recovery, no file was changed.", "除上述恢复外，未更改任何文件。");
    public static readonly Text RestByName = new("Items without problems can be renewed by name:", "正常的项可按名称续期：");
    public static readonly Text NothingToUndo = new(
        "Nothing to undo: there are no transactions, or all of them are undone already.", "没有可撤销的内容：所有事务均已撤销，或尚无事务。");
    public static readonly Text LeftOut = new("Not in the backup, because it cannot be read:", "以下内容无法读取，未包含在备份中：");
    public static readonly Text Damaged = new("damaged", "已损坏");
    public static readonly Text AskPassphrase = new("Passphrase of {0}: ", "{0} 的口令：");
    public static readonly Text Ask = new("Go on? [y/N] ", "继续？[y/N] ");
    public static readonly Text MakingKeys = new("generating keys: {0} …", "正在生成密钥：{0}……");
    public static readonly Text Done = new("Renewed {0} in {1} s. On disk now:", "已续期 {0}，用时 {1} 秒。当前磁盘上：");
    public static readonly Text UndoHint = new(
        "All replaced files are backed up. To undo this change: {kubepki undo {0:sh}}", "被替换的文件均已备份。撤销本次更改：{kubepki undo {0:sh}}");
    public static readonly Text RestartTitle = new(
        "Restart these now, one after the other, waiting until each is healthy:", "请逐个重启以下组件，并等待每个恢复健康：");
    public static readonly Text RestartEtcd = new("etcd: systemctl restart etcd", "重启 etcd：systemctl restart etcd");
    public static readonly Text RestartPod = new(
        "{0}: move {1} out of the directory, wait until its container is gone, move it back", "{0}：将 {1} 移出该目录，等容器消失后再移回");
    public static readonly Text RestartKubelet = new("kubelet: systemctl restart kubelet", "重启 kubelet：systemctl restart kubelet");
    public static readonly Text ReloadsAlone = new("Picked up without a restart, within a minute: {0}", "无需重启、一分钟内自动加载：{0}");
    public static readonly Text Component = new("COMPONENT", "组件");
    public static readonly Text Result = new("RESULT", "结果");
    public static readonly Text RunningSince = new("RUNNING SINCE", "启动时间");
    public static readonly Text Served = new("SERVED", "所提供的证书");
    public static readonly Text OtherCertificate = new("another certificate", "其他证书");
    public static readonly Text LastLog = new("The last lines of the log of {0}:", "{0} 日志的最后几行：");
    public static readonly Text OutcomeInUse = new("in use", "已在使用");
    public static readonly Text OutcomeReloaded = new("reloaded", "已自动加载");
    public static readonly Text OutcomeRestarted = new("restarted", "已重启");
    public static readonly Text OutcomeStarted = new("started", "已启动");
    public static readonly Text OutcomeFailed = new("FAILED", "失败");
    public static readonly Text NeedNothing = new("uses the files on disk", "已在使用磁盘上的文件");
    public static readonly Text NeedReload = new("will reload by itself", "将自动重新加载");
    public static readonly Text NeedRestart = new("must be restarted", "需要重启");
    public static readonly Text NeedStart = new("must start", "需要启动");
    public static readonly Text ActivatedTitle = new("In use, as seen on the wire:", "已在使用（握手验证）：");
    public static readonly Text NothingRuns = new(
        "no component runs on this machine and nothing starts the kubelet, so nothing was activated; start the kubelet, then run: "
            + "{kubepki activate}",
        "本机没有运行任何组件，也没有服务启动 kubelet，未做激活；请启动 kubelet，然后运行：{kubepki activate}");
    public static readonly Text StoppingAfterComponent = new(
        "stopping when this component is healthy, or its time (--timeout) is up …", "将在该组件恢复健康或超时（--timeout）后停止……");
    public static readonly Text TakingBack = new(
        "undoing transaction {0}, and making the components use the old files …", "正在撤销事务 {0}，并让组件使用旧文件……");
    public static readonly Text TakenBack = new("The change was taken back; the components use the old files again:", "更改已撤销；组件已重新使用旧文件：");
    public static readonly Text KeptAnyway = new(
        "The new files are in place. After you fix the cause, run: {kubepki activate}. To undo this change: {kubepki undo {0:sh}}",
        "新文件已就位。排除原因后请运行：{kubepki activate}。撤销本次更改：{kubepki undo {0:sh}}");
    public static readonly Text ErrorMark = new("error:  ", "错误：");
    public static readonly Text UnknownMark = new("unknown:", "未知：");
    public static readonly Text WarningMark = new("warning:", "警告：");
    public static readonly Text MoreInHome = new("and {0} more in {1} (-o json shows all)", "{1} 中另有 {0} 个问题（-o json 可显示全部）");
    public static readonly Text NoFindings = new(
        "Nothing is wrong with the files. To check the running components too: {kubepki verify --live}",
        "文件没有问题。若要同时检查运行中的组件：{kubepki verify --live}");
    public static readonly Text NoFindingsElsewhere = new("Nothing is wrong with the files.", "文件没有问题。");
    public static readonly Text NoFindingsLive = new("Nothing is wrong, on disk and on the wire.", "磁盘上和运行中的组件均无问题。");
    public static readonly Text Connections = new("Who connects to whom", "谁连接谁");
    public static readonly Text Connects = new("CONNECTION", "连接");
    public static readonly Text ShowsWhat = new("SHOWS", "客户端出示");
    public static readonly Text SeesWhat = new("SEES", "服务端出示");
    public static readonly Text HoldsUntil = new("VALID UNTIL", "有效至");
    public static readonly Text NotKnown = new("unknown", "未知");
    public static readonly Text DoesNotHold = new("FAILS NOW", "当前失败");
    public static readonly Text SoThat = new("so that {0}", "后果：{0}");
    public static readonly Text NoAuthorityHere = new("signed by no CA of this node", "并非由本节点的 CA 签发");
    public static readonly Text AuthorityUnknown = new("issuer unknown", "签发者未知");
    public static readonly Text PodsNeedNone = new(
        "kube-proxy, the network plugin, CoreDNS and other pods have no certificate: they log in with service account tokens, which "
            + "a renewal does not touch.",
        "kube-proxy、网络插件、CoreDNS 及其他 Pod 没有证书：它们使用服务账号令牌登录，续期不会触及。");
    public static readonly Text MoreAboutOne = new("More about one item: {kubepki explain NAME}", "查看某一项的详情：{kubepki explain NAME}");
    public static readonly Text LetIn = new("Accepted as {0}", "接受，身份为 {0}");
    public static readonly Text TurnedAway = new("Refused: 401 Unauthorized", "拒绝：401 Unauthorized");
    public static readonly Text ServerStaysDown = new(
        "The API server cannot start again with these settings; one that already runs answers:",
        "API server 无法以这些设置重新启动；已在运行的 API server 会这样回答：");
    public static readonly Text IsAnonymous = new("Not recognised: anonymous", "未识别：匿名");
    public static readonly Text ClusterDecides = new("Cannot be decided here", "此处无法判定");
    public static readonly Text UserIs = new("user", "用户");
    public static readonly Text UidIs = new("uid", "uid");
    public static readonly Text GroupsAre = new("groups", "组");
    public static readonly Text AudiencesAre = new("audiences", "受众");
    public static readonly Text UntilIs = new("until", "有效至");
    public static readonly Text NeverEnds = new("never expires", "永不过期");
    public static readonly Text ProvidedThat = new("Provided that:", "前提：");
    public static readonly Text WouldBe = new("The user would be:", "届时身份：");
    public static readonly Text AskedInOrder = new("The API server asks, one after the other:", "API server 依次询问：");
    public static readonly Text StepOff = new("off", "未启用");
    public static readonly Text StepNotAsked = new("not asked any more", "不再询问");
    public static readonly Text StepPassesOn = new("passes on", "略过");
    public static readonly Text StepRefuses = new("refuses", "拒绝");
    public static readonly Text StepAccepts = new("ACCEPTS", "接受");
    public static readonly Text StepUndecided = new("the cluster decides", "由集群判定");
    public static readonly Text DocumentWritten = new("Wrote {0}.", "已写入 {0}。");
    public static readonly Text ReportWritten = new("Wrote {0}. Open it in any browser.", "已写入 {0}，可用任何浏览器打开。");
    public static readonly Text AnswersUnavailable = new(
        "Every request is answered with 503 and this reason until the node can be read.", "在能够读取节点之前，所有请求均以 503 和上述原因应答。");
    public static readonly Text Listening = new("Listening on {0} until interrupted. Paths: {1}", "正在监听 {0}，中断即停止。可用路径：{1}");
    public static readonly Text NotDecided = new("Cannot be decided here:", "此处无法判定：");
    public static readonly Text ChecksSummed = new(
        "{0} checks: {1} passed, {2} not decided; errors: {3}, warnings: {4}.", "共 {0} 项检查：{1} 项通过，{2} 项无法判定；{3} 个错误，{4} 个警告。");
    public static readonly Text ChecksListed = new(
        "{0} checks. What each means, and what to do: docs/checks.md", "共 {0} 项检查。各项含义与处理方法见 docs/checks.zh-CN.md");
    public static readonly Text Check = new("CHECK", "检查项");
    public static readonly Text Gravity = new("SEVERITY", "严重性");
    public static readonly Text GravityError = new("error", "错误");
    public static readonly Text GravityWarning = new("warning", "警告");
    public static readonly Text WhatIsSo = new("MEANING WHEN IT PASSES", "通过时的含义");
    public static readonly Text Undone = new("Undid transaction {0} (as transaction {1}).", "已撤销事务 {0}（本次为事务 {1}）。");
    public static readonly Text Restored = new(
        "Restored backup {0} (transaction {1}). To undo this change: {kubepki undo {1:sh}}",
        "已恢复备份 {0}（事务 {1}）。撤销本次更改：{kubepki undo {1:sh}}");
    public static readonly Text BackedUp = new("Backup {0}: {1} {1:file|files}.", "备份 {0}：{1} 个文件。");
    public static readonly Text BackupGood = new(
        "Backup {0} is intact: {1} {1:file|files}, every hash matches.", "备份 {0} 完好：{1} 个文件，哈希全部正确。");
    public static readonly Text Pruned = new("Removed {0}.", "已删除 {0}。");
    public static readonly Text NothingPruned = new("Nothing to remove.", "没有可删除的内容。");
    public static readonly Text NothingToRecover = new("Nothing to recover: no transaction was interrupted.", "无需恢复：没有中断的事务。");
    public static readonly Text NoHistory = new(
        "No transactions on record: there were none, or backup prune removed them.", "没有事务记录：尚未进行过任何事务，或已由 backup prune 删除。");
    public static readonly Text NoBackups = new(
        "No backups yet. Every renewal creates one; '{kubepki history}' lists them.", "尚无备份。每次续期都会自动备份，见 {kubepki history}。");
    public static readonly Text SandboxMade = new(
        "Created a practice control plane in {0}. To look at it: kubepki status --root {0:sh}",
        "已在 {0} 创建练习用控制平面。查看：kubepki status --root {0:sh}");
    public static readonly Text SandboxLeft = new(
        "A run that was killed left {0}. To remove it: rm -r {0:sh}", "一次被终止的运行留下了 {0}。删除：rm -r {0:sh}");
    public static readonly Text UndoTitle = new(
        "Undo transaction {0} ({1}); {2:this|these} {2} {2:file gets its|files get their} old content:", "撤销事务 {0}（{1}）；以下 {2} 个文件将恢复原状：");
    public static readonly Text RestoreTitle = new(
        "Restore backup {0}; {1:this|these} {1} {1:file gets its|files get their} old content:", "恢复备份 {0}；以下 {1} 个文件将恢复原状：");
    public static readonly Text WillPruneDamaged = new("to be removed: backup {0}, which is damaged", "将删除：备份 {0}，该备份已损坏");
    public static readonly Text DamagedLeft = new(
        "backup {0} is damaged: it does not count as a kept backup, and stays because it is newer than the oldest kept one",
        "备份 {0} 已损坏：不计入保留数量；因晚于所保留的最早备份，故不删除");
    public static readonly Text WillPruneUnread = new("to be removed: backup {0}, which could not be read", "将删除：备份 {0}，该备份无法读取");
    public static readonly Text UnreadLeft = new(
        "backup {0} could not be read: it does not count as a kept backup, and stays because it is newer than the oldest kept one",
        "备份 {0} 无法读取：不计入保留数量；因晚于所保留的最早备份，故不删除");
    public static readonly Text PruneForgets = new(
        "The changes of these backups can then no longer be undone and disappear from the history.", "这些备份所对应的变更此后无法撤销，并从历史中消失。");
    public static readonly Text WillPrune = new("to be removed: backup {0}, {1} {1:file|files}", "将删除：备份 {0}，{1} 个文件");
    public static readonly Text RolledForward = new(
        "Finished transaction {0} ({1}): every new file is in place.", "已完成事务 {0}（{1}）：所有新文件均已就位。");
    public static readonly Text RolledBack = new("Rolled back transaction {0} ({1}): everything is as before.", "已回滚事务 {0}（{1}）：一切恢复原状。");
    public static readonly Text LookedIn = new("searched: certificates {0}, manifests {1}, kubelet {2}", "查看位置：证书 {0}，清单 {1}，kubelet {2}");
    public static readonly Text SeenPod = new("static pod: {0}, image {1}", "静态 Pod：{0}，镜像 {1}");
    public static readonly Text SeenExternalEtcd = new("etcd runs elsewhere: {0}", "etcd 在外部运行：{0}");
    public static readonly Text SeenFile = new("{0}: {1}, mode owner size {2}", "{0}：{1}，权限 属主 大小 {2}");
    public static readonly Text Unwritten = new("the result could not be written: {0}", "结果无法写出：{0}");
    public static readonly Text UnwrittenChange = new(
        "'{kubepki history}' shows what was changed; '{kubepki status}' shows the current files",
        "所做的更改见 '{kubepki history}'；文件现状见 '{kubepki status}'");
    public static readonly Text UnwrittenFiles = new(
        "what it was to write is in its place, and in no history: do not run it again before you have looked there",
        "应写入的内容已就位，且不计入历史：重新运行之前请先查看该处");
    public static readonly Text UnwrittenBackups = new(
        "'{kubepki backup list}' shows which backups there are now", "现有备份见 '{kubepki backup list}'");
    public static readonly Text UnwrittenActivation = new(
        "'{kubepki verify --live}' shows what the components use now", "组件当前使用的内容见 '{kubepki verify --live}'");
    public static readonly Text UnwrittenOnNodes = new(
        "what was changed is in the history of each node: run 'kubepki history' with the same --nodes or --inventory",
        "所做的更改见各节点的历史：请以相同的 --nodes 或 --inventory 运行 'kubepki history'");
    public static readonly Text HomesLeft = new("Left as they are in home directories; everything else is done:", "主目录中的以下文件保持原样，其余均已完成：");
    public static readonly Text OldFilesBack = new("The node's own files are the old ones again.", "节点自身的文件已恢复为旧文件。");
    public static readonly Text UnwrittenAnswer = new(
        "nothing was changed; free space for the output, then run the command again", "未做任何更改；请在输出位置腾出空间后重新运行");
    public static readonly Text SystemRefused = new("the system refused: {0}", "系统拒绝了操作：{0}");
    public static readonly Text RefusedChange = new(
        "check the cause (dmesg shows disk errors); then run '{kubepki recover}' to bring interrupted changes to a consistent state",
        "请检查原因（dmesg 中可看到磁盘错误）；然后运行 '{kubepki recover}'，使中断的更改恢复到一致状态");
    public static readonly Text RefusedFiles = new(
        "see what is wrong there (a failing disk: dmesg); what it was to write may be there in part",
        "请检查该处的问题（磁盘故障见 dmesg）；应写入的内容可能只写入了一部分");
    public static readonly Text RefusedAnswer = new(
        "nothing was changed; check the cause (dmesg shows disk errors)", "未做任何更改；请检查原因（dmesg 中可看到磁盘错误）");
    public static readonly Text Unexpected = new("internal error in kubepki: {0}. The run stopped", "kubepki 内部错误：{0}。运行已停止");
    public static readonly Text UnexpectedHint = new(
        "run '{kubepki recover}' if it was changing files, and report this with the additional output of the same command under "
            + "KUBEPKI_DEBUG=1",
        "若当时正在更改文件，请运行 '{kubepki recover}'；并请报告此问题，附上设置 KUBEPKI_DEBUG=1 后再次运行该命令时多出的输出");
}
