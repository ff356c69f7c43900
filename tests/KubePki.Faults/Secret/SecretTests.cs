using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Secret;

/// <summary>
/// Private keys appear in no output, argument or log, are readable only by their owner from creation on, and are wiped from memory.
/// </summary>
public sealed partial class SecretTests(StartNodes starts)
{
    private static readonly string[][] Everything =
    [
        ["status", "--verbose"], ["status", "-o", "json"], ["verify", "--verbose"], ["renew", "all", "--dry-run", "--verbose"],
        ["renew", "all", "--dry-run", "-o", "json"],
        ["renew", "all", "--yes", "--verbose", "--activate", "never"],
        ["renew", "all", "--yes", "-o", "yaml", "--key-algorithm", "ecdsa-p256", "--activate", "never"], ["history", "-o", "json"],
        ["backup", "create", "--verbose"],
        ["backup", "list", "-o", "json"], ["backup", "verify"], ["undo", "--yes", "--verbose"], ["recover", "--verbose"], ["activate"],
        ["backup", "prune", "--keep", "1", "--yes"],
    ];

    [Fact]
    public void No_output_contains_a_piece_of_a_key()
    {
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        var pieces = new List<KeyPieces>();
        var said = new List<string>();
        foreach (var command in Everything)
        {
            // Keys from before and after the command: it could show either.
            pieces.Add(KeyPieces.Of(root));
            var run = Kubepki.Run(root, command).Expect(0, 1, 2, 3);
            pieces.Add(KeyPieces.Of(root));
            said.AddRange([run.Output, run.Error]);
        }

        // Damaged in every way that makes a parser report an error.
        foreach (var damage in (Action<string>[])[
            k => File.AppendAllText(k, "x"),
            k => File.WriteAllText(k, File.ReadAllText(k).Replace("-----END", "----END", StringComparison.Ordinal)),
            k => File.WriteAllText(k, File.ReadAllText(k)[..120]),
            k => File.WriteAllText(k, File.ReadAllText(k).Replace("-----BEGIN EC PRIVATE KEY-----\n", "", StringComparison.Ordinal)),
        ])
        {
            var broken = scratch.CopyOf(starts.Fresh.Root);
            pieces.Add(KeyPieces.Of(broken));
            foreach (var file in (string[])[
                "etc/kubernetes/pki/apiserver.key", "etc/kubernetes/pki/ca.key", "etc/kubernetes/pki/sa.key",
                "etc/kubernetes/pki/apiserver.crt", "etc/kubernetes/admin.conf", "etc/kubernetes/manifests/etcd.yaml",
                "var/lib/kubelet/config.yaml",
            ])
            {
                if (!file.EndsWith(".key", StringComparison.Ordinal))
                {
                    File.Copy($"{broken}/etc/kubernetes/pki/front-proxy-client.key", $"{broken}/{file}", overwrite: true);
                }

                damage($"{broken}/{file}");
                foreach (var command in (string[][])[["status", "--verbose"], ["verify", "-o", "json"], ["renew", "all", "--yes"]])
                {
                    var run = Kubepki.Run(broken, command).Expect(0, 1, 3);
                    said.AddRange([run.Output, run.Error]);
                }
            }
        }

        // In the state directory only backups hold keys: journals, plans and the lock do not.
        said.AddRange(Directory.EnumerateFiles($"{root}/var/lib/kubepki", "*", SearchOption.AllDirectories).Where(f => !Backup().IsMatch(f))
            .Select(File.ReadAllText));
        Assert.All(
            said,
            text => Assert.All(
                pieces, p => Assert.True(p.FindIn(text) is null, $"{p.FindIn(text)} in:\n{text[..Math.Min(text.Length, 2000)]}")));
        Counts.Record("secret", "outputs, errors, journals and plans searched for pieces of keys", ("looked", said.Count), ("found", 0));
    }

    [Theory]
    [InlineData("renew all")]
    [InlineData("undo")]
    [InlineData("backup restore")]
    [InlineData("recover (putting the old files back)")]
    [InlineData("backup create")]
    public void Files_are_readable_only_by_their_owner_from_creation_on(string name)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var start = Commands.Named(name).Start(starts);
        var root = scratch.CopyOf(start.Root);
        var calls = Strace.Calls(
            "openat,?openat2,?open,?creat,fchmod,?chmod,?fchmodat,?mkdir,?mkdirat,write,pwrite64,execve", root,
            Commands.Named(name).Arguments(start), describe: true);
        var made = calls.Where(c => c.Name is "openat" or "openat2" && c.Text.Contains("O_CREAT", StringComparison.Ordinal)
            && c.Text.Contains(root, StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(made);
        Assert.All(made, c => Assert.Matches(@"O_(EXCL|RDWR).*, 0600\)", c.Text));
        Assert.All(
            calls.Where(c => c.Name is "mkdir" or "mkdirat" && c.Text.Contains("/var/lib/kubepki", StringComparison.Ordinal)),
            c => Assert.Contains(", 0700)", c.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(calls, c => c.Name is "open" or "creat" or "chmod" or "fchmodat");

        // A file that gets a wider mode before its final name holds no key.
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in calls.Where(c => c.Name is "write" or "pwrite64" or "fchmod"))
        {
            var file = Descriptor().Match(call.Text).Groups[1].Value;
            if (call.Name != "fchmod")
            {
                written[file] = call.Text;
            }
            else if (!WithoutOthers().IsMatch(call.Text))
            {
                Assert.DoesNotMatch("PRIVATE KEY|client-key-data", written[file]);
            }
        }

        Counts.Record("secret", $"{name}: files made, each 0600 in the call that makes it", ("looked", made.Count), ("found", 0));
    }

    [Fact]
    public void No_argument_and_no_variable_of_the_process_holds_a_key()
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        var paused = Strace.Stop(new SystemCall("renameat", 5, ""), root, StartNodes.Renew);
        var visible = File.ReadAllText($"/proc/{paused.Id}/cmdline") + File.ReadAllText($"/proc/{paused.Id}/environ")
            + File.ReadAllText($"/proc/{paused.Id}/comm");
        Assert.Null(KeyPieces.Of(root).FindIn(visible));
        Assert.Empty(Directory.EnumerateDirectories($"/proc/{paused.Id}/task")
            .SelectMany(t => File.ReadAllText($"{t}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        paused.Continue().Expect();
    }

    [Fact]
    public void No_core_dump_contains_its_memory()
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        Assert.Contains(
            Strace.Calls("prctl,openat", starts.Fresh.Root, ["status"]),
            c => c.Text.Contains("PR_SET_DUMPABLE, SUID_DUMP_DISABLE", StringComparison.Ordinal)
                && c.Text.EndsWith("= 0", StringComparison.Ordinal));
    }

    /// <summary>
    /// Key material in memory when the work is done. For keys in files of their own: none of the keys that were read (including the CAs'
    /// keys), and none of the new keys, except a thread's last RSA key in a buffer that OpenSSL frees without wiping. Keys in kubeconfigs
    /// pass through the strings of the YAML parser, which .NET cannot wipe.
    /// </summary>
    [Theory]
    [InlineData("ecdsa-p256", 0)]
    [InlineData("rsa2048", 3)]
    public void Keys_are_wiped_from_memory(string algorithm, int mostMadeLeft)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        string[] renew = [.. StartNodes.Renew.SkipLast(1), algorithm];
        var root = $"{scratch.Path}/node";
        Programs.Run(Kubepki.Path, "sandbox", "create", root, "--age", "360d", "--key-algorithm", algorithm, "-q").Expect();
        var read = KeyPieces.Of($"{root}/etc/kubernetes/pki");
        // The last write of the process prints its last line.
        var paused = Strace.Stop(Strace.Calls("write", scratch.CopyOf(root), renew)[^1], root, renew);
        var made = KeyPieces.Of($"{root}/etc/kubernetes/pki").Without(read);
        var memory = Memory(paused.Id).ToList();
        string[] Left(KeyPieces pieces)
            => [.. memory.SelectMany(pieces.FindIn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var (readLeft, madeLeft) = (Left(read), Left(made));
        paused.Continue().Expect();
        Counts.Record(
            "secret", $"keys ({algorithm}) read from files of their own, searched for in the memory of a renewal at its end",
            ("looked", read.Count), ("found", readLeft.Length));
        Counts.Record(
            "secret", $"keys ({algorithm}) made for files of their own, likewise", ("looked", made.Count), ("found", madeLeft.Length));
        Assert.True(memory.Sum(m => m.LongLength) > 1_000_000);
        Assert.InRange(read.Count, 11, 99);
        Assert.InRange(made.Count, 7, 99);
        Assert.Empty(readLeft);
        Assert.True(madeLeft.Length <= mostMadeLeft, string.Join('\n', madeLeft));
    }

    /// <summary>All writable memory of a process, one mapping at a time.</summary>
    private static IEnumerable<byte[]> Memory(int process)
    {
        using var memory = File.OpenHandle($"/proc/{process}/mem");
        foreach (var line in File.ReadAllLines($"/proc/{process}/maps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var range = words[0].Split('-').Select(h => long.Parse(h, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            if (!words[1].StartsWith("rw", StringComparison.Ordinal) || range[1] < range[0])
            {
                continue;
            }

            // Reserved but never touched: the read stops at once.
            const int piece = 1 << 20;
            for (var at = range[0]; at < range[1]; at += piece)
            {
                var bytes = new byte[Math.Min(piece + 4096, range[1] - at)];
                var count = 0;
                try
                {
                    count = RandomAccess.Read(memory, bytes, at);
                }
                catch (IOException)
                {
                    break;
                }

                if (count > 0)
                {
                    yield return bytes[..count];
                }
            }
        }
    }

    [GeneratedRegex(@"/backup/\d{4}$|/backups/[^/]+/\d{4}$")]
    private static partial Regex Backup();

    [GeneratedRegex(@", 0?[0-7]*[0-7][0-7]0\)")]
    private static partial Regex WithoutOthers();

    [GeneratedRegex(@"^\w+\(\d+<([^>]*)>")]
    private static partial Regex Descriptor();
}
