using System.Diagnostics;

namespace KubePki.Tests.Kit;

/// <summary>
/// The prepared test vectors, which are not part of this repository. They are found at the path in KUBEPKI_VECTORS, and at
/// ../shared/vectors beside the checkout. A test that needs them is skipped without them.
/// </summary>
internal static class Vectors
{
    /// <summary>Unpacks one folder of the archive into <paramref name="scratch"/> and returns its files, or skips the test.</summary>
    public static IReadOnlyList<string> Unpack(Scratch scratch, string folder)
    {
        var archive = VectorsArchive.Find();
        Assert.SkipWhen(
            archive is null,
            "vectors.tar.xz is not there: name it in KUBEPKI_VECTORS, or put it into ../shared/vectors beside the checkout");
        using var tar = Start("tar", "-xJf", archive, "-C", scratch.Path, $"./{folder}");
        Assert.SkipWhen(tar is null, "there is no tar program to unpack vectors.tar.xz");
        tar.WaitForExit();
        Assert.SkipWhen(tar.ExitCode != 0, $"tar cannot unpack {archive}; it needs xz");
        return [.. Directory.EnumerateFiles($"{scratch.Path}/{folder}").Order(StringComparer.Ordinal)];
    }

    private static Process? Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
