using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Runtime;

/// <summary>The image of the test containers, built here without any registry.</summary>
internal static class WorkerImage
{
    public const string Name = "localhost/worker:1";

    /// <summary>Compiles the worker and writes a docker-archive with it; returns the archive's path.</summary>
    public static string Make(string folder)
    {
        var program = Path.Combine(folder, "worker");
        using (var compiler = Process.Start("cc", ["-static", "-O1", "-o", program, Path.Combine(AppContext.BaseDirectory, "worker.c")]))
        {
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }

        var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(
                TarEntryType.RegularFile, "worker")
            { DataStream = File.OpenRead(program), Mode = (UnixFileMode)0b111_101_101 });
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(layer.ToArray()));
        var config =
            $$$"""
            {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/worker"]},
             "rootfs":{"type":"layers","diff_ids":["sha256:{{{digest}}}"]}}
            """;
        var manifest = $$"""[{"Config":"config.json","RepoTags":["{{Name}}"],"Layers":["layer.tar"]}]""";
        var archive = Path.Combine(folder, "worker.tar");
        using var file = File.Create(archive);
        using var image = new TarWriter(file);
        Write(image, "layer.tar", layer.ToArray());
        Write(image, "config.json", Encoding.UTF8.GetBytes(config));
        Write(image, "manifest.json", Encoding.UTF8.GetBytes(manifest));
        return archive;
    }

    private static void Write(TarWriter tar, string name, byte[] content)
        => tar.WriteEntry(new PaxTarEntry(
            TarEntryType.RegularFile, name)
        { DataStream = new MemoryStream(content), Mode = (UnixFileMode)0b110_100_100 });
}
