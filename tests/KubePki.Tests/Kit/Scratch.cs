namespace KubePki.Tests.Kit;

/// <summary>A directory of a test's own that is gone after it.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kubepki-test-").FullName;

    /// <summary>Writes a file, making its directory; returns where it is.</summary>
    public string Write(string relative, byte[] content)
    {
        var path = $"{Path}/{relative}";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
