namespace KubePki.Scripts;

/// <summary>A folder for PATH in which <c>kubepki</c> is the binary under test: the published file that users get.</summary>
internal sealed class Programs : IDisposable
{
    public Programs()
    {
        var binary = Environment.GetEnvironmentVariable("KUBEPKI_BINARY");
        if (string.IsNullOrEmpty(binary) || !File.Exists(binary))
        {
            throw new InvalidOperationException(
                $"KUBEPKI_BINARY has to name the published kubepki (it is '{binary}'): see tests/KubePki.Scripts/README.md");
        }

        // A copy: an ordinary user may not get to where the checkout is.
        File.Copy(binary, Path.Combine(Folder, "kubepki"));
        File.SetUnixFileMode(Path.Combine(Folder, "kubepki"), (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(Folder, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kubepki-programs-").FullName;

    /// <summary>Whether this machine has what a script needs: <c>root</c>, or a program of that name.</summary>
    public static bool Has(string need) => need == "root"
        ? Environment.IsPrivilegedProcess
        : Bash.SystemPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, need)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
