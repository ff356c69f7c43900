using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Injected;

/// <summary>
/// Failing system calls: each call on a node's files fails with each possible errno, once or from then on. The program exits with 1 and the
/// old state, with 4 and a state that <c>recover</c> makes consistent, or with 3 and an unchanged home directory. It reports the reason and
/// the next step. It never reports success for changes that were not made durable.
/// </summary>
public sealed partial class FaultTests(StartNodes starts)
{
    private const int Stride = 211;

    private static readonly string[] Naming =
    [
        "mkdir", "mkdirat", "rename", "renameat", "renameat2", "symlink", "symlinkat", "link", "linkat",
    ];
    private static readonly string[] Unnaming = ["unlink", "unlinkat", "rmdir"];
    private static readonly string[] Dressing = ["fchmod", "fchown", "fchownat", "lchown"];

    /// <summary>The errno values, and the calls that can return them.</summary>
    private static readonly (string Error, string Words, string[] Calls)[] Faults =
    [
        ("ENOSPC", "No space left on device", ["openat", "pwrite64", "write", "fsync", "fallocate", .. Naming]),
        ("EDQUOT", "Disk quota exceeded", ["openat", "pwrite64", "fsync", "fallocate", .. Naming]),
        ("EIO", "Input/output error",
            [
                "openat", "openat2", "pwrite64", "write", "fsync", "fallocate", .. Naming, .. Unnaming, .. Dressing, "ftruncate", "read",
                "pread64", "getdents64", "statx", "readlink", "readlinkat",
            ]),
        ("EROFS", "Read-only file system", ["openat", .. Naming, .. Unnaming, .. Dressing]),
        ("EACCES", "Permission denied", ["openat", "openat2", .. Naming, .. Unnaming]),
        ("EMFILE", "Too many open files", ["openat", "openat2"]),
    ];

    public static TheoryData<string, string> Rows
        =>
        [
            .. from name in ((string[])[
                "renew all", "undo", "backup restore", "recover (finishing the renames)", "recover (putting the old files back)",
                "recover (finishing a home)", "backup create",
            ]).Intersect(Commands.Names)
                from fault in Faults where Effort.IsAskedFor("KUBEPKI_FAULTS_ERRORS", fault.Error) select (name, fault.Error),
        ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_call_that_fails_leaves_a_whole_node(string name, string error)
    {
        Assert.SkipUnless(Strace.IsThere, "needs strace");
        var start = Commands.Named(name).Start(starts);
        var command = Commands.Named(name).Arguments(start);
        var (_, words, calls) = Faults.Single(f => f.Error == error);
        var (endings, wrong, isOver) = (new ConcurrentBag<Ending>(), new ConcurrentBag<string>(), Effort.TimeIsOver());
        var tried = Calls(start, command, calls, salt: error.Length + name.Length)
            .SelectMany(call => new[] { (Call: call, On: false), (Call: call, On: true) })
            .ToList();
        Parallel.ForEach(Partitioner.Create(tried, EnumerablePartitionerOptions.NoBuffering), Effort.Parallel, t =>
        {
            if (isOver())
            {
                return;
            }

            using var scratch = new Scratch();
            try
            {
                endings.Add(FailAt(scratch.CopyOf(start.Root), start, command, t.Call, error, words, t.On));
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or IOException)
            {
                wrong.Add($"{t.Call.Call}{(t.On ? " and all after it" : "")}: {e.Message}");
            }
        });
        Counts.Record(
            "fault",
            $"{name}: {error}{Effort.Limited("KUBEPKI_FAULTS_CALLS")}", ("possible", tried.Count), ("faults", endings.Count + wrong.Count),
            ("done", endings.Count(e => e.ExitCode == 0)), ("skipped", endings.Count(e => e.ExitCode == 3)),
            ("refused", endings.Count(e => e.ExitCode == 1)),
            ("halfWay", endings.Count(e => e.ExitCode == 4)), ("wrong", wrong.Count));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {tried.Count} wrong:\n{string.Join("\n\n", wrong.Take(8))}");
    }

    private sealed record Ending(int ExitCode, State After);

    private static Ending FailAt(
        string root, Start start, IReadOnlyList<string> command, Faulted fault, string error, string words, bool on)
    {
        var run = Strace.Fail(fault.Call, error, on, root, command).Expect(0, 1, 3, 4);
        var (then, last) = (Tree.Of(root), LastRun.Of(root));
        var old = start.Base(last);
        var state = NodeStateJudge.Of(old, then, last);
        Assert.True(state != State.Broken, $"broken: {string.Join('\n', old.DifferencesTo(then))}\n{run}");
        Assert.Empty(NodeStateJudge.ChangedManifests(old, then));
        if (run.ExitCode is 1 or 4 || (run.ExitCode == 3 && start.CutOff is null))
        {
            IsPrecise(run, words);
        }

        // A home directory that keeps failing is left unchanged and reported. Otherwise its owner could block every later command.
        var isLeft = on && run.ExitCode == 3 && run.Error.Contains("is left as it is now", StringComparison.Ordinal);
        if (run.ExitCode is 0 or 3)
        {
            // The program continued without the call: it did not need the call, or the call was in a home directory, which is left
            // unchanged.
            Assert.True(fault.Call.Name != "fsync" || fault.IsInHomes, $"done, although nothing was made durable\n{run}");
            Assert.True(isLeft || IsDone(start, last, run, state), $"{state}\n{run}");
            Assert.True(
                NodeStateJudge.Leftovers(then).Count == 0 || (on && (isLeft || state == State.NodeNew)),
                $"left: {string.Join(' ', NodeStateJudge.Leftovers(then))}\n{run}");
        }
        else if (run.ExitCode == 1 && (!on || start.CutOff is null))
        {
            // If an earlier run was cut off, the state after finishing that run also counts as old.
            Assert.True(state == State.Old || start.CutOff is not null, $"{state}\n{run}");
            Assert.True(NodeStateJudge.Leftovers(then).Count == 0, $"left: {string.Join(' ', NodeStateJudge.Leftovers(then))}\n{run}");
        }

        Kubepki.Run(root, "recover").Expect(0, 3);
        var after = Tree.Of(root);
        var settled = NodeStateJudge.Of(old, after, last);
        Assert.True(
            settled is State.Old or State.New or State.NodeNew || (isLeft && settled == State.Between),
            $"{settled} after recover: {string.Join('\n', old.DifferencesTo(after))}\n{run}");
        Assert.True(
            isLeft || NodeStateJudge.Leftovers(after).Count == 0,
            $"left after recover: {string.Join(' ', NodeStateJudge.Leftovers(after))}\n{run}");
        Assert.Empty(Pairs.Complaints(root));
        return new Ending(run.ExitCode, settled);
    }

    /// <summary>True if the files match the exit code: with 3, a home directory is unchanged.</summary>
    private static bool IsDone(Start start, LastRun last, Ended run, State state) => state switch
    {
        State.New => true,
        State.NodeNew => run.ExitCode == 3 && run.Error.Contains("error: /root/.kube/", StringComparison.Ordinal),
        State.Old => start.WasThere(last) || last.Id == start.CutOff,
        _ => false,
    };

    /// <summary>The error has the system's own reason and a hint.</summary>
    private static void IsPrecise(Ended run, string words)
    {
        Assert.True(
            run.Error.Contains("error: ", StringComparison.Ordinal) && run.Error.Contains("hint: ", StringComparison.Ordinal),
            $"no error with a hint\n{run}");
        Assert.True(
            run.Error.Contains(words, StringComparison.OrdinalIgnoreCase) || run.Error.Contains("is denied", StringComparison.Ordinal)
                || run.Error.Contains("the link cannot be read", StringComparison.Ordinal),
            $"the reason is not said\n{run}");
    }

    /// <summary>A call to fail, and whether the node's own files are already installed by then.</summary>
    private sealed record Faulted(SystemCall Call, bool IsInHomes);

    /// <summary>
    /// The calls on the node's files, by path or by a file descriptor opened there. A write to a standard stream does not count, although
    /// its text may contain such a path.
    /// </summary>
    private static IReadOnlyList<Faulted> Calls(Start start, IReadOnlyList<string> command, string[] names, int salt)
    {
        using var scratch = new Scratch();
        var root = scratch.CopyOf(start.Root);
        var traced = Strace.Calls(string.Join(',', names.Append("openat").Distinct().Select(n => "?" + n)), root, command, describe: true)
            .ToList();
        names = [.. names.Where(name => Effort.IsAskedFor("KUBEPKI_FAULTS_CALLS", name))];
        var homes = traced.FindIndex(c => HomesJournal().IsMatch(c.Text));
        var calls = traced.Select((call, i) => new Faulted(call, homes >= 0 && i >= homes))
            .Where(f => names.Contains(f.Call.Name) && f.Call.Text.Contains(root, StringComparison.Ordinal)
                && !StandardStream().IsMatch(f.Call.Text))
            .ToList();
        return Effort.IsAll
            ? Effort.Spread(calls, f => f.Call.Name is "renameat" or "renameat2" or "fsync")
            : [.. calls.Where((_, i) => (i + (salt * 31)) % Stride == 0)];
    }

    [GeneratedRegex(@"/transactions/[^/""]+-h\d{4}/")]
    private static partial Regex HomesJournal();

    [GeneratedRegex(@"^write\([12]<")]
    private static partial Regex StandardStream();
}
