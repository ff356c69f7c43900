using KubePki.Language;

namespace KubePki.Explain;

/// <summary>The sentences of explanations.</summary>
internal static class StoryPhrases
{
    public static readonly Text WhatItIs = new("What it is", "它是什么");
    public static readonly Text OnDisk = new("On disk", "磁盘上");
    public static readonly Text Trust = new("Who signed it", "由谁签发");
    public static readonly Text Uses = new("Who uses it", "由谁使用");
    public static readonly Text Change = new("How a change is noticed", "如何感知更改");
    public static readonly Text End = new("When it ends", "到期之后");

    public static readonly Text File = new("{0}", "{0}");
    public static readonly Text FilePair = new("{0}, with its private key in {1}", "{0},私钥在 {1}");
    public static readonly Text FilePoints = new("{0}, which points at {1}", "{0},指向 {1}");
    public static readonly Text Subject = new("Says its holder is {0}; key {1}", "持有者为 {0};密钥 {1}");
    public static readonly Text Names = new("Valid for {0}", "适用于 {0}");
    public static readonly Text Validity = new("Valid from {0} until {1}", "有效期自 {0} 至 {1}");

    public static readonly Text SignedBy = new("Signed by {0} ({1}), as its signature proves", "由 {0}({1})签发,签名已验证");
    public static readonly Text SignedByItself = new("Signed by itself", "自签名");
    public static readonly Text SignedElsewhere = new("Signed by '{0}', which is not on this node", "由“{0}”签发,该 CA 不在本节点上");
    public static readonly Text Signs = new("On this node it signed: {0}", "在本节点上签发了:{0}");
    public static readonly Text KeyElsewhere = new(
        "Its private key is not on this node: what it signs is made elsewhere", "其私钥不在本节点:由它签发的证书在别处制作");

    public static readonly Text Shows = new("{0} shows it to {1} ({2}); {1} {3}", "{0} 向 {1} 出示它({2});{1} {3}");
    public static readonly Text SignsTokens = new(
        "{0} show tokens to {1} that are signed with it ({2}); {1} {3}", "{0} 向 {1} 出示由它签名的令牌({2});{1} {3}");
    public static readonly Text Answers = new("{0} answers {1} with it ({2}); {1} {3}", "{0} 用它应答 {1}({2});{1} {3}");
    public static readonly Text Recognises = new("{0} {3:recognises|recognise} {1} by it ({2})", "{0} 凭它{3:识别|识别} {1}({2})");
    public static readonly Text By = new("{2:checks|check} it with {0} ({1})", "用 {0}({1}){2:校验|校验}");
    public static readonly Text ByPlace = new("{1:checks|check} it with {0}", "用 {0} {1:校验|校验}");
    public static readonly Text NotSeen = new(
        "{0:runs|run} elsewhere, and how {0:it checks|they check} it is not known here", "在别处{0:运行|运行},此处无法得知其校验方式");
    public static readonly Text NotAsked = new("{0:does|do} not check it", "不{0:校验|校验}");
    public static readonly Text Workloads = new(
        "kube-proxy, the network plugin, CoreDNS and other pods have no certificate: they log in with service account tokens, which no "
        + "renewal touches", "kube-proxy、网络插件、CoreDNS 及其他 Pod 没有证书:它们使用服务账户令牌登录,续期不会触及");

    public static readonly Text AtStart = new(
        "{1} reads it when it starts: it has to be restarted ({kubepki activate} does)", "{1} 仅在启动时读取:需要重启({kubepki activate} 会处理)");
    public static readonly Text Reloads = new("{1} watches the file and follows within a minute", "{1} 监视该文件,一分钟内自动加载");
    public static readonly Text EachHandshake = new("{1} reads it anew for every handshake", "{1} 每次握手都会重新读取");
    public static readonly Text EachCall = new(
        "{0} reads it at every call; copies of it have to be brought along", "{0} 每次调用都会读取;其副本需一并更新");

    public static readonly Text EndsOn = new("That is on {0}, in {1} {1:day|days}", "时间为 {0},还有 {1} 天");
    public static readonly Text Ended = new("That was on {0}, {1} {1:day|days} ago", "时间为 {0},已过去 {1} 天");
    public static readonly Text RenewedBy = new("Renew it: {kubepki renew {0:sh}} (or all)", "续期:{kubepki renew {0:sh}}(或 all)");
    public static readonly Text RenewedWhenDue = new(
        "The kubelet renews it by itself; should it have missed the moment: {kubepki renew {0:sh}}",
        "由 kubelet 自行续期;若已错过时机:{kubepki renew {0:sh}}");
    public static readonly Text Unrotated = new(
        "The kubelet does not rotate it: {kubepki renew {0:sh}} renews it (all: when a third of its time is left)",
        "kubelet 不会轮换它：请用 {kubepki renew {0:sh}} 续期（all：剩余三分之一时间时）");
    public static readonly Text TokensSigned = new(
        "Service account tokens are signed or verified with its key ({1}, {0}): a renewal keeps that key",
        "服务账号令牌使用其密钥签发或验证（{1}，{0}）：续期会沿用该密钥");
    public static readonly Text SelfMade = new(
        "The kubelet made it itself and never makes it anew: {kubepki renew {0:sh}} does (all: when a third of its time is left)",
        "由 kubelet 自行生成,且不会重新生成:请用 {kubepki renew {0:sh}} 续期(all:剩余三分之一时间时)");
    public static readonly Text RenewedWhereItPoints = new(
        "It holds no certificate; what is renewed is the file it points at: {0}", "其中不含证书;续期的是它指向的文件:{0}");
    public static readonly Text RenewedElsewhere = new(
        "Its CA's key is not on this node: it is renewed where that key is", "其 CA 私钥不在本节点:请在持有该私钥处续期");
    public static readonly Text NeverRenewed = new(
        "kubepki never writes it: a new CA would cut every node off", "kubepki 从不写入它:更换 CA 会使所有节点失联");
    public static readonly Text NothingToRenew = new("There is nothing to renew", "无需续期");
    public static readonly Text Wrong = new("Something is wrong now: {0}", "当前存在问题:{0}");
}
