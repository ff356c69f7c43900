namespace KubePki.Lab;

/// <summary>
/// Everything a lab could leave on the machine, as lines of text: taken before it comes up and after it went down, the two
/// must be the same.
/// </summary>
internal static class MachineTraces
{
    private static readonly string[] NodeDirectories =
    [
        "/etc/kubernetes", "/etc/cni", "/etc/containerd/config.toml", "/etc/kubeadm.yaml", "/var/lib/etcd", "/var/lib/kubelet", "/var/lib/kubepki",
        "/var/lib/containerd", "/var/lib/cni", "/var/log/pods", "/var/log/containers", "/opt/cni", "/opt/containerd", "/run/containerd",
        "/usr/libexec/kubernetes", "/run/netns", "/root/.kube/config",
    ];

    private static readonly string[] Tunables =
    [
        "net/ipv4/ip_forward", "vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops", "kernel/keys/root_maxkeys",
        "kernel/keys/root_maxbytes", "kernel/hostname",
    ];

    /// <param name="lab">The lab whose traces are looked for; those of others, which may come and go meanwhile, are not.</param>
    public static IReadOnlyList<string> Of(string lab) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Select(line => $"mount {line.Split(' ')[4]}"),
        .. Directory.GetFileSystemEntries("/sys/class/net").Select(entry => $"interface {Path.GetFileName(entry)}"),
        .. NodeDirectories.Select(path => $"{path} {(Path.Exists(path) ? $"of {File.GetLastWriteTimeUtc(path):O}" : "absent")}"),
        .. Tunables.Select(name => $"{name} = {File.ReadAllText($"/proc/sys/{name}").Trim()}"),
        .. Groups(lab).Select(path => $"control group {path}"),
        .. Processes(lab).Select(id => $"process {id}"),
        .. Directory.Exists($"/var/tmp/kubepki-lab/{lab}") ? [$"folder of {lab}"] : Array.Empty<string>(),
    ];

    /// <summary>The processes of a lab, by the control group they are in.</summary>
    public static IReadOnlyList<int> Processes(string lab) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && GroupsOf(id).Contains($"/kubepki-lab/{lab}/", StringComparison.Ordinal)),
    ];

    private static string GroupsOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cgroup");
        }
        catch (IOException)
        {
            // It ended while we looked.
            return "";
        }
    }

    private static IEnumerable<string> Groups(string lab)
        => Directory.GetDirectories("/sys/fs/cgroup").Select(hierarchy => $"{hierarchy}/kubepki-lab/{lab}").Where(Directory.Exists);
}
