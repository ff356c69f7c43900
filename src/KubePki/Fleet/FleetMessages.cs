using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Errors between the operator's machine and the nodes.</summary>
internal static class FleetMessages
{
    /// <summary>No node is named.</summary>
    public static readonly Message NoNodes = new(
        "no-nodes", "names no control-plane node", "未指定任何控制平面节点",
        "give --nodes A,B,C, or an inventory with a group of control-plane nodes (another group: --group NAME)",
        "请用 --nodes A,B,C 指定，或提供包含控制平面节点组的主机清单（其他组：--group NAME）", Kind: ProblemKind.Usage);

    /// <summary>An invalid node; {0} is its name.</summary>
    public static readonly Message BadNode = new(
        "bad-node",
        "'{0}' is not a valid node: names, users and hosts must not contain blanks or begin with a dash; a root must be an absolute path",
        "“{0}”不是有效的节点：名称、用户和主机不得含空白或以连字符开头，根目录须为绝对路径",
        "write it as for ssh: cp1, root@10.0.0.11; put other ssh settings into ~/.ssh/config",
        "请按 ssh 的写法给出：cp1、root@10.0.0.11；ssh 的其他设置请写入 ~/.ssh/config", Kind: ProblemKind.Usage);

    /// <summary>Two nodes have the same name; {0} is the name.</summary>
    public static readonly Message NodeTwice = new(
        "node-twice", "the node '{0}' is given twice", "节点“{0}”重复出现", "name each node once", "每个节点只写一次", Kind: ProblemKind.Usage);

    /// <summary>The cluster's nodes cannot be determined; {0} is what was tried.</summary>
    public static readonly Message NothingDiscovered = new(
        "nothing-discovered",
        "the control-plane nodes of its cluster are unknown: neither API server nor etcd answers, and no manifest names them ({0})",
        "无法得知其集群的控制平面节点：API server 和 etcd 均无应答，清单中也未列出（{0}）", "name them: --nodes A,B,C", "请用 --nodes A,B,C 指定");

    /// <summary>The inventory does not have the group; {0} is the group, {1} the existing groups.</summary>
    public static readonly Message NoGroup = new(
        "no-group", "has no group '{0}'; it has: {1}", "没有组“{0}”；现有：{1}", "give one of them: --group NAME", "请指定其中之一：--group NAME",
        Kind: ProblemKind.Usage);

    /// <summary>An invalid line of an inventory; {0} is its number.</summary>
    public static readonly Message BadInventoryLine = new(
        "bad-inventory", "line {0} cannot be parsed", "第 {0} 行无法解析", "correct it, or give the nodes with --nodes", "请修正该行，或用 --nodes 指定节点",
        Kind: ProblemKind.Usage);

    /// <summary>The inventory has more groups, hosts and variables than kubepki accepts.</summary>
    public static readonly Message LargeInventory = new(
        "large-inventory", "has more groups, hosts and variables than kubepki accepts", "其中的组、主机和变量超出了 kubepki 的上限",
        "give the nodes with --nodes, or use a file with only the control plane", "请用 --nodes 指定节点，或提供只含控制平面的文件");

    /// <summary>More nodes than a control plane has; {0} is their number, or the first number that is too high, {1} the maximum.</summary>
    public static readonly Message ManyNodes = new(
        "many-nodes", "names {0} {0:node|nodes} or more; a fleet is one control plane with at most {1} nodes",
        "列出了 {0} 个或更多节点；一个机群就是一个控制平面，最多 {1} 个节点", "give the group of the control plane: --group NAME", "请指定控制平面所在的组：--group NAME");

    /// <summary>An inventory that cannot be read; {0} is the reason.</summary>
    public static readonly Message UnreadableInventory = new(
        "unreadable-inventory", "cannot be read: {0}", "无法读取：{0}", "correct it, or give the nodes with --nodes", "请修正，或用 --nodes 指定节点",
        Kind: ProblemKind.Usage);

    /// <summary>ssh is not installed or cannot be started; {0} is the reason.</summary>
    public static readonly Message NoSsh = new(
        "no-ssh", "ssh cannot be started: {0}", "无法启动 ssh：{0}", "install the OpenSSH client", "请安装 OpenSSH 客户端");

    /// <summary>No connection; {0} is ssh's reason.</summary>
    public static readonly Message Unreachable = new(
        "node-unreachable", "cannot be reached: {0}", "无法连接：{0}", "try: ssh NODE true", "请尝试：ssh NODE true");

    /// <summary>The host key is unknown or has changed; {0} is ssh's message.</summary>
    public static readonly Message HostKey = new(
        "host-key", "has a host key that is unknown or differs from the known one: {0}", "主机密钥未知，或与已知的不符：{0}",
        "compare the key with the node's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub there), then connect once by hand: ssh NODE",
        "请与节点上的密钥核对（在该节点运行 ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub），然后手动连接一次：ssh NODE");

    /// <summary>The node refused the login; {0} is ssh's message.</summary>
    public static readonly Message NotLetIn = new(
        "not-let-in", "refuses the login of this user: {0}", "拒绝该用户登录：{0}",
        "load the key into the ssh agent, or name it in ~/.ssh/config or the inventory", "请将密钥载入 ssh agent，或在 ~/.ssh/config 或主机清单中指定");

    /// <summary>The connection ended while an answer was pending; {0} is the last message.</summary>
    public static readonly Message CutOff = new(
        "cut-off", "the connection was lost: {0}", "连接中断：{0}",
        "when the node is reachable again, run {kubepki history} there, then continue with --resume",
        "节点恢复连接后，请在该节点查看 {kubepki history}，然后用 --resume 继续");

    /// <summary>sudo rejects the password.</summary>
    public static readonly Message WrongPassword = new(
        "wrong-sudo-password", "sudo does not accept the password", "sudo 不接受该密码", "try again", "请重试");

    /// <summary>sudo needs a password and there is no terminal.</summary>
    public static readonly Message NeedsPassword = new(
        "needs-password", "sudo needs a password, but there is no terminal to ask for it", "sudo 需要密码，但没有可供输入的终端",
        "run kubepki in a terminal, or allow this user sudo without a password", "请在终端中运行 kubepki，或允许该用户免密 sudo");

    /// <summary>No directory on the node from which a program can be started.</summary>
    public static readonly Message NoPlace = new(
        "no-place", "has no temporary directory in which a program can run", "没有可运行程序的临时目录", "install kubepki in the PATH of the node",
        "请将 kubepki 放入该节点的 PATH");

    /// <summary>The program did not arrive intact.</summary>
    public static readonly Message DamagedCopy = new(
        "damaged-copy", "the copy of kubepki arrived there incomplete", "kubepki 未能完整传输到该节点", "try again", "请重试");

    /// <summary>A node of another architecture; {0} is the node's, {1} the operator's.</summary>
    public static readonly Message OtherMachine = new(
        "other-machine", "is a {0} machine, but this kubepki is built for {1}", "是 {0} 架构，而此 kubepki 适用于 {1}",
        "run kubepki on a machine with the node's architecture", "请在与该节点架构相同的机器上运行 kubepki");

    /// <summary>The other end does not speak the protocol; {0} is its first line.</summary>
    public static readonly Message NotUnderstood = new(
        "not-understood", "sent an answer that kubepki does not understand: {0}", "返回了 kubepki 无法理解的内容：{0}",
        "check what its login scripts print, and remove that output", "请检查其登录脚本的输出，并使其静默");

    /// <summary>The node itself reported a problem; {0} is its text.</summary>
    public static readonly Message NodeSays = new("node-says", "{0}", "节点报告：{0}");

    /// <summary>The other end did not release the staged files.</summary>
    public static readonly Message NotReleased = new(
        "not-released", "the word to put the files in place did not come, so none was put in place", "未收到放行指令，未放入任何文件",
        "see what stopped the run where it was started, then start it again", "请在发起命令的机器上查看中断原因,然后重新运行");

    /// <summary>kubepki is not root on the node.</summary>
    public static readonly Message NotPrivileged = new(
        "not-privileged", "kubepki does not run as root there", "kubepki 在该节点上不是以 root 运行", "log in as root, or add --become",
        "请以 root 登录，或加上 --become");

    /// <summary>The node's clock differs; {0} is the difference in seconds.</summary>
    public static readonly Message ClockDiffers = new(
        "clock-differs", "its clock differs from the clock here by {0} {0:second|seconds}", "其时钟与本机相差 {0} 秒",
        "set the clocks first (chrony, ntpd)", "请先校准时钟（chrony、ntpd）");

    /// <summary>Not enough disk space; {0} is the free space in MiB, {1} the required space.</summary>
    public static readonly Message LittleRoom = new(
        "little-room", "has {0} MiB free for backups and new files, but {1} MiB are needed", "备份和新文件的可用空间仅剩 {0} MiB，需要 {1} MiB",
        "free disk space there", "请清理磁盘空间");

    /// <summary>An etcd member that is not healthy while others are; {0} is the reason.</summary>
    public static readonly Message EtcdUnwell = new(
        "etcd-unwell", "its etcd member is not healthy while others are: {0}", "其 etcd 成员不健康，而其他成员正常：{0}",
        "repair it first: one more failing member would cost the quorum", "请先修复：再有一个成员出错就会失去法定人数");

    /// <summary>An etcd member that is not healthy on a cluster where none is; {0} is the reason.</summary>
    public static readonly Message EtcdDown = new(
        "etcd-down", "its etcd member is not healthy, and neither is any other: {0}", "其 etcd 成员不健康，其他成员也都不健康：{0}",
        "check it there: {kubepki verify --live}", "请在该节点检查：{kubepki verify --live}");

    /// <summary>
    /// An etcd member that no node finds healthy, and whose own node is not part of the run or does not report this itself; {0} is its
    /// name, {1} the reason.
    /// </summary>
    public static readonly Message MemberUnwell = new(
        "etcd-member-unwell", "the etcd member {0} is not healthy: {1}", "etcd 成员 {0} 不健康：{1}",
        "repair it first, or remove it from the cluster if its node is gone for good (etcdctl member remove)",
        "请先修复；若其节点已永久失效，请将其移出集群（etcdctl member remove）");

    /// <summary>An etcd member that some nodes do not know; {0} is its name, {1} the nodes that know it, {2} those that do not.</summary>
    public static readonly Message MemberUnknown = new(
        "etcd-member-unknown", "the etcd member {0} is known to {1}, but not to {2}", "etcd 成员 {0} 为 {1} 所知，而 {2} 不知",
        "the nodes may belong to different clusters; run etcdctl member list on each", "这些节点可能属于不同的集群；请在各节点上运行 etcdctl member list");

    private const string Share =
        "choose the node with the right copy, move away the other copies and the certificates that they signed, then: "
        + "{kubepki create all --nodes … --share-cas}";
    private const string ShareChinese = "请选定正确的节点，移走其他节点上的该 CA 及其签发的证书，然后运行：{kubepki create all --nodes … --share-cas}";

    /// <summary>The cluster's CA differs; {0} lists the nodes for each value.</summary>
    public static readonly Message ClusterCaDiffers = new(
        "cluster-ca-differs", "ca is not the same on all nodes ({0}): a client that one API server accepts is refused by another",
        "各节点的 ca 不一致（{0}）：被某个 API server 接受的客户端会被另一个拒绝", Share, ShareChinese);

    /// <summary>The front proxy's CA differs; {0} lists the nodes for each value.</summary>
    public static readonly Message ProxyCaDiffers = new(
        "front-proxy-ca-differs",
        "front-proxy-ca is not the same on all nodes ({0}): aggregated APIs (kubectl top, webhooks of cert-manager) fail whenever "
            + "the request comes through the wrong API server",
        "各节点的 front-proxy-ca 不一致（{0}）：请求经过错误的 API server 时，聚合 API（kubectl top、cert-manager 的 webhook）会失败", Share, ShareChinese);

    /// <summary>etcd's CA differs; {0} lists the nodes for each value.</summary>
    public static readonly Message EtcdCaDiffers = new(
        "etcd-ca-differs", "etcd-ca is not the same on all nodes ({0}): etcd's members refuse one another",
        "各节点的 etcd-ca 不一致（{0}）：etcd 成员会互相拒绝", Share, ShareChinese);

    /// <summary>The service account key pair differs; {0} lists the nodes for each value.</summary>
    public static readonly Message ServiceAccountDiffers = new(
        "service-account-differs",
        "sa is not the same on all nodes ({0}): a token that one node signs is refused by the API servers of the others",
        "各节点的 sa 不一致（{0}）：某个节点签发的令牌会被其他节点的 API server 拒绝",
        "copy sa.key and sa.pub from the node whose tokens are in use to the others, and restart kube-apiserver and "
            + "kube-controller-manager there",
        "请将令牌正在使用的节点上的 sa.key 和 sa.pub 复制到其他节点，并在其上重启 kube-apiserver 和 kube-controller-manager");

    /// <summary>The nodes list different etcd members; {0} lists the nodes for each value.</summary>
    public static readonly Message MembersDiffer = new(
        "etcd-members-differ", "the nodes report different etcd members ({0}): they may belong to different clusters",
        "各节点报告的 etcd 成员不一致（{0}）：它们可能属于不同的集群", "run etcdctl member list on each node", "请在各节点上运行 etcdctl member list");

    /// <summary>The nodes run different versions; {0} lists the nodes for each version.</summary>
    public static readonly Message VersionsDiffer = new(
        "versions-differ", "the nodes run different Kubernetes versions ({0}): an upgrade is under way, or was never finished",
        "各节点运行的 Kubernetes 版本不同（{0}）：升级正在进行，或从未完成", "finish the upgrade", "请完成升级");

    /// <summary>The clocks differ; {0} lists the nodes for each difference.</summary>
    public static readonly Message ClocksDiffer = new(
        "clocks-differ", "the clocks of the nodes differ ({0}): a fresh certificate of one node is not valid yet on another",
        "各节点的时钟不一致（{0}）：某个节点的新证书在另一节点上可能尚未生效", "set the clocks (chrony, ntpd)", "请校准时钟（chrony、ntpd）");

    /// <summary>Certificates expire on different days; {0} lists the nodes for each day, {1} the certificates.</summary>
    public static readonly Message EndsDiffer = new(
        "ends-differ", "{1} expire on different days ({0}): the first node to expire is easily overlooked",
        "{1} 在各节点上的到期日不同（{0}）：最先到期的节点容易被忽视", "renew the nodes together: {kubepki renew all --nodes …}",
        "请一起续期各节点：{kubepki renew all --nodes …}");

    /// <summary>A shared item is not the same on all nodes; {0} is the item, {1} lists the nodes for each value.</summary>
    public static readonly Message NotTheSame = new(
        "not-the-same", "{0} is not the same on all nodes: {1}", "各节点的 {0} 不一致：{1}",
        "it must be the same in the whole cluster: --share-cas copies missing files from another node; or give only nodes of one cluster",
        "整个集群必须相同：--share-cas 可从其他节点复制缺少的文件；或只指定同一集群的节点");

    /// <summary>CAs differ and are in use; {0} is the CA, {1} lists the nodes for each value, {2} the items that they signed.</summary>
    public static readonly Message OtherAuthority = new(
        "other-authority", "{0} is not the same on all nodes and cannot be replaced: {1}; certificates that they signed: {2}",
        "各节点的 {0} 不一致且无法替换：{1}；各自签发的证书：{2}",
        "certificates of a replaced CA would no longer be trusted. On the node with the wrong CA: {kubepki backup create}, move "
            + "away that CA and the certificates that it signed, then: {kubepki create all --nodes … --share-cas}",
        "替换 CA 后，其签发的证书将不再被信任。请在有误的节点上先运行 {kubepki backup create}，移走该 CA 及其签发的证书，再运行 {kubepki create all --nodes … --share-cas}");

    /// <summary>Service account key pairs differ; {0} lists the nodes for each value.</summary>
    public static readonly Message OtherServiceAccount = new(
        "other-service-account", "the service account keys are not the same on all nodes, and kubepki never replaces them: {0}",
        "各节点的服务账号密钥不一致，而 kubepki 绝不会替换它们：{0}",
        "tokens signed with a replaced key would be refused. To replace it anyway: {kubepki backup create} on that node, move away "
            + "sa.key and sa.pub, then use --share-cas",
        "被替换的密钥所签发的令牌将被拒绝。如确需替换：在该节点上运行 {kubepki backup create}，移走 sa.key 和 sa.pub，再使用 --share-cas");

    /// <summary>A node that was healthy no longer is; {0} is the reason.</summary>
    public static readonly Message WorseNow = new(
        "worse-now", "was healthy before this rollout and is not now: {0}", "滚动之前正常，现在异常：{0}", "check it there: {kubepki verify --live}",
        "请在该节点检查：{kubepki verify --live}");

    /// <summary>The operator interrupted the run.</summary>
    public static readonly Message Interrupted = new(
        "interrupted", "interrupted: stopped at a safe point, between two nodes", "已中断：停在两个节点之间的安全点");

    /// <summary>A backup is named for a node that is not part of this run; {0} is the name, {1} the nodes.</summary>
    public static readonly Message BackupOfNobody = new(
        "backup-of-nobody", "'{0}' is not one of the nodes: {1}", "“{0}”不是这些节点之一：{1}", "write NODE=ID with the node names as you gave them",
        "请用 NODE=ID 的形式，节点名须与指定的一致", Kind: ProblemKind.Usage);

    /// <summary>Two backups are named for one node; {0} is the second.</summary>
    public static readonly Message BackupTwice = new(
        "backup-twice", "'{0}' is a second backup for the same node", "“{0}”是同一节点的第二个备份", "give one backup for each node: NODE=ID NODE=ID",
        "请为每个节点指定一个备份：NODE=ID NODE=ID", Kind: ProblemKind.Usage);

    /// <summary>No backup is named for a node.</summary>
    public static readonly Message NoBackupNamed = new(
        "no-backup-named", "no backup is given for this node", "未为该节点指定备份",
        "each node has its own backups, see: {kubepki backup list --nodes …}; then give NODE=ID for each",
        "每个节点有各自的备份，见 {kubepki backup list --nodes …}；请为每个节点给出 NODE=ID", Kind: ProblemKind.Usage);

    /// <summary>No roll that could be resumed.</summary>
    public static readonly Message NothingToResume = new(
        "nothing-to-resume", "the recorded rollout was for other nodes: {0}", "此处记录的滚动针对其他节点：{0}", "give those nodes, or omit --resume",
        "请指定这些节点，或去掉 --resume");

    /// <summary>The journal of a roll cannot be written; {0} is the reason.</summary>
    public static readonly Message NoJournal = new(
        "no-fleet-journal", "the progress of the rollout cannot be recorded: {0}", "无法记录滚动进度：{0}",
        "set XDG_STATE_HOME to a directory of your own", "请将 XDG_STATE_HOME 设为自己的目录");
}
