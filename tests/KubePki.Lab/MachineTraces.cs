namespace KubePki.Lab;

/// <summary>
/// Everything that a lab could leave on the machine, as lines of text. The traces before the lab comes up and after it went down must be
/// the same. Traces of other programs are ignored.
/// </summary>
internal static class MachineTraces
{
    private static readonly string[] NodePaths =
    [
        "/etc/kubernetes", "/etc/cni", "/etc/containerd/config.toml", "/etc/kubeadm.yaml", "/var/lib/etcd", "/var/lib/kubelet",
        "/var/lib/kubepki",
        "/var/log/pods", "/var/log/containers", "/usr/libexec/kubernetes", "/run/netns/cp1", "/root/.kube/config",
    ];

    private static readonly string[] Tunables =
    [
        "net/ipv4/ip_forward", "vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops",
        "kernel/keys/root_maxkeys",
        "kernel/keys/root_maxbytes", "kernel/hostname",
    ];

    /// <param name="lab">The lab whose traces are listed; those of other labs are not.</param>
    public static IReadOnlyList<string> Of(string lab) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(IsOfANode).Select(line => $"mount {line.Split(' ')[4]}"),
        .. new[] { "lan0", "cp1" }.Where(name => Path.Exists($"/sys/class/net/{name}")).Select(name => $"interface {name}"),
        .. NodePaths.Select(path => $"{path} {(Path.Exists(path) ? $"of {File.GetLastWriteTimeUtc(path):O}" : "absent")}"),
        .. Tunables.Select(name => $"{name} = {File.ReadAllText($"/proc/sys/{name}").Trim()}"),
        .. Groups(lab).Select(path => $"control group {path}"),
        .. Processes(lab).Select(id => $"process {id}"),
        .. Directory.Exists($"/var/tmp/kubepki-lab/{lab}") ? [$"folder of {lab}"] : Array.Empty<string>(),
    ];

    /// <summary>The processes of a lab, by control group, without zombies that the machine's process 1 has not reaped.</summary>
    public static IReadOnlyList<int> Processes(string lab) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && GroupsOf(id).Contains($"/kubepki-lab/{lab}/", StringComparison.Ordinal)),
    ];

    /// <summary>The processes of one node of a lab, without those of its containers.</summary>
    public static IReadOnlyList<int> Processes(string lab, string node)
        =>
        [
            .. Processes(lab)
                .Where(id => GroupsOf(id).Split('\n').Any(line => line.EndsWith($":/kubepki-lab/{lab}/{node}", StringComparison.Ordinal))),
        ];

    private static bool IsOfANode(string mount)
        => mount.Contains("kubepki-lab", StringComparison.Ordinal) || NodePaths.Contains(mount.Split(' ')[4]);

    private static string GroupsOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal)
                ? ""
                : File.ReadAllText($"/proc/{process}/cgroup");
        }
        catch (IOException)
        {
            // The process ended during the read.
            return "";
        }
    }

    private static IEnumerable<string> Groups(string lab)
        => Directory.GetDirectories("/sys/fs/cgroup").Select(hierarchy => $"{hierarchy}/kubepki-lab/{lab}").Where(Directory.Exists);
}
