using System.Text;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>The flags of the kubelet's command line, and the files that set them.</summary>
/// <param name="Flags">Each flag with its effective value.</param>
/// <param name="Files">Every file that was read, in order.</param>
internal sealed record KubeletCommand(Dictionary<string, string> Flags, IReadOnlyList<string> Files)
{
    private const string Unit = "kubelet.service";

    /// <summary>
    /// systemd's unit directories; a file in an earlier directory hides files of the same name in later ones (systemd.unit(5)).
    /// </summary>
    private static readonly string[] UnitDirectories =
    [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
    ];

    /// <summary>
    /// Files in which kubeadm and distributions set the kubelet's flags, used if no unit file runs the kubelet; later files take
    /// precedence.
    /// </summary>
    private static readonly string[] FlagFiles =
    [
        "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
        "/var/lib/kubelet/kubeadm-flags.env",
        "/etc/default/kubelet",
        "/etc/sysconfig/kubelet",
    ];

    /// <summary>
    /// Reads the files as systemd does: the unit, all drop-ins in the order of their names, the environment files that they name.
    /// Unreadable files are reported to <paramref name="unreadable"/>.
    /// </summary>
    internal static KubeletCommand Read(NodeRoot root, Action<Problem?> unreadable)
    {
        var files = new List<string>();
        string Text(string path)
        {
            var read = root.Read(path);
            unreadable(read.Problem);
            files.Add(path);
            return Encoding.UTF8.GetString(read.Value?.Content ?? []);
        }

        var unit = UnitFiles(root, unreadable).Aggregate(new SystemdUnit(), (read, path) => read.Append(Text(path)));
        if (unit.Command([.. unit.EnvironmentFiles.Where(root.Exists).Select(Text)]) is { } words)
        {
            return new KubeletCommand(GoFlags.Read(words).ToDictionary(f => f.Key, f => f.Value[^1], StringComparer.Ordinal), files);
        }

        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        files.Clear();
        foreach (var (name, value) in FlagFiles.Where(root.Exists)
            .SelectMany(path => KubeletFlags.Read(Encoding.UTF8.GetBytes(Text(path)))))
        {
            flags[name] = value;
        }

        return new KubeletCommand(flags, files);
    }

    private static IEnumerable<string> UnitFiles(NodeRoot root, Action<Problem?> unreadable) =>
    [
        .. UnitDirectories.Select(directory => $"{directory}/{Unit}").Where(root.Exists).Take(1),
        .. UnitDirectories.Select(directory => $"{directory}/{Unit}.d")
            .SelectMany(directory => DropIns(root, directory, unreadable).Select(name => (Name: name, Path: $"{directory}/{name}")))
            .DistinctBy(file => file.Name)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => file.Path),
    ];

    private static IEnumerable<string> DropIns(NodeRoot root, string directory, Action<Problem?> unreadable)
    {
        var listed = root.List(directory);
        unreadable(listed.Problem);
        return (listed.Value ?? []).Where(name => name.EndsWith(".conf", StringComparison.Ordinal));
    }
}
