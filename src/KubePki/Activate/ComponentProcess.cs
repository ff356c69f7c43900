using System.Globalization;

namespace KubePki.Activate;

/// <summary>A running process of a component, according to the kernel.</summary>
/// <param name="Id">Its process id on this machine.</param>
/// <param name="StartedAt">When it started, to a hundredth of a second.</param>
internal sealed record ComponentProcess(int Id, DateTimeOffset StartedAt)
{
    /// <summary>Clock ticks a second in /proc/PID/stat; 100 on every architecture Kubernetes runs on (proc(5), USER_HZ).</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Index of the start time among the fields after the command in parentheses (proc(5): field 22).</summary>
    private const int StartTimeField = 19;

    /// <summary>
    /// The newest process of a component in this process's network namespace, or null. Static pods and the kubelet share the node's
    /// network; another node on the same machine (a container, a namespace) does not. Any user can start a program under a component's
    /// name: <see cref="ProcessTrust"/> decides which processes count.
    /// </summary>
    /// <exception cref="IOException">The processes of this machine cannot be listed.</exception>
    public static ComponentProcess? Find(string component, TimeProvider clock)
    {
        var network = LinkOf("self");
        return Directory.EnumerateDirectories("/proc")
            .Select(path => Path.GetFileName(path)!)
            .Where(name => char.IsAsciiDigit(name[0]) && NameOf(name) == component && LinkOf(name) == network)
            .Where(name => ProcessTrust.Of(Text, name))
            .Select(name => Read(name, clock))
            .OfType<ComponentProcess>()
            .MaxBy(process => process.StartedAt);
    }

    private static ComponentProcess? Read(string id, TimeProvider clock)
    {
        var stat = Text($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var uptime = Text("/proc/uptime").Split(' ')[0];
        return fields.Length > StartTimeField
            && long.TryParse(fields[StartTimeField], CultureInfo.InvariantCulture, out var ticks)
            && double.TryParse(uptime, CultureInfo.InvariantCulture, out var seconds)
            ? new ComponentProcess(
                int.Parse(id, CultureInfo.InvariantCulture),
                clock.GetUtcNow() - TimeSpan.FromSeconds(seconds - ((double)ticks / TicksPerSecond)))
            : null;
    }

    private static string NameOf(string id) => Path.GetFileName(Text($"/proc/{id}/cmdline").Split('\0')[0]);

    private static string? LinkOf(string id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/ns/net").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Empty if the process has ended in the meantime.</summary>
    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
