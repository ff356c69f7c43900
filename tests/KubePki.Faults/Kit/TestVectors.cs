using KubePki.Tests.Kit;

namespace KubePki.Faults.Kit;

/// <summary>
/// The prepared test vectors, which are not part of this repository. They are found at the path in KUBEPKI_VECTORS, and at
/// ../shared/vectors beside the checkout.
/// </summary>
internal static class TestVectors
{
    /// <summary>Unpacks one folder of the archive. Returns its files, sorted, or null if the archive does not exist.</summary>
    public static IReadOnlyList<string>? Unpack(string into, string folder)
    {
        if (VectorsArchive.Find() is not { } archive || Programs.Run("tar", "-xJf", archive, "-C", into, $"./{folder}").ExitCode != 0)
        {
            return null;
        }

        return [.. Directory.EnumerateFiles($"{into}/{folder}").Order(StringComparer.Ordinal)];
    }
}
