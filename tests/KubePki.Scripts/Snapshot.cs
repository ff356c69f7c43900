using System.Security.Cryptography;

namespace KubePki.Scripts;

/// <summary>A file or tree at one time: content, mode, owner and link target of every entry. Times are excluded.</summary>
internal sealed record Snapshot(IReadOnlyDictionary<string, string> Entries)
{
    /// <summary>Uses find(1), because .NET does not report the owner. Only regular files are opened: a FIFO would block.</summary>
    public static Snapshot Of(string path, string folder) => new(Bash
        .Run(@"find ""$LOOK_AT"" -printf '%y\t%p\t%M %U:%G %l\n'", folder, new() { ["LOOK_AT"] = path, ["PATH"] = Bash.SystemPath })
        .Output
        .Select(line => line.Split('\t', 3))
        .ToDictionary(
            parts => parts[1],
            parts => parts[0] == "f" ? $"{parts[2]}{Hash(System.IO.Path.Combine(folder, parts[1]))}" : parts[2],
            StringComparer.Ordinal));

    /// <summary>The differences, one per line; empty if there are none.</summary>
    public IEnumerable<string> DifferencesTo(Snapshot later) => Entries.Keys.Union(later.Entries.Keys).Order(StringComparer.Ordinal)
        .Where(path => Entries.GetValueOrDefault(path) != later.Entries.GetValueOrDefault(path))
        .Select(path => !later.Entries.ContainsKey(path) ? $"{path} is gone"
            : !Entries.ContainsKey(path) ? $"{path} is new"
            : $"{path} was {Entries[path]} and is {later.Entries[path]}");

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
