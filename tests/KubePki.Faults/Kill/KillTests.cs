using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Kill;

/// <summary>
/// Every command that changes a node is killed at every system call that touches the file system, one run a call. Whatever
/// the moment: each file is whole, the static pod directory is as it was, the next command brings the node wholly to the old
/// or wholly to the new state, and the road on is open.
/// </summary>
public sealed partial class KillTests(Starts starts)
{
    /// <summary>In a sample: every call of that distance, and every one of <see cref="NamingStride"/> that names or un-names a file.</summary>
    private const int Stride = 79;
    private const int NamingStride = 9;

    /// <summary>After every one of so many kills it is shown that the road on is open, too.</summary>
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
            ("between", endings.Count(e => e.Killed == State.Between)), ("lost", lost.Count));
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

        var (killed, transaction) = (Tree.Of(root), LastTransaction.Of(root));
        var old = start.Base(transaction);
        var then = Wholeness.Of(old, killed, transaction);
        Assert.NotEqual(State.Broken, then);
        Assert.Empty(Wholeness.ChangedManifests(old, killed));

        // Both ways on that the texts promise: the command for it, and any other that changes something.
        var next = call.Number % 2 == 0 ? Kubepki.Run(root, "recover") : Kubepki.Run(root, "backup", "create");
        next.Expect();
        var after = Tree.Of(root);
        var state = Wholeness.Of(old, after, transaction);
        Assert.True(start.Allowed(transaction).Contains(state), $"{state} after {transaction.Stage}: {string.Join('\n', old.DifferencesTo(after))}");
        Assert.Empty(Wholeness.Leftovers(after));
        Assert.Empty(Pairs.Complaints(root));
        if (call.Number % GoesOnStride == 0)
        {
            Start.GoesOn(root);
        }

        return new Ending(then, state);
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

    [GeneratedRegex("^(rename|unlink|symlink|mkdir)")]
    private static partial Regex Naming();
}
