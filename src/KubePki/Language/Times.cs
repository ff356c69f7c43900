using System.Globalization;

namespace KubePki.Language;

/// <summary>Times as texts show them, whatever the machine's language: in universal time.</summary>
internal static class Times
{
    /// <summary><c>2027-01-31</c>.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>2027-01-31 12:30 UTC</c>.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>2027-01-31 12:30:59 UTC</c>.</summary>
    public static string Second(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Whole days, those that have not ended left out: of minus half a day, -1.</summary>
    public static string Days(TimeSpan span) => ((long)Math.Floor(span.TotalDays)).ToString(CultureInfo.InvariantCulture);
}
