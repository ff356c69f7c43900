namespace KubePki.Tests.Kit;

/// <summary>
/// Path of the prepared test vectors, for all suites: the path in KUBEPKI_VECTORS, or ../shared/vectors beside the checkout.
/// </summary>
internal static class VectorsArchive
{
    /// <summary>The archive, or null if it does not exist.</summary>
    internal static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("KUBEPKI_VECTORS");
        var candidates = named is not null
            ? [named]
            : Above(AppContext.BaseDirectory).Where(d => File.Exists($"{d}/kubepki.slnx")).Select(d => $"{d}/../shared/vectors");
        return candidates.Select(c => Directory.Exists(c) ? $"{c}/vectors.tar.xz" : c).FirstOrDefault(File.Exists);
    }

    /// <summary>A directory and all its parents.</summary>
    internal static IEnumerable<string> Above(string directory)
    {
        for (var here = new DirectoryInfo(directory); here is not null; here = here.Parent)
        {
            yield return here.FullName;
        }
    }
}
