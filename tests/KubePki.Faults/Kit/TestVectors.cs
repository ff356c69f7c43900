using KubePki.Tests.Kit;

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
        if (VectorsArchive.Find() is not { } archive || Programs.Run("tar", "-xJf", archive, "-C", into, $"./{folder}").ExitCode != 0)
        {
            return null;
        }

        return [.. Directory.EnumerateFiles($"{into}/{folder}").Order(StringComparer.Ordinal)];
    }
}
