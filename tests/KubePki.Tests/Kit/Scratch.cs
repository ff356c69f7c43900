namespace KubePki.Tests.Kit;

/// <summary>A test's own temporary directory, removed afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>On the disk of temporary files, or on a tmpfs with <paramref name="inMemory"/>, where fsync(2) is fast.</summary>
    public Scratch(bool inMemory = false)
    {
        var name = $"kubepki-test-{Guid.NewGuid():N}";
        Path = inMemory && Directory.Exists(Memory) ? $"{Memory}/{name}" : System.IO.Path.Combine(System.IO.Path.GetTempPath(), name);
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    /// <summary>Writes a file, creating its directory; returns its path.</summary>
    public string Write(string relative, byte[] content)
    {
        var path = $"{Path}/{relative}";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
