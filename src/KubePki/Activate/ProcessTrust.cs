using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Files;

namespace KubePki.Activate;

/// <summary>
/// Decides whether a process may be a component of this node. An ordinary user can give a process any name. By name alone, kubepki would
/// take the process for a component that has already been restarted. The decision therefore rests on properties that a user cannot choose:
/// the user ids of the process and its control group.
/// </summary>
internal static partial class ProcessTrust
{
    /// <summary>
    /// Prefix of accounts that kubeadm creates for components that do not run as root: kubeadm-kas, kubeadm-etcd … (RootlessControlPlane,
    /// 1.22).
    /// </summary>
    private const string Rootless = "kubeadm-";

    /// <summary>Part of the path of every control group in which a kubelet starts pods, with either cgroup driver.</summary>
    private const string PodGroup = "kubepods";

    /// <summary>Where systemd lets users create control groups with names of their choice.</summary>
    private const string UserGroup = "/user.slice";

    /// <summary>
    /// Whether all user ids of a process are those of root, of the acting user, or of an account that kubeadm created. A program with the
    /// setuid bit also has the id of the user who started it. A process in the control group of a static pod may have any id: the manifest
    /// chooses it. A process in the group of another pod is not a component, even as root: pods of the cluster can use the network of the
    /// node.
    /// </summary>
    /// <param name="read">Reads a file; returns an empty string if it does not exist.</param>
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
    /// Whether a control group is that of a static pod. Its name contains the pod's UID. For a static pod the UID is the MD5 of its
    /// manifest, 32 digits without dashes (kubelet, config.applyDefaults); for every other pod it is a UUID chosen by the API server. The
    /// first such name in the path counts: a pod may be able to create groups below its own.
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
