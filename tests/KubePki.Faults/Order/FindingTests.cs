using KubePki.Faults.Kit;

namespace KubePki.Faults.Order;

/// <summary>
/// Another program writes to a new file between its commit and its verification: the file is neither accepted nor rolled back.
/// </summary>
public sealed class FindingTests(StartNodes starts)
{
    private const string LastDirectory = "/root/.kube";

    [Theory]
    [InlineData("etc/kubernetes/pki/apiserver.crt")]
    [InlineData("etc/kubernetes/pki/apiserver.key")]
    [InlineData("etc/kubernetes/scheduler.conf")]
    public void A_file_changed_after_the_commit_needs_an_operator(string file)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var waits = Strace.Calls("fsync", scratch.CopyOf(starts.Fresh.Root), StartNodes.Renew, describe: true)
            .Count(c => c.Text.Contains($"{LastDirectory}>", StringComparison.Ordinal));

        // Kubeconfigs in home directories come last. When the entries of their directory are durable, every file has been renamed.
        var root = scratch.CopyOf(starts.Fresh.Root);
        var paused = Strace.StopOn(root + LastDirectory, "fsync", waits, root, StartNodes.Renew);
        File.WriteAllText($"{root}/{file}", "somebody's");
        var ended = paused.Continue().Expect(4);
        Assert.Contains(file, ended.Error, StringComparison.Ordinal);
    }
}
