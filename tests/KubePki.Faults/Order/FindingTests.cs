using KubePki.Faults.Kit;

namespace KubePki.Faults.Order;

/// <summary>Somebody writes to a new file after it was put in place and before it is read back: that is neither done nor put back.</summary>
public sealed class FindingTests(Starts starts)
{
    [Theory]
    [InlineData("etc/kubernetes/pki/apiserver.crt")]
    [InlineData("etc/kubernetes/pki/apiserver.key")]
    [InlineData("etc/kubernetes/scheduler.conf")]
    public void What_is_wrong_after_the_commit_needs_a_person(string file)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch();
        var calls = Strace.Calls("renameat,fsync", scratch.CopyOf(starts.Fresh.Root), Starts.Renew);

        // The last of all waits for the disk comes after every rename.
        var root = scratch.CopyOf(starts.Fresh.Root);
        var paused = Strace.Stop(calls[^1], root, Starts.Renew);
        File.WriteAllText($"{root}/{file}", "somebody's");
        var ended = paused.Continue().Expect(4);
        Assert.Contains(file, ended.Error, StringComparison.Ordinal);
    }
}
