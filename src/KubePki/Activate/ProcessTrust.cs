using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Files;

namespace KubePki.Activate;

/// <summary>
/// Whether a process may be a component of this node. An ordinary user can give a process any name, and would make kubepki take it for a
/// component that was restarted already. What counts is what a user cannot choose: as whom it runs, and in which control group.
/// </summary>
internal static partial class ProcessTrust
{
    /// <summary>Accounts that kubeadm makes for components that do not run as root: kubeadm-kas, kubeadm-etcd … (RootlessControlPlane, 1.22).</summary>
    private const string Rootless = "kubeadm-";

    /// <summary>Part of the path of every control group in which a kubelet starts pods, for both of its drivers.</summary>
    private const string PodGroup = "kubepods";

    /// <summary>Where systemd lets users make control groups of their own, with names of their own.</summary>
    private const string UserGroup = "/user.slice";

    /// <summary>
    /// Whether all user ids of a process are root's, the acting user's, or those of an account that kubeadm made; a program with the setuid
    /// bit has the id of whoever started it among them. A process in the control group of a static pod may have any id: the manifest
    /// chooses it. One in the group of another pod is no component, also as root: pods of the cluster may be given the node's network.
    /// </summary>
    /// <param name="read">Reads a file; empty where there is none.</param>
    /// <param name="process">The process id.</param>
    internal static bool Of(Func<string, string> read, string process)
    {
        var users = Users(read($"/proc/{process}/status"));
        if (users.Count == 0)
        {
            return false;
        }

        string[] groups = [
            .. read($"/proc/{process}/cgroup").Split('\n')
            .Where(line => line.Contains(PodGroup, StringComparison.Ordinal) || line.Contains(UserGroup, StringComparison.Ordinal))];
        var isUsers = groups.Any(line => line.Contains(UserGroup, StringComparison.Ordinal));
        return groups.Length > 0 && !isUsers ? groups.All(IsOfStaticPod)
            : users.All(u => u == 0 || u == Posix.EffectiveUser) || users.All(Accounts(read("/etc/passwd")).Contains);
    }

    /// <summary>Real, effective, saved and file system user of <c>/proc/PID/status</c> (proc(5)).</summary>
    private static IReadOnlyList<uint> Users(string status)
        => status.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal)) is { } line
            ? [.. line[4..].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(id => uint.Parse(id, CultureInfo.InvariantCulture))]
            : [];

    /// <summary>
    /// Whether a control group is that of a static pod. Its name has the pod's UID: of a static pod the MD5 of its manifest, 32 digits
    /// without dashes (kubelet, config.applyDefaults); of every other pod a UUID that the API server chose. The first such name counts:
    /// below its own group a pod may be able to make others.
    /// </summary>
    private static bool IsOfStaticPod(string group)
        => PodUid().Match(group, group.IndexOf(PodGroup, StringComparison.Ordinal)) is { Success: true } match
            && StaticUid().IsMatch(match.Groups[1].ValueSpan);

    private static IEnumerable<uint> Accounts(string passwd) => passwd.Split('\n')
        .Where(line => line.StartsWith(Rootless, StringComparison.Ordinal))
        .Select(
            line
                => line.Split(':') is [_, _, var id, ..] && uint.TryParse(id, CultureInfo.InvariantCulture, out var user) ? user
                    : (uint?)null)
        .OfType<uint>();

    [GeneratedRegex(@"[/-]pod([^/.\s]+)")]
    private static partial Regex PodUid();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex StaticUid();
}
