using KubePki.Schedule;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Schedule;

/// <summary>A time of a schedule means the same to systemd and to cron.</summary>
public sealed class CalendarTimeTests
{
    [Theory]
    [InlineData("Sun 03:00", "Sun *-*-* 03:00:00", "0 3 * * 0")]
    [InlineData("sunday 3:05", "Sun *-*-* 03:05:00", "5 3 * * 0")]
    [InlineData("Mon..Fri 23:59", "Mon,Tue,Wed,Thu,Fri *-*-* 23:59:00", "59 23 * * 1,2,3,4,5")]
    [InlineData("Sat..Sun,Mon 00:00", "Mon,Sat,Sun *-*-* 00:00:00", "0 0 * * 0,1,6")]
    [InlineData("Mon,Thu 03:00", "Mon,Thu *-*-* 03:00:00", "0 3 * * 1,4")]
    [InlineData("04:30", "*-*-* 04:30:00", "30 4 * * *")]
    [InlineData("*-*-* 04:30", "*-*-* 04:30:00", "30 4 * * *")]
    [InlineData("*-*-15 04:30", "*-*-15 04:30:00", "30 4 15 * *")]
    [InlineData("daily", "*-*-* 00:00:00", "0 0 * * *")]
    [InlineData("Weekly", "Mon *-*-* 00:00:00", "0 0 * * 1")]
    [InlineData("monthly", "*-*-01 00:00:00", "0 0 1 * *")]
    public void A_time_has_both_forms(string text, string systemd, string cron)
    {
        var time = CalendarTime.Parse(text).Value;
        Assert.Equal((systemd, cron), (time?.OnCalendar, time?.Cron));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sun")]
    [InlineData("Sun 25:00")]
    [InlineData("Sun 03:00:30")]
    [InlineData("Someday 03:00")]
    [InlineData("1 03:00")]
    [InlineData("Mon-Fri 03:00")]
    [InlineData("Mon.. 03:00")]
    [InlineData("Sat..Mon 03:00")]
    [InlineData("hourly")]
    [InlineData("*-*-00 03:00")]
    [InlineData("*-*-29 03:00", "bad-schedule-day")]
    [InlineData("*-02-01 03:00")]
    [InlineData("Sun 03:00 Europe/Berlin")]
    [InlineData("0 3 * * 0")]
    public void What_does_not_map_to_both_is_refused(string text, string id = "bad-schedule-time")
        => Assert.Equal(id, CalendarTime.Parse(text).Problem?.Id);

    [Theory]
    [InlineData("Sun 03:00", "2026-06-07T03:00:00+02:00")] // Today is Monday, 14:00 in Berlin.
    [InlineData("Mon 15:00", "2026-06-01T15:00:00+02:00")]
    [InlineData("Mon 14:00", "2026-06-08T14:00:00+02:00")]
    [InlineData("13:00", "2026-06-02T13:00:00+02:00")]
    [InlineData("monthly", "2026-07-01T00:00:00+02:00")]
    public void The_next_start_is_after_now(string text, string next)
        => Assert.Equal(DateTimeOffset.Parse(next, null), Next(text, FixedClock.Today));

    /// <summary>In Berlin the clock goes from 2:00 to 3:00 on 2026-03-29.</summary>
    [Fact]
    public void A_time_that_the_clock_skips_is_an_hour_later()
        => Assert.Equal(
            new DateTimeOffset(2026, 3, 29, 3, 30, 0, TimeSpan.FromHours(2)),
            Next("Sun 02:30", new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero)));

    private static DateTimeOffset Next(string text, DateTimeOffset now)
        => CalendarTime.Parse(text).Value!.Next(now, Berlin());

    /// <summary>Central European time by its rule, because the machine may have no time zones.</summary>
    private static TimeZoneInfo Berlin()
    {
        var two = new DateTime(1, 1, 1, 2, 0, 0);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two, 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two.AddHours(1), 10, 5, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone("Berlin", TimeSpan.FromHours(1), "Berlin", "Berlin", "Berlin summer", [rule]);
    }
}
