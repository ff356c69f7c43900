namespace KubePki.Faults.Kit;

/// <summary>The published binary, at the path in KUBEPKI_BINARY.</summary>
internal static class Kubepki
{
    public static string Path { get; } = Find();

    /// <summary>Runs a command on the node in a directory.</summary>
    public static Ended Run(string root, params IReadOnlyList<string> arguments) => Programs.Run(Path, On(root, arguments));

    /// <summary>The arguments with <c>--root</c>.</summary>
    public static IReadOnlyList<string> On(string root, IReadOnlyList<string> arguments) => [.. arguments, "--root", root];

    private static string Find()
    {
        var binary = Environment.GetEnvironmentVariable("KUBEPKI_BINARY");
        return !string.IsNullOrEmpty(binary) && File.Exists(binary)
            ? System.IO.Path.GetFullPath(binary)
            : throw new InvalidOperationException(
                $"KUBEPKI_BINARY has to name the published kubepki (it is '{binary}'): see tests/KubePki.Faults/README.md");
    }
}
