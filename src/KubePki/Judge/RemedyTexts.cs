using KubePki.Language;

namespace KubePki.Judge;

/// <summary>The texts of <see cref="Remedies"/> and <see cref="ItemRemedies"/>: remedies that depend on what is broken.</summary>
internal static class RemedyTexts
{
    public static readonly Text ExpiredAuthority = new(
        "check this machine's clock; a CA that has really ended must be replaced with everything it signed, which no renewal does",
        "请检查本机时钟;若 CA 确已到期,必须连同其签发的一切一起更换,续期不会这样做");

    public static readonly Text ExpiringAuthority = new(
        "a renewal replaces no CA: plan for a new one, which everything it signed has to follow before that day",
        "续期不会更换 CA:请规划新的 CA,并在该日之前让其签发的一切随之更换");

    public static readonly Text BrokenAuthority = new(
        "put the CA's files back from a backup ({kubepki backup list}), or copy them from another control-plane node",
        "请从备份恢复 CA 的文件({kubepki backup list}),或从其他控制平面节点复制");

    public static readonly Text PublicKeyFromKey = new("make it from the key: {kubepki create sa}", "可由私钥生成:{kubepki create sa}");

    /// <summary>{0} is the private key's file, {1} the public key's.</summary>
    public static readonly Text PublicKeyByOpenSsl = new(
        "make it from the key: openssl pkey -in {0:path} -pubout -out {1:path}", "可由私钥生成:openssl pkey -in {0:path} -pubout -out {1:path}");

    public static readonly Text AccountPair = new(
        "put the pair back from a backup ({kubepki backup list}), or copy it from another control-plane node; with a new pair every "
        + "token would be refused",
        "请从备份恢复该密钥对({kubepki backup list}),或从其他控制平面节点复制;换用新密钥对会使所有令牌失效");

    public static readonly Text KubeletMakesPair = new(
        "remove its certificate and key and restart the kubelet: it makes a new pair", "请删除其证书和私钥并重启 kubelet:它会生成新的一对");

    public static readonly Text PairOfKubeletConfiguration = new(
        "put the pair there that the kubelet's configuration names, or take tlsCertFile and tlsPrivateKeyFile out of it: the kubelet "
        + "then makes its own",
        "请放回 kubelet 配置所指定的密钥对,或从中去掉 tlsCertFile 和 tlsPrivateKeyFile:kubelet 会自行生成");

    public static readonly Text OwnersKubeconfig = new(
        "its owner has to correct it; once it is moved away, a new one with rights of its own is made by: {kubepki kubeconfig user NAME}",
        "应由其所有者修正；将其移走后，可用 {kubepki kubeconfig user NAME} 生成拥有自身权限的新文件");

    public static readonly Text RootsKubeconfig = new(
        "correct it, or copy /etc/kubernetes/admin.conf over it", "请修正,或用 /etc/kubernetes/admin.conf 覆盖");

    public static readonly Text IssuersAuthority = new(
        "get the current CA from whoever runs the token issuer, and put it there", "请向令牌签发者的运维方获取当前 CA 并放在此处");

    public static readonly Text CredentialFile = new(
        "put it back, or take its flag out of the API server's manifest", "请恢复该文件,或从 API server 的清单中去掉相应参数");

    public static readonly Text NeededFile = new(
        "put the file right: the API server does not start without the flag", "请修正该文件：没有该参数 API server 无法启动");

    public static readonly Text FromBackup = new("put it back from a backup: {kubepki backup list}", "请从备份恢复:{kubepki backup list}");
    public static readonly Text OrFromBackup = new(
        "; or put it back from a backup: {kubepki backup list}", ";或从备份恢复:{kubepki backup list}");
    public static readonly Text NewPair = new("make a new pair", "请生成新的一对");

    /// <summary>{1} is the CA.</summary>
    public static readonly Text KeyAtHand = new("with the key of {1} at hand: ", "若持有 {1} 的私钥:");
    public static readonly Text ElseRequest = new(
        "; else have a request signed: {kubepki csr export {2:sh} --dir DIR}", ";否则请送签请求:{kubepki csr export {2:sh} --dir DIR}");

    public static readonly Text MakeAgain = new("make it anew: ", "重新创建:");
    public static readonly Text RenewIt = new("renew it: {kubepki renew {0:sh}}", "请续期：{kubepki renew {0:sh}}");
    public static readonly Text ClustersAuthority = new(
        "have the cluster's CA sign it: {kubepki renew {0:sh} --accept-new-ca}", "由集群的 CA 签发：{kubepki renew {0:sh} --accept-new-ca}");

    /// <summary>{1} is the name.</summary>
    public static readonly Text AddThisName = new(
        "add the name: {kubepki renew {0:sh} --add-san {1:sh}}", "请添加该名称：{kubepki renew {0:sh} --add-san {1:sh}}");

    public static readonly Text SignAgain = new("have a new certificate made", "请重新签发证书");
    public static readonly Text MakeAnew = new("have it made as kubeadm makes it", "请按 kubeadm 的方式重新创建");
    public static readonly Text BackOrAnew = new(
        "put it back from a backup ({kubepki backup list}), or have it made as kubeadm makes it",
        "请从备份恢复({kubepki backup list}),或按 kubeadm 的方式重新创建");

    public static readonly Text AddName = new("add the name", "请添加该名称");
    public static readonly Text AddNameOrCorrect = new("correct the address, or add the name", "请更正该地址,或添加该名称");
    public static readonly Text LookAtRequests = new(
        "look for pending requests (kubectl get csr) and at the kubelet's log; meanwhile",
        "请检查待批准的请求(kubectl get csr)和 kubelet 日志;在此期间可运行");

    public static readonly Text NewCa = new("have it use the CA that is on disk", "请改用磁盘上的 CA");
    public static readonly Text Replaced = new("if the CA was replaced on purpose", "若有意更换了 CA");
    public static readonly Text OldCaBack = new(
        "; else put the right CA back: {kubepki backup list}", "；否则请恢复正确的 CA：{kubepki backup list}");
    public static readonly Text Colon = new(": ", "：");

    /// <summary>{0} is the CA.</summary>
    public static readonly Text WithKeyOf = new("with the key of {0} at hand: ", "若持有 {0} 的私钥：");

    /// <summary>{0} is the CA.</summary>
    public static readonly Text RequestThere = new(
        "have a request signed where the key of {0} is: {kubepki csr export {name} --dir DIR}; with that key at hand: ",
        "请在持有 {0} 私钥的地方签发请求：{kubepki csr export {name} --dir DIR}；若持有该私钥：");

    /// <summary>{0} is the file.</summary>
    public static readonly Text OfAnotherCluster = new(
        "it is of another cluster, or of a CA that was replaced since; for this cluster, move it away and then: "
        + "{kubepki kubeconfig user NAME --file {0:path}}",
        "它属于其他集群，或属于已被更换的 CA；若用于本集群，请先将其移走，再运行：{kubepki kubeconfig user NAME --file {0:path}}");

    /// <summary>{0} is the file, in root's home.</summary>
    public static readonly Text OfAnotherClusterRoots = new(
        "it is of another cluster, or of a CA that was replaced since; for this cluster: cp {/etc/kubernetes/admin.conf} {0:path}; or "
        + "move it away and then: {kubepki kubeconfig user NAME --file {0:path}}",
        "它属于其他集群，或属于已被更换的 CA；若用于本集群：cp {/etc/kubernetes/admin.conf} {0:path}；也可先将其移走，再运行：{kubepki kubeconfig user NAME --file {0:path}}");
}
