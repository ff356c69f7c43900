namespace KubePki.Faults.Kit;

/// <summary>
/// The ready-made test vectors, which are not part of this repository: looked for at the path that KUBEPKI_VECTORS names, and
/// at ../shared/vectors beside the checkout.
/// </summary>
internal static class TestVectors
{
    /// <summary>Unpacks one folder of the archive; its files, sorted, or null when the archive is not there.</summary>
    public static IReadOnlyList<string>? Unpack(string into, string folder)
    {
        if (Find() is not { } archive || Programs.Run("tar", "-xJf", archive, "-C", into, $"./{folder}").ExitCode != 0)
        {
            return null;
        }

        return [.. Directory.EnumerateFiles($"{into}/{folder}").Order(StringComparer.Ordinal)];
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("KUBEPKI_VECTORS");
        var candidates = named is not null ? [named] : Above(AppContext.BaseDirectory).Where(d => File.Exists($"{d}/kubepki.slnx")).Select(d => $"{d}/../shared/vectors");
        return candidates.Select(c => Directory.Exists(c) ? $"{c}/vectors.tar.xz" : c).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Above(string directory)
    {
        for (var here = new DirectoryInfo(directory); here is not null; here = here.Parent)
        {
            yield return here.FullName;
        }
    }
}
