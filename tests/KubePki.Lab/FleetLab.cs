using System.Text.Json;

namespace KubePki.Lab;

/// <summary>
/// Three control-plane nodes of one cluster behind a load balancer, and the operator's machine, from which kubepki reaches
/// them by ssh. For one test class, as they take minutes to come up.
/// </summary>
internal sealed class FleetLab : IDisposable
{
    /// <summary>What renews fast, and is served as soon as it is in place: for tests in which the roll matters, not the certificates.</summary>
    public static readonly string[] Quick = ["renew", "etcd-server", "etcd-peer"];

    /// <summary>The nodes, in the order they joined.</summary>
    public static readonly IReadOnlyList<string> Nodes = ["m1", "m2", "m3"];

    private const string Etcdctl = "ETCDCTL_API=3 etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key";

    private static readonly (string Port, string File)[] Ports = [("6443", "apiserver.crt"), ("2379", "etcd/server.crt"), ("2380", "etcd/peer.crt")];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Brings them up.</summary>
    /// <param name="purpose">A word to tell this lab from the others of this run.</param>
    /// <param name="options">Further options of <c>lab up</c>.</param>
    public FleetLab(string purpose, params string[] options) => Lab = Lab.Up(purpose, ["--nodes", "3", .. options]);

    public Lab Lab { get; }

    private string Home => $"/var/tmp/kubepki-lab/{Lab.Name}/operator";

    /// <summary>What follows a command line to let it run on all nodes.</summary>
    private string[] OnAll => ["--nodes", string.Join(',', Nodes), "--ssh-config", $"{Home}/ssh_config"];

    /// <summary>Runs kubepki on the operator's machine, over all nodes.</summary>
    public Finished KubePki(params string[] arguments) => Lab.RunOn("operator", [KubePkiOnTheNode.Binary, .. arguments, .. OnAll]);

    /// <summary>The same, with its document.</summary>
    public (JsonElement Document, Finished Run) KubePkiJson(params string[] arguments)
    {
        var run = KubePki([.. arguments, "-o", "json"]);
        Assert.True(run.Output.Length > 0, run.ToString());
        using var document = JsonDocument.Parse(run.Output);
        return (document.RootElement.Clone(), run);
    }

    /// <summary>Starts kubepki over all nodes and hears what it says.</summary>
    public Heard Start(params string[] arguments) => new(Lab.StartOn("operator", [KubePkiOnTheNode.Binary, .. arguments, .. OnAll]));

    /// <summary>
    /// Starts kubepki over all nodes and ends it, with everything it started, at the first line that is like a pattern of bash: on the
    /// operator's machine, as this process may be slower than the roll. The last line is "killed" then.
    /// </summary>
    public Heard StartAndKill(string line, params string[] arguments)
    {
        const string script = """
            mkfifo "$HOME/said" && pattern=$1 && shift
            setsid "$@" >"$HOME/said" 2>&1 &
            roll=$!
            while read -r line; do
                echo "$line"
                case $line in $pattern) kill -KILL -- "-$roll" && echo killed && break ;; esac
            done <"$HOME/said"
            rm "$HOME/said"
            """;
        return new(Lab.StartOn("operator", ["bash", "-c", script, "bash", line, KubePkiOnTheNode.Binary, .. arguments, .. OnAll]));
    }

    /// <summary>Asks the API through the load balancer, as the administrator.</summary>
    public AvailabilityProbe Probe() => AvailabilityProbe.Start(ProbeTarget.FromKubeconfig($"{Home}/.kube/config"), Lab.LanProcess);

    /// <summary>The ssh sessions that are open on a node, as this machine numbers their processes.</summary>
    public IReadOnlyList<int> SshSessions(string node)
        => [.. MachineTraces.Processes(Lab.Name, node).Where(id => System.IO.File.ReadAllText($"/proc/{id}/cmdline").StartsWith("sshd: root", StringComparison.Ordinal))];

    /// <summary>Ends processes at once, by the machine's numbers. With a node's process 1 (<see cref="Lab.ProcessOf"/>) go all its namespaces.</summary>
    public static void Kill(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It went with one that was ended before.
            }
        }
    }

    /// <summary>Copies admin.conf to the operator's machine, as an administrator does after a renewal.</summary>
    public void OperatorGetsNewCredentials() => System.IO.File.Copy(File("m1", "/etc/kubernetes/admin.conf"), $"{Home}/.kube/config", overwrite: true);

    /// <summary>Waits until every API server answers, every etcd member is healthy and every kubelet renews its lease.</summary>
    public void IsWell()
    {
        foreach (var node in Nodes)
        {
            Polling.Until(Limit, $"{node} is ready", () =>
                Lab.RunOn(node, "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "--server", $"https://{Address(node)}:6443", "--request-timeout", "3s", "get", "--raw", "/readyz").Output == "ok");
        }

        Polling.Until(Limit, "etcd is healthy", () => Lab.RunOn("m1", "sh", "-c", $"{Etcdctl} endpoint health --cluster").Code == 0);
        Assert.Equal(Nodes.Count, Members());
    }

    /// <summary>Waits until nobody loses a request for ten seconds: on a machine with much to do three etcd members cannot keep their promises.</summary>
    public void IsCalm()
        => Polling.Until(Limit, "ten seconds without a failed request", () =>
        {
            using var probe = Probe();
            Thread.Sleep(TimeSpan.FromSeconds(10));
            return probe.Stop().Failed == 0;
        });

    /// <summary>Waits until every kubelet has renewed its lease: it is let in by the API server now.</summary>
    public void KubeletsTalk()
    {
        var before = Nodes.Select(Lease).ToList();
        Polling.Until(Limit, "every kubelet renews its lease", () => Nodes.Select(Lease).Zip(before).All(pair => pair.First.Length > 0 && pair.First != pair.Second));
    }

    /// <summary>A hash of every file of a node's control plane.</summary>
    public string Fingerprint(string node)
        => Lab.RunOn(node, "sh", "-c", "find /etc/kubernetes /root/.kube -type f -exec sha256sum {} + | sort").Succeeded().Output;

    /// <summary>The fingerprints of all nodes.</summary>
    public Dictionary<string, string> Fingerprints() => Nodes.ToDictionary(node => node, Fingerprint);

    /// <summary>What the ports of a node serve, by openssl: port, and the certificate's SHA-256.</summary>
    public Dictionary<string, string> Served(string node)
        => Ports.ToDictionary(p => p.Port, p => Lab.RunOn(node, "sh", "-c", $"openssl s_client -connect {Address(node)}:{p.Port} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256").Output.Trim());

    /// <summary>Every port of every node serves the certificate that lies in its file, by openssl's word.</summary>
    public void AssertPortsServeTheFiles()
    {
        foreach (var node in Nodes)
        {
            var served = Served(node);
            foreach (var (port, file) in Ports)
            {
                var stored = Lab.RunOn(node, "openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", $"/etc/kubernetes/pki/{file}").Succeeded().Output.Trim();
                Assert.True(stored == served[port], $"{node}:{port} serves {served[port]}, and {file} is {stored}");
            }
        }
    }

    public void Dispose() => Lab.Dispose();

    private static string Address(string node) => $"10.200.0.1{node[1..]}";

    private int Members()
        => Lab.RunOn("m1", "sh", "-c", $"{Etcdctl} member list").Succeeded().Output.Split('\n').Count(line => line.Contains("started", StringComparison.Ordinal));

    private string Lease(string node)
        => Lab.RunOn("operator", "kubectl", "--kubeconfig", File(node, "/etc/kubernetes/admin.conf"), "--request-timeout", "3s", "-n", "kube-node-lease", "get", "lease", node, "-o", "jsonpath={.spec.renewTime}").Output;

    private string File(string node, string path) => $"/proc/{Lab.ProcessOf(node)}/root{path}";
}
