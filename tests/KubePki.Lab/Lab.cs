using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace KubePki.Lab;

/// <summary>
/// A real control plane, brought up and taken down by what owns it (<see cref="OneNode"/>, <see cref="FleetLab"/>). Labs of test runs that
/// were killed are taken away before the first new one comes up.
/// </summary>
internal sealed class Lab : IDisposable
{
    private static readonly TimeSpan UpLimit = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Finished> OrphansGone = new(DownOrphans);

    private Lab(string name) => Name = name;

    /// <summary>The lab's name: KUBEPKI_LAB for whoever wants to look at it by hand.</summary>
    public string Name { get; }

    /// <summary>The node's process 1, as this machine numbers it.</summary>
    public int NodeProcess => ProcessOf();

    /// <summary>The process that holds the LAN: the network of a client beside the nodes.</summary>
    public int LanProcess => ProcessOf("lan");

    /// <summary>The process that holds a node (the first one when no name is given), as this machine numbers it.</summary>
    public int ProcessOf(string? node = null)
        => int.Parse(Command(Name, CommandLimit, ["pid", .. node is null ? Array.Empty<string>() : ["--name", node]]).Succeeded().Output);

    /// <summary>Takes the labs of test runs away that were killed, once in this process.</summary>
    public static void OrphansAreGone() => _ = OrphansGone.Value;

    /// <summary>Brings up a lab with node cp1.</summary>
    /// <param name="purpose">A word to tell it from the other labs of this run.</param>
    /// <param name="options">Options of <c>lab up</c>.</param>
    public static Lab Up(string purpose, params string[] options)
    {
        OrphansAreGone();
        var lab = new Lab(NameFor(purpose));
        lab.UpCommand(options).Succeeded();
        return lab;
    }

    /// <summary>A lab that is not there yet.</summary>
    public static Lab Named(string purpose) => new(NameFor(purpose));

    /// <summary><c>lab up</c> with this process as the owner.</summary>
    public Finished UpCommand(params string[] options) => Command(Name, UpLimit, ["up", "--owner", Owner, .. options]);

    /// <summary><c>lab up</c> as a process of its own, for tests that do not let it finish.</summary>
    /// <param name="owner">The process whose lab it is.</param>
    public Process StartUp(int owner) => Finished.Start(Name, Script(), "up", "--owner", owner.ToString());

    /// <summary><c>lab down --orphans</c>: the labs of everyone who has ended.</summary>
    public static Finished DownOrphans() => Command("test", CommandLimit, "down", "--orphans").Succeeded();

    /// <summary><c>lab down</c>; fails the test when it fails.</summary>
    public void Down() => Command(Name, CommandLimit, "down").Succeeded();

    /// <summary>Runs a command on the node, in all its namespaces.</summary>
    public Finished Run(params string[] command) => Command(Name, UpLimit, ["exec", "--", .. command]);

    /// <summary>Runs a command on a node of this name; <c>operator</c> is the machine from which several nodes are reached.</summary>
    public Finished RunOn(string node, params string[] command) => Command(Name, UpLimit, ["exec", "--name", node, "--", .. command]);

    /// <summary>Starts a command on a node and does not wait for it.</summary>
    public Process StartOn(string node, params string[] command) => Finished.Start(Name, Script(), ["exec", "--name", node, "--", .. command]);

    /// <summary>Cuts a node's power.</summary>
    public void Off(string node) => Command(Name, CommandLimit, "off", "--name", node).Succeeded();

    /// <summary>Switches a node on that was switched off.</summary>
    public void On(string node) => Command(Name, UpLimit, "on", "--name", node).Succeeded();

    /// <summary>Waits until the control plane is ready; whether it got so.</summary>
    public bool IsReady() => Command(Name, CommandLimit + CommandLimit, "ready").Code == 0;

    /// <summary>Lets the certificates run out.</summary>
    public void Expire(bool whileOff) => Command(Name, UpLimit, ["expire", .. whileOff ? ["--while-off"] : Array.Empty<string>()]).Succeeded();

    /// <summary>
    /// Starts the kubelet anew. It remembers how often a container ended, and waits longer each time before it starts it again (10, 20 …
    /// 300 s); tests that restart a component several times within minutes do not want to wait for that.
    /// </summary>
    public void ForgetBackOff() => Run("lab-service", "restart", "kubelet").Succeeded();

    /// <summary>Gives the node a systemctl, as <c>lab up --systemctl</c> does, or takes it away; it goes with a reboot too.</summary>
    public void HasSystemctl(bool has)
        => Run("sh", "-c", has
            ? "mkdir -p /run/systemd/system && ln -sf /run/lab/repository/tests/KubePki.Lab/lab/node/systemctl /run/lab/bin/systemctl"
            : "rm -rf /run/systemd/system /run/lab/bin/systemctl").Succeeded();

    /// <summary>Runs kubectl with the administrator's credentials.</summary>
    public Finished Kubectl(params string[] arguments) => Command(Name, CommandLimit, ["kubectl", .. arguments]);

    /// <summary>The path by which this machine reaches a file of the node.</summary>
    public string File(string path) => $"/proc/{NodeProcess}/root{path}";

    /// <summary>Starts asking the node's API server whether it is there, from the LAN and as the administrator.</summary>
    public AvailabilityProbe Probe() => AvailabilityProbe.Start(ProbeTarget.FromKubeconfig(File("/etc/kubernetes/admin.conf")), LanProcess);

    public void Dispose() => Down();

    private static string Owner => Environment.ProcessId.ToString();

    private static string NameFor(string purpose) => $"test-{purpose}-{Environment.ProcessId}";

    private static Finished Command(string lab, TimeSpan limit, params string[] arguments) => Finished.Run(lab, limit, Script(), arguments);

    // A deterministic build replaces the source path, so the checkout is looked for from where the tests run as well.
    private static string Script([CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(System.IO.File.Exists(source) ? source : AppContext.BaseDirectory); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "kubepki.slnx")))
            {
                return Path.Combine(folder, "lab");
            }
        }

        throw new InvalidOperationException("the checkout with the script `lab` is not above the test binary");
    }
}
