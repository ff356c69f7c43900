using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Kill;

/// <summary>
/// Every command that changes a node is killed at every system call that touches the file system, one run a call. Whatever
/// the moment: each file is whole, the static pod directory is as it was, the next command brings the node wholly to the old
/// or wholly to the new state, and each home too, a home that it did not come to is reported, and the roads on and back are open.
/// </summary>
public sealed partial class KillTests(Starts starts)
{
    /// <summary>In a sample: every call of that distance, and every one of <see cref="NamingStride"/> that names or un-names a file.</summary>
    private const int Stride = 79;
    private const int NamingStride = 9;

    /// <summary>The home on the node.</summary>
    private const string Home = "/root/.kube/";

    /// <summary>After every one of so many kills it is shown that the road on is open, and after as many that the road back is.</summary>
    private const int GoesOnStride = 4;

    public static TheoryData<string> Names => [.. Commands.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Killed_at_every_call_it_ends_whole(string name)
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
            "kill", name, ("calls", all), ("killed", endings.Count + lost.Count), ("old", endings.Count(e => e.After == State.Old)), ("new", endings.Count(e => e.After == State.New)),
            ("nodeNew", endings.Count(e => e.After == State.NodeNew)), ("between", endings.Count(e => e.Killed == State.Between)), ("lost", lost.Count));
        Assert.True(lost.IsEmpty, $"{lost.Count} of {calls.Count} lost:\n{string.Join("\n\n", lost.Take(5))}");
    }

    /// <summary>How it was found after the kill, and after the next command.</summary>
    private sealed record Ending(State Killed, State After);

    /// <summary>
    /// Null when the command was done before it came to that call: of the files to read first, its other thread may take some more
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
        var then = Wholeness.Of(old, killed, run);
        Assert.True(then != State.Broken, $"broken, {run.Node.Stage} {string.Join(' ', run.Homes.Select(h => h.Stage))}: {string.Join('\n', old.DifferencesTo(killed))}");
        Assert.Empty(Wholeness.ChangedManifests(old, killed));

        // Both ways on that the texts promise: the command for it, and any other that changes something.
        var recovers = call.Number % 2 == 0;
        var next = recovers ? Kubepki.Run(root, "recover").Expect(0, 3) : Kubepki.Run(root, "backup", "create").Expect();
        var after = Tree.Of(root);
        var state = Wholeness.Of(old, after, run);
        Assert.True(start.Allowed(run).Contains(state), $"{state} after {run.Node.Stage} {string.Join(' ', run.Homes.Select(h => h.Stage))}: {string.Join('\n', old.DifferencesTo(after))}");
        Assert.Empty(Wholeness.Leftovers(after));
        Assert.Empty(Pairs.Complaints(root));
        Reports(next, recovers, state, run);
        GoesOn(root, call, old, state, run);
        return new Ending(then, state);
    }

    /// <summary>A home that stays as it was is named with what to do; who killed a run that had said so already knows.</summary>
    private static void Reports(Ended next, bool recovers, State state, LastRun run)
    {
        var isReported = next.Error.Contains($"error: {Home}", StringComparison.Ordinal) && next.Error.Contains("hint: ", StringComparison.Ordinal);
        Assert.True(isReported == (state == State.NodeNew && !(run.IsSettled && run.Homes.All(h => h.IsDone || h.Stage is null or "RolledBack"))), $"{state}\n{next}");
        Assert.True(!recovers || next.ExitCode == (isReported ? 3 : 0), next.ToString());
    }

    /// <summary>The road on: another renewal and its undo. The road back: the undo of the run, with the homes it came to.</summary>
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

    /// <summary>How many calls a run makes, and those at which it is killed.</summary>
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
