using System.Text.Json.Nodes;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Injected;

/// <summary>A disk that cannot be read, in one place: what lies there is told as unreadable, and never taken for absent.</summary>
public sealed class UnreadableTests(Starts starts)
{
    /// <summary>More looks at one path than a command takes.</summary>
    private const int Looks = 16;

    [Theory]
    [InlineData("/etc/kubernetes/manifests", "/etc/kubernetes/manifests")]
    [InlineData("/etc/kubernetes/pki", "/etc/kubernetes/pki/ca.crt")]
    [InlineData("/var/lib/kubelet", "/var/lib/kubelet/config.yaml")]
    [InlineData("/var/lib/kubelet/pki", "/var/lib/kubelet/pki/kubelet-client-current.pem")]
    [InlineData("/var/lib/kubelet/kubeadm-flags.env", "/var/lib/kubelet/kubeadm-flags.env")]
    [InlineData("/etc/kubernetes/admin.conf", "/etc/kubernetes/admin.conf")]
    public void It_is_told_and_nothing_is_renewed(string place, string told)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var root = scratch.CopyOf(starts.Fresh.Root);
        File.AppendAllText($"{root}/var/lib/kubelet/kubeadm-flags.env", "");
        var status = Strace.FailOn(root + place, "EIO", null, root, "status", "-o", "json").Expect(3);
        var document = JsonNode.Parse(status.Output)!;
        var problems = document["items"]!.AsArray().Select(i => i!["problem"]).Concat(document["problems"]!.AsArray()).Where(p => p is not null);
        Assert.Contains(problems, p => (string?)p!["where"] == told && ((string)p["message"]!).Contains("Input/output error", StringComparison.Ordinal));

        var before = Tree.Of(root);
        var renewed = Strace.FailOn(root + place, "EIO", null, root, "renew", "all", "--yes", "--activate", "never");
        Assert.True(renewed.ExitCode == 1 && renewed.Error.Contains(told, StringComparison.Ordinal), renewed.ToString());
        Assert.Empty(before.DifferencesTo(Tree.Of(root)));
    }

    [Fact]
    public void At_any_look_at_a_home_it_is_an_error_with_a_reason_and_a_hint()
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        var failed = 0;
        for (var look = 1; look <= Looks; look++)
        {
            using var scratch = new Scratch();
            var root = scratch.CopyOf(starts.Fresh.Root);
            var before = Tree.Of(root);
            var run = Strace.FailOn($"{root}/root/.kube", "EIO", look, root, "renew", "all", "--yes", "-q", "--activate", "never", "--key-algorithm", "ecdsa-p256");
            Assert.True(run.ExitCode is 0 or 1 or 4, run.ToString());
            if (run.ExitCode != 0)
            {
                failed++;
                Assert.True(run.Error.Contains("Input/output error", StringComparison.Ordinal) && run.Error.Contains("hint: ", StringComparison.Ordinal), run.ToString());
                Kubepki.Run(root, "recover").Expect();
                Assert.Equal(State.Old, Wholeness.Of(before, Tree.Of(root), LastTransaction.Of(root)));
            }
        }

        Assert.InRange(failed, 3, Looks);
    }
}
