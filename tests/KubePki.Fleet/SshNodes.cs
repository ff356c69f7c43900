using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KubePki.FleetTests;

/// <summary>
/// Nodes of a practice cluster, each behind its own sshd on a loopback port, with keys, known hosts and client
/// configuration in a private directory. The daemons are stopped by their process IDs.
/// </summary>
internal sealed class SshNodes : IDisposable
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private readonly List<Process> _daemons = [];
    private readonly OtherUser? _user;
    private readonly string _path;

    /// <summary>
    /// Creates the nodes; their certificates expire in five days. If <paramref name="user"/> is set, that user logs in instead of root. If
    /// kubepki is not installed on the nodes, each connection copies it, which takes most of the processor time of a test.
    /// </summary>
    public SshNodes(int count = 3, string age = "360d", Func<string, OtherUser>? user = null, bool isInstalled = true)
    {
        _path = isInstalled && user is null ? $"{Path.GetDirectoryName(Binary)}:{SystemPath}" : SystemPath;
        _user = user?.Invoke(Folder);
        Kept("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{Folder}/user");
        File.Copy($"{Folder}/user.pub", $"{Folder}/authorized");
        Kept(Binary, "sandbox", "create", $"{Folder}/cluster", "--nodes", count.ToString(), "--age", age, "--key-algorithm", "ecdsa-p256");
        Names = [.. Directory.GetDirectories($"{Folder}/cluster").Order(StringComparer.Ordinal).Select(d => Path.GetFileName(d)!)];
        Directory.CreateDirectory("/run/sshd");
        foreach (var name in Names)
        {
            Serve(name);
        }

        File.AppendAllText(
            $"{Folder}/config",
            $"Host *\n User {(_user is null ? "root" : OtherUser.Name)}\n IdentityFile {Folder}/user\n IdentitiesOnly yes\n "
                + $"UserKnownHostsFile {Folder}/known\n GlobalKnownHostsFile none\n");

        // The addresses of practice nodes may belong to real machines.
        File.AppendAllText($"{Folder}/config", "Host 10.* 172.* 192.*\n ProxyCommand false\n");
        WriteInventory(Root);
    }

    /// <summary>The published kubepki: the binary that is uploaded to the nodes.</summary>
    public static string Binary => Environment.GetEnvironmentVariable("KUBEPKI_BINARY") is { Length: > 0 } binary && File.Exists(binary)
        ? binary
        : throw new InvalidOperationException("KUBEPKI_BINARY has to name the published kubepki (tools/publish)");

    public string Folder { get; } = Directory.CreateTempSubdirectory("kubepki-fleet-").FullName;

    public IReadOnlyList<string> Names { get; }

    public string Root(string node) => $"{Folder}/cluster/{node}";

    /// <summary>Directory of a node's copy of kubepki while it runs there.</summary>
    public string Temporary => $"{Folder}/tmp";

    public void WriteInventory(Func<string, string> root, IEnumerable<string>? only = null)
        => File.WriteAllText(
            $"{Folder}/nodes.yaml",
            "nodes:\n" + string.Concat((only ?? Names).Select(n => $"- {{name: {n}, ssh: {n}, root: {root(n)}}}\n")));

    /// <summary>Runs kubepki for all nodes.</summary>
    public Ran Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs kubepki for all nodes and reads its diagnostics.</summary>
    public Ran Run(Func<string, bool>? hear, params string[] arguments)
        => Ran.Program(Binary, [.. arguments, .. Over], Variables, hear);

    /// <summary>Runs kubepki for all nodes, and interrupts it at a line of its diagnostics.</summary>
    public Ran Interrupted(Func<string, bool> at, params string[] arguments)
        => Ran.Program(Binary, [.. arguments, .. Over], Variables, interruptAt: at);

    /// <summary>Runs kubepki for all nodes; at a line of its diagnostics it is stopped while an action runs.</summary>
    public Ran Paused(Func<string, Action?> at, params string[] arguments)
        => Ran.Program(Binary, [.. arguments, .. Over], Variables, pauseAt: at);

    /// <summary>The options that name the nodes.</summary>
    public IReadOnlyList<string> Over => ["--inventory", $"{Folder}/nodes.yaml", "--ssh-config", $"{Folder}/config"];

    /// <summary>Runs kubepki on one node's files, without ssh.</summary>
    public Ran Local(string node, params string[] arguments) => Ran.Program(Binary, [.. arguments, "--root", Root(node)], Variables);

    public byte[] Content(string node, string path) => File.ReadAllBytes(Root(node) + path);

    /// <summary>Stops the node's sshd and all its connections.</summary>
    public void Stop(string node)
    {
        var daemon = _daemons[Names.ToList().IndexOf(node)];
        daemon.Kill(entireProcessTree: true);
        daemon.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var daemon in _daemons)
        {
            if (!daemon.HasExited)
            {
                daemon.Kill();
                daemon.WaitForExit();
            }

            daemon.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    public Dictionary<string, string> Variables => new() { ["XDG_STATE_HOME"] = $"{Folder}/state", ["LC_ALL"] = "C" };

    private void Serve(string name)
    {
        var port = FreePort();
        Directory.CreateDirectory(Temporary);
        Kept("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{Folder}/{name}.key");
        File.WriteAllText($"{Folder}/{name}.conf", $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {Folder}/{name}.key
            PidFile none
            AuthorizedKeysFile {Folder}/authorized
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            SetEnv TMPDIR={Temporary} PATH={_path}

            """);
        string[] daemon = ["/usr/sbin/sshd", "-D", "-f", $"{Folder}/{name}.conf", "-E", $"{Folder}/{name}.log"];
        daemon = _user?.Around(daemon) ?? daemon;
        _daemons.Add(Process.Start(new ProcessStartInfo(daemon[0], daemon[1..]))!);
        File.AppendAllText(
            $"{Folder}/known", $"[127.0.0.1]:{port} {string.Join(' ', File.ReadAllText($"{Folder}/{name}.key.pub").Split(' ')[..2])}\n");
        File.AppendAllText($"{Folder}/config", $"Host {name}\n HostName 127.0.0.1\n Port {port}\n");
        for (var waited = Stopwatch.StartNew(); !Listens(port); Thread.Sleep(50))
        {
            Assert.True(
                waited.Elapsed < TimeSpan.FromSeconds(30),
                File.Exists($"{Folder}/{name}.log") ? File.ReadAllText($"{Folder}/{name}.log") : "sshd is silent");
        }
    }

    private static void Kept(string program, params string[] arguments)
    {
        var ran = Ran.Program(program, arguments);
        Assert.True(ran.Code == 0, ran.All);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
