using System.Globalization;
using KubePki.Localization;

namespace KubePki.Schedule;

/// <summary>
/// When a scheduled run starts: the part of systemd's calendar events (systemd.time(7)) that cron (crontab(5)) can express too. Times are
/// the node's local time.
/// </summary>
internal sealed record CalendarTime
{
    /// <summary>The last day that every month has.</summary>
    private const int LastCommonDay = 28;

    /// <summary>Longer than any gap between two runs, in days.</summary>
    private const int Horizon = 40;

    private static readonly string[] Names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>The shorthands of systemd, with what they mean there.</summary>
    private static readonly Dictionary<string, string> Shorthands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["daily"] = "00:00",
        ["weekly"] = "Mon 00:00",
        ["monthly"] = "*-*-01 00:00",
    };

    /// <summary>The text as it was given.</summary>
    public required string Text { get; init; }

    /// <summary>The days of the week, Sunday first; empty for every day.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    /// <summary>The day of the month, 1 to 28; null for every day.</summary>
    public int? DayOfMonth { get; init; }

    public required TimeOnly At { get; init; }

    /// <summary>The event for <c>OnCalendar=</c>, in systemd's normal form.</summary>
    public string OnCalendar
    {
        get
        {
            var days = Days.Count == 0 ? "" : string.Join(',', Days.OrderBy(FromMonday).Select(d => Names[(int)d])) + " ";
            return string.Create(
                CultureInfo.InvariantCulture, $"{days}*-*-{(DayOfMonth is { } day ? $"{day:00}" : "*")} {At:HH\\:mm\\:ss}");
        }
    }

    /// <summary>
    /// The first five fields of a line for cron. A weekday and a day of the month never occur together: cron would take either.
    /// </summary>
    public string Cron => string.Create(
        CultureInfo.InvariantCulture,
        $"{At.Minute} {At.Hour} {DayOfMonth?.ToString(CultureInfo.InvariantCulture) ?? "*"} * {(Days.Count == 0 ? "*" : Weekdays)}");

    private string Weekdays => string.Join(',', Days.Select(d => ((int)d).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads a time: weekdays and a time of day, a day of the month and a time of day, or a shorthand.</summary>
    public static Outcome<CalendarTime> Parse(string text)
    {
        var words = (Shorthands.GetValueOrDefault(text.Trim()) ?? text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2)
            || !TimeOnly.TryParseExact(words[^1], ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return ScheduleMessages.BadTime.At("", text);
        }

        var time = new CalendarTime { Text = text.Trim(), Days = [], At = at };
        if (words.Length == 1 || words[0] == "*-*-*")
        {
            return time;
        }

        if (words[0].StartsWith("*-*-", StringComparison.Ordinal))
        {
            return !int.TryParse(words[0].AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day is 0 or > 31
                ? ScheduleMessages.BadTime.At("", text)
                : day > LastCommonDay ? ScheduleMessages.BadDay.At("", words[0][4..])
                : time with { DayOfMonth = day };
        }

        return ReadDays(words[0]) is { } days ? time with { Days = days } : ScheduleMessages.BadTime.At("", text);
    }

    /// <summary>
    /// The next start after <paramref name="now"/>. A time that the clock skips in spring is an hour later, as in systemd.
    /// </summary>
    public DateTimeOffset Next(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return Enumerable.Range(0, Horizon).Select(today.AddDays).Where(Matches).Select(InZone).First(start => start > now);

        bool Matches(DateOnly day) => (Days.Count == 0 || Days.Contains(day.DayOfWeek)) && (DayOfMonth is null || DayOfMonth == day.Day);

        DateTimeOffset InZone(DateOnly day)
        {
            var local = day.ToDateTime(At);
            local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }
    }

    /// <summary>Days and ranges of days, separated by commas; null if a day is unknown.</summary>
    private static IReadOnlyList<DayOfWeek>? ReadDays(string text)
    {
        var found = new SortedSet<DayOfWeek>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split("..");

            // A week of systemd begins on Monday, and a range does not go beyond its end.
            if (ends.Length > 2 || DayOf(ends[0]) is not { } first || DayOf(ends[^1]) is not { } last
                || FromMonday(first) > FromMonday(last))
            {
                return null;
            }

            found.Add(first);
            for (var day = first; day != last; found.Add(day))
            {
                day = (DayOfWeek)(((int)day + 1) % 7);
            }
        }

        return [.. found];
    }

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    private static DayOfWeek? DayOf(string name)
    {
        var index = Array.FindIndex(Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? (DayOfWeek)index
            : name.Length > 3 && char.IsAsciiLetter(name[0]) && Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) ? day : null;
    }
}
