namespace KubePki.Scripts;

/// <summary>A folder for PATH in which <c>kubepki</c> is the binary under test: the published file that users get.</summary>
internal sealed class Programs : IDisposable
{
    /// <summary>
    /// One copy for all scripts: an ordinary user may not be able to reach the checkout, and a file that was just written cannot be
    /// run while a process that was forked in the meantime still holds it open.
    /// </summary>
    private static readonly Lazy<string> Copy = new(() =>
    {
        var binary = Environment.GetEnvironmentVariable("KUBEPKI_BINARY");
        if (string.IsNullOrEmpty(binary) || !File.Exists(binary))
        {
            throw new InvalidOperationException(
                $"KUBEPKI_BINARY has to name the published kubepki (it is '{binary}'): see tests/KubePki.Scripts/README.md");
        }

        var folder = Directory.CreateTempSubdirectory("kubepki-binary-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        var copy = Path.Combine(folder, "kubepki");
        using (var install = System.Diagnostics.Process.Start("install", ["-m", "755", binary, copy]))
        {
            install.WaitForExit();
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return copy;
    });

    public Programs()
    {
        File.CreateSymbolicLink(Path.Combine(Folder, "kubepki"), Copy.Value);
        File.SetUnixFileMode(Folder, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kubepki-programs-").FullName;

    /// <summary>True if this machine has what a script needs: <c>root</c>, or a program of that name.</summary>
    public static bool Has(string need) => need == "root"
        ? Environment.IsPrivilegedProcess
        : Bash.SystemPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, need)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
