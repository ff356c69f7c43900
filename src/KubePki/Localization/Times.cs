using System.Globalization;

namespace KubePki.Localization;

/// <summary>Times in UTC in the format of texts, regardless of the machine's language.</summary>
internal static class Times
{
    /// <summary><c>2027-01-31</c>.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>2027-01-31 12:30 UTC</c>.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>2027-01-31 12:30:59 UTC</c>.</summary>
    public static string Second(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Whole days, rounded down: -1 for minus half a day.</summary>
    public static string Days(TimeSpan span) => ((long)Math.Floor(span.TotalDays)).ToString(CultureInfo.InvariantCulture);
}
