using System.Globalization;

namespace KubePki.X509;

/// <summary>
/// Reads the times of a certificate as Go does. UTC offsets and, in a UTCTime, missing seconds are not DER, but Go accepts them. Go refuses
/// a time that it would not write in the same way (cryptobyte ReadASN1UTCTime, ReadASN1GeneralizedTime).
/// </summary>
internal static class CertificateTime
{
    private const byte UtcTimeTag = 0x17;
    private const byte GeneralizedTimeTag = 0x18;
    private const int LargestOffsetHours = 24;

    /// <summary>Two-digit years from here on belong to the 20th century (RFC 5280 section 4.1.2.5.1).</summary>
    private const int CenturyTurn = 50;

    /// <summary>Reads the next time.</summary>
    internal static DateTimeOffset Read(ref DerReader reader)
    {
        var isUtcTime = reader.IsNext(UtcTimeTag);
        var text = reader.Content(isUtcTime ? UtcTimeTag : GeneralizedTimeTag);
        return Parse(text, isUtcTime ? 2 : 4) ?? throw DerReader.Refusal("a time is damaged");
    }

    private static DateTimeOffset? Parse(ReadOnlySpan<byte> text, int yearDigits)
    {
        var zone = text.IndexOfAny("Z+-"u8);
        var hasSeconds = zone == yearDigits + 10;
        if ((!hasSeconds && !(yearDigits == 2 && zone == yearDigits + 8)) || text[..zone].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || Offset(text[zone..]) is not { } offset)
        {
            return null;
        }

        var year = Number(text[..yearDigits]);
        year += yearDigits == 4 ? 0 : year < CenturyTurn ? 2000 : 1900;
        var (month, day) = (Number(text.Slice(yearDigits, 2)), Number(text.Slice(yearDigits + 2, 2)));
        var (hour, minute, second) = (Number(text.Slice(yearDigits + 4, 2)), Number(text.Slice(yearDigits + 6, 2)),
            hasSeconds ? Number(text.Slice(yearDigits + 8, 2)) : 0);
        var isDate = month is >= 1 and <= 12 && day >= 1
            && day <= (year == 0 ? DateTime.DaysInMonth(4, month) : DateTime.DaysInMonth(year, month));
        return isDate && hour < 24 && minute < 60 && second < 60
            ? Moment(year, month, day, new TimeSpan(hour, minute, second) - offset)
            : null;
    }

    /// <summary>The offset from UTC, or null if it is not written as Go writes it: Go writes a zero offset as Z.</summary>
    private static TimeSpan? Offset(ReadOnlySpan<byte> zone)
    {
        if (zone.SequenceEqual("Z"u8))
        {
            return TimeSpan.Zero;
        }

        if (zone.Length != 5 || zone[0] == 'Z' || zone[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var (hours, minutes) = (Number(zone.Slice(1, 2)), Number(zone.Slice(3, 2)));
        var offset = new TimeSpan(hours, minutes, 0);
        return hours > LargestOffsetHours || minutes > 59 || offset == TimeSpan.Zero ? null : zone[0] == '+' ? offset : -offset;
    }

    /// <summary>Times outside .NET's range become the nearest time inside it.</summary>
    private static DateTimeOffset Moment(int year, int month, int day, TimeSpan time)
    {
        if (year == 0)
        {
            return DateTimeOffset.MinValue;
        }

        var date = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        return time > DateTimeOffset.MaxValue - date
            ? DateTimeOffset.MaxValue
            : time < DateTimeOffset.MinValue - date ? DateTimeOffset.MinValue : date + time;
    }

    private static int Number(ReadOnlySpan<byte> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
