using System.Globalization;
using System.Text;

namespace KubePki.Files;

/// <summary>The home directories of a node's users: root's, those in /etc/passwd, and those below <c>/home</c>.</summary>
internal static class HomeDirectories
{
    /// <summary>The directory of kubeconfigs in a home directory.</summary>
    internal const string Kubeconfigs = ".kube";

    /// <summary>The path of the kubeconfig, relative to a home directory.</summary>
    internal const string Kubeconfig = $"/{Kubeconfigs}/config";

    /// <summary>The group for a user who is not in passwd: by convention, nobody's.</summary>
    internal const uint NoGroup = 65534;

    /// <summary>The paths on the node, each once.</summary>
    internal static IEnumerable<string> Of(NodeRoot root)
        => People(root).Where(fields => fields[5].StartsWith('/') && !fields[5].Contains('\0')).Select(fields => Plain(fields[5]))
            .Prepend("/root")
            .Concat(root.Names("/home").Select(name => $"/home/{name}"))
            .Where(home => home.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Normalizes a path: removes <c>//</c>, <c>/./</c> (with which FTP servers mark the chroot directory) and <c>/../</c>, so that each
    /// place has only one path.
    /// </summary>
    private static string Plain(string home)
        => Path.GetFullPath(home).TrimStart('/') is { Length: > 0 } path ? $"/{path.TrimEnd('/')}" : "";

    /// <summary>The primary group of each user of the node.</summary>
    internal static IReadOnlyDictionary<uint, uint> Groups(NodeRoot root)
    {
        var groups = new Dictionary<uint, uint>();
        foreach (var fields in People(root))
        {
            if (uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var user)
                && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out var group))
            {
                groups.TryAdd(user, group);
            }
        }

        return groups;
    }

    private static IEnumerable<string[]> People(NodeRoot root)
        => root.Read("/etc/passwd") is { Succeeded: true } passwd
            ? Encoding.UTF8.GetString(passwd.Value!.Content).Split('\n').Select(line => line.Split(':')).Where(fields => fields.Length >= 7)
            : [];
}
