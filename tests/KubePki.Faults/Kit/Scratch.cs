namespace KubePki.Faults.Kit;

/// <summary>A test's own temporary directory, removed afterwards; on a tmpfs if there is one, where fsync(2) is fast.</summary>
internal sealed class Scratch : IDisposable
{
    private const string Memory = "/dev/shm";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="everybodyEnters">True if ordinary users can reach the entries of the directory.</param>
    public Scratch(bool everybodyEnters = false)
    {
        Path = System.IO.Path.Combine(
            Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(), $"kubepki-faults-{Guid.NewGuid():N}");
        Directory.CreateDirectory(
            Path, Private | (everybodyEnters ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None));
    }

    public string Path { get; }

    /// <summary>Copies a tree into the directory and keeps all attributes except the times.</summary>
    public string CopyOf(string tree, string? name = null)
    {
        var copy = $"{Path}/{name ?? $"{Guid.NewGuid():N}"}";
        Programs.Run("cp", "-a", tree, copy).Expect();
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
