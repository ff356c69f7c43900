using System.Diagnostics;

namespace KubePki.Conformance;

/// <summary>
/// etcd and kube-apiserver running on a node's files: exactly the commands of its static pod manifests, except for the
/// directories, which are below the node's root.
/// </summary>
internal sealed class ControlPlane : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);
    private readonly Node node;
    private readonly string address;
    private readonly PrivateNetwork network;
    private readonly (Process Process, string Log)[] running = [];

    public ControlPlane(Node node)
    {
        this.node = node;
        address = Command("kube-apiserver").Single(word => word.StartsWith("--advertise-address=", StringComparison.Ordinal)).Split('=')[1];
        network = new PrivateNetwork(address);
        try
        {
            running = [StartComponent("etcd", "etcd"), StartComponent("kube-apiserver", Peers.KubeApiServer)];
            WaitUntilReady();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs kubectl as the user of one of the node's kubeconfigs, which may name an endpoint that only exists in DNS.</summary>
    public Ended Kubectl(string kubeconfig, params string[] arguments) => network.Run(
    [
        "kubectl", "--kubeconfig", node.File(kubeconfig), "--server", $"https://{address}:6443", "--request-timeout", "10s",
        "--cache-dir", Path.Combine(node.Root, "kubectl-cache"), .. arguments,
    ]);

    /// <summary>Runs curl against the API server.</summary>
    public Ended Curl(string path, params string[] arguments)
        => network.Run(["curl", "--max-time", "10", .. arguments, $"https://{address}:6443{path}"]);

    /// <summary>A socket of the test that listens on a port of the node's loopback.</summary>
    public System.Net.Sockets.Socket Listen(int port) => network.Listen(port);

    /// <summary>Runs any program in the node's network.</summary>
    public Ended Run(params string[] command) => network.Run(command);

    /// <summary>Starts any program in the node's network, in the background; its output goes to <paramref name="log"/>.</summary>
    public Process Start(string log, params string[] command) => network.Start(log, command);

    /// <summary>Runs kubepki on the node itself: in its network, and with its /etc in place of this machine's.</summary>
    public Ended KubePki(params string[] arguments) => network.Run(
        [
            "unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc && shift && exec \"$@\"", "sh", Path.Combine(node.Root, "etc"),
            Peers.KubePki, .. arguments,
        ]);

    /// <summary>Stops one of the components.</summary>
    public void End(string component)
    {
        Process process = running.Single(one => Path.GetFileNameWithoutExtension(one.Log) == component).Process;
        process.Kill(entireProcessTree: true);
        process.WaitForExit(Limit);
    }

    /// <summary>The certificate that a port serves, as PEM.</summary>
    public string Served(int port)
    {
        // etcd requires a client certificate and closes the connection, but only after it has sent its own.
        string shown = network.Run("openssl", "s_client", "-connect", $"{address}:{port}", "-servername", node.Variant).Output;
        int begin = shown.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"port {port} shows no certificate\n{shown}");
        return shown[begin..];
    }

    public void Dispose()
    {
        network.Dispose();
        foreach ((Process process, _) in running)
        {
            process.WaitForExit(Limit);
            process.Dispose();
        }
    }

    private (Process Process, string Log) StartComponent(string component, string program)
    {
        string log = Path.Combine(node.Root, component + ".log");
        string[] command = [.. Command(component).Select(word => word
            .Replace("/etc/kubernetes/", node.Kubernetes + "/", StringComparison.Ordinal)
            .Replace("/var/lib/etcd", Path.Combine(node.Root, "var/lib/etcd"), StringComparison.Ordinal))];
        Assert.Equal(component, command[0]);
        return (network.Start(log, [program, .. command[1..]]), log);
    }

    private IEnumerable<string> Command(string component) => File.ReadLines(node.File($"manifests/{component}.yaml"))
        .SkipWhile(line => line != "  - command:").Skip(1)
        .TakeWhile(line => line.StartsWith("    - ", StringComparison.Ordinal))
        .Select(line => line[6..]);

    private void WaitUntilReady()
    {
        Stopwatch waited = Stopwatch.StartNew();
        Ended last;
        do
        {
            (Process process, string log) = running.FirstOrDefault(one => one.Process.HasExited);
            Assert.True(process is null, $"{log} ended:\n{Tail(log)}");
            last = Kubectl("admin.conf", "get", "--raw", "/readyz");
            if (last.ExitCode == 0)
            {
                return;
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(200));
        }
        while (waited.Elapsed < Limit);

        Assert.Fail($"not ready after {Limit.TotalSeconds:0} s\n{last}\n{string.Join('\n', running.Select(one => Tail(one.Log)))}");
    }

    private static string Tail(string? log) => log is null ? "" : $"--- {log}\n{string.Join('\n', File.ReadLines(log).TakeLast(25))}";
}
