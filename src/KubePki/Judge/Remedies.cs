using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge;

/// <summary>
/// What helps against a problem depends on what is broken: a leaf's key can be made anew, a CA's never. Problems that say
/// enough by themselves (a wrong mode, a directory in the way) keep their own hint.
/// </summary>
internal static class Remedies
{
    /// <summary>Problems of content: the file is not what it should be, whatever the reason.</summary>
    private static readonly HashSet<string> OfContent =
    [
        FileMessages.Missing.Id, X509Messages.Empty.Id, X509Messages.NoPemBlock.Id, X509Messages.TruncatedPem.Id, X509Messages.BrokenCertificate.Id,
        X509Messages.BrokenKey.Id, X509Messages.KeyMismatch.Id, X509Messages.UnsupportedKey.Id, ObserveMessages.NoClientKey.Id,
    ];

    /// <summary>The problem of an item's certificate, kubeconfig or public key with the hint that fits.</summary>
    internal static Problem Advise(Item item, Problem problem)
    {
        if (item.Entry.Kind == EntryKind.CertificateAuthority && problem.Is(X509Messages.Expired))
        {
            return problem.Advising(
                "check this machine's clock; a CA that has really ended must be replaced with everything it signed, which no renewal does",
                "请检查本机时钟;若 CA 确已到期,必须连同其签发的一切一起更换,续期不会这样做");
        }

        if (item.Entry.Kind == EntryKind.CertificateAuthority && problem.Is(JudgeMessages.Expiring))
        {
            return problem.Advising(
                "a renewal replaces no CA: plan for a new one, which everything it signed has to follow before that day",
                "续期不会更换 CA:请规划新的 CA,并在该日之前让其签发的一切随之更换");
        }

        if (!OfContent.Contains(problem.Id))
        {
            return problem;
        }

        return item.Entry.Kind switch
        {
            EntryKind.CertificateAuthority => problem.Advising(
                "put the CA's files back from a backup (kubepki backup list), or copy them from another control-plane node",
                "请从备份恢复 CA 的文件(kubepki backup list),或从其他控制平面节点复制"),
            EntryKind.ServiceAccountKey when !problem.Is(X509Messages.KeyMismatch) && item.KeyPublicKey is not null => problem.Advising(
                item.IsMissing ? "make it from the key: kubepki create sa" : $"make it from the key: openssl pkey -in {ShellWord.Of(item.KeyPath!)} -pubout -out {ShellWord.Of(item.Path)}",
                item.IsMissing ? "可由私钥生成:kubepki create sa" : $"可由私钥生成:openssl pkey -in {ShellWord.Of(item.KeyPath!)} -pubout -out {ShellWord.Of(item.Path)}"),
            EntryKind.ServiceAccountKey => problem.Advising(
                "put the pair back from a backup (kubepki backup list), or copy it from another control-plane node; with a new pair every token would be refused",
                "请从备份恢复该密钥对(kubepki backup list),或从其他控制平面节点复制;换用新密钥对会使所有令牌失效"),
            EntryKind.KubeletCertificate when item.Path.EndsWith("/kubelet.crt", StringComparison.Ordinal) => problem.Advising(
                "remove its certificate and key and restart the kubelet: it makes a new pair",
                "请删除其证书和私钥并重启 kubelet:它会生成新的一对"),
            EntryKind.Kubeconfig when item.IsInHome && !item.Path.StartsWith("/root/", StringComparison.Ordinal) => problem.Advising(
                "its owner has to correct it; a new one with rights of its own is made by: kubepki kubeconfig user NAME",
                "应由其所有者修正;可用 kubepki kubeconfig user NAME 生成拥有自身权限的新文件"),
            EntryKind.Kubeconfig when item.IsInHome => problem.Advising(
                "correct it, or copy /etc/kubernetes/admin.conf over it",
                "请修正,或用 /etc/kubernetes/admin.conf 覆盖"),
            EntryKind.TrustedAuthority => problem.Advising(
                "get the current CA from whoever runs the token issuer, and put it there", "请向令牌签发者的运维方获取当前 CA 并放在此处"),
            EntryKind.CredentialFile => problem.Advising(
                "put it back, or take its flag out of the API server's manifest",
                "请恢复该文件,或从 API server 的清单中去掉相应参数"),
            _ => problem.Advising("put it back from a backup: kubepki backup list", "请从备份恢复:kubepki backup list"),
        };
    }

    /// <summary>The problem of an item's private key with the hint that fits: a leaf's key needs no backup.</summary>
    internal static Problem AdviseOnKey(Item item, Problem problem)
        => OfContent.Contains(problem.Id) && !problem.Is(ObserveMessages.NoClientKey) && CanHaveNewKey(item)
            ? problem.Advising($"make a new pair: kubepki renew {ShellWord.Of(item.Name)}", $"生成新的一对:kubepki renew {ShellWord.Of(item.Name)}")
            : Advise(item, problem);

    /// <summary>
    /// The problem of an item that is not there. A leaf or kubeconfig of kubeadm's can be made anew, once the CA that signs it and that
    /// CA's key are at hand; nothing else can.
    /// </summary>
    internal static Problem AdviseOnMissing(NodeState state, Item item, Problem problem)
    {
        if (item.Entry.Kind == EntryKind.KubeletCertificate)
        {
            return problem.Advising(
                "put the pair there that the kubelet's configuration names, or take tlsCertFile and tlsPrivateKeyFile out of it: the kubelet then makes its own",
                "请放回 kubelet 配置所指定的密钥对,或从中去掉 tlsCertFile 和 tlsPrivateKeyFile:kubelet 会自行生成");
        }

        if (item.Entry.Kind is not (EntryKind.Certificate or EntryKind.Kubeconfig) || KubeadmCatalogue.Find(item.Name) is null || state.AuthorityOf(item) is not { } authority)
        {
            return Advise(item, problem);
        }

        // Where no manifest shows the cluster, only its configuration knows names and addresses.
        var create = $"kubepki create {ShellWord.Of(item.Name)}{(state.Layout.Pod(Components.ApiServer) is null ? " --config cluster.yaml" : "")}";
        return authority switch
        {
            { Problem: not null } => problem.Advising($"bring back {ShellWord.Of(authority.Path)}, which signs it; then: {create}", $"请先恢复签发它的 {ShellWord.Of(authority.Path)},然后:{create}"),
            { KeyIsMissing: true } => problem.Advising(
                $"with the key of {authority.Name} at hand: {create} --ca-key {ShellWord.Of(authority.Name)}=FILE; else have a request signed: kubepki csr export {ShellWord.Of(item.Name)} --dir DIR",
                $"若持有 {authority.Name} 的私钥:{create} --ca-key {ShellWord.Of(authority.Name)}=FILE;否则请送签请求:kubepki csr export {ShellWord.Of(item.Name)} --dir DIR"),
            _ => problem.Advising($"make it anew: {create}; or put it back from a backup: kubepki backup list", $"重新创建:{create};或从备份恢复:kubepki backup list"),
        };
    }

    /// <summary>The reason for which the other side of a connection refuses a certificate, with the command that makes it acceptable.</summary>
    internal static Problem AdviseOnRefusal(NodeState state, Item item, Problem problem, string? host)
    {
        if (item.Entry.Renewal == RenewalRule.Never || item.Certificate is not { } certificate || ItemJudge.IsExternallyManaged(state, item))
        {
            return problem;
        }

        var name = ShellWord.Of(ItemRemedies.Renewed(state, item).Name);
        return problem.Id switch
        {
            _ when problem.Is(X509Messages.UnknownAuthority) && ItemJudge.ChainProblem(state, item, certificate) is not null => ItemRemedies.Fit(state, problem),
            _ when ItemRemedies.BrokenSigner(state, item) is not null => problem,
            _ when problem.Is(X509Messages.WrongName) && ItemRemedies.IsMisplaced(state, item) => ItemRemedies.MadeAnew(state, item, problem),
            _ when problem.Is(X509Messages.Expired) && certificate.NotAfter < state.ObservedAt => problem.Advising($"renew it: kubepki renew {name}", $"请续期：kubepki renew {name}"),
            _ when problem.Is(X509Messages.UnknownAuthority) && ItemJudge.KubeletSigner(state, item) is not null => problem.Advising(
                $"have the cluster's CA sign it: kubepki renew {name} --accept-new-ca", $"由集群的 CA 签发：kubepki renew {name} --accept-new-ca"),
            _ when problem.Is(X509Messages.WrongName) && host is not null && item.Entry.Names != NameRule.None => problem.Advising(
                $"add the name: kubepki renew {name} --add-san {ShellWord.Of(host)}", $"请添加该名称：kubepki renew {name} --add-san {ShellWord.Of(host)}"),
            _ => problem,
        };
    }

    /// <summary>The problem of a file that belongs to an item, with its remedy; null for a file of no item, and for one without a problem.</summary>
    internal static Problem? OfFile(NodeState state, string path)
        => state.Items.Where(i => i.Path == path || i.KeyPath == path).SelectMany(i => new[]
        {
            i.Problem is not { } problem ? null : i.IsMissing ? AdviseOnMissing(state, i, problem) : Advise(i, problem), ItemJudge.KeyProblem(state, i),
        }).FirstOrDefault(p => p?.Where == path);

    private static bool CanHaveNewKey(Item item) => item.Entry.Renewal != RenewalRule.Never && item.PointsAt is null;
}
