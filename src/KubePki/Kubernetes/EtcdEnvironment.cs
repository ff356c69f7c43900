using System.Text;

namespace KubePki.Kubernetes;

/// <summary>
/// The settings of an etcd that runs under systemd: an environment file in which <c>ETCD_CERT_FILE</c> means <c>--cert-file</c> (etcd
/// documentation, "Configuration options"). <c>ETCDCTL_CERT</c> and <c>ETCDCTL_KEY</c> of the same file are the pair for manual calls.
/// </summary>
internal static class EtcdEnvironment
{
    private const string Member = "ETCD_";
    private const string Client = "ETCDCTL_";

    /// <summary>The settings as flags of a component of that name; null for a file that names no certificate.</summary>
    public static StaticPod? Read(ReadOnlySpan<byte> content, string component)
    {
        List<string> flags = [.. Encoding.UTF8.GetString(content).Split('\n').Select(Flag).OfType<string>()];
        var etcd = new StaticPod(component, "", [component, .. flags]);
        return etcd.Flag("cert-file") is null ? null : etcd;
    }

    private static string? Flag(string line)
    {
        var text = line.Trim();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || text[0] == '#')
        {
            return null;
        }

        var (name, value) = (text[..equals].TrimEnd(), text[(equals + 1)..].Trim().Trim('"', '\''));
        return name.StartsWith(Member, StringComparison.Ordinal) ? $"--{Dashed(name[Member.Length..])}={value}"
            : name.StartsWith(Client, StringComparison.Ordinal) ? $"--{Dashed(name)}={value}"
            : null;
    }

    private static string Dashed(string name) => name.Replace('_', '-').ToLowerInvariant();
}
