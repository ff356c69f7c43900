using CsCheck;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

public sealed class ValidityTests
{
    [Theory]
    [InlineData("1y", 365 * 86400L)]
    [InlineData("10y", 3650 * 86400L)]
    [InlineData("1000y", 365_000 * 86400L)]
    [InlineData("90d", 90 * 86400L)]
    [InlineData("8760h", 365 * 86400L)]
    [InlineData("1m", 60L)]
    [InlineData("7m", 420L)]
    public void Spans_are_read(string text, long seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Validity.ParseSpan(text));

    [Theory]
    [InlineData("")]
    [InlineData("y")]
    [InlineData("10")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("+1d")]
    [InlineData(" 1d")]
    [InlineData("1 d")]
    [InlineData("1.5y")]
    [InlineData("1001y")]
    [InlineData("9999999999999999999999d")]
    [InlineData("9223372036854775807d")]
    [InlineData("1Y")]
    [InlineData("1w")]
    [InlineData("١d")]
    [InlineData("2036-13-01")]
    [InlineData("2036-1-1")]
    [InlineData("2036-01-01T00:00:00Z")]
    [InlineData("tomorrow")]
    public void What_is_no_validity_is_refused(string text)
        => Assert.Equal([text], Validity.Parse(text).Fails(X509Messages.BadValidity).Arguments);

    [Theory]
    [InlineData("6m")]
    [InlineData("30m")]
    public void Months_and_minutes_are_not_told_apart(string text)
    => Assert.Equal([text], Validity.Parse(text).Fails(X509Messages.AmbiguousUnit).Arguments);

    [Fact]
    public void A_span_ends_that_long_after_now_to_the_second()
        => (from number in Gen.Int[1, 300]
            from unit in Any.Of('y', 'd', 'h')
            from now in Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds)
            select (number, unit, now))
            .Sample(t =>
            {
                var end = Validity.Parse($"{t.number}{t.unit}").Must().ExpiryFrom(t.now);
                var minutes = t.number * (t.unit switch { 'y' => 525_600L, 'd' => 1440, _ => 60 });
                return end.ToUnixTimeSeconds() == t.now.ToUnixTimeSeconds() + (minutes * 60);
            });

    [Fact]
    public void A_day_is_its_first_second_in_utc_wherever_the_clock_stands()
        => (from day in Gen.Int[0, 100_000] from offset in Gen.Int[-14, 14] select (day, offset)).Sample(t =>
        {
            var date = new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(t.day);
            var now = FixedClock.Today.ToOffset(TimeSpan.FromHours(t.offset));
            return Validity.Parse(date.ToString("yyyy-MM-dd")).Must().ExpiryFrom(now) == new DateTimeOffset(date);
        });

    [Fact]
    public void Nothing_ends_after_the_year_9999()
    {
        var late = new DateTimeOffset(9990, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), Validity.Parse("900y").Must().ExpiryFrom(late));
    }

    [Fact]
    public void The_same_text_is_the_same_validity() => Assert.Equal(Validity.Parse("10y").Must(), Validity.Parse("3650d").Must());

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => Validity.Parse(text) is not null);
}
