using System.Globalization;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>The requested validity of a certificate: a span from now, or a day on which it expires.</summary>
public sealed record Validity
{
    private const long MaximumSeconds = 1000L * 365 * 24 * 60 * 60;
    private readonly TimeSpan? _span;
    private readonly DateTimeOffset? _end;

    private Validity(TimeSpan? span, DateTimeOffset? end) => (_span, _end) = (span, end);

    /// <summary>kubeadm's default for leaf certificates: 365 days (constants.CertificateValidity).</summary>
    public static readonly Validity OneYear = For(TimeSpan.FromDays(365));

    /// <summary>kubeadm's default for CAs: 10 times 365 days.</summary>
    public static readonly Validity TenYears = For(TimeSpan.FromDays(3650));

    /// <summary>A span from now.</summary>
    public static Validity For(TimeSpan span) => new(span, null);

    /// <summary>
    /// <c>10y</c> (365 days each, as kubeadm counts), <c>90d</c>, <c>8760h</c>, or a day <c>2036-01-01</c> (UTC). <c>m</c> is refused:
    /// users mean months, and programs minutes.
    /// </summary>
    public static Outcome<Validity> Parse(string text)
    {
        if (DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var end))
        {
            return new Validity(null, end);
        }

        var span = ParseSpan(text);
        return span is not null && text[^1] == 'm'
            ? X509Messages.AmbiguousUnit.At("", text)
            : span is null ? X509Messages.BadValidity.At("", text) : For(span.Value);
    }

    /// <summary>
    /// A positive span like <c>10y</c>, <c>90d</c>, <c>8760h</c>, <c>30m</c> or <c>90s</c>, or null. At most 1,000 years.
    /// </summary>
    public static TimeSpan? ParseSpan(string text)
    {
        if (text.Length < 2
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number == 0)
        {
            return null;
        }

        // Whole seconds: a fraction of an hour would lose the last second.
        var seconds = text[^1] switch { 'y' => 365 * 24 * 3600, 'd' => 24 * 3600, 'h' => 3600, 'm' => 60, 's' => 1, _ => 0L };
        return seconds == 0 || number > MaximumSeconds / seconds ? null : TimeSpan.FromSeconds(number * seconds);
    }

    /// <summary>
    /// When a certificate made at <paramref name="now"/> expires; in whole seconds, as in certificates, and never past the year 9999.
    /// </summary>
    public DateTimeOffset ExpiryFrom(DateTimeOffset now)
    {
        var end = _end ?? (DateTimeOffset.MaxValue - now <= _span!.Value ? DateTimeOffset.MaxValue : now + _span.Value);
        return DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds());
    }
}
