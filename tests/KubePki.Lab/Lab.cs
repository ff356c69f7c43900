using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace KubePki.Lab;

/// <summary>
/// A real control plane, brought up and removed by its owner (<see cref="OneNode"/>, <see cref="FleetLab"/>). Labs of killed test runs are
/// removed before the first new one comes up.
/// </summary>
internal sealed class Lab : IDisposable
{
    private static readonly TimeSpan UpLimit = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Finished> OrphansGone = new(DownOrphans);

    private Lab(string name) => Name = name;

    /// <summary>Name of the lab: set KUBEPKI_LAB to it to inspect the lab by hand.</summary>
    public string Name { get; }

    /// <summary>The node's process 1, in this machine's PID namespace.</summary>
    public int NodeProcess => ProcessOf();

    /// <summary>The process that holds the LAN: the network of a client beside the nodes.</summary>
    public int LanProcess => ProcessOf("lan");

    /// <summary>The process that holds a node (default: the first node), in this machine's PID namespace.</summary>
    public int ProcessOf(string? node = null)
        => int.Parse(Command(Name, CommandLimit, ["pid", .. node is null ? Array.Empty<string>() : ["--name", node]]).Succeeded().Output);

    /// <summary>Removes the labs of killed test runs, once per process.</summary>
    public static void OrphansAreGone() => _ = OrphansGone.Value;

    /// <summary>Brings up a lab with node cp1.</summary>
    /// <param name="purpose">A word that distinguishes it from the other labs of this run.</param>
    /// <param name="options">Options of <c>lab up</c>.</param>
    public static Lab Up(string purpose, params string[] options)
    {
        OrphansAreGone();
        var lab = new Lab(NameFor(purpose));
        lab.UpCommand(options).Succeeded();
        return lab;
    }

    /// <summary>A lab that does not exist yet.</summary>
    public static Lab Named(string purpose) => new(NameFor(purpose));

    /// <summary><c>lab up</c> with this process as the owner.</summary>
    public Finished UpCommand(params string[] options) => Command(Name, UpLimit, ["up", "--owner", Owner, .. options]);

    /// <summary><c>lab up</c> in its own process, for tests that interrupt it.</summary>
    /// <param name="owner">The process that owns the lab.</param>
    public Process StartUp(int owner) => Finished.Start(Name, Script(), "up", "--owner", owner.ToString());

    /// <summary><c>lab down --orphans</c>: removes every lab whose owner has ended.</summary>
    public static Finished DownOrphans() => Command("test", CommandLimit, "down", "--orphans").Succeeded();

    /// <summary><c>lab down</c>; fails the test when it fails.</summary>
    public void Down() => Command(Name, CommandLimit, "down").Succeeded();

    /// <summary>Runs a command on the node, in all its namespaces.</summary>
    public Finished Run(params string[] command) => Command(Name, UpLimit, ["exec", "--", .. command]);

    /// <summary>Runs a command on the node of this name; <c>operator</c> is the machine from which several nodes are reached.</summary>
    public Finished RunOn(string node, params string[] command) => Command(Name, UpLimit, ["exec", "--name", node, "--", .. command]);

    /// <summary>Starts a command on a node and does not wait for it.</summary>
    public Process StartOn(string node, params string[] command)
        => Finished.Start(Name, Script(), ["exec", "--name", node, "--", .. command]);

    /// <summary>Cuts a node's power.</summary>
    public void Off(string node) => Command(Name, CommandLimit, "off", "--name", node).Succeeded();

    /// <summary>Switches a node on again.</summary>
    public void On(string node) => Command(Name, UpLimit, "on", "--name", node).Succeeded();

    /// <summary>Waits for the control plane to become ready. Returns whether it did.</summary>
    public bool IsReady() => Command(Name, CommandLimit + CommandLimit, "ready").Code == 0;

    /// <summary>Makes the certificates expire.</summary>
    public void Expire(bool whileOff)
        => Command(Name, UpLimit, ["expire", .. whileOff ? ["--while-off"] : Array.Empty<string>()]).Succeeded();

    /// <summary>
    /// Restarts the kubelet to reset its backoff. The kubelet counts how often a container ended, and waits longer before each restart (10,
    /// 20 … 300 s). Tests that restart a component several times within minutes avoid that wait.
    /// </summary>
    public void ForgetBackOff() => Run("lab-service", "restart", "kubelet").Succeeded();

    /// <summary>Adds a systemctl to the node, as <c>lab up --systemctl</c> does, or removes it; a reboot removes it too.</summary>
    public void HasSystemctl(bool has)
        => Run("sh", "-c", has
            ? "mkdir -p /run/systemd/system && ln -sf /run/lab/repository/tests/KubePki.Lab/lab/node/systemctl /run/lab/bin/systemctl"
            : "rm -rf /run/systemd/system /run/lab/bin/systemctl").Succeeded();

    /// <summary>Runs kubectl with the administrator's credentials.</summary>
    public Finished Kubectl(params string[] arguments) => Command(Name, CommandLimit, ["kubectl", .. arguments]);

    /// <summary>The path of a node's file on this machine.</summary>
    public string File(string path) => $"/proc/{NodeProcess}/root{path}";

    /// <summary>Starts polling the node's API server from the LAN, as the administrator.</summary>
    public AvailabilityProbe Probe() => AvailabilityProbe.Start(ProbeTarget.FromKubeconfig(File("/etc/kubernetes/admin.conf")), LanProcess);

    public void Dispose() => Down();

    private static string Owner => Environment.ProcessId.ToString();

    private static string NameFor(string purpose) => $"test-{purpose}-{Environment.ProcessId}";

    private static Finished Command(string lab, TimeSpan limit, params string[] arguments) => Finished.Run(lab, limit, Script(), arguments);

    // A deterministic build replaces the source path, so the checkout is also searched for from the directory of the tests.
    private static string Script([CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(System.IO.File.Exists(source)
            ? source
            : AppContext.BaseDirectory); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "kubepki.slnx")))
            {
                return Path.Combine(folder, "lab");
            }
        }

        throw new InvalidOperationException("the checkout with the script `lab` is not above the test binary");
    }
}
