using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Together;

/// <summary>
/// Concurrent writers: another kubepki, kubeadm, the kubelet, a user with an editor. kubepki waits for them or refuses to run, and never
/// mixes its files with theirs.
/// </summary>
public sealed class TogetherTests(StartNodes starts)
{
    private static readonly SystemCall FirstRename = new("renameat", 1, "");

    private static readonly SystemCall ThirdRename = new("renameat", 3, "");

    /// <summary>One of the mode changes of staged files, after the backup.</summary>
    private static readonly SystemCall SomeStaged = new("fchmod", 40, "");

    private static readonly string[] Refusals =
    [
        "another kubepki is running on this node", "was changed after kubepki read it", "already exists",
        "was changed after that transaction", "does not belong to the private key", "nothing to",
    ];

    public static TheoryData<string> Others => ["renew all", "undo", "recover", "backup create"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Two_runs_at_once_do_not_mix(string other)
    {
        var rounds = Effort.Of(4, 100);
        int done = 0, refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            using var scratch = new Scratch();
            var root = scratch.CopyOf(starts.Renewed.Root);
            var command = Commands.All.First(c => c.Name.StartsWith(other, StringComparison.Ordinal)).Arguments(starts.Renewed);
            var first = Programs.Start(Kubepki.Path, Kubepki.On(root, StartNodes.Renew));
            var second = Programs.Start(Kubepki.Path, Kubepki.On(root, command));
            foreach (var run in (Ended[])[first.End(), second.End()])
            {
                run.Expect(0, 1);
                done += run.ExitCode == 0 ? 1 : 0;
                refused += run.ExitCode;
                Assert.True(run.ExitCode == 0 || Refusals.Any(r => run.Error.Contains(r, StringComparison.Ordinal)), run.ToString());
            }

            Assert.Empty(Pairs.Complaints(root));
            Assert.Empty(NodeStateJudge.Leftovers(Tree.Of(root)));
            Assert.Contains("Nothing to recover", Kubepki.Run(root, "recover").Expect().Output, StringComparison.Ordinal);
        }

        Counts.Record("together", $"renew all beside {other}", ("rounds", rounds), ("done", done), ("refused", refused), ("mixed", 0));
    }

    [Fact]
    public void A_second_run_names_the_holder_of_the_lock_and_a_dead_holder_does_not_block()
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        var first = Strace.Stop(FirstRename, root, StartNodes.Renew);
        var second = Kubepki.Run(root, StartNodes.Renew).Expect(1);
        Assert.Contains(
            $"another kubepki is running on this node: renew, process {first.Id}, since ", second.Error, StringComparison.Ordinal);
        Assert.Contains("wait until it has finished", second.Error, StringComparison.Ordinal);
        first.Continue().Expect();

        using var again = new Scratch();
        root = again.CopyOf(starts.Fresh.Root);
        Assert.True(Strace.Kill(FirstRename, root, StartNodes.Renew).WasKilled);
        Kubepki.Run(root, StartNodes.Renew).Expect();
        Assert.Empty(Pairs.Complaints(root));
    }

    public static TheoryData<string, string> Writers
        => [.. from who in Hands.Keys from moment in (string[])["before the commit", "between two renames"] select (who, moment)];

    /// <summary>The writer, what it writes, and the file that the refusal names.</summary>
    private static readonly Dictionary<string, (Action<string> Writes, string Named)> Hands = new(StringComparer.Ordinal)
    {
        ["kubeadm renews scheduler.conf"] = (root => Append(root, "etc/kubernetes/scheduler.conf"), "/etc/kubernetes/scheduler.conf"),
        ["kubeadm renews etcd's peer pair"] = (root => NewPair(root, "etc/kubernetes/pki/etcd/peer", "etc/kubernetes/pki/etcd/ca"),
            "/etc/kubernetes/pki/etcd/peer.key"),
        ["the kubelet rotates its certificate"] = (Rotate, "/var/lib/kubelet/pki/kubelet-client-current.pem"),
        ["somebody edits ~/.kube/config"] = (root => Append(root, "root/.kube/config"), "/root/.kube/config"),
        ["an editor replaces a file"] = (root => Replace(root, "etc/kubernetes/controller-manager.conf"),
            "/etc/kubernetes/controller-manager.conf"),
    };

    [Theory]
    [MemberData(nameof(Writers))]
    public void A_file_that_another_program_writes_during_the_run_is_reported_and_left_unchanged(string who, string moment)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        var kubepki = Strace.Stop(moment == "before the commit" ? SomeStaged : ThirdRename, root, StartNodes.Renew);
        var (writes, named) = Hands[who];
        var paused = Tree.Of(root);
        writes(root);
        var foreign = Tree.Of(root).Entries.Where(e => e.Value != paused.Entries.GetValueOrDefault(e.Key)).ToDictionary();
        var isInHome = named.StartsWith("/root/", StringComparison.Ordinal);
        var run = kubepki.Continue().Expect(isInHome ? 3 : 1);
        Assert.Contains($"error: {named}: was changed after kubepki read it", run.Error, StringComparison.Ordinal);

        // The writer's files are as it left them. All others are unchanged, or new if it only wrote to a home directory. Nothing is left
        // behind.
        var (now, last) = (Tree.Of(root), LastRun.Of(root));
        Assert.All(foreign, file => Assert.Equal(file.Value, now.Entries[file.Key]));
        var others = new Tree(now.Entries.Where(e => !foreign.ContainsKey(e.Key)).ToDictionary());
        var before = new Tree(starts.Fresh.Before.Entries.Where(e => !foreign.ContainsKey(e.Key)).ToDictionary());
        Assert.Equal(isInHome ? State.NodeNew : State.Old, NodeStateJudge.Of(before, others, last));
        Assert.Empty(NodeStateJudge.Leftovers(now));
        Kubepki.Run(root, StartNodes.Renew).Expect();
        Assert.Empty(Pairs.Complaints(root));
        Counts.Record("writers", $"{who}, {moment}", ("noticed", 1), ("lost", 0));
    }

    private static void Append(string root, string path) => File.AppendAllText($"{root}/{path}", "# edited\n");

    private static void Replace(string root, string path)
    {
        File.WriteAllText($"{root}/{path}~", File.ReadAllText($"{root}/{path}") + "# edited\n");
        File.Move($"{root}/{path}~", $"{root}/{path}", overwrite: true);
    }

    /// <summary>As kubeadm does it: the key, then the certificate, each overwriting the old file.</summary>
    private static void NewPair(string root, string stem, string authority)
    {
        using var ca = X509Certificate2.CreateFromPem(
            File.ReadAllText($"{root}/{authority}.crt"), File.ReadAllText($"{root}/{authority}.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var old = X509Certificate2.CreateFromPem(File.ReadAllText($"{root}/{stem}.crt"));
        var request = new CertificateRequest(old.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (var extension in old.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var renewed = request.Create(ca, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(365), [1, 2, 3, 4]);
        File.WriteAllText($"{root}/{stem}.key", key.ExportECPrivateKeyPem() + "\n");
        File.WriteAllText($"{root}/{stem}.crt", renewed.ExportCertificatePem() + "\n");
    }

    /// <summary>As the kubelet does it: a new dated file, then a rename of the link over the old one.</summary>
    private static void Rotate(string root)
    {
        var directory = $"{root}/var/lib/kubelet/pki";
        var link = $"{directory}/kubelet-client-current.pem";
        var old = new FileInfo(link).LinkTarget!;
        File.Copy($"{directory}/{Path.GetFileName(old)}", $"{directory}/kubelet-client-2036-01-01-00-00-00.pem");
        File.CreateSymbolicLink(
            $"{directory}/kubelet-client-updated.pem", $"{Path.GetDirectoryName(old)}/kubelet-client-2036-01-01-00-00-00.pem");
        Programs.Run("mv", "-T", $"{directory}/kubelet-client-updated.pem", link).Expect();
    }
}
