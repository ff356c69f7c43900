using KubePki.Activate;
using KubePki.Activate.Runtime;

namespace KubePki.Tests.Activate;

public sealed class LiveFindingsTests
{
    private const string Expired = "x509: certificate has expired or is not yet valid";
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(9, null, true)]
    [InlineData(11, null, false)]
    [InlineData(3, 4, true)]
    [InlineData(5, 4, false)]
    [InlineData(11, 20, false)]
    public void A_complaint_counts_if_it_is_recent_and_later_than_the_last_healthy_observation(
        int minutesAgo, int? activatedMinutesAgo, bool counts)
    {
        var line = new LogLine(Now.AddMinutes(-minutesAgo), "stderr", $"E1126 remote error: {Expired}");
        DateTimeOffset? activated = activatedMinutesAgo is { } minutes ? Now.AddMinutes(-minutes) : null;
        Assert.Equal(counts, LiveFindings.Complaints([line], Now, activated).Count == 1);
    }

    [Fact]
    public void A_line_without_a_time_counts_and_another_subject_does_not()
    {
        var lines = new[] { new LogLine(null, "stderr", Expired), new LogLine(Now, "stderr", "certificate rotated") };
        Assert.Equal([lines[0]], LiveFindings.Complaints(lines, Now, Now));
    }
}
