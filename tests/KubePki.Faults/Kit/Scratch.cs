namespace KubePki.Faults.Kit;

/// <summary>A directory of a test's own that is gone after it, in memory where there is one: making things durable costs nothing there.</summary>
internal sealed class Scratch : IDisposable
{
    private const string Memory = "/dev/shm";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="everybodyEnters">Whether an ordinary user gets to what lies in it.</param>
    public Scratch(bool everybodyEnters = false)
    {
        Path = System.IO.Path.Combine(Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(), $"kubepki-faults-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path, Private | (everybodyEnters ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None));
    }

    public string Path { get; }

    /// <summary>A copy of a tree inside, everything kept but the times.</summary>
    public string CopyOf(string tree, string? name = null)
    {
        var copy = $"{Path}/{name ?? $"{Guid.NewGuid():N}"}";
        Programs.Run("cp", "-a", tree, copy).Expect();
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
