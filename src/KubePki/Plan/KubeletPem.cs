using System.Globalization;

namespace KubePki.Plan;

/// <summary>
/// The files in which a kubelet keeps a certificate with its key: one with a date in its name, and a symbolic link to it (client-go
/// certificate store).
/// </summary>
/// <param name="Link">The symbolic link, <c>kubelet-client-current.pem</c>.</param>
/// <param name="File">The new file to which the link will point.</param>
internal sealed record KubeletPem(string Link, string File)
{
    private const string Current = "-current.pem";
    private const string Date = "yyyy-MM-dd-HH-mm-ss";

    /// <summary>The pair for a link and a time. <paramref name="target"/>: the file to which the link points now, or null.</summary>
    public static KubeletPem At(string link, DateTimeOffset moment, string? target)
        => new(link, Dated(link, Path.GetDirectoryName(link)!, moment, target));

    /// <summary>
    /// The path in a directory of the new file to which a link will point. Names have a resolution of one second. If the current target's
    /// name has the given time, or a time up to a minute later, the new file is dated one second after the target, so that two renewals in
    /// a row get two files.
    /// </summary>
    internal static string Dated(string link, string directory, DateTimeOffset moment, string? target)
    {
        var start = Path.GetFileName(link).Replace(Current, "", StringComparison.Ordinal);
        var free = MadeAt(start, target) is { } taken && taken.Add(Second) is var next && next > moment && next - moment < Minute
            ? next
            : moment;
        return $"{directory}/{start}-{free.UtcDateTime.ToString(Date, CultureInfo.InvariantCulture)}.pem";
    }

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The date in a file's name, in UTC; null for a name without one.</summary>
    private static DateTimeOffset? MadeAt(string start, string? file)
        => DateTimeOffset.TryParseExact(
            Path.GetFileName(file), $"'{start}-'{Date}'.pem'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && date.Year < 9999 ? date : null;
}
