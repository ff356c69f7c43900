using System.IO.Enumeration;
using System.Security.Cryptography;
using KubePki.Files;

namespace KubePki.Faults.Kit;

/// <summary>One entry of a tree: kind, mode, owner, and the hash of its content or the target of a link.</summary>
internal sealed record Entry(FileKind Kind, UnixFileMode Mode, uint Owner, uint Group, string Content)
{
    public override string ToString()
        => $"{Kind} {Convert.ToString((int)Mode, 8)} {Owner}:{Group} {Content[..Math.Min(12, Content.Length)]}";
}

/// <summary>A snapshot of a node's files, by the node's path. It excludes kubepki's own state and includes staged files.</summary>
internal sealed record Tree(IReadOnlyDictionary<string, Entry> Entries)
{
    private const string State = "/var/lib/kubepki";
    private const long LargestHashed = 64 * 1024 * 1024;

    /// <param name="but">A directory to exclude.</param>
    public static Tree Of(string root, string? but = null) => new(
        new FileSystemEnumerable<string>(
            root, (ref entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldRecursePredicate = (ref entry) => entry.ToFullPath() != root + but,
        }
        .Select(path => path[root.Length..])
        .Where(path => path != State && !path.StartsWith(State + "/", StringComparison.Ordinal) && path != "/var/lib" && path != but)
        .ToDictionary(path => path, path => Read(root + path), StringComparer.Ordinal));

    /// <summary>The differences, one per line.</summary>
    public IReadOnlyList<string> DifferencesTo(Tree later) => [.. Entries.Keys.Union(later.Entries.Keys).Order(StringComparer.Ordinal)
        .Where(path => Entries.GetValueOrDefault(path) != later.Entries.GetValueOrDefault(path))
        .Select(path => $"{path}: {Entries.GetValueOrDefault(path)} -> {later.Entries.GetValueOrDefault(path)}")];

    private static Entry Read(string path)
    {
        var facts = Posix.Facts(path, out _)!;
        return new Entry(facts.Kind, facts.Mode, facts.Owner, facts.Group, facts.Kind switch
        {
            FileKind.Regular when facts.Size > LargestHashed => $"{facts.Size} bytes",
            FileKind.Regular => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            FileKind.Link => new FileInfo(path).LinkTarget ?? "",
            _ => "",
        });
    }
}
