using System.Globalization;
using KubePki.Files;

namespace KubePki.Activate;

/// <summary>
/// Whether a process may be a component of this node. An ordinary user can give a process any name, and would make kubepki take it for a
/// component that was restarted already. What counts is what a user cannot choose: as whom it runs, and in which control group.
/// </summary>
internal static class ProcessTrust
{
    /// <summary>Accounts that kubeadm makes for components that do not run as root: kubeadm-kas, kubeadm-etcd … (RootlessControlPlane, 1.22).</summary>
    private const string Rootless = "kubeadm-";

    /// <summary>Part of the path of every control group in which a kubelet starts pods, for both of its drivers.</summary>
    private const string PodGroup = "kubepods";

    /// <summary>Where systemd lets users make control groups of their own, with names of their own.</summary>
    private const string UserGroup = "/user.slice";

    /// <summary>
    /// Whether all user ids of a process are root's, the acting user's, or those of an account that kubeadm made; a program with the setuid bit has
    /// the id of whoever started it among them. A process in the control group of a pod may have any id: the manifest chooses it.
    /// </summary>
    /// <param name="read">Reads a file; empty where there is none.</param>
    /// <param name="process">The process id.</param>
    internal static bool Of(Func<string, string> read, string process)
    {
        var users = Users(read($"/proc/{process}/status"));
        return users.Count > 0 && (users.All(u => u == 0 || u == Posix.EffectiveUser)
            || IsInPod(read($"/proc/{process}/cgroup"))
            || users.All(Accounts(read("/etc/passwd")).Contains));
    }

    /// <summary>Real, effective, saved and file system user of <c>/proc/PID/status</c> (proc(5)).</summary>
    private static IReadOnlyList<uint> Users(string status)
        => status.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal)) is { } line
            ? [.. line[4..].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(id => uint.Parse(id, CultureInfo.InvariantCulture))]
            : [];

    private static bool IsInPod(string groups) => groups.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } lines
        && lines.Any(l => l.Contains(PodGroup, StringComparison.Ordinal)) && !lines.Any(l => l.Contains(UserGroup, StringComparison.Ordinal));

    private static IEnumerable<uint> Accounts(string passwd) => passwd.Split('\n')
        .Where(line => line.StartsWith(Rootless, StringComparison.Ordinal))
        .Select(line => line.Split(':') is [_, _, var id, ..] && uint.TryParse(id, CultureInfo.InvariantCulture, out var user) ? user : (uint?)null)
        .OfType<uint>();
}
