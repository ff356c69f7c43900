using KubePki.Localization;

namespace KubePki.Plan;

/// <summary>Reasons for renewing, skipping and refusing.</summary>
internal static class PlanMessages
{
    /// <summary>A hint for a kubeconfig that points at a certificate of another CA; {0} is the item that holds the certificate.</summary>
    internal static readonly Text RenewUnderNewAuthority = new(
        "if the CA was replaced on purpose: {kubepki renew {0:sh} --accept-new-ca}", "如果是有意更换 CA：{kubepki renew {0:sh} --accept-new-ca}");

    /// <summary>
    /// A hint for a kubeconfig that points at a certificate; {0} is the item that holds the certificate, {1} the kubeconfig.
    /// </summary>
    internal static readonly Text RenewPointedAt = new(
        "to renew what {1:sh} points at: {kubepki renew {0:sh}}", "要续期 {1:sh} 所指向的证书：{kubepki renew {0:sh}}");

    /// <summary>A hint for cases in which signing requests do not help; {0} names the CA.</summary>
    internal static readonly Text GiveKey = new(
        "give the CA's key for one run: --ca-key {0:sh}=FILE", "请为本次运行提供该 CA 的私钥：--ca-key {0:sh}=FILE");

    /// <summary>
    /// Entries of an access control list that a new key does not get; {0} names them, {1} is their form for setfacl, {2} the file.
    /// </summary>
    public static readonly Message EntriesLeftOut = new(
        "acl-entries-left-out",
        "let other users access the old key through its access control list; the new key does not get these entries: {0}",
        "其访问控制列表允许他人访问旧私钥，新私钥不再沿用这些条目：{0}", "to let them access the new key: setfacl -m {1:sh} {2:path}",
        "如需让其访问新私钥：setfacl -m {1:sh} {2:path}");

    /// <summary>A group that could read the old key and does not get the new one; {0} is the group, {1} the file.</summary>
    public static readonly Message GroupLeftOut = new(
        "group-left-out", "let every member of group {0} read the old key; only its owner can read the new one",
        "组 {0} 的所有成员都可以读取旧私钥；新私钥仅属主可读", "to let the group read the new key: chmod g+r {1:path}", "如需让该组读取新私钥：chmod g+r {1:path}");

    /// <summary>
    /// A user holds an earlier certificate of a renewed kubeconfig, which has expired; {0} is the kubeconfig, {1} the one of the user.
    /// </summary>
    public static readonly Message FormerHolder = new(
        "former-holder", "contains an earlier certificate of {0} that has expired, so it does not get the new key",
        "其中是 {0} 较早的证书，该证书已过期，因此不会获得新私钥", "if its owner still needs this access: {kubepki renew {1:sh}}",
        "如果其属主仍应拥有此访问权限：{kubepki renew {1:sh}}");

    /// <summary>The CA is trusted in places outside this node.</summary>
    public static readonly Message AuthorityElsewhere = new(
        "ca-elsewhere",
        "is a different CA than before; the old CA may still be in use outside this node, where kubepki cannot see it: the "
            + "ConfigMaps kube-public/cluster-info ({kubepki verify --live} checks it; kubeadm init phase bootstrap-token writes it) and "
            + "kube-root-ca.crt of each namespace, kubelet.conf and ca.crt of the workers, kubeconfigs of users",
        "已不是原来的 CA；本节点之外可能仍在使用旧 CA，kubepki 无法看到：ConfigMap kube-public/cluster-info（{kubepki verify --live} 可检查；kubeadm init phase "
            + "bootstrap-token 可重写）、各命名空间的 kube-root-ca.crt、工作节点的 kubelet.conf 和 ca.crt、用户的 kubeconfig");

    /// <summary>Requested.</summary>
    public static readonly Message Asked = new("asked", "asked for", "按要求续期");

    /// <summary>The certificate has expired; {0} days ago.</summary>
    public static readonly Message ExpiredSince = new("expired-since", "expired {0}d ago", "已过期 {0} 天");

    /// <summary>The certificate expires in {0} days.</summary>
    public static readonly Message EndsSoon = new("ends-soon", "expires in {0}d", "{0} 天后到期");

    /// <summary>The certificate expires after the requested period; {0} days left.</summary>
    public static readonly Message NotDue = new("not-due", "not due: {0}d left", "尚未到期：剩余 {0} 天");

    /// <summary>The item is missing, so there is no identity to keep.</summary>
    public static readonly Message NothingThere = new(
        "nothing-there", "is missing; a renewal needs the existing certificate", "不存在；续期需要现有证书",
        "restore it from a backup ({kubepki backup list})", "请从备份恢复（{kubepki backup list}）");

    /// <summary>The CA's key is elsewhere; {0} names the CA.</summary>
    public static readonly Message External = new(
        "external", "is managed externally: the key of its CA {0} is not on this node", "由外部管理：其 CA {0} 的私钥不在本节点上",
        "have it signed where the CA's key is: {kubepki csr export all --dir requests}; or give that key for one run: --ca-key {0:sh}=FILE",
        "请在持有 CA 私钥的地方签发：{kubepki csr export all --dir requests}；或为本次运行提供该私钥：--ca-key {0:sh}=FILE");

    /// <summary>The kubelet renews this certificate itself.</summary>
    public static readonly Message KubeletRotates = new(
        "kubelet-rotates", "is rotated by the kubelet itself", "由 kubelet 自行轮换");

    /// <summary>A kubeconfig without a certificate of its own; {0} is the file to which it points.</summary>
    public static readonly Message PointsAtFiles = new(
        "points-at-files", "contains no certificate but points at {0}, which kubepki does not renew", "不含证书，而是指向 {0}，kubepki 不会续期该文件",
        "embed certificate and key: kubectl config set-credentials USER --embed-certs --client-certificate=FILE --client-key=FILE "
            + "--kubeconfig=FILE",
        "请将证书和私钥内嵌：kubectl config set-credentials USER --embed-certs --client-certificate=FILE --client-key=FILE --kubeconfig=FILE");

    /// <summary>The kubelet renews this certificate while it is valid; {0} days left.</summary>
    public static readonly Message RotatesUntilDue = new(
        "rotates-until-due", "not due: {0}d left; the kubelet rotates it while it is valid", "尚未到期：剩余 {0} 天；有效期内由 kubelet 自行轮换",
        "to renew it anyway, give its name", "如仍要续期，请指定其名称");

    /// <summary>The kubelet uses this certificate and does not rotate it; {0} days left.</summary>
    public static readonly Message UnrotatedUntilDue = new(
        "unrotated-until-due", "not due: {0}d left; the kubelet does not rotate it", "尚未到期：剩余 {0} 天；kubelet 不会轮换它",
        "to renew it anyway, give its name", "如仍要续期，请指定其名称");

    /// <summary>A kubeconfig that presents a certificate file which the kubelet does not rotate; {0} is the file.</summary>
    public static readonly Message KubeletShows = new(
        "kubelet-shows", "uses the certificate in {0}, which is renewed separately", "使用 {0} 中的证书，该证书单独续期");

    /// <summary>The kubelet created this self-signed certificate and does not renew it; {0} days left.</summary>
    public static readonly Message SelfMadeUntilDue = new(
        "self-made-until-due", "not due: {0}d left; the kubelet created this self-signed certificate and never replaces it",
        "尚未到期：剩余 {0} 天；该自签名证书由 kubelet 生成，且 kubelet 不会更换它", "to renew it anyway, give its name", "如仍要续期，请指定其名称");

    /// <summary>The certificate expires with its CA, so that a new one would expire no later; {0} names the CA, {1} is the day.</summary>
    public static readonly Message AsLongAsItsAuthority = new(
        "as-long-as-its-ca", "expires with its CA {0} on {1}: a new certificate would not last longer", "与其 CA {0} 同时于 {1} 到期：新证书的有效期不会更长",
        "to renew it anyway, omit --within", "如仍要续期，请不带 --within");

    /// <summary>An item that cannot be renewed: a CA or a bare key pair; {0} is its name.</summary>
    public static readonly Message NotRenewable = new(
        "not-renewable", "{0} cannot be renewed: a renewal never replaces CAs, the service account key pair or static credential files",
        "{0} 不可续期：续期不会替换 CA、服务账号密钥对或静态凭据文件", "what can be renewed: {kubepki renew all --dry-run}", "可续期的项目：{kubepki renew all --dry-run}",
        Kind: ProblemKind.Usage);

    /// <summary>Unknown name; {0} is the given name, {1} the known names.</summary>
    public static readonly Message UnknownName = new(
        "unknown-name", "there is no '{0}' on this node", "本节点没有“{0}”", "the names are: {1}", "可用名称：{1}", Kind: ProblemKind.Usage);

    /// <summary>The CA cannot sign; {0} names it, {1} the items to be signed, the cause says why and what to do.</summary>
    public static readonly Message AuthorityUnusable = new("ca-unusable", "the CA {0} cannot sign {1}", "CA {0} 无法签发 {1}");

    /// <summary>The existing key cannot be kept; the cause says why.</summary>
    public static readonly Message KeyNotReusable = new(
        "key-not-reusable", "its key cannot be kept", "无法保留其私钥", "renew it without --reuse-key", "请不带 --reuse-key 续期");

    /// <summary>A new key of the same kind cannot be generated; {0} is the kind.</summary>
    public static readonly Message KeyNotMade = new(
        "key-not-made", "has a key of the kind {0}, which kubepki does not create", "密钥类型为 {0}，kubepki 不生成此类密钥",
        "choose the kind of the new key: --key-algorithm", "请指定新密钥的类型：--key-algorithm");

    /// <summary>Two items with the same file; {0} is the other item.</summary>
    public static readonly Message SameFile = new("same-file", "is also the file of {0} and is renewed with it", "与 {0} 是同一文件，随其一并续期");

    /// <summary>One key file for two certificates; {0} and {1} name them.</summary>
    public static readonly Message SharedKey = new(
        "shared-key", "is the private key of both {0} and {1}; one file cannot hold two new keys", "同时是 {0} 和 {1} 的私钥；一个文件无法存放两个新私钥",
        "keep the key with --reuse-key, or give each certificate its own key file", "请用 --reuse-key 保留私钥，或为各证书使用单独的私钥文件");

    /// <summary>
    /// Two items with the same certificate through a symbolic link, and separate copies of its key; {0} and {1} name the items.
    /// </summary>
    public static readonly Message SharedCertificate = new(
        "shared-certificate",
        "is the certificate of both {0} and {1}, but each has its own copy of the key: a new key would reach only one of them",
        "同时是 {0} 和 {1} 的证书，而二者各有一份私钥副本：新私钥只会写入其中之一", "keep the key with --reuse-key, or replace the copy of the key with a link",
        "请用 --reuse-key 保留私钥，或将私钥副本改为链接");

    /// <summary>The requests to change the kind of key and to keep the key contradict each other.</summary>
    public static readonly Message KeepAndChange = new(
        "keep-and-change", "--reuse-key and --key-algorithm contradict each other", "--reuse-key 与 --key-algorithm 相互矛盾",
        "give one of them", "请只指定其中之一", Kind: ProblemKind.Usage);

    /// <summary>The requests to keep every key and to replace that of service account tokens contradict each other.</summary>
    public static readonly Message KeepAndReplace = new(
        "keep-and-replace", "--reuse-key and --replace-token-key contradict each other", "--reuse-key 与 --replace-token-key 相互矛盾",
        "give one of them", "请只指定其中之一", Kind: ProblemKind.Usage);

    /// <summary>The key of service account tokens is kept; {0} is the setting that names it, {1} the file.</summary>
    public static readonly Message TokenKeyKept = new(
        "token-key-kept",
        "keeps its key: service account tokens are signed or verified with {1} ({0}), and a new key would invalidate every token",
        "沿用其私钥：服务账号令牌使用 {1} 签发或验证（{0}），更换私钥会使所有令牌失效",
        "configure a separate key pair for tokens first; or replace the key, which invalidates every token: --replace-token-key",
        "请先为令牌配置独立的密钥对；或更换私钥并使所有令牌失效：--replace-token-key");

    /// <summary>The key of service account tokens is replaced; {0} is the setting that names it, {1} the file.</summary>
    public static readonly Message TokenKeyReplaced = new(
        "token-key-replaced",
        "gets a new key, but service account tokens are signed or verified with {1} ({0}): every existing token becomes invalid",
        "将使用新私钥，而服务账号令牌使用 {1} 签发或验证（{0}）：现有的所有令牌都会失效",
        "afterwards restart kube-apiserver and kube-controller-manager, delete the token Secrets so that new ones are created, and "
            + "restart every pod",
        "之后请重启 kube-apiserver 和 kube-controller-manager，删除令牌 Secret 以便重新生成，并重启所有 Pod");

    /// <summary>
    /// Another kind of key was requested by name, but the key is that of service account tokens; {0} is the setting that names it, {1} the
    /// file.
    /// </summary>
    public static readonly Message TokenKeyFixed = new(
        "token-key-fixed",
        "keeps its key, so the kind of the key cannot change: service account tokens are signed or verified with {1} ({0})",
        "沿用其私钥，因此无法更改密钥类型：服务账号令牌使用 {1} 签发或验证（{0}）",
        "omit --key-algorithm; or replace the key, which invalidates every token: --replace-token-key",
        "请不指定 --key-algorithm；或更换私钥并使所有令牌失效：--replace-token-key");

    /// <summary>The key of service account tokens cannot be read; {0} is the file.</summary>
    public static readonly Message TokenKeyLost = new(
        "token-key-lost", "has the key that signs or verifies service account tokens, and this key cannot be kept",
        "服务账号令牌使用其私钥签发或验证，而该私钥无法沿用",
        "restore {0} from a backup ({kubepki backup list}); a new key invalidates every token: --replace-token-key",
        "请从备份恢复 {0}（{kubepki backup list}）；更换私钥会使所有令牌失效：--replace-token-key");

    /// <summary>A new certificate would expire before the one it replaces; {0} is its expiry, {1} that of the replaced one.</summary>
    public static readonly Message ExpiresSooner = new(
        "expires-sooner", "would expire on {0}, sooner than the certificate it replaces ({1})", "新证书将于 {0} 到期，早于被替换的证书（{1}）",
        "give a longer --validity, or allow it: --allow-shorter", "请指定更长的 --validity，或使用 --allow-shorter 予以允许");

    /// <summary>A new certificate would be valid for less than a day; {0} is its expiry.</summary>
    public static readonly Message LessThanADay = new(
        "less-than-a-day", "would be valid for less than a day, until {0}", "新证书的有效期不足一天，将于 {0} 到期",
        "give a longer --validity, or allow it: --allow-shorter", "请指定更长的 --validity，或使用 --allow-shorter 予以允许");

    /// <summary>New certificates would already be expired; {0} is their expiry.</summary>
    public static readonly Message EndsInThePast = new(
        "ends-in-the-past", "new certificates would expire on {0}, which is in the past", "新证书将于 {0} 到期，该时间已过去",
        "give a later expiry, or check this machine's clock", "请指定更晚的到期时间，或检查本机时钟", Kind: ProblemKind.Usage);

    /// <summary>
    /// A certificate that is not valid yet: the clock may be wrong, and certificates signed with a wrong clock are useless; {0} is the
    /// start of its validity.
    /// </summary>
    public static readonly Message FromTheFuture = new(
        "from-the-future", "is not valid before {0}, so this machine's clock may be wrong", "在 {0} 之前尚未生效，本机时钟可能有误",
        "set the clock; if it is right, renew this item by name", "请校准时钟；若时钟无误，请按名称续期该项");

    /// <summary>The certificate does not chain to the CA on disk.</summary>
    public static readonly Message OtherAuthority = new(
        "other-ca", "was not issued by the CA that is on disk now", "并非由当前磁盘上的 CA 签发",
        "if the CA was replaced on purpose, add --accept-new-ca", "如果是有意更换 CA，请加上 --accept-new-ca");

    /// <summary>The file holds the certificate of another item; {0} is its subject.</summary>
    public static readonly Message OfAnotherItem = new(
        "of-another-item", "contains a certificate for {0} that another CA of this node signed: a renewal would keep this subject",
        "其中的证书由本节点的另一 CA 为 {0} 签发：续期会沿用该主体");

    /// <summary>The item is left to the kubelet, which cannot rotate a certificate that no component accepts.</summary>
    public static readonly Message LeftOfOtherAuthority = new(
        "other-ca-left",
        "was not issued by the CA that is on disk now, and is left unchanged; if the CA was replaced on purpose, add --accept-new-ca",
        "并非由当前磁盘上的 CA 签发，且保持不变；如果是有意更换 CA，请加上 --accept-new-ca");

    /// <summary>
    /// Manifests and configuration name different directories; {0} is that of the manifests, {1} that of the configuration.
    /// </summary>
    public static readonly Message OtherDirectory = new(
        "other-certificates-dir", "the API server's manifest uses certificates in {0}, but the configuration has certificatesDir: {1}",
        "API server 清单中的证书位于 {0}，而配置中 certificatesDir 为 {1}", "correct certificatesDir, or remove it", "请修正或去掉 certificatesDir");

    /// <summary>The configuration's address is not one of this machine; {0} is the address.</summary>
    public static readonly Message ForeignAddress = new(
        "foreign-address", "{0} is not an address of this machine, so this is another node's configuration", "{0} 不是本机地址，该配置属于其他节点",
        "correct localAPIEndpoint.advertiseAddress, or run kubepki on that node", "请修正 localAPIEndpoint.advertiseAddress，或在该节点上运行 kubepki");

    /// <summary>Not a valid name for a certificate; {0} is the given name.</summary>
    public static readonly Message BadName = new(
        "bad-name", "'{0}' is neither a DNS name nor an IP address", "“{0}”既不是 DNS 名称也不是 IP 地址",
        "write it like api.example.com, *.example.com or 203.0.113.7", "请写成 api.example.com、*.example.com 或 203.0.113.7 的形式");

    /// <summary>Four numbers that are not an address; {0} is the given text.</summary>
    public static readonly Message SlippedAddress = new(
        "slipped-address", "'{0}' looks like an IP address but is not valid", "“{0}”看似 IP 地址但无效",
        "write four numbers from 0 to 255, like 203.0.113.7", "请写成四个 0 到 255 的数字，例如 203.0.113.7");

    /// <summary>Names can be changed only in certificates that are requested by name.</summary>
    public static readonly Message NamesForAll = new(
        "names-for-all", "--add-san and --remove-san need the names of the certificates, not 'all'",
        "--add-san 和 --remove-san 需要指定证书名称，不能用“all”", "for example: {kubepki renew apiserver --add-san …}",
        "例如：{kubepki renew apiserver --add-san …}", Kind: ProblemKind.Usage);

    /// <summary>A name is both added and removed; {0} is the name.</summary>
    public static readonly Message AddAndRemove = new(
        "add-and-remove", "{0} is given to both --add-san and --remove-san", "{0} 同时出现在 --add-san 和 --remove-san 中", "give it once",
        "请只指定一次", Kind: ProblemKind.Usage);

    /// <summary>The certificate has no subject alternative names; {0} is the item.</summary>
    public static readonly Message HasNoNames = new(
        "has-no-names", "{0} is a client certificate or the kubelet's own certificate: its names cannot be changed",
        "{0} 是客户端证书或 kubelet 自身的证书：其名称不可更改", "omit it", "请不要指定它", Kind: ProblemKind.Usage);

    /// <summary>Names that the cluster needs cannot be removed; {0} lists them.</summary>
    public static readonly Message NeededName = new(
        "needed-name", "must keep {0}: components of the cluster connect to it by these names", "必须保留 {0}：集群自身的组件以此与其通信",
        "if the address or endpoint has changed, create it again from the new configuration: {kubepki create apiserver --config FILE}",
        "如果地址或端点已变更，请按新配置重新创建：{kubepki create apiserver --config FILE}");

    /// <summary>The certificate already has exactly the requested names.</summary>
    public static readonly Message SameNames = new(
        "same-names", "already has exactly these names", "名称已符合要求", "to renew it anyway, give no names", "如仍要续期，请不指定名称");

    /// <summary>Not a valid name for a user or group; {0} is the given name.</summary>
    public static readonly Message BadPersonName = new(
        "bad-person-name", "'{0}' cannot be the name of a user or group", "“{0}”不能作为用户名或组名", "give a name of 1 to 64 characters",
        "请使用 1 到 64 个字符的名称", Kind: ProblemKind.Usage);

    /// <summary>A name reserved for the cluster's own components; {0} is the name.</summary>
    public static readonly Message ReservedName = new(
        "reserved-name", "'{0}' is reserved for the cluster's own components: its holder is treated as a component",
        "“{0}”是集群自身组件的保留名称：持有者会被视为组件", "give a name that does not begin with system:", "请使用不以 system: 开头的名称", Kind: ProblemKind.Usage);

    /// <summary>The contents of a certificate follow from a setting that is unknown; {0} names the setting.</summary>
    public static readonly Message SettingUnknown = new(
        "setting-unknown", "cannot be created: its content depends on {0}, which is unknown on this node", "无法创建：其内容取决于 {0}，而在本节点上无法得知",
        "give the configuration of this cluster: --config FILE with {0}", "请提供本集群的配置：--config FILE，其中包含 {0}");

    /// <summary>The name of the node is unknown.</summary>
    public static readonly Message NoNodeName = new(
        "no-node-name", "the name of this node is unknown", "无法得知本节点的名称", "set nodeRegistration.name in the configuration",
        "请在配置中设置 nodeRegistration.name");

    /// <summary>The address that the API server advertises is unknown.</summary>
    public static readonly Message NoAdvertiseAddress = new(
        "no-advertise-address", "the address of this node's API server is unknown", "无法得知本节点 API server 的地址",
        "set localAPIEndpoint.advertiseAddress in the configuration", "请在配置中设置 localAPIEndpoint.advertiseAddress");

    /// <summary>An incomplete configuration; {0} names the missing settings.</summary>
    public static readonly Message ConfigurationUnsaid = new(
        "configuration-unsaid", "does not contain enough information for {0}", "其中的信息不足以得知 {0}",
        "run kubepki on a control-plane node, or query the cluster: kubectl -n kube-system get configmap kubeadm-config -o yaml",
        "请在控制平面节点上运行 kubepki，或查询集群：kubectl -n kube-system get configmap kubeadm-config -o yaml");

    /// <summary>A certificate for which no request is written; {0} is its name, {1} the accepted names.</summary>
    public static readonly Message NotRequested = new(
        "not-requested", "{0} is not exported: kubeadm does not create this certificate; its component requests or creates it",
        "{0} 不导出：kubeadm 不创建该证书，由其组件自行请求或生成", "what can be exported: {1}", "可导出的项目：{1}", Kind: ProblemKind.Usage);

    /// <summary>A kubeconfig in a home directory; {0} is its name, {1} the accepted names.</summary>
    public static readonly Message NotRequestedInHome = new(
        "not-requested-home",
        "{0} is not exported: a kubeconfig in a home directory is updated with the kubeconfig that it was copied from",
        "{0} 不导出：主目录中的 kubeconfig 随其复制来源一并更新", "what can be exported: {1}", "可导出的项目：{1}", Kind: ProblemKind.Usage);

    /// <summary>A CA or a bare key pair, which no other CA signs; {0} is its name, {1} the accepted names.</summary>
    public static readonly Message NotSignedElsewhere = new(
        "not-signed-elsewhere", "{0} is not exported: no CA of this cluster signs it", "{0} 不导出：它不由本集群的 CA 签发", "what can be exported: {1}",
        "可导出的项目：{1}", Kind: ProblemKind.Usage);
}
