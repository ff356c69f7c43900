using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>All texts of the help, in both languages.</summary>
internal static class HelpTexts
{
    public static readonly Text About = new(
        "inspects, backs up, renews and verifies the certificates of a kubeadm control plane, and undoes changes",
        "查看、备份、续期和验证 kubeadm 控制平面的证书，并可撤销更改");

    public static readonly Text StatusAbout = new(
        "show every certificate, key and kubeconfig of this node: expiry, issuer, state", "显示本节点的所有证书、密钥和 kubeconfig：到期时间、颁发者、状态");
    public static readonly Text ExplainAbout = new(
        "explain who signs each certificate, who presents it to whom, what breaks and when; with NAME: one item",
        "说明由谁签发、向谁出示、何时会出什么问题；带 NAME 则只说明某一项");
    public static readonly Text ExplainArgument = new(
        "an item as 'kubepki status' shows it, or its path; default: everything", "kubepki status 中显示的名称或其路径；默认为全部");
    public static readonly Text ExampleTree = new("the whole tree of trust", "完整的信任树");
    public static readonly Text ExampleStory = new("everything about one certificate", "某个证书的全部信息");
    public static readonly Text ExamplePicture = new("a picture, with Graphviz", "用 Graphviz 绘图");
    public static readonly Text ExampleMermaid = new("for a wiki page", "用于 wiki 页面");
    public static readonly Text VerifyAbout = new(
        "list all problems, and nothing else; exit code 3 if there are any", "只列出所有问题；有问题时退出码为 3");
    public static readonly Text LiveOption = new(
        "check the running components too: which certificate each port serves, which process is older than its files, which log "
            + "reports certificate errors",
        "同时检查运行中的组件：各端口提供的证书、早于其文件启动的进程、日志中的证书错误");
    public static readonly Text AuthenticateAbout = new(
        "show, offline, as which user the API server would accept a credential, and why; exit code 3 if it would refuse it",
        "离线说明 API server 会将某个凭据视为哪个用户及其原因；会被拒绝时退出码为 3");
    public static readonly Text CredentialArgument = new(
        "a kubeconfig, certificate, token or user:password: a file, '-' for stdin, env:NAME for a variable, or an item as 'kubepki "
            + "status' shows it",
        "kubeconfig、证书、令牌或 user:password：文件，“-”表示标准输入，env:NAME 表示环境变量，或 kubepki status 中显示的名称");
    public static readonly Text AsOption = new("how to read the credential, if it could be of several kinds", "在可能有多种理解时，指定按何种凭据读取");
    public static readonly Text ExampleItem = new("an item of this node", "本节点的某一项");
    public static readonly Text ExampleToken = new("a token of a pod", "Pod 的令牌");
    public static readonly Text ExampleStandardInput = new("from a program or the keyboard", "来自其他程序或键盘输入");
    public static readonly Text ReportAbout = new(
        "write one self-contained HTML page: summary, timeline, trust graph, findings", "生成一个自包含的 HTML 页面：概要、时间轴、信任图、问题");
    public static readonly Text ReportRoots = new("roots of several nodes; default: that of --root", "多个节点的根目录；默认使用 --root");
    public static readonly Text ToOption = new("write to this file instead of stdout", "写入该文件而非标准输出");
    public static readonly Text ExampleReport = new("of this node", "本节点");
    public static readonly Text ExampleReportChinese = new("in Chinese, into a file", "中文，写入文件");
    public static readonly Text ExampleReportFleet = new("of several nodes, over ssh", "通过 ssh 汇总多个节点");
    public static readonly Text ExampleReportNodes = new("of several nodes' copies", "多个节点的副本");
    public static readonly Text ServeAbout = new(
        "serve the report, metrics and documents of this node over HTTP, always up to date", "通过 HTTP 提供本节点的报告、指标和文档，始终为当前状态");
    public static readonly Text ListenOption = new(
        "address to listen on; default: 127.0.0.1:9797; :PORT for every address of this machine", "监听地址；默认 127.0.0.1:9797；:PORT 表示本机所有地址");
    public static readonly Text ExampleServe = new("for this machine only", "仅供本机访问");
    public static readonly Text ExampleServeAll = new("for a Prometheus elsewhere", "供其他机器上的 Prometheus 抓取");
    public static readonly Text ExampleMetrics = new("its metrics", "查看其指标");
    public static readonly Text ListOption = new("list the checks instead of running them", "列出所有检查项而不执行");
    public static readonly Text RenewAbout = new(
        "renew certificates: new keys, same identity, everything backed up and undoable", "续期证书：新密钥、相同身份，自动备份且可撤销");
    public static readonly Text CreateAbout = new(
        "create what is missing (CAs, certificates, kubeconfigs, the service account pair) from the kubeadm configuration; never "
            + "overwrites a CA",
        "按 kubeadm 配置创建缺失的内容（CA、证书、kubeconfig、服务账号密钥对）；绝不覆盖 CA");
    public static readonly Text CreateWhatArgument = new(
        "'all' for what is missing, or names: an existing leaf certificate or kubeconfig is created again",
        "“all”表示缺失的内容，或名称：已存在的叶子证书或 kubeconfig 将重新创建");
    public static readonly Text ConfigOption = new(
        "the kubeadm configuration, of any version; default: derived from this node", "kubeadm 配置（任意版本）；默认根据本节点得出");
    public static readonly Text PlacesOption = new(
        "a kubeadm configuration that names the PKI (certificatesDir), for a node without manifests",
        "指明 PKI 位置（certificatesDir）的 kubeadm 配置，用于尚无清单的节点");
    public static readonly Text CreateValidityOption = new(
        "validity of new leaf certificates; default: from the configuration, or 1y", "新叶子证书的有效期；默认按配置，否则为 1y");
    public static readonly Text CaValidityOption = new(
        "validity of new CAs; default: from the configuration, or 10y", "新 CA 的有效期；默认按配置，否则为 10y");
    public static readonly Text CreateKeyOption = new(
        "kind of the new keys; default: from the configuration, or rsa2048", "新密钥的类型；默认按配置，否则为 rsa2048");
    public static readonly Text ExampleCreate = new("what is missing, and what would be created", "缺失的内容及将创建的内容");
    public static readonly Text ExampleNewPki = new("a new PKI before 'kubeadm init'", "在 kubeadm init 之前创建全新 PKI");
    public static readonly Text ExampleRecreate = new("a leaf certificate again, with the names of the configuration", "按配置中的名称重新创建叶子证书");
    public static readonly Text KubeconfigAbout = new("create kubeconfigs for components and users", "为组件和用户创建 kubeconfig");
    public static readonly Text KubeconfigCreateAbout = new(
        "create missing kubeconfigs; by name also one that exists (the backup keeps the old one)",
        "创建缺失的 kubeconfig；按名称时也会重建已存在的（旧文件在备份中）");
    public static readonly Text KubeconfigUserAbout = new(
        "write a kubeconfig for a user: a certificate with this name and these groups, in a new file that only its owner can read",
        "为用户写一个 kubeconfig：含该名称和组的证书，新文件仅属主可读");
    public static readonly Text KubeconfigNameArgument = new(
        "admin.conf, super-admin.conf, controller-manager.conf, scheduler.conf, kubelet.conf; default: the missing ones",
        "admin.conf、super-admin.conf、controller-manager.conf、scheduler.conf、kubelet.conf；默认为缺失的");
    public static readonly Text UserArgument = new("the user's name, as RBAC will see it", "用户名，即 RBAC 所见的名称");
    public static readonly Text GroupOption = new("a group of the user; may be given more than once", "用户所属的组；可多次指定");
    public static readonly Text KubeconfigFileOption = new(
        "the file to write; default: NAME.conf; it must not exist", "要写入的文件，默认 NAME.conf；必须尚不存在");
    public static readonly Text UserValidityOption = new(
        "validity of the certificate; default: 1y; it cannot be revoked earlier", "证书有效期，默认 1y；无法提前终止");
    public static readonly Text ServerOption = new("the API server's URL; default: from the configuration", "API server 的 URL；默认按配置");
    public static readonly Text ClusterNameOption = new(
        "the cluster's name in the file; default: from the configuration", "文件中的集群名称；默认按配置");
    public static readonly Text ExampleServer = new("again, for another address", "以另一地址重新创建");
    public static readonly Text ExampleUser = new("writes ann.conf", "写入 ann.conf");
    public static readonly Text CsrAbout = new("have certificates signed by a CA whose key is elsewhere", "由私钥在别处的 CA 签发证书");
    public static readonly Text CsrExportAbout = new(
        "write keys, requests and partial kubeconfigs into a directory, with the file names of kubeadm's generate-csr; the node is "
            + "not changed",
        "将密钥、请求和部分 kubeconfig 写入目录（命名与 kubeadm generate-csr 相同）；不改动节点");
    public static readonly Text CsrImportAbout = new(
        "check signed certificates against their requests (key, identity, names, usages, chain) and install them",
        "将签发结果与请求核对（密钥、身份、名称、用途、证书链）后安装");
    public static readonly Text CsrWhatArgument = new("'all', or names of certificates and kubeconfigs", "“all”，或证书和 kubeconfig 的名称");
    public static readonly Text CsrDirOption = new("the directory for keys, requests and signed certificates", "存放密钥、请求和签发证书的目录");
    public static readonly Text ExampleCsrExport = new("with the names of the existing certificates", "使用现有证书中的名称");
    public static readonly Text ConfigAbout = new("the kubeadm configuration of this cluster", "本集群的 kubeadm 配置");
    public static readonly Text ConfigShowAbout = new(
        "print the kubeadm configuration: from the cluster if its API server answers, else rebuilt from this node, with the source "
            + "of each field",
        "输出 kubeadm 配置：API server 可用时取自集群，否则根据本节点重建，并注明每个字段的来源");
    public static readonly Text FromOption = new(
        "cluster: only from the API server; node: only from this node's files", "cluster：仅从 API server 读取；node：仅根据本节点的文件");
    public static readonly Text BadSource = new("--from: '{0}' is not one of the sources ({1})", "--from：“{0}”不是可用来源（{1}）");
    public static readonly Text ExampleConfigShow = new("for 'create --config' and kubeadm", "可供 create --config 和 kubeadm 使用");
    public static readonly Text ExampleOffline = new("without any API server", "不需要 API server");
    public static readonly Text ActivateAbout = new(
        "make running components use the files on disk, without downtime where they reload, and verify it",
        "让正在运行的组件使用磁盘上的文件（能自动加载的不停机），并加以验证");
    public static readonly Text UndoAbout = new("undo a transaction: the last one, or the given one", "撤销一次事务：最近一次或指定的一次");
    public static readonly Text RecoverAbout = new("bring an interrupted transaction to a consistent state", "将中断的事务恢复到一致状态");
    public static readonly Text HistoryAbout = new("list the changes, with time and outcome", "列出更改记录、时间和结果");
    public static readonly Text BackupAbout = new("create, list, check, restore and prune backups", "创建、列出、校验、恢复和清理备份");
    public static readonly Text BackupCreateAbout = new(
        "back up every certificate, key, kubeconfig and credential file of this node", "备份本节点的所有证书、密钥、kubeconfig 和凭据文件");
    public static readonly Text BackupListAbout = new("list the backups, oldest first", "列出备份，从旧到新");
    public static readonly Text BackupVerifyAbout = new(
        "check every hash of a backup, or of all backups without an ID; exit code 3 if one is damaged",
        "校验备份的所有哈希；不带 ID 则校验全部备份；有损坏时退出码为 3");
    public static readonly Text BackupRestoreAbout = new("restore the files of a backup; this can be undone too", "恢复备份中的内容；同样可以撤销");
    public static readonly Text BackupPruneAbout = new(
        "remove old backups; their changes can then no longer be undone and disappear from the history", "删除旧备份；对应的变更此后无法撤销，并从历史中消失");
    public static readonly Text SandboxAbout = new("practise on a control plane that exists on disk only", "在仅存在于磁盘上的控制平面上练习");
    public static readonly Text SandboxCreateAbout = new(
        "write kubeadm's layout (PKI, kubeconfigs, manifests, kubelet files) into a new directory",
        "在新目录中写入 kubeadm 的布局（PKI、kubeconfig、清单、kubelet 文件）");
    public static readonly Text VersionAbout = new("print the version", "显示版本");
    public static readonly Text ManAbout = new("print the manual page of a command, in English", "输出某个命令的英文手册页");
    public static readonly Text ManArgument = new("the words of a command; the program's own page by default", "命令的各个词;默认为程序本身的手册页");
    public static readonly Text ManListOption = new("list the commands that have a page", "列出有手册页的命令");
    public static readonly Text ExampleMan = new("read a page", "阅读手册页");
    public static readonly Text CompletionAbout = new("print the completion script for a shell", "输出 shell 补全脚本");

    public static readonly Text WhatArgument = new("'all', or names as 'kubepki status' shows them", "“all”，或 kubepki status 中显示的名称");
    public static readonly Text TransactionArgument = new(
        "the transaction as 'kubepki history' shows it; default: the last one", "事务 ID，见 kubepki history；默认为最近一次");
    public static readonly Text BackupRestoreArgument = new(
        "the backup as 'kubepki backup list' shows it; with --nodes: NODE=ID for each node",
        "备份 ID，见 kubepki backup list；与 --nodes 同用时为每个节点给出 NODE=ID");
    public static readonly Text ExampleRestoreNodes = new("each node its own backup, one node at a time", "每个节点恢复各自的备份，逐个节点进行");
    public static readonly Text BackupArgument = new("the backup as 'kubepki backup list' shows it", "备份 ID，见 kubepki backup list");
    public static readonly Text DirectoryArgument = new("the directory to create; it must not exist, or must be empty", "要创建的目录；必须不存在或为空");
    public static readonly Text ShellArgument = new("bash, zsh or fish", "bash、zsh 或 fish");

    public static readonly Text RootOption = new("use the node whose file system is under DIR", "使用以 DIR 为根的节点文件系统");
    public static readonly Text OutputOption = new("format of the result", "结果的输出格式");
    public static readonly Text LanguageOption = new(
        "language of texts; default: from LC_ALL, LC_MESSAGES or LANG", "文本语言；默认取自 LC_ALL、LC_MESSAGES 或 LANG");
    public static readonly Text VerboseOption = new("report on stderr which files were read, and where", "在 stderr 输出读取了哪些文件及其位置");
    public static readonly Text QuietOption = new("print only results and errors", "只输出结果和错误");
    public static readonly Text HelpOption = new("show this help", "显示帮助");

    public static readonly Text ValidityOption = new(
        "validity of the new certificates; default: 1y; they never outlast their CA", "新证书的有效期；默认 1y；不会超过其 CA 的到期时间");
    public static readonly Text KeyAlgorithmOption = new("kind of the new keys; default: as now", "新密钥的类型；默认与现有相同");
    public static readonly Text ReuseKeyOption = new("keep the existing keys", "沿用现有密钥");
    public static readonly Text ReplaceTokenKeyOption = new(
        "also replace a key that signs or verifies service account tokens: this invalidates every existing token",
        "同时更换用于签发或验证服务账号令牌的私钥：此前的所有令牌都将失效");
    public static readonly Text AllowShorterOption = new(
        "allow certificates that expire sooner than those they replace, or are valid for less than a day", "允许新证书早于被替换的证书到期，或有效期不足一天");
    public static readonly Text AddSanOption = new("a DNS name or address to add; may be given more than once", "要添加的 DNS 名称或地址；可多次指定");
    public static readonly Text RemoveSanOption = new(
        "a DNS name or address to remove; those that the cluster needs are refused", "要删除的 DNS 名称或地址；集群所需的名称不可删除");
    public static readonly Text ExampleAddSan = new("a load balancer's name and address", "负载均衡器的名称和地址");
    public static readonly Text UpdateConfigOption = new(
        "after changed names or networks, update the cluster's kubeadm-config: auto (default) on this machine only, always, never",
        "更改名称或网段时同步集群中的 kubeadm-config：auto（默认）仅在本机，always 总是，never 从不");
    public static readonly Text BadUpdateConfig = new(
        "--update-config: '{0}' is not one of the values ({1})", "--update-config：“{0}”不是可用方式（{1}）");
    public static readonly Text RenewWithinOption = new("only certificates that expire within this period", "仅续期在此期限内到期的证书");
    public static readonly Text StatusWithinOption = new(
        "the period in which a certificate counts as expiring; default: 30d", "视为即将到期的期限，默认 30d");
    public static readonly Text AcceptNewCaOption = new(
        "also renew certificates that the CA on disk did not issue, and make kubeconfigs trust this CA",
        "对并非由当前磁盘上的 CA 签发的证书也进行续期，并让 kubeconfig 信任该 CA");
    public static readonly Text CaKeyOption = new(
        "the key of a CA that is kept elsewhere (default: of ca; of another: front-proxy-ca=FILE); used only for this run and never copied",
        "保存在别处的 CA 私钥（默认为 ca，也可写 front-proxy-ca=FILE）；仅用于本次运行，绝不复制");
    public static readonly Text PassphraseFdOption = new(
        "read the passphrase of --ca-key from this file descriptor", "从该文件描述符读取 --ca-key 的口令");
    public static readonly Text PassphraseEnvOption = new(
        "read the passphrase of --ca-key from this environment variable", "从该环境变量读取 --ca-key 的口令");
    public static readonly Text DryRunOption = new("print the plan and change nothing", "只显示计划，不做任何更改");
    public static readonly Text YesOption = new("do not ask for confirmation", "不询问直接执行");
    public static readonly Text ActivateOption = new(
        "auto (default): make the running components use the new files, and verify it; never: print what to restart",
        "auto（默认）：让正在运行的组件使用新文件并加以验证；never：只输出需要重启的内容");
    public static readonly Text KeepOnFailureOption = new(
        "if a component does not come back, keep the current files and stop (exit code 4) instead of undoing the change",
        "组件未能恢复时保留当前文件并停止（退出码 4），而不是撤销");
    public static readonly Text TimeoutOption = new(
        "how long a component may take to be healthy after its start; default: 5m. On several nodes also how long a node may take "
            + "to answer",
        "组件启动后恢复健康的最长时间，默认 5m；在多个节点上运行时也是节点应答的最长时间");
    public static readonly Text ComponentArgument = new(
        "etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet; default: all static pods",
        "etcd、kube-apiserver、kube-controller-manager、kube-scheduler、kubelet；默认为全部静态 Pod");
    public static readonly Text ForceOption = new("even if a file was changed after that transaction", "即使文件在该事务之后被修改也执行");
    public static readonly Text KeepOption = new(
        "how many of the newest backups to keep; default: 10; only intact backups count, and a damaged one is removed only if it is "
            + "older than all of them",
        "保留最新备份的数量，默认 10；仅计完好的备份，已损坏的备份只有早于全部保留的备份时才会删除");
    public static readonly Text NodesOption = new(
        "number of control-plane nodes, 1 to 9; with more than one, each has its own directory", "控制平面节点数，1 到 9；多于一个时各占一个子目录");
    public static readonly Text AgeOption = new(
        "age of the cluster; if it exceeds --validity, the certificates have expired", "集群创建于多久之前；大于 --validity 则为已过期集群");
    public static readonly Text LeafValidityOption = new("validity of its certificates; default: 1y", "证书有效期，默认 1y");
    public static readonly Text KubernetesVersionOption = new(
        "the Kubernetes version whose layout is written; default: v1.34.0", "所用布局对应的 Kubernetes 版本；默认 v1.34.0");
    public static readonly Text SandboxKeyOption = new("kind of its keys; default: rsa2048", "密钥类型，默认 rsa2048");

    public static readonly Text ShareAbout = new("give CAs of this node to another node", "将此节点的 CA 交给另一节点");
    public static readonly Text AgentAbout = new(
        "answer requests on stdin, for a kubepki on another machine", "在标准输入上应答其他机器上的 kubepki 的请求");
    public static readonly Text FactsAbout = new("facts about this node for a rollout over several nodes", "供多节点滚动操作了解本节点");
    public static readonly Text OnNodes = new("Options for several nodes, over ssh", "多节点选项（通过 ssh）");
    public static readonly Text NodesListOption = new(
        "run on these nodes; each as for ssh: host, user@host, a name in ~/.ssh/config", "在这些节点上运行；形式同 ssh：主机、user@主机或 ~/.ssh/config 中的名称");
    public static readonly Text InventoryOption = new(
        "run on the nodes of this file: kubepki's YAML, or an Ansible inventory (INI or YAML, a directory of them) with its "
            + "group_vars and host_vars",
        "在此文件列出的节点上运行：kubepki 的 YAML，或 Ansible 主机清单（INI 或 YAML，或其目录）及其 group_vars 和 host_vars");
    public static readonly Text InventoryGroupOption = new(
        "the group of the Ansible inventory; default: a common one of control-plane nodes", "Ansible 主机清单中的组；默认为常见的控制平面组");
    public static readonly Text DiscoverOption = new(
        "run on all control-plane nodes of the cluster, which the first given node (or this machine) finds in the API server, else "
            + "in etcd, else in its manifests",
        "在集群的所有控制平面节点上运行；由首个指定的节点（或本机）得知：依次取自 API server、etcd、清单");
    public static readonly Text DiscoverAbout = new("the control-plane nodes of this node's cluster", "本节点所在集群的控制平面节点");
    public static readonly Text BecomeOption = new(
        "become root there with sudo; the password is asked for only in the terminal", "在节点上通过 sudo 成为 root；密码只在终端中询问");
    public static readonly Text SshConfigOption = new("use it instead of ~/.ssh/config", "代替 ~/.ssh/config");
    public static readonly Text NodeTimeoutOption = new(
        "how long a node may take for each step; default: 1m to log in, 5m to receive a copy of kubepki, 2m to answer, 10m to "
            + "create or remove backups",
        "节点完成每一步的最长时间；默认：登录 1m，接收 kubepki 的副本 5m，应答 2m，创建或删除备份 10m");
    public static readonly Text ResumeOption = new("continue a stopped rollout: finished nodes stay as they are", "继续中断的滚动操作：已完成的节点保持不变");

    public static readonly Text ShareOption = new(
        "copy CAs, front proxy CA, etcd CA and service account pair that a node lacks from another node; keys only inside ssh",
        "将节点缺少的 CA、前端代理 CA、etcd CA 和服务账号密钥对从其他节点复制过来；私钥仅在 ssh 内传输");

    public static readonly Text ExampleDryRun = new("the plan: every file, why, old and new expiry", "计划：每个文件、原因、新旧到期时间");
    public static readonly Text ExampleTenYears = new("everything, for ten years", "全部续期十年");
    public static readonly Text ExampleWithin = new("only certificates that expire within 90 days", "仅 90 天内到期的证书");
    public static readonly Text ExampleFiveDays = new("its leaf certificates expire in five days", "叶子证书五天后到期");
    public static readonly Text ExampleExpired = new("everything has expired", "全部已过期");

    public static readonly Text Usage = new("Usage", "用法");
    public static readonly Text Examples = new("Examples", "示例");
    public static readonly Text Commands = new("Commands", "命令");
    public static readonly Text Arguments = new("Arguments", "参数");
    public static readonly Text Options = new("Options", "选项");
    public static readonly Text Everywhere = new("Options everywhere", "通用选项");
    public static readonly Text ExitCodes = new("Exit codes", "退出码");
    public static readonly Text ExitCodeList = new(
        "0  done, or nothing to do\n  1  failed, and all changes were rolled back\n  2  the command line is wrong\n  3  there are "
            + "findings: expired, expiring, missing, broken\n  4  stopped half-way; the message says what to run next",
        "0  完成或无需操作\n  1  失败，所有更改均已回滚\n  2  命令行有误\n  3  存在问题：已过期、即将到期、缺失、损坏\n  4  中途停止，消息会说明下一步应运行的命令");
    public static readonly Text MoreHelp = new("More about a command: kubepki COMMAND --help", "查看某命令的帮助：kubepki COMMAND --help");

    public static readonly Text UnknownWord = new("'{0}' is not a command, name or option here", "“{0}”不是此处可用的命令、名称或选项");
    public static readonly Text OneCredential = new(
        "one argument too many, which is not repeated here; do not put secrets on the command line: use a file, stdin (-) or an "
            + "environment variable (env:NAME)",
        "多出一个参数，此处不予重复；机密不应出现在命令行：请使用文件、标准输入（-）或环境变量（env:NAME）");
    public static readonly Text DidYouMean = new("did you mean '{0}'?", "您是否想输入“{0}”？");
    public static readonly Text NeedsCommand = new("a command is missing", "缺少命令");
    public static readonly Text NeedsValue = new("{0} needs a value: {1}", "{0} 需要一个值：{1}");
    public static readonly Text GivenTwice = new("{0} was given more than once; it takes one value: {1}", "{0} 给出了多次；它只接受一个值：{1}");
    public static readonly Text GoesWithNodes = new(
        "{0} needs --nodes, --inventory or --discover: without them the command is for this machine",
        "{0} 须与 --nodes、--inventory 或 --discover 同用：否则针对的是本机");
    public static readonly Text GoesWithInventory = new("{0} needs --inventory", "{0} 须与 --inventory 同用");
    public static readonly Text UnfitValue = new(
        "{0}: the value is not valid, and is not repeated here because it may be a secret; it takes {1}",
        "{0}：给出的值不适用，因可能是机密，此处不予重复；可用：{1}");
    public static readonly Text NeedsArgument = new("{0} is missing", "缺少 {0}");
    public static readonly Text BadRoot = new(
        "--root: '{0}' is not a directory, or this user may not enter it", "--root：“{0}”不是目录，或当前用户无权进入");
    public static readonly Text BadLanguage = new("--lang: '{0}' is not one of the languages ({1})", "--lang：“{0}”不是可用语言（{1}）");
    public static readonly Text BadShell = new("'{0}' is not one of the shells ({1})", "“{0}”不是可用的 shell（{1}）");
    public static readonly Text BadActivation = new("--activate: '{0}' is not one of the values ({1})", "--activate：“{0}”不是可用方式（{1}）");
    public static readonly Text BadOutput = new("--output: '{0}' is not a format ({1})", "--output：“{0}”不是可用格式（{1}）");
    public static readonly Text BadNumber = new("{0}: '{1}' is not a number from {2} to {3}", "{0}：“{1}”不是 {2} 到 {3} 之间的数字");
    public static readonly Text BadVersion = new(
        "--kubernetes-version: '{0}' is not a version from v1.13 on, like v1.34.0", "--kubernetes-version：“{0}”不是 v1.13 及以上的版本（如 v1.34.0）");
}
