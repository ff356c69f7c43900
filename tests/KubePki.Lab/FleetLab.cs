using System.Text.Json;

namespace KubePki.Lab;

/// <summary>
/// Three control-plane nodes of one cluster behind a load balancer, and the operator's machine, from which kubepki reaches
/// them by ssh. One lab per test class, because the nodes take minutes to come up.
/// </summary>
internal sealed class FleetLab : IDisposable
{
    /// <summary>A renewal that is fast and served at once after its commit: for tests of the rollout, not of the certificates.</summary>
    public static readonly string[] Quick = ["renew", "etcd-server", "etcd-peer"];

    /// <summary>The nodes, in the order in which they joined.</summary>
    public static readonly IReadOnlyList<string> Nodes = ["m1", "m2", "m3"];

    private const string Etcdctl =
        "ETCDCTL_API=3 etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt --cert "
            + "/etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key";

    private static readonly (string Port,
        string File)[] Ports = [("6443", "apiserver.crt"), ("2379", "etcd/server.crt"), ("2380", "etcd/peer.crt")];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Brings the nodes up.</summary>
    /// <param name="purpose">A word that distinguishes this lab from the others of this run.</param>
    /// <param name="options">Further options of <c>lab up</c>.</param>
    public FleetLab(string purpose, params string[] options) => Lab = Lab.Up(purpose, ["--nodes", "3", .. options]);

    public Lab Lab { get; }

    private string Home => $"/var/tmp/kubepki-lab/{Lab.Name}/operator";

    /// <summary>The options that run a command on all nodes.</summary>
    private string[] OnAll => ["--nodes", string.Join(',', Nodes), "--ssh-config", $"{Home}/ssh_config"];

    /// <summary>Runs kubepki on the operator's machine, for all nodes.</summary>
    public Finished KubePki(params string[] arguments) => Lab.RunOn("operator", [KubePkiOnTheNode.Binary, .. arguments, .. OnAll]);

    /// <summary>Same as <see cref="KubePki(string[])"/>, with the JSON document.</summary>
    public (JsonElement Document, Finished Run) KubePkiJson(params string[] arguments)
    {
        var run = KubePki([.. arguments, "-o", "json"]);
        Assert.True(run.Output.Length > 0, run.ToString());
        using var document = JsonDocument.Parse(run.Output);
        return (document.RootElement.Clone(), run);
    }

    /// <summary>Starts kubepki for all nodes and reads its output.</summary>
    public RunningProgram Start(params string[] arguments)
        => new(Lab.StartOn("operator", [KubePkiOnTheNode.Binary, .. arguments, .. OnAll]));

    /// <summary>
    /// Starts kubepki for all nodes, and kills it with its child processes at the first line that matches a bash pattern. The kill happens
    /// on the operator's machine, because this process may be slower than the rollout. The last line is "killed" then.
    /// </summary>
    public RunningProgram StartAndKill(string line, params string[] arguments)
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

    /// <summary>Polls the API through the load balancer, as the administrator.</summary>
    public AvailabilityProbe Probe() => AvailabilityProbe.Start(ProbeTarget.FromKubeconfig($"{Home}/.kube/config"), Lab.LanProcess);

    /// <summary>The process IDs of the open ssh sessions on a node, in this machine's PID namespace.</summary>
    public IReadOnlyList<int> SshSessions(string node)
        =>
        [
            .. MachineTraces.Processes(Lab.Name, node)
                .Where(id => System.IO.File.ReadAllText($"/proc/{id}/cmdline").StartsWith("sshd: root", StringComparison.Ordinal)),
        ];

    /// <summary>
    /// Kills processes at once, by this machine's process IDs. Killing a node's process 1 (<see cref="Lab.ProcessOf"/>) ends all its
    /// namespaces.
    /// </summary>
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
                // The process ended together with an earlier one.
            }
        }
    }

    /// <summary>Copies admin.conf to the operator's machine, as an administrator does after a renewal.</summary>
    public void OperatorGetsNewCredentials()
        => System.IO.File.Copy(File("m1", "/etc/kubernetes/admin.conf"), $"{Home}/.kube/config", overwrite: true);

    /// <summary>Waits until every API server answers, every etcd member is healthy and every kubelet renews its lease.</summary>
    public void IsWell()
    {
        foreach (var node in Nodes)
        {
            Polling.Until(Limit, $"{node} is ready", () =>
                Lab.RunOn(
                    node, "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "--server", $"https://{Address(node)}:6443",
                    "--request-timeout", "3s", "get", "--raw", "/readyz").Output == "ok");
        }

        Polling.Until(Limit, "etcd is healthy", () => Lab.RunOn("m1", "sh", "-c", $"{Etcdctl} endpoint health --cluster").Code == 0);
        Assert.Equal(Nodes.Count, Members());
    }

    /// <summary>Waits until no request fails for ten seconds: on a busy machine three etcd members miss their deadlines.</summary>
    public void IsCalm()
        => Polling.Until(Limit, "ten seconds without a failed request", () =>
        {
            using var probe = Probe();
            Thread.Sleep(TimeSpan.FromSeconds(10));
            return probe.Stop().Failed == 0;
        });

    /// <summary>Waits until every kubelet has renewed its lease: the API server accepts it now.</summary>
    public void KubeletsTalk()
    {
        var before = Nodes.Select(Lease).ToList();
        Polling.Until(
            Limit, "every kubelet renews its lease",
            () => Nodes.Select(Lease).Zip(before).All(pair => pair.First.Length > 0 && pair.First != pair.Second));
    }

    /// <summary>A hash of every file of a node's control plane.</summary>
    public string Fingerprint(string node)
        => Lab.RunOn(node, "sh", "-c", "find /etc/kubernetes /root/.kube -type f -exec sha256sum {} + | sort").Succeeded().Output;

    /// <summary>The fingerprints of all nodes.</summary>
    public Dictionary<string, string> Fingerprints() => Nodes.ToDictionary(node => node, Fingerprint);

    /// <summary>The certificates that the ports of a node serve, according to openssl: port, and SHA-256 of the certificate.</summary>
    public Dictionary<string, string> Served(string node)
        => Ports.ToDictionary(
            p => p.Port,
            p => Lab.RunOn(
                node, "sh", "-c",
                $"openssl s_client -connect {Address(node)}:{p.Port} </dev/null 2>/dev/null"
                    + " | openssl x509 -noout -fingerprint -sha256").Output.Trim());

    /// <summary>Asserts that every port of every node serves the certificate of its file, according to openssl.</summary>
    public void AssertPortsServeTheFiles()
    {
        foreach (var node in Nodes)
        {
            var served = Served(node);
            foreach (var (port, file) in Ports)
            {
                var stored = Lab.RunOn(node, "openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", $"/etc/kubernetes/pki/{file}")
                    .Succeeded().Output.Trim();
                Assert.True(stored == served[port], $"{node}:{port} serves {served[port]}, and {file} is {stored}");
            }
        }
    }

    public void Dispose() => Lab.Dispose();

    private static string Address(string node) => $"10.200.0.1{node[1..]}";

    private int Members()
        => Lab.RunOn("m1", "sh", "-c", $"{Etcdctl} member list").Succeeded().Output.Split('\n')
            .Count(line => line.Contains("started", StringComparison.Ordinal));

    private string Lease(string node)
        => Lab.RunOn(
            "operator", "kubectl", "--kubeconfig", File(node, "/etc/kubernetes/admin.conf"), "--request-timeout", "3s", "-n",
            "kube-node-lease", "get", "lease", node, "-o", "jsonpath={.spec.renewTime}").Output;

    private string File(string node, string path) => $"/proc/{Lab.ProcessOf(node)}/root{path}";
}
