using KubePki.Localization;

namespace KubePki.Judge;

/// <summary>The texts of <see cref="Remedies"/> and <see cref="EntryRemedies"/>: remedies that depend on what is broken.</summary>
internal static class RemedyTexts
{
    public static readonly Text ExpiredAuthority = new(
        "check this machine's clock; if the CA has really expired, replace it and everything that it signed (a renewal does not "
            + "replace a CA)",
        "请检查本机时钟；若 CA 确已到期，必须更换该 CA 及其签发的一切（续期不会更换 CA）");

    public static readonly Text ExpiringAuthority = new(
        "plan a new CA: everything that this CA signed must be replaced before it expires (a renewal does not replace a CA)",
        "请规划新的 CA：必须在当前 CA 到期之前更换其签发的一切（续期不会更换 CA）");

    public static readonly Text BrokenAuthority = new(
        "restore the CA's files from a backup ({kubepki backup list}), or copy them from another control-plane node",
        "请从备份恢复 CA 的文件（{kubepki backup list}），或从其他控制平面节点复制");

    public static readonly Text PublicKeyFromKey = new("create it from the private key: {kubepki create sa}", "可由私钥生成：{kubepki create sa}");

    /// <summary>{0} is the private key's file, {1} the public key's.</summary>
    public static readonly Text PublicKeyByOpenSsl = new(
        "create it from the private key: openssl pkey -in {0:path} -pubout -out {1:path}",
        "可由私钥生成：openssl pkey -in {0:path} -pubout -out {1:path}");

    public static readonly Text AccountPair = new(
        "restore the pair from a backup ({kubepki backup list}), or copy it from another control-plane node; a new pair would "
            + "invalidate every token",
        "请从备份恢复该密钥对（{kubepki backup list}），或从其他控制平面节点复制；换用新密钥对会使所有令牌失效");

    public static readonly Text KubeletMakesPair = new(
        "remove its certificate and key, then restart the kubelet: the kubelet creates a new pair", "请删除其证书和私钥并重启 kubelet：kubelet 会生成新的一对");

    public static readonly Text PairOfKubeletConfiguration = new(
        "restore the pair that the kubelet's configuration names, or remove tlsCertFile and tlsPrivateKeyFile from the "
            + "configuration: the kubelet then creates its own pair",
        "请恢复 kubelet 配置所指定的密钥对，或从配置中移除 tlsCertFile 和 tlsPrivateKeyFile：kubelet 随后会自行生成");

    public static readonly Text OwnersKubeconfig = new(
        "its owner must correct it; or move it away, then create a new one with its own permissions: {kubepki kubeconfig user NAME}",
        "应由其所有者修正；也可先将其移走，再创建拥有自身权限的新文件：{kubepki kubeconfig user NAME}");

    public static readonly Text RootsKubeconfig = new(
        "correct it, or copy /etc/kubernetes/admin.conf over it", "请修正，或用 /etc/kubernetes/admin.conf 覆盖");

    public static readonly Text IssuersAuthority = new(
        "get the token issuer's current CA from its operator, and write it to this file", "请向令牌签发者的运维方获取当前 CA，并写入该文件");

    public static readonly Text CredentialFile = new(
        "restore it, or remove its flag from the API server's manifest", "请恢复该文件，或从 API server 的清单中移除相应参数");

    public static readonly Text NeededFile = new(
        "correct the file: the API server does not start without the flag", "请修正该文件：没有该参数 API server 无法启动");

    public static readonly Text FromBackup = new("restore it from a backup: {kubepki backup list}", "请从备份恢复：{kubepki backup list}");
    public static readonly Text OrFromBackup = new("; or restore it from a backup: {kubepki backup list}", "；或从备份恢复：{kubepki backup list}");
    public static readonly Text NewPair = new("issue a new certificate and key", "请签发新的证书和私钥");

    /// <summary>{1} is the CA.</summary>
    public static readonly Text KeyAtHand = new("if you have the key of {1}: ", "若持有 {1} 的私钥：");
    public static readonly Text ElseRequest = new(
        "; otherwise export a request and have it signed: {kubepki csr export {2:sh} --dir DIR}",
        "；否则请导出请求并送签：{kubepki csr export {2:sh} --dir DIR}");

    public static readonly Text MakeAgain = new("create it again: ", "重新创建：");
    public static readonly Text RenewIt = new("renew it: {kubepki renew {0:sh}}", "请续期：{kubepki renew {0:sh}}");
    public static readonly Text ClustersAuthority = new(
        "sign it with the cluster's CA: {kubepki renew {0:sh} --accept-new-ca}", "由集群的 CA 签发：{kubepki renew {0:sh} --accept-new-ca}");

    /// <summary>{1} is the name.</summary>
    public static readonly Text AddThisName = new(
        "add the name: {kubepki renew {0:sh} --add-san {1:sh}}", "请添加该名称：{kubepki renew {0:sh} --add-san {1:sh}}");

    public static readonly Text SignAgain = new("issue a new certificate", "请重新签发证书");
    public static readonly Text RecreateAsKubeadm = new("create it again as kubeadm does", "请按 kubeadm 的方式重新创建");
    public static readonly Text RestoreOrRecreate = new(
        "restore it from a backup ({kubepki backup list}), or create it again as kubeadm does",
        "请从备份恢复（{kubepki backup list}），或按 kubeadm 的方式重新创建");

    public static readonly Text AddName = new("add the name", "请添加该名称");
    public static readonly Text AddNameOrCorrect = new("correct the address, or add the name", "请更正该地址，或添加该名称");
    public static readonly Text CheckPendingRequests = new(
        "check for pending requests (kubectl get csr) and read the kubelet's log; meanwhile",
        "请检查待批准的请求（kubectl get csr）和 kubelet 日志；在此期间可运行");

    public static readonly Text NewCa = new("switch it to the CA on disk", "请改用磁盘上的 CA");
    public static readonly Text Replaced = new("if the CA was replaced on purpose", "若有意更换了 CA");
    public static readonly Text RestoreOldCa = new(
        "; otherwise restore the right CA: {kubepki backup list}", "；否则请恢复正确的 CA：{kubepki backup list}");
    public static readonly Text Colon = new(": ", "：");

    /// <summary>{0} is the CA.</summary>
    public static readonly Text WithKeyOf = new("if you have the key of {0}: ", "若持有 {0} 的私钥：");

    /// <summary>{0} is the CA.</summary>
    public static readonly Text RequestThere = new(
        "export a request, and sign it where the key of {0} is: {kubepki csr export {name} --dir DIR}; if you have that key: ",
        "请导出请求，并在持有 {0} 私钥的地方签发：{kubepki csr export {name} --dir DIR}；若持有该私钥：");

    /// <summary>{0} is the file.</summary>
    public static readonly Text OfAnotherCluster = new(
        "it belongs to another cluster, or to a CA that has been replaced; to reach this cluster, move the file away, then run: "
            + "{kubepki kubeconfig user NAME --file {0:path}}",
        "它属于其他集群，或属于已被更换的 CA；若要访问本集群，请先将其移走，再运行：{kubepki kubeconfig user NAME --file {0:path}}");

    /// <summary>{0} is the file, in root's home.</summary>
    public static readonly Text OfAnotherClusterRoots = new(
        "it belongs to another cluster, or to a CA that has been replaced; to reach this cluster: cp {/etc/kubernetes/admin.conf} "
            + "{0:path}; or move the file away, then run: {kubepki kubeconfig user NAME --file {0:path}}",
        "它属于其他集群，或属于已被更换的 CA；若要访问本集群：cp {/etc/kubernetes/admin.conf} {0:path}；也可先将其移走，再运行：{kubepki kubeconfig user NAME --file {0:path}}");
}
