namespace KubePki.Conformance.Verifier;

/// <summary>
/// The ready-made test vectors, which are not part of this repository: looked for at the path that KUBEPKI_VECTORS names, and at
/// ../shared/vectors beside the checkout. A test that needs them is skipped without them.
/// </summary>
internal sealed class TestVectors : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-vectors-").FullName;

    /// <summary>Unpacks one folder of the archive; its files, sorted.</summary>
    public IReadOnlyList<string> Files(string folder, string pattern)
    {
        string? archive = Find();
        Assert.SkipWhen(archive is null, "vectors.tar.xz is not there: name it in KUBEPKI_VECTORS, or put it into ../shared/vectors beside the checkout");
        Programs.Run("tar", "-xJf", archive, "-C", _folder, $"./{folder}").Expect();
        return [.. Directory.EnumerateFiles($"{_folder}/{folder}", pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("KUBEPKI_VECTORS");
        IEnumerable<string> candidates = named is not null ? [named] : Above(AppContext.BaseDirectory).Where(d => File.Exists($"{d}/kubepki.slnx")).Select(d => $"{d}/../shared/vectors");
        return candidates.Select(c => Directory.Exists(c) ? $"{c}/vectors.tar.xz" : c).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Above(string directory)
    {
        for (DirectoryInfo? here = new(directory); here is not null; here = here.Parent)
        {
            yield return here.FullName;
        }
    }
}
