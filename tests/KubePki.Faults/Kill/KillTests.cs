using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Kill;

/// <summary>
/// Kills every command that changes a node at every system call that touches the file system, one run per call. After each kill every file
/// is intact and the static pod directory is unchanged. The next command brings the node, and each home directory, completely to the
/// old or completely to the new state. It reports a home directory that the run did not reach. Renewal and undo still work.
/// </summary>
public sealed partial class KillTests(StartNodes starts)
{
    /// <summary>In a sample, every n-th call, and every <see cref="NamingStride"/>-th call that creates or removes a name.</summary>
    private const int Stride = 79;
    private const int NamingStride = 9;

    /// <summary>The home directory on the node.</summary>
    private const string Home = "/root/.kube/";

    /// <summary>After every n-th kill another renewal is verified; after as many kills the undo of the run is verified.</summary>
    private const int GoesOnStride = 4;

    public static TheoryData<string> Names => [.. Commands.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kill_at_every_call_leaves_a_consistent_node(string name)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        var start = Commands.Named(name).Start(starts);
        var command = Commands.Named(name).Arguments(start);
        var (all, calls) = Calls(start, command);
        var (endings, lost, isOver) = (new ConcurrentBag<Ending>(), new ConcurrentBag<string>(), Effort.TimeIsOver());
        Parallel.ForEach(Partitioner.Create(calls, EnumerablePartitionerOptions.NoBuffering), Effort.Parallel, call =>
        {
            if (isOver())
            {
                return;
            }

            using var scratch = new Scratch();
            try
            {
                if (KillAt(scratch.CopyOf(start.Root), start, command, call) is { } ending)
                {
                    endings.Add(ending);
                }
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or IOException)
            {
                lost.Add($"{call}: {e.Message}");
            }
        });
        Counts.Record(
            "kill",
            name, ("calls", all), ("killed", endings.Count + lost.Count), ("old", endings.Count(e => e.After == State.Old)),
            ("new", endings.Count(e => e.After == State.New)),
            ("nodeNew", endings.Count(e => e.After == State.NodeNew)),
            ("between", endings.Count(e => e.Killed == State.Between)), ("lost", lost.Count));
        Assert.True(lost.IsEmpty, $"{lost.Count} of {calls.Count} lost:\n{string.Join("\n\n", lost.Take(5))}");
    }

    /// <summary>The state after the kill, and the state after the next command.</summary>
    private sealed record Ending(State Killed, State After);

    /// <summary>
    /// Returns null if the command finished before that call. A second thread opens files to read, and may make more of those calls
    /// than it did when the calls were counted.
    /// </summary>
    private static Ending? KillAt(string root, Start start, IReadOnlyList<string> command, SystemCall call)
    {
        var ended = Strace.Kill(call, root, command);
        if (!ended.WasKilled)
        {
            ended.Expect();
            Assert.Empty(Pairs.Complaints(root));
            return null;
        }

        var (killed, run) = (Tree.Of(root), LastRun.Of(root));
        var old = start.Base(run);
        var then = NodeStateJudge.Of(old, killed, run);
        Assert.True(
            then != State.Broken,
            $"broken, {run.Node.Stage} {string.Join(' ', run.Homes.Select(h => h.Stage))}: {string.Join('\n', old.DifferencesTo(killed))}");
        Assert.Empty(NodeStateJudge.ChangedManifests(old, killed));

        // Both documented ways to continue: the recover command, and any other command that changes something.
        var recovers = call.Number % 2 == 0;
        var next = recovers ? Kubepki.Run(root, "recover").Expect(0, 3) : Kubepki.Run(root, "backup", "create").Expect(0, 3);
        Assert.Equal(next.Error.Contains("error: /root/", StringComparison.Ordinal), next.ExitCode == 3);
        var after = Tree.Of(root);
        var state = NodeStateJudge.Of(old, after, run);
        Assert.True(
            start.Allowed(run).Contains(state),
            $"{state} after {run.Node.Stage} {string.Join(' ', run.Homes.Select(h => h.Stage))}: "
                + $"{string.Join('\n', old.DifferencesTo(after))}");
        Assert.Empty(NodeStateJudge.Leftovers(after));
        Assert.Empty(Pairs.Complaints(root));
        Reports(next, recovers, state, run);
        GoesOn(root, call, old, state, run);
        return new Ending(then, state);
    }

    /// <summary>An unchanged home directory is named with a hint, unless the killed run had already reported it.</summary>
    private static void Reports(Ended next, bool recovers, State state, LastRun run)
    {
        var isReported = next.Error.Contains($"error: {Home}", StringComparison.Ordinal)
            && next.Error.Contains("hint: ", StringComparison.Ordinal);
        Assert.True(
            isReported == (state == State.NodeNew && !(run.IsSettled && run.Homes.All(h => h.IsDone || h.Stage is null or "RolledBack"))),
            $"{state}\n{next}");
        Assert.True(!recovers || next.ExitCode == (isReported ? 3 : 0), next.ToString());
    }

    /// <summary>Forward: another renewal and its undo. Back: the undo of the run, including the home directories that it reached.</summary>
    private static void GoesOn(string root, SystemCall call, Tree old, State state, LastRun run)
    {
        switch (call.Number % GoesOnStride)
        {
            case 0:
                Start.GoesOn(root);
                break;
            case 1 when state is State.New or State.NodeNew:
                Kubepki.Run(root, "undo", run.Id!, "--yes", "-q", "--activate", "never").Expect();
                Assert.Empty(old.DifferencesTo(Tree.Of(root)));
                break;
        }
    }

    /// <summary>The number of calls of a run, and the calls at which it is killed.</summary>
    private static (int All, IReadOnlyList<SystemCall> Tried) Calls(Start start, IReadOnlyList<string> command)
    {
        using var scratch = new Scratch();
        var calls = Strace.Calls(Strace.ChangingCalls, scratch.CopyOf(start.Root), command);
        Assert.InRange(calls.Count, 30, 10_000);
        return (calls.Count, Effort.IsAll
            ? Effort.Spread(calls, call => Naming().IsMatch(call.Name))
            : [.. calls.Where((call, i) => i % Stride == 0 || (Naming().IsMatch(call.Name) && call.Number % NamingStride == 1))]);
    }

    [GeneratedRegex("^(rename|unlink|rmdir|symlink|link|mkdir)")]
    private static partial Regex Naming();
}
