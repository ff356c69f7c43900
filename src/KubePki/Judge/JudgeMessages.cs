using KubePki.Localization;

namespace KubePki.Judge;

/// <summary>Messages about a certificate's dates.</summary>
internal static class JudgeMessages
{
    private const string Renew = "renew it: {kubepki renew all --dry-run}";
    private const string RenewChinese = "请续期：{kubepki renew all --dry-run}";

    /// <summary>The certificate has expired; {0} is the number of days since.</summary>
    public static readonly Message Expired = new("certificate-expired", "expired {0} {0:day|days} ago", "已过期 {0} 天", Renew, RenewChinese);

    /// <summary>The certificate expires within the period asked about; {0} is the number of days left.</summary>
    public static readonly Message Expiring = new("certificate-expiring", "expires in {0} {0:day|days}", "{0} 天后到期", Renew, RenewChinese);
}
