using System.Security.Cryptography;
using KubePki.Files;

namespace KubePki.Tests.Kit;

/// <summary>Snapshots of a directory tree, for comparison.</summary>
internal static class Snapshot
{
    /// <summary>
    /// Every entry below <paramref name="directory"/> except those under <paramref name="except"/>: kind, mode, owner, attributes, and
    /// content or target.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(string directory, string? except = null)
        => Directory.EnumerateFileSystemEntries(
            directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(path => path[directory.Length..])
            .Where(path => except is null || (path != except && !path.StartsWith(except + "/", StringComparison.Ordinal)))
            .ToDictionary(path => path, path => Describe(directory + path), StringComparer.Ordinal);

    /// <summary>The entries that differ.</summary>
    public static IReadOnlyList<string> Differences(
        this IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
        =>
        [
            .. before.Keys.Union(after.Keys).Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Order(StringComparer.Ordinal),
        ];

    private static string Describe(string path)
    {
        var facts = Posix.Facts(path, out _)!;
        var content = facts.Kind switch
        {
            FileKind.Regular => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))),
            FileKind.Link => new FileInfo(path).LinkTarget,
            _ => "",
        };
        var attributes = string.Join(
            ' ',
            Libc.AttributesOf(path).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={Convert.ToHexString(a.Value)}"));
        return $"{facts.Kind} {Convert.ToString((int)facts.Mode, 8)} {facts.Owner}:{facts.Group} {attributes} {content}";
    }
}
