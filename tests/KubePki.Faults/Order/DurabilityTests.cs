using System.Text.RegularExpressions;
using KubePki.Faults.Kit;
using KubePki.Faults.Races;

namespace KubePki.Faults.Order;

/// <summary>
/// A power loss destroys what was written but not synced, and no test can cut the power between two calls. Instead each command that
/// changes a node is traced once, and its calls are checked against the order that the journal promises: see <see cref="DiskModel"/>.
/// </summary>
public sealed partial class DurabilityTests(StartNodes starts, RaceStarts homes)
{
    private const string Calls =
        "?open,openat,?creat,write,pwrite64,?writev,?pwritev,fsync,fdatasync,?rename,?renameat,?renameat2,?unlink,?unlinkat,"
        + "?rmdir,?mkdir,?mkdirat,?symlinkat,ftruncate,fchmod,fchown,fsetxattr";

    private const string Transaction = "Begun Staging Committing Committed";

    /// <summary>
    /// Every node has root's home directory. It is its own transaction, and its end is written to the journal of the node's own files.
    /// </summary>
    private const string WithRoots = $"{Transaction} {Transaction} Committed";

    private const string WithAnns = $"{Transaction} {Transaction} {Transaction} Committed";

    [Theory]
    [InlineData("renew all", WithRoots)]
    [InlineData("undo", WithRoots)]
    [InlineData("backup restore", WithRoots)]
    [InlineData("backup create", "")]
    [InlineData("backup prune", "")]
    [InlineData("recover (taking back what was staged)", "RolledBack")]
    [InlineData("recover (finishing the renames)", "Committed Committed")]
    [InlineData("recover (putting the old files back)", "RolledBack")]
    [InlineData("renew all, after one that died", $"Committed Committed {WithRoots}")]
    public void Each_step_is_durable_before_the_next(string name, string stages)
    {
        var start = Commands.Named(name).Start(starts);
        Holds(start.Root, _ => Commands.Named(name).Arguments(start), stages);
    }

    [Theory]
    [InlineData("renew all, the user's copy of admin.conf", WithAnns)]
    [InlineData("undo, the user's copy of admin.conf", WithAnns)]
    [InlineData("backup restore", WithAnns)]
    [InlineData("csr import", WithAnns)]
    [InlineData("kubeconfig create", Transaction)]
    [InlineData("backup create", "")]
    public void Each_step_is_durable_before_the_next_with_a_users_home(string name, string stages)
    {
        var start = RaceStarts.All[name](homes);
        Holds(start.Root, start.Arguments, stages);
    }

    /// <summary>Keys of the control plane are not written into a home directory but beside it.</summary>
    [Fact]
    public void Each_request_is_durable_before_the_next_step()
        => Holds(
            RaceStarts.All["csr export --dir"](homes).Root, root
                => ["csr", "export", "apiserver", "admin.conf", "-q", "--dir", $"{root}/requests"], "");

    private static void Holds(string node, Func<string, IReadOnlyList<string>> arguments, string stages)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        using var scratch = new Scratch(everybodyEnters: true);
        var root = scratch.CopyOf(node);
        var disk = new DiskModel(root, LastRun.Of(root).Node.Stage) { IsJournalled = !arguments(root).Contains("export") };
        foreach (var call in InOrder(root, arguments(root)))
        {
            disk.Happen(call);
        }

        Assert.Equal("", string.Join('\n', disk.Complaints));
        Assert.Equal("", string.Join('\n', disk.LeftBehind));
        Assert.Equal(stages, string.Join(' ', disk.Stages));
        Assert.All(disk.Stages.Where(s => s == "Committing"), s => Assert.True(disk.Renames[s] > 0));
    }

    /// <summary>The successful calls of all threads, in the order in which they returned.</summary>
    private static IEnumerable<string> InOrder(string root, IReadOnlyList<string> arguments)
    {
        var log = Path.GetTempFileName();
        try
        {
            Programs.Run(
                "strace",
                [
                    "-f", "-y", "-qq", "--seccomp-bpf", "-o", log, "-e", $"trace={Calls}", "-e", "signal=none", "-s", "300", Kubepki.Path,
                    .. Kubepki.On(root, arguments),
                ])
                .Expect(0, 3);
            var begun = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var line in File.ReadLines(log).Select(l => Line().Match(l)).Where(l => l.Success))
            {
                var (thread, call) = (line.Groups[1].Value, line.Groups[2].Value);
                if (Unfinished().Match(call) is { Success: true } cut)
                {
                    begun[thread] = cut.Groups[1].Value;
                    continue;
                }

                var whole = Resumed().Match(call) is { Success: true } rest && begun.Remove(thread, out var head)
                    ? head + rest.Groups[1].Value
                    : call;
                if (!Failed().IsMatch(whole))
                {
                    yield return whole;
                }
            }
        }
        finally
        {
            File.Delete(log);
        }
    }

    [GeneratedRegex(@"^(\d+)\s+(\S.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(.*?) <unfinished \.\.\.>$")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@" = -1 \w+ \([^)]*\)$|^\+\+\+|^---")]
    private static partial Regex Failed();
}
