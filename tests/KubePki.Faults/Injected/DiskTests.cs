using KubePki.Faults.Kit;

namespace KubePki.Faults.Injected;

/// <summary>
/// Real disks: full disks of every size, on which writes are short before they fail, and several file systems, between which rename(2)
/// does not work.
/// </summary>
public sealed class DiskTests(StartNodes starts)
{
    private const int Page = 4096;

    [Fact]
    public void A_disk_of_any_size_for_the_state_leaves_a_whole_node()
        => Sweep("state directory", 4, 60, (root, pages) =>
        {
            Directory.CreateDirectory($"{root}/var/lib/kubepki");
            return Disk.Mount($"{root}/var/lib/kubepki", $"size={pages * Page},mode=700");
        });

    [Fact]
    public void A_certificates_disk_with_any_room_left_leaves_a_whole_node()
        => Sweep("certificates' directory", 0, 40, (root, pages) =>
        {
            // Room for the existing files and some more; ballast leaves this many pages free.
            var disk = Disk.Under($"{root}/etc/kubernetes/pki", $"size={200 * Page}");
            var left = new DriveInfo($"{root}/etc/kubernetes/pki").AvailableFreeSpace - (pages * Page);
            File.WriteAllBytes($"{root}/etc/kubernetes/pki/ballast", new byte[left]);
            return disk;
        });

    [Fact]
    public void Files_on_several_file_systems_are_renewed_and_taken_back_together()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        using var first = Disk.Under($"{root}/etc/kubernetes/pki", "size=4m");
        using var second = Disk.Under($"{root}/var/lib/kubelet", "size=4m");
        Directory.CreateDirectory($"{root}/mnt");
        using var third = Disk.Mount($"{root}/mnt", "size=4m,mode=755");
        Directory.Move($"{root}/root/.kube", $"{root}/root/kube");
        Programs.Run("mv", $"{root}/root/kube", $"{root}/mnt/kube").Expect();
        File.CreateSymbolicLink($"{root}/root/.kube", "/mnt/kube");
        var before = Tree.Of(root);
        Kubepki.Run(root, StartNodes.Renew).Expect();
        Assert.Empty(Pairs.Complaints(root));
        Assert.Equal(State.New, NodeStateJudge.Of(before, Tree.Of(root), LastRun.Of(root)));
        Kubepki.Run(root, "undo", "--yes", "-q").Expect();
        Assert.Empty(before.DifferencesTo(Tree.Of(root)));
    }

    private void Sweep(string what, int least, int most, Func<string, int, Disk> mount)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var codes = new List<int>();
        for (var pages = least; pages <= most; pages += Effort.Of(9, 1))
        {
            using var scratch = new Scratch();
            var root = scratch.CopyOf(starts.Fresh.Root);
            using var disk = mount(root, pages);
            var before = Tree.Of(root);
            var run = Kubepki.Run(root, StartNodes.Renew).Expect(0, 1, 3);
            Assert.True(run.ExitCode == 0 || run.Error.Contains("No space left on device", StringComparison.Ordinal), run.ToString());
            Assert.Equal(
                run.ExitCode switch { 0 => State.New, 3 => State.NodeNew, _ => State.Old },
                NodeStateJudge.Of(before, Tree.Of(root), LastRun.Of(root)));
            Assert.Empty(NodeStateJudge.Leftovers(Tree.Of(root)));
            Assert.Empty(Pairs.Complaints(root));
            codes.Add(run.ExitCode);
        }

        Counts.Record(
            "fault",
            $"a full disk: {what}", ("possible", codes.Count), ("faults", codes.Count), ("done", codes.Count(c => c == 0)),
            ("skipped", codes.Count(c => c == 3)),
            ("refused", codes.Count(c => c == 1)), ("halfWay", 0), ("wrong", 0));
        Assert.Contains(1, codes);
    }

    /// <summary>A tmpfs, mounted for the lifetime of this object.</summary>
    private sealed class Disk : IDisposable
    {
        private readonly string _at;

        private Disk(string at) => _at = at;

        public static Disk Mount(string at, string options)
        {
            Programs.Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at).Expect();
            return new Disk(at);
        }

        /// <summary>Mounts a tmpfs over a directory and copies the existing files into it.</summary>
        public static Disk Under(string at, string options)
        {
            Programs.Run("cp", "-a", at, $"{at}.copy").Expect();
            var disk = Mount(at, $"{options},mode=755");
            Programs.Run("cp", "-aT", $"{at}.copy", at).Expect();
            Directory.Delete($"{at}.copy", recursive: true);
            return disk;
        }

        public void Dispose() => Programs.Run("umount", "-l", _at).Expect();
    }
}
