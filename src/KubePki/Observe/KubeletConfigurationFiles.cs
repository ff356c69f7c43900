using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>The kubelet's configuration file, overridden by the drop-ins of <c>--config-dir</c>.</summary>
internal static class KubeletConfigurationFiles
{
    private const int MaximumDepth = 4;

    /// <summary>
    /// Reads every file of the directory whose name ends in .conf, in the order of their paths, after the configuration file. Null if there
    /// is no file, or if one cannot be read: then the kubelet does not start, and nothing is known about it. The reason is added to
    /// <paramref name="problems"/>.
    /// </summary>
    internal static KubeletConfiguration? Read(NodeRoot root, string path, string? directory, List<Problem> problems)
    {
        string[] files =
        [
            .. root.Exists(path) ? [path] : Array.Empty<string>(),
            .. directory is null ? [] : DropIns(root, directory.TrimEnd('/'), MaximumDepth),
        ];
        KubeletConfiguration? whole = null;
        var unreadable = false;
        foreach (var file in files)
        {
            var read = root.Read(file).Then(content => KubeletConfiguration.Read(content.Content, file));
            if (read.Succeeded)
            {
                problems.AddRange(read.Value.Problems);
                whole = whole?.With(read.Value) ?? read.Value;
            }
            else
            {
                problems.Add(read.Problem);
                unreadable = true;
            }
        }

        return unreadable ? null : whole;
    }

    private static IEnumerable<string> DropIns(NodeRoot root, string directory, int depth)
        => root.Names(directory).Order(StringComparer.Ordinal).Select(name => $"{directory}/{name}").SelectMany(path =>
            root.Facts(path)?.Kind == FileKind.Directory ? depth > 1 ? DropIns(root, path, depth - 1) : []
                : path.EndsWith(".conf", StringComparison.Ordinal) || root.IsUndecodable(path) ? [path] : Array.Empty<string>());
}
