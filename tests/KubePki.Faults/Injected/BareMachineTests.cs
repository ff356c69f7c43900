using KubePki.Faults.Kit;

namespace KubePki.Faults.Injected;

/// <summary>A machine without even /dev/null: an incomplete chroot, a broken /dev.</summary>
public sealed class BareMachineTests(StartNodes starts)
{
    [Theory]
    [InlineData("")]
    [InlineData("<&-")]
    [InlineData("<&- >&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Without_dev_null_it_works_whatever_is_closed(string redirections)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var scratch = new Scratch(everybodyEnters: true);
        var root = scratch.CopyOf(starts.Fresh.Root);
        (string Command, int Code, int Lost)[] commands =
            [("status", 3, 1), (string.Join(' ', StartNodes.Renew), 0, 4), ("undo --yes -q --activate never", 0, 4)];
        foreach (var (command, done, lost) in commands)
        {
            // The command does its work whichever standard stream is closed. A result that cannot be written is a failure.
            var code = redirections.Contains(" >&-", StringComparison.Ordinal) ? lost : done;
            Programs.Run(
                "unshare", "-m", "sh", "-c", $"{CoverDev(root)} && exec '{Kubepki.Path}' {command} --root /mnt/node {redirections}")
                .Expect(code);
        }

        Assert.Empty(Pairs.Complaints(root));
    }

    /// <summary>The node may be in /dev/shm: mount it elsewhere before covering /dev.</summary>
    private static string CoverDev(string root)
        => $"mkdir -p /mnt && mount -t tmpfs none /mnt && mkdir /mnt/node && mount --bind '{root}' /mnt/node && mount -t tmpfs none /dev";
}
