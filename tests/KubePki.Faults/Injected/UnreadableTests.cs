using System.Text.Json.Nodes;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Injected;

/// <summary>A disk with one unreadable place: its entries are reported as unreadable and never treated as absent.</summary>
public sealed class UnreadableTests(StartNodes starts)
{
    /// <summary>Upper bound on a command's accesses to one path.</summary>
    private const int Looks = 16;
    private const string Home = "/root/.kube/config";

    [Theory]
    [InlineData("/etc/kubernetes/manifests", "/etc/kubernetes/manifests")]
    [InlineData("/etc/kubernetes/pki", "/etc/kubernetes/pki/ca.crt")]
    [InlineData("/var/lib/kubelet", "/var/lib/kubelet/config.yaml")]
    [InlineData("/var/lib/kubelet/pki", "/var/lib/kubelet/pki/kubelet-client-current.pem")]
    [InlineData("/var/lib/kubelet/kubeadm-flags.env", "/var/lib/kubelet/kubeadm-flags.env")]
    [InlineData("/etc/kubernetes/admin.conf", "/etc/kubernetes/admin.conf")]
    public void An_unreadable_file_is_reported_and_nothing_is_renewed(string place, string told)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        File.AppendAllText($"{root}/var/lib/kubelet/kubeadm-flags.env", "");
        var status = Strace.FailOn(root + place, "EIO", null, root, "status", "-o", "json").Expect(3);
        var document = JsonNode.Parse(status.Output)!;
        var problems = document["items"]!.AsArray().Select(i => i!["problem"]).Concat(document["problems"]!.AsArray())
            .Where(p => p is not null);
        Assert.Contains(
            problems,
            p => (string?)p!["where"] == told && ((string)p["message"]!).Contains("Input/output error", StringComparison.Ordinal));

        var before = Tree.Of(root);
        var renewed = Strace.FailOn(root + place, "EIO", null, root, "renew", "all", "--yes", "--activate", "never");
        Assert.True(renewed.ExitCode == 1 && renewed.Error.Contains(told, StringComparison.Ordinal), renewed.ToString());
        Assert.Empty(before.DifferencesTo(Tree.Of(root)));
    }

    [Fact]
    public void An_unreadable_home_is_reported_and_the_rest_is_renewed()
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        var before = Tree.Of(root);
        var status = Strace.FailOn($"{root}/root/.kube", "EIO", null, root, "status", "-o", "json").Expect(3);
        Assert.Contains(
            JsonNode.Parse(status.Output)!["items"]!.AsArray(),
            i => (string?)i!["name"] == Home
                && ((string?)i["problem"]?["message"])?.Contains("Input/output error", StringComparison.Ordinal) == true);
        var renewed = Strace.FailOn($"{root}/root/.kube", "EIO", null, root, "renew", "all", "--yes", "--activate", "never").Expect(3);
        Assert.True(
            renewed.Output.Contains(Home, StringComparison.Ordinal)
                && renewed.Output.Contains("Input/output error", StringComparison.Ordinal),
            renewed.ToString());
        Assert.Equal(State.NodeNew, StateOf(before, root));
    }

    [Theory]
    [InlineData("statx")]
    [InlineData("openat2")]
    [InlineData("openat")]
    public void A_home_that_becomes_unreadable_is_skipped_with_a_reason_and_a_hint(string call)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        var failed = 0;
        for (var look = 1; look <= Looks; look++)
        {
            using var scratch = new Scratch();
            var root = scratch.CopyOf(starts.Fresh.Root);
            var before = Tree.Of(root);
            var run = Strace.FailOn(
                $"{root}/root/.kube", "EIO", (call, look), root, "renew", "all", "--yes", "-q", "--activate", "never", "--key-algorithm",
                "ecdsa-p256");
            Assert.True(run.ExitCode is 0 or 3, run.ToString());
            Assert.Equal(run.ExitCode == 0 ? State.New : State.NodeNew, StateOf(before, root));
            if (run.ExitCode != 0)
            {
                failed++;
                Assert.True(IsReported(run), run.ToString());
                Assert.Contains("Nothing to recover", Kubepki.Run(root, "recover").Expect().Output, StringComparison.Ordinal);
            }
        }

        Assert.InRange(failed, 1, Looks);
    }

    /// <summary>True if the reason and a hint are reported; or, if a later read succeeded, the remaining problem and its command.</summary>
    private static bool IsReported(Ended run)
        => (run.Error.Contains($"error: {Home}", StringComparison.Ordinal)
            && run.Error.Contains("Input/output error", StringComparison.Ordinal)
            && run.Error.Contains("hint: ", StringComparison.Ordinal))
            || (run.Output.Contains($"warning: {Home}: expires in ", StringComparison.Ordinal)
                && run.Output.Contains($"kubepki renew {Home}", StringComparison.Ordinal));

    /// <summary>An unreadable home directory is in no plan: it is unchanged, and the run consists of the node's own files.</summary>
    private static State StateOf(Tree before, string root)
    {
        var (now, run) = (Tree.Of(root), LastRun.Of(root));
        var state = NodeStateJudge.Of(before, now, run);
        return state == State.New && !run.HasHomes && before.Entries[Home] == now.Entries[Home] ? State.NodeNew : state;
    }
}
