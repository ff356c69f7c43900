using KubePki.Cli.Present;

using KubePki.Localization;

namespace KubePki.Cli.Report;

/// <summary>Every text of the report, in both languages.</summary>
internal static class ReportTexts
{
    public static readonly Text Title = new("Certificates of {0}", "{0} 的证书");
    public static readonly Text TitleOfMany = new("Certificates of {0} {0:node|nodes}", "{0} 个节点的证书");
    public static readonly Text MadeAt = new("Checked on {0}", "检查时间：{0}");
    public static readonly Text Footer = new(
        "Created by kubepki {0} from the node's own files, offline. This page contains no private key and loads nothing from elsewhere.",
        "由 kubepki {0} 根据节点自身的文件离线生成。本页不含私钥，也不会请求任何外部资源。");

    public static readonly Text NeedsAction = new("Action is required", "需要处理");
    public static readonly Text NeedsAttention = new("Attention is required", "需要关注");
    public static readonly Text AllWell = new("Everything is in order", "一切正常");
    public static readonly Text EndsFirst = new(
        "The first certificate to expire is {0} on {1}: {2}, in {3} {3:day|days}.", "最先到期的是 {1} 上的 {0}：{2}，还有 {3} 天。");
    public static readonly Text EndedFirst = new(
        "The first certificate that expired is {0} on {1}: {2}, {3} {3:day|days} ago.", "最先过期的是 {1} 上的 {0}：{2}，已过去 {3} 天。");
    public static readonly Text Items = new("checked", "检查项目");
    public static readonly Text Expired = new("expired", "已过期");
    public static readonly Text ExpiringWithin = new("expire within {0} {0:day|days}", "{0} 天内到期");
    public static readonly Text Errors = new("errors", "错误");
    public static readonly Text Warnings = new("warnings", "警告");
    public static readonly Text UnreadFiles = new("files that could not be read", "无法读取的文件");

    public static readonly Text FleetTitle = new("All nodes", "全部节点");
    public static readonly Text NodeColumn = new("node", "节点");
    public static readonly Text FindingsColumn = new("findings", "问题");
    public static readonly Text FirstColumn = new("expires first", "最先到期");
    public static readonly Text EtcdColumn = new("etcd member", "etcd 成员");
    public static readonly Text LeadsColumn = new("leader of", "领导者");
    public static readonly Text ClockColumn = new("clock", "时钟");
    public static readonly Text NoAnswer = new("no answer", "无应答");
    public static readonly Text CountedErrors = new("errors: {0}", "错误：{0}");
    public static readonly Text CountedWarnings = new("warnings: {0}", "警告：{0}");
    public static readonly Text Healthy = new("healthy", "健康");
    public static readonly Text Unhealthy = new("not healthy", "不健康");
    public static readonly Text Seconds = new("{0} s off", "相差 {0} 秒");
    public static readonly Text SameTime = new("right", "准确");
    public static readonly Text DiffersTitle = new("Differences between the nodes", "节点之间的差异");
    public static readonly Text NothingDiffers = new("None. Compared: {0}.", "无差异。已比较：{0}。");
    public static readonly Text NothingCompared = new("Nothing was compared: fewer than two nodes answered.", "未作比较：应答的节点少于两个。");
    public static readonly Text ComparedFiles = new("CAs, service account keys, days of expiry, versions", "CA、服务账号密钥、到期日、版本");
    public static readonly Text ComparedClocks = new("clocks", "时钟");
    public static readonly Text ComparedMembers = new("etcd members", "etcd 成员");
    public static readonly Text SideBySide = new("Side by side", "并列对照");
    public static readonly Text SideBySideNote = new("The remaining time of each item on each node.", "各项目在各节点上的剩余时间。");

    public static readonly Text NodeTitle = new("Node {0}", "节点 {0}");
    public static readonly Text FindingsTitle = new("Findings", "问题");
    public static readonly Text MoreInHome = new(
        "{0} more {0:finding|findings} in this home; {kubepki verify -o json} shows all.",
        "该主目录中另有 {0} 个问题；{kubepki verify -o json} 可显示全部。");
    public static readonly Text NoFindings = new("None of the {0} checks found anything wrong.", "{0} 项检查均未发现问题。");
    public static readonly Text ErrorWord = new("error", "错误");
    public static readonly Text WarningWord = new("warning", "警告");
    public static readonly Text UnknownWord = new("unknown", "未知");
    public static readonly Text Remedy = new("What to do: {0}", "处理方法：{0}");
    public static readonly Text Undecided = new("Cannot be decided from here whether {0}: {1}.", "此处无法判定“{0}”：{1}。");

    public static readonly Text Timeline = new("Validity", "有效期限");
    public static readonly Text TimelineNote = new(
        "Days are drawn on a scale that shows the near ones larger: 30 days, 90 days, one year, ten years.",
        "时间轴将近期放大显示：30 天、90 天、1 年、10 年。");
    public static readonly Text Trust = new("Who signed what", "签发关系");
    public static readonly Text TrustNote = new("Found by checking the signatures, not by names.", "通过校验签名得出，而非根据名称。");
    public static readonly Text Connections = new("Who connects to whom", "谁连接谁");
    public static readonly Text ConnectionsNote = new(
        "With the day until which the certificates on both sides are valid. Pods log in with service account tokens and need no "
            + "certificate.",
        "并标明双方证书有效至哪一天。Pod 使用服务账号令牌登录，无需证书。");
    public static readonly Text Fails = new("fails now", "当前失败");
    public static readonly Text TokensOnly = new("tokens", "令牌");
    public static readonly Text ElsewhereSigned = new("signed elsewhere", "由他处签发");

    public static readonly Text AllItems = new("All items", "全部检查项目");
    public static readonly Text NameColumn = new("name", "名称");
    public static readonly Text StateColumn = new("state", "状态");
    public static readonly Text ExpiresColumn = new("expires (UTC)", "到期时间（UTC）");
    public static readonly Text LeftColumn = new("left", "剩余");
    public static readonly Text AuthorityColumn = new("signed by", "签发者");
    public static readonly Text SubjectColumn = new("subject", "主体");
    public static readonly Text PathColumn = new("file", "文件");
    public static readonly Text StateOk = new("in order", "正常");
    public static readonly Text OkAsFarAsRead = new("in order as far as it can be read", "可读取的部分正常");
    public static readonly Text HasProblem = new("has a problem", "有问题");
    public static readonly Text StateExpiring = new("expires soon", "即将到期");
    public static readonly Text StateExpired = new("expired", "已过期");
    public static readonly Text StateNotYet = new("not yet valid", "尚未生效");
    public static readonly Text StateMissing = new("missing", "缺失");
    public static readonly Text StateUnreadable = new("cannot be read", "无法读取");
}
