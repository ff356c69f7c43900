using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class ActivationLockTests : IDisposable
{
    private readonly PlainNode _node = new();

    private string OnDisk => $"{_node.StateDirectory}/activation.lock";

    [Fact]
    public void One_run_has_it_at_a_time_and_the_other_is_told_which()
    {
        using var first = new ActivationLock(_node.Root, _node.Clock);
        using var second = new ActivationLock(_node.Root, _node.Clock);
        Assert.Null(first.Take("renew"));
        Assert.Null(first.Take("renew"));
        Assert.Null(first.TakeIfMade("renew"));
        var who = Assert.Single(second.Take("undo").IsOf(ApplyMessages.Locked).Arguments);
        Assert.Equal($"renew, process {Environment.ProcessId}, since 2026-06-01 12:00:00 UTC", who);
        second.TakeIfMade("undo").IsOf(ApplyMessages.Locked);

        // Transactions have their own lock.
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        first.Dispose();
        Assert.Empty(File.ReadAllBytes(OnDisk));
        Assert.Null(second.TakeIfMade("undo"));
    }

    [Fact]
    public void It_is_made_when_it_is_needed_and_not_before()
    {
        using var activation = new ActivationLock(_node.Root, _node.Clock);
        Assert.Null(activation.TakeIfMade("renew"));
        Assert.False(Directory.Exists(_node.StateDirectory));
        Assert.Null(activation.Take("renew"));
        Assert.Equal(Modes.OwnerOnly, File.GetUnixFileMode(OnDisk));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        _node.Write("/etc/precious", "precious");
        Directory.CreateDirectory(_node.StateDirectory, Modes.OwnerOnly | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(OnDisk, _node.OnDisk("/etc/precious"));
        using var activation = new ActivationLock(_node.Root, _node.Clock);
        activation.TakeIfMade("renew").IsOf(ApplyMessages.BadState);
        activation.Take("renew").IsOf(ApplyMessages.BadState);
        Assert.Equal("precious", File.ReadAllText(_node.OnDisk("/etc/precious")));
    }

    public void Dispose() => _node.Dispose();
}
