using System.Runtime.CompilerServices;

namespace KubePki.Conformance;

/// <summary>
/// Paths of the compared programs: kubepki from <c>KUBEPKI_BINARY</c>, the peers from the cache that <c>peers/build</c> fills.
/// </summary>
internal static class Peers
{
    /// <summary>The published kubepki: the tests compare the binary that users get, not their own build.</summary>
    public static string KubePki => Environment.GetEnvironmentVariable("KUBEPKI_BINARY") switch
    {
        null or "" => throw new InvalidOperationException(
            "KUBEPKI_BINARY is not set: publish kubepki and put the path of the binary there (see tests/KubePki.Conformance/README.md)"),
        string path when !File.Exists(path) => throw new InvalidOperationException($"KUBEPKI_BINARY names {path}, which does not exist"),
        string path => Path.GetFullPath(path),
    };

    public static string Kubeadm => Built("kubeadm");

    public static string KubeApiServer => Built("kube-apiserver");

    public static string Kubelet => Built("kubelet");

    public static string GoVerify => Built("goverify");

    /// <summary>The same program with the newest Go.</summary>
    public static string NewestGoVerify => Built("goverify-1.26");

    /// <summary>The decisions of an API server of version 1.36, made by its library.</summary>
    public static string AuthenticationJudge => Built("authjudge-1.36");

    /// <summary>Skips the test if the distribution no longer has the library.</summary>
    public static void SkipWithoutJudge()
    {
        string why = Path.Combine(Cache(), "peers", "bin", "authjudge-1.36.why");
        Assert.SkipWhen(File.Exists(why), File.Exists(why) ? File.ReadAllText(why).Trim() : "");
    }

    /// <summary>The script that creates a node with kubeadm.</summary>
    public static string MakePki => Path.Combine(SourceFolder(), "peers", "make-pki");

    private static string Built(string name)
    {
        string path = Path.Combine(Cache(), "peers", "bin", name);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"{name} is not built: run tests/KubePki.Conformance/peers/build as root");
    }

    // The same rule as in peers/build.
    private static string Cache() =>
        Set("KUBEPKI_CACHE")
        ?? Path.Combine(
            Set("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "kubepki");

    private static string? Set(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    // A deterministic build replaces the source path, so the folder is also searched for from the directory of the tests.
    private static string SourceFolder([CallerFilePath] string file = "")
    {
        if (File.Exists(file))
        {
            return Path.GetDirectoryName(file)!;
        }

        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "peers", "make-pki")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the folder tests/KubePki.Conformance is not above the test binary");
    }
}
