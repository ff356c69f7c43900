using System.Globalization;

namespace KubePki.Plan;

/// <summary>The files in which a kubelet keeps a certificate with its key: one with a date in its name, and a link to it (client-go certificate store).</summary>
/// <param name="Link">The link, <c>kubelet-client-current.pem</c>.</param>
/// <param name="File">The new file that it comes to point at.</param>
public sealed record KubeletPem(string Link, string File)
{
    private const string Current = "-current.pem";

    /// <summary>The pair for a link and a moment.</summary>
    public static KubeletPem At(string link, DateTimeOffset moment) => new(link, Dated(link, Path.GetDirectoryName(link)!, moment));

    /// <summary>The file of a moment that a link would point at, in a directory.</summary>
    internal static string Dated(string link, string directory, DateTimeOffset moment)
        => $"{directory}/{Path.GetFileName(link).Replace(Current, "", StringComparison.Ordinal)}-{moment.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem";
}
