using KubePki.Tests.Kit;

namespace KubePki.Conformance.Verifier;

/// <summary>
/// The prepared test vectors, which are not part of this repository. They are found at the path in KUBEPKI_VECTORS, and at
/// ../shared/vectors beside the checkout. A test that needs them is skipped without them.
/// </summary>
internal sealed class TestVectors : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-vectors-").FullName;

    /// <summary>Unpacks one folder of the archive and returns its files, sorted.</summary>
    public IReadOnlyList<string> Files(string folder, string pattern)
    {
        string? archive = VectorsArchive.Find();
        Assert.SkipWhen(
            archive is null,
            "vectors.tar.xz is not there: name it in KUBEPKI_VECTORS, or put it into ../shared/vectors beside the checkout");
        Programs.Run("tar", "-xJf", archive, "-C", _folder, $"./{folder}").Expect();
        return [.. Directory.EnumerateFiles($"{_folder}/{folder}", pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
