using KubePki.Faults.Kit;

namespace KubePki.Faults.Hostile;

/// <summary>
/// Planted links, FIFOs, devices and world-writable directories. The program runs as root. It writes through no untrusted link, waits
/// for no FIFO, names each obstacle, and changes nothing.
/// </summary>
public sealed class HostileTests(StartNodes starts)
{
    private const uint Mallory = 1000;

    /// <summary>A file that root owns and that must not change.</summary>
    private const string Precious = "/etc/passwd";

    /// <summary>The name of each case, its planting, and a part of the expected error (empty if no error is expected).</summary>
    private static readonly (string Name, Action<string> Plant, string Says)[] Planted =
    [
        ("a user's link for a key", root => UserLink(root, "/etc/kubernetes/pki/apiserver.key", "/etc/passwd"),
            "/etc/kubernetes/pki/apiserver.key"),
        ("a user's link for a certificate", root => UserLink(root, "/etc/kubernetes/pki/etcd/peer.crt", "/etc/passwd"),
            "/etc/kubernetes/pki/etcd/peer.crt"),
        ("a user's link for a directory", UserDirectoryLink, "is reached through the symbolic link"),
        ("a user's link for his kubeconfig", root => Home(root, h => UserLink(root, $"{h}/.kube/config", "/etc/kubernetes/admin.conf")),
            ""),
        ("a user's link for his .kube",
            root => Home(root, h => { Directory.Delete(root + h + "/.kube", true); UserLink(root, $"{h}/.kube", "/etc/kubernetes"); }), ""),
        ("a hard link to a precious file", root => Hard(root, "/etc/kubernetes/scheduler.conf", Precious),
            "/etc/kubernetes/scheduler.conf"),
        ("a hard link to the old file", root => Programs.Run("ln", $"{root}/etc/kubernetes/admin.conf", $"{root}/var/admin.conf").Expect(),
            "has 2 hard links"),
        ("a FIFO for a certificate", root => Fifo(root, "/etc/kubernetes/pki/apiserver.crt"), "is a FIFO, not a file"),
        ("a FIFO for a key", root => Fifo(root, "/etc/kubernetes/pki/apiserver.key"), "is a FIFO, not a file"),
        ("a FIFO for a CA's key", root => Fifo(root, "/etc/kubernetes/pki/ca.key"), "is a FIFO, not a file"),
        ("a FIFO for a kubeconfig", root => Fifo(root, "/etc/kubernetes/admin.conf"), "is a FIFO, not a file"),
        ("a FIFO for a manifest", root => Fifo(root, "/etc/kubernetes/manifests/etcd.yaml"), ""),
        ("a FIFO for the kubelet's configuration", root => Fifo(root, "/var/lib/kubelet/config.yaml"), ""),
        ("a device for a certificate", root => Node(root, "/etc/kubernetes/pki/apiserver.crt", "c", 1, 5), "is a device, not a file"),
        ("a directory for a key",
            root => { File.Delete(root
                + "/etc/kubernetes/pki/apiserver.key"); Directory.CreateDirectory(root + "/etc/kubernetes/pki/apiserver.key"); },
            "is a directory, not a file"),
        ("a socket for a key", root => Socket(root, "/etc/kubernetes/pki/apiserver.key"), "is a socket, not a file"),
        ("a huge certificate", root => Programs.Run("truncate", "-s", "1T", $"{root}/etc/kubernetes/pki/apiserver.crt").Expect(),
            "bytes long"),
        ("a PKI directory open to all", root => Mode(root, "/etc/kubernetes/pki", "777"), "that every user can write to"),
        ("a directory above open to all", root => Mode(root, "/etc", "777"), "that every user can write to"),
        ("a state directory open to all",
            root => { Directory.CreateDirectory(root + "/var/lib/kubepki"); Mode(root, "/var/lib/kubepki", "777"); },
            "others may write to it"),
        ("a state directory of a user's", root => { Directory.CreateDirectory(root + "/var/lib/kubepki"); Own(root, "/var/lib/kubepki"); },
            "it belongs to user 1000"),
        ("a directory above the state directory open to all",
            root => { Directory.CreateDirectory(root + "/var/lib"); Mode(root, "/var/lib", "777"); }, "may exchange what lies in /var/lib"),
        ("a directory above the state directory of a user's",
            root => { Directory.CreateDirectory(root + "/var/lib"); Own(root, "/var/lib"); }, "may exchange what lies in /var/lib"),
        ("a directory above the state directory open to a group",
            root => { Mode(root, "/var", "775"); Programs.Run("chgrp", $"{Mallory}", root + "/var").Expect(); },
            "may exchange what lies in /var"),
        ("a user's link on the way to the state directory",
            root => { Directory.Move(root + "/var/lib", root + "/var/lib2"); UserLink(root, "/var/lib", "lib2"); }, "/var/lib"),
        ("a link for the state directory", root => File.CreateSymbolicLink(root + "/var/lib/kubepki", root + "/etc/kubernetes"),
            "it is not a directory"),
        ("a link for the transactions", root => State(root, s => File.CreateSymbolicLink(s + "/transactions", root + "/etc/kubernetes")),
            "it is not a directory"),
        ("a link for the lock", root => State(root, s => File.CreateSymbolicLink(s + "/lock", root + Precious)), "lock"),
        ("a hard link for the lock", root => State(root, s => Programs.Run("ln", root + Precious, s + "/lock").Expect()), "lock"),
        ("a FIFO for the lock", root => State(root, s => Programs.Run("mkfifo", s + "/lock").Expect()), "lock"),
        ("a link for the lock of activations", root => State(root, s => File.CreateSymbolicLink(s + "/activation.lock", root + Precious)),
            "activation.lock"),
        ("a FIFO for a journal", root => Journal(root, j => Programs.Run("mkfifo", j).Expect()), OneRecord),
        ("a link for a journal", root => Journal(root, j => File.CreateSymbolicLink(j, root + Precious)), OneRecord),
        ("a huge journal", root => Journal(root, j => Programs.Run("truncate", "-s", "1T", j).Expect()), OneRecord),
    ];

    private const string OneRecord = "journal";

    public static TheoryData<string> Names => [.. Planted.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_planted_is_named_and_not_followed(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (_, plant, says) = Planted.Single(p => p.Name == name);
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        plant(root);
        var before = Tree.Of(root);
        foreach (var look in (string[][])[["status"], ["verify"], ["history"], ["renew", "all", "--dry-run"]])
        {
            Kubepki.Run(root, look).Expect(0, 1, 3);
            Assert.Empty(before.DifferencesTo(Tree.Of(root)));
        }

        // One unreadable record is reported and does not block a later run. Every other reported finding blocks it.
        var run = Kubepki.Run(root, StartNodes.Renew).Expect(says is "" or OneRecord ? [0, 1, 3] : [1]);
        Assert.True(run.Error.Contains(says, StringComparison.Ordinal), $"not said: {says}\n{run}");
        var after = Tree.Of(root);
        Assert.Equal(before.Entries[Precious], after.Entries[Precious]);
        Assert.Empty(NodeStateJudge.Leftovers(after));
        if (run.ExitCode == 1)
        {
            Assert.Empty(before.DifferencesTo(after));
        }

        // Planted entries keep their kind, and the program did not write to the targets of links.
        Assert.All(
            before.Entries.Where(e => e.Value.Kind != Files.FileKind.Regular), e => Assert.Equal(e.Value.Kind, after.Entries[e.Key].Kind));
        Kubepki.Run(root, "backup", "create").Expect(0, 1, 3);
        Kubepki.Run(root, "undo", "--yes", "-q").Expect(0, 1);
        Counts.Record("hostile", name, ("refused", run.ExitCode == 1 ? 1 : 0), ("worked", run.ExitCode == 1 ? 0 : 1), ("followed", 0));
    }

    [Fact]
    public void Legitimate_links_keep_working()
    {
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        Directory.CreateDirectory($"{root}/mnt/disk");
        Directory.Move($"{root}/etc/kubernetes/pki", $"{root}/mnt/disk/pki");
        File.CreateSymbolicLink($"{root}/etc/kubernetes/pki", "/mnt/disk/pki");
        File.Move($"{root}/etc/kubernetes/admin.conf", $"{root}/mnt/disk/admin.conf");
        File.CreateSymbolicLink($"{root}/etc/kubernetes/admin.conf", "../../mnt/disk/admin.conf");
        var before = Tree.Of(root);
        Kubepki.Run(root, StartNodes.Renew).Expect();
        var after = Tree.Of(root);
        Assert.All(
            before.Entries.Where(e => e.Value.Kind == Files.FileKind.Link && !e.Key.EndsWith("-current.pem", StringComparison.Ordinal)),
            e => Assert.Equal(e.Value, after.Entries[e.Key]));
        Assert.NotEqual(before.Entries["/mnt/disk/pki/apiserver.crt"], after.Entries["/mnt/disk/pki/apiserver.crt"]);
        Assert.NotEqual(before.Entries["/mnt/disk/admin.conf"], after.Entries["/mnt/disk/admin.conf"]);
        Kubepki.Run(root, "undo", "--yes", "-q").Expect();
        Assert.Empty(before.DifferencesTo(Tree.Of(root)));
    }

    private static void UserLink(string root, string path, string target)
    {
        File.Delete(root + path);
        File.CreateSymbolicLink(root + path, target);
        Own(root, path);
    }

    private static void UserDirectoryLink(string root)
    {
        Directory.CreateDirectory($"{root}/home/mallory");
        Directory.Move($"{root}/etc/kubernetes/pki/etcd", $"{root}/home/mallory/etcd");
        File.CreateSymbolicLink($"{root}/etc/kubernetes/pki/etcd", "/home/mallory/etcd");
        Own(root, "/etc/kubernetes/pki/etcd");
    }

    /// <summary>A user with a copy of the administrator's kubeconfig.</summary>
    private static void Home(string root, Action<string> plant)
    {
        const string home = "/home/mallory";
        File.AppendAllText($"{root}/etc/passwd", $"mallory:x:{Mallory}:{Mallory}::{home}:/bin/sh\n");
        Directory.CreateDirectory($"{root}{home}/.kube");
        File.Copy($"{root}/etc/kubernetes/admin.conf", $"{root}{home}/.kube/config");
        Programs.Run("chown", "-R", $"{Mallory}:{Mallory}", root + home).Expect();
        plant(home);
    }

    private static void Hard(string root, string path, string target)
    {
        File.Delete(root + path);
        Programs.Run("ln", root + target, root + path).Expect();
    }

    private static void Fifo(string root, string path)
    {
        File.Delete(root + path);
        Programs.Run("mkfifo", root + path).Expect();
    }

    private static void Node(string root, string path, string kind, int major, int minor)
    {
        File.Delete(root + path);
        var made = Programs.Run("mknod", root + path, kind, $"{major}", $"{minor}");
        Assert.SkipUnless(made.ExitCode == 0, "devices cannot be made here");
    }

    private static void Socket(string root, string path)
    {
        File.Delete(root + path);
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        var named = Path.Combine(Path.GetTempPath(), $"s{Guid.NewGuid():N}"[..12]);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(named));
        Programs.Run("mv", named, root + path).Expect();
    }

    private static void Mode(string root, string path, string mode) => Programs.Run("chmod", mode, root + path).Expect();

    private static void Own(string root, string path) => Programs.Run("chown", "-h", $"{Mallory}:{Mallory}", root + path).Expect();

    private static void State(string root, Action<string> plant)
    {
        Directory.CreateDirectory($"{root}/var/lib/kubepki", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        plant($"{root}/var/lib/kubepki");
    }

    private static void Journal(string root, Action<string> plant)
    {
        Kubepki.Run(root, StartNodes.Renew).Expect();
        var journal = Directory.EnumerateFiles($"{root}/var/lib/kubepki/transactions", "journal", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        File.Delete(journal);
        plant(journal);
    }
}
