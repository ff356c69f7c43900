using System.Globalization;
using System.Security.Cryptography;

namespace KubePki.Apply;

/// <summary>
/// IDs that begin with a time and sort in the order in which they were assigned. A clock that was once wrong does not prevent later IDs:
/// they continue from the newest existing ID.
/// </summary>
internal static class OrderedIds
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int RandomDigits = 4;

    /// <summary>
    /// The prefix of the counter that replaces the random suffix once the last representable time is used up. It sorts after every random
    /// suffix.
    /// </summary>
    private const string Beyond = "-z";

    /// <summary>An ID that sorts after <paramref name="others"/>, with a random suffix against collisions.</summary>
    internal static string Next(DateTimeOffset now, IEnumerable<string> others)
    {
        // IDs have a resolution of one millisecond, so a later instant within the same millisecond does not give a later ID.
        var time = new DateTime(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        var newest = others.Where(id => TimeOf(id) is not null).Max(StringComparer.Ordinal);
        return newest is null || TimeOf(newest) < time ? At(time)
            : TimeOf(newest) < LastTime ? At(TimeOf(newest)!.Value.AddMilliseconds(1))
            : After(newest);
    }

    /// <summary>Whether a name has the form of an ID, or of a part's ID.</summary>
    internal static bool IsId(string name) => TimeOf(name) is not null;

    /// <summary>The last instant that an ID can represent.</summary>
    private static DateTime LastTime { get; } = TimeOf("99991231T235959999Z")!.Value;

    private static string At(DateTime time)
        => $"{time.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}";

    private static string After(string newest)
    {
        var mark = newest.IndexOf(Beyond, StringComparison.Ordinal);
        var known = mark < 0 ? "" : string.Concat(newest[(mark + Beyond.Length)..].TakeWhile(char.IsAsciiDigit));
        var number = int.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last + 1 : 0;
        var stem = mark < 0 ? string.Join('-', newest.Split('-').Take(2)) : newest[..mark];
        return $"{stem}{Beyond}{number.ToString("D6", CultureInfo.InvariantCulture)}";
    }

    private static DateTime? TimeOf(string id)
        => DateTime.TryParseExact(
            id.Split('-')[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time)
            ? time
            : null;
}
