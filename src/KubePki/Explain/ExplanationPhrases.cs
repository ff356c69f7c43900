using KubePki.Localization;

namespace KubePki.Explain;

/// <summary>The sentences of explanations.</summary>
internal static class ExplanationPhrases
{
    public static readonly Text WhatItIs = new("What it is", "它是什么");
    public static readonly Text OnDisk = new("On disk", "磁盘上");
    public static readonly Text Trust = new("Who signed it", "由谁签发");
    public static readonly Text Uses = new("Who uses it", "由谁使用");
    public static readonly Text Change = new("How components notice a change", "组件如何感知更改");
    public static readonly Text End = new("When it expires", "到期之后");

    public static readonly Text File = new("{0}", "{0}");
    public static readonly Text FilePair = new("{0}, with its private key in {1}", "{0}，私钥在 {1}");
    public static readonly Text FilePoints = new("{0}, which points at {1}", "{0}，指向 {1}");
    public static readonly Text Subject = new("Its subject is {0}; its key is {1}", "主体为 {0}；密钥为 {1}");
    public static readonly Text Names = new("Valid for {0}", "适用于 {0}");
    public static readonly Text Validity = new("Valid from {0} until {1}", "有效期自 {0} 至 {1}");

    public static readonly Text SignedBy = new("Signed by {0} ({1}), verified by signature", "由 {0}（{1}）签发，签名已验证");
    public static readonly Text SignedByItself = new("Self-signed", "自签名");
    public static readonly Text SignedElsewhere = new("Signed by '{0}', which is not on this node", "由“{0}”签发，该 CA 不在本节点上");
    public static readonly Text Signs = new("Certificates on this node that it signed: {0}", "由它签发的本节点证书：{0}");
    public static readonly Text KeyElsewhere = new(
        "Its private key is not on this node: its certificates are signed elsewhere", "其私钥不在本节点：由它签发的证书在别处签发");

    public static readonly Text Shows = new("{0} presents it to {1} ({2}); {1} {3}", "{0} 向 {1} 出示它（{2}）；{1} {3}");
    public static readonly Text SignsTokens = new(
        "{0} present tokens that are signed with it to {1} ({2}); {1} {3}", "{0} 向 {1} 出示由它签名的令牌（{2}）；{1} {3}");
    public static readonly Text Answers = new(
        "{0} presents it to {1} as its serving certificate ({2}); {1} {3}", "{0} 向 {1} 出示它作为服务端证书（{2}）；{1} {3}");
    public static readonly Text Recognises = new("{0} {3:verifies|verify} {1} with it ({2})", "{0} 用它{3:验证|验证} {1}（{2}）");
    public static readonly Text By = new("{2:checks|check} it with {0} ({1})", "用 {0}（{1}）{2:校验|校验}");
    public static readonly Text ByPlace = new("{1:checks|check} it with {0}", "用 {0} {1:校验|校验}");
    public static readonly Text NotSeen = new(
        "{0:runs|run} elsewhere, and it is unknown here how {0:it checks|they check} it", "在别处{0:运行|运行}，此处无法得知其校验方式");
    public static readonly Text NotAsked = new("{0:does|do} not check it", "不{0:校验|校验}");
    public static readonly Text Workloads = new(
        "kube-proxy, the network plugin, CoreDNS and other pods have no certificates: they authenticate with service account tokens, "
            + "which a renewal does not change",
        "kube-proxy、网络插件、CoreDNS 及其他 Pod 没有证书：它们使用服务账号令牌认证，续期不会更改这些令牌");

    public static readonly Text AtStart = new(
        "{1} reads it only when it starts, so it has to be restarted ({kubepki activate} does this)",
        "{1} 仅在启动时读取：需要重启（{kubepki activate} 会处理）");
    public static readonly Text Reloads = new("{1} watches the file and reloads it within a minute", "{1} 监视该文件，一分钟内自动加载");
    public static readonly Text EachHandshake = new("{1} reads it again for every handshake", "{1} 每次握手都会重新读取");
    public static readonly Text EachCall = new("{0} reads it at every call; copies of it must be updated too", "{0} 每次调用都会读取；其副本需一并更新");

    public static readonly Text EndsOn = new("It expires on {0}, in {1} {1:day|days}", "它将于 {0} 到期，还有 {1} 天");
    public static readonly Text Ended = new("It expired on {0}, {1} {1:day|days} ago", "它已于 {0} 到期，已过去 {1} 天");
    public static readonly Text RenewedBy = new("Renew it: {kubepki renew {0:sh}} (or all)", "续期：{kubepki renew {0:sh}}（或 all）");
    public static readonly Text RenewedWhenDue = new(
        "The kubelet renews it automatically; if the kubelet has missed the time: {kubepki renew {0:sh}}",
        "由 kubelet 自行续期；若已错过时机：{kubepki renew {0:sh}}");
    public static readonly Text Unrotated = new(
        "The kubelet does not rotate it: {kubepki renew {0:sh}} renews it (all: when 30 % of its lifetime is left)",
        "kubelet 不会轮换它：请用 {kubepki renew {0:sh}} 续期（all：有效期剩余 30% 时）");
    public static readonly Text TokensSigned = new(
        "Service account tokens are signed or verified with its key ({1}, {0}): a renewal keeps that key",
        "服务账号令牌使用其密钥签发或验证（{1}，{0}）：续期会沿用该密钥");
    public static readonly Text SelfMade = new(
        "The kubelet created it itself and never replaces it: {kubepki renew {0:sh}} renews it (all: when 30 % of its lifetime is "
            + "left)",
        "由 kubelet 自行生成，且不会更换：请用 {kubepki renew {0:sh}} 续期（all：有效期剩余 30% 时）");
    public static readonly Text RenewedWhereItPoints = new(
        "It holds no certificate; a renewal replaces the file that it points at: {0}", "其中不含证书；续期的是它指向的文件：{0}");
    public static readonly Text RenewedElsewhere = new(
        "Its CA's key is not on this node: it is renewed where that key is", "其 CA 私钥不在本节点：请在持有该私钥处续期");
    public static readonly Text NeverRenewed = new(
        "kubepki never writes it: a new CA would cut off every node", "kubepki 从不写入它：更换 CA 会使所有节点失联");
    public static readonly Text NothingToRenew = new("There is nothing to renew", "无需续期");
    public static readonly Text Wrong = new("Current problem: {0}", "当前存在问题：{0}");
}
