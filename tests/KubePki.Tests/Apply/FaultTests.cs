using KubePki.Apply;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>
/// A fault before every step of a transaction, of an undo and of a recovery. In every case the node is completely as before
/// or completely as requested after the next run, and no temporary files stay behind.
/// </summary>
public sealed class FaultTests
{
    private static readonly IReadOnlyDictionary<string, string> Old = Before();
    private static readonly IReadOnlyDictionary<string, string> New = After();
    private static readonly List<string> Steps = StepsOf(t => t.Run(PlainNode.Request, _ => null));

    public static TheoryData<int> EveryStep => [.. Enumerable.Range(0, Steps.Count)];

    [Fact]
    public void The_steps_are_those_the_design_names()
        => Assert.Equal(
            [
                "begin", "backup", "stage /etc/x/key", "stage /etc/x/certificate", "stage /etc/y/new", "stage /etc/y/link",
                "stage /etc/y/gone", "verify", "committing",
                "rename /etc/x/key", "rename /etc/x/certificate", "rename /etc/y/new", "rename /etc/y/link", "rename /etc/y/gone", "sync",
                "committed",
            ],
            Steps);

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void A_failed_write_puts_everything_back(int step)
    {
        using var node = new PlainNode();
        var problem = Throwing<IOException>(node, step, untilStep: step).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.WriteFailed);
        Assert.Contains("rolled back", problem.Text(Language.English), StringComparison.Ordinal);
        IsWhole(node, mustBeOld: true);
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void After_a_permanent_write_failure_the_next_run_restores_consistency(int step)
    {
        using var node = new PlainNode();
        var problem = Throwing<IOException>(node, step, untilStep: int.MaxValue).Run(PlainNode.Request, _ => null).Problem;
        Assert.Equal(step <= Steps.IndexOf("backup") ? ApplyMessages.WriteFailed.Id : ApplyMessages.HalfWay.Id, problem?.Id);

        // If the problem says that everything was rolled back, no staged file may be left either.
        Assert.True(problem?.Id == ApplyMessages.HalfWay.Id || Old.Differences(node.Snapshot()).Count == 0);
        IsWhole(node, mustBeOld: Steps.IndexOf("committing") >= step);
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void A_crash_leaves_the_old_state_before_the_commit_record_and_a_whole_one_after_it(int step)
    {
        using var node = new PlainNode();
        Assert.Throws<CrashException>(() => Throwing<CrashException>(node, step, untilStep: step).Run(PlainNode.Request, _ => null));
        IsWhole(node, mustBeOld: Steps.IndexOf("committing") >= step);
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void A_crash_during_the_recovery_from_a_crash_changes_nothing_of_that(int step)
    {
        for (var second = 0; second < 40; second++)
        {
            using var node = new PlainNode();
            Assert.Throws<CrashException>(() => Throwing<CrashException>(node, step, untilStep: step).Run(PlainNode.Request, _ => null));
            var isThrough = false;
            try
            {
                Throwing<CrashException>(node, second, untilStep: second).Recover().Must();
                isThrough = true;
            }
            catch (CrashException)
            {
                // The recovery crashed too.
            }

            IsWhole(node, mustBeOld: Steps.IndexOf("committing") >= step);
            if (isThrough)
            {
                return;
            }
        }

        Assert.Fail("the recovery has no end");
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void A_crash_while_putting_back_ends_whole(int step)
    {
        for (var second = 1; second < 40; second++)
        {
            using var node = new PlainNode();
            var count = 0;
            void Fault(string name)
            {
                count++;
                if (count - 1 == step)
                {
                    throw new IOException("disk full");
                }

                if (count - 1 == step + second)
                {
                    throw new CrashException();
                }
            }

            try
            {
                node.With(Fault).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.WriteFailed);
                return;
            }
            catch (CrashException)
            {
                IsWhole(node, mustBeOld: Steps.IndexOf("committing") >= step);
            }
        }

        Assert.Fail("putting back has no end");
    }

    [Fact]
    public void A_crash_during_an_undo_ends_whole()
    {
        foreach (var step in Enumerable.Range(
            0, StepsOf(t => t.Undo(null, force: false), first: t => t.Run(PlainNode.Request, _ => null)).Count))
        {
            using var node = new PlainNode();
            node.Transactions.Run(PlainNode.Request, _ => null).Must();
            Assert.Throws<CrashException>(() => Throwing<CrashException>(node, step, untilStep: step).Undo(null, force: false));
            node.Transactions.Recover().Must();
            var after = node.Snapshot();
            Assert.True(
                Old.Differences(after).Count == 0 || New.Differences(after).Count == 0,
                $"step {step}: {string.Join(' ', Old.Differences(after))}");
        }
    }

    [Fact]
    public void A_last_line_of_the_journal_that_was_cut_off_anywhere_does_not_count()
    {
        // Only before the first rename: the commit record is durable by then.
        foreach (var step in new[] { "stage /etc/x/key", "rename /etc/x/key" })
        {
            for (var cut = 1; cut < 2000; cut += 97)
            {
                using var node = new PlainNode();
                Assert.Throws<CrashException>((
                    ) => Throwing<CrashException>(node, Steps.IndexOf(step), untilStep: Steps.IndexOf(step))
                        .Run(PlainNode.Request, _ => null));
                var journal = Directory.EnumerateFiles(node.StateDirectory, "journal", SearchOption.AllDirectories).Single();
                var bytes = File.ReadAllBytes(journal);
                var lastLine = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
                if (bytes.Length - cut <= lastLine)
                {
                    break;
                }

                File.WriteAllBytes(journal, bytes[..^cut]);
                IsWhole(node, mustBeOld: true);
            }
        }
    }

    [Fact]
    public void A_line_that_could_not_be_made_durable_is_not_taken_for_a_commit()
    {
        // The commit record is written, then the disk fails: simulated by writing the bytes of the failed call.
        using var node = new PlainNode();
        var problem = node.With(step =>
        {
            if (step != "committed")
            {
                return;
            }

            var journal = new Journal(Directory.EnumerateFiles(node.StateDirectory, "journal", SearchOption.AllDirectories).Single());
            journal.Write(journal.Read()!.Last with { Stage = TransactionStage.Committed });
            throw new IOException("Input/output error");
        }).Run(PlainNode.Request, _ => null);
        problem.Fails(ApplyMessages.WriteFailed);
        IsWhole(node, mustBeOld: true);
    }

    [Fact]
    public void An_interrupted_rollback_is_continued()
    {
        // As above, then the disk fails permanently in the middle of the rollback.
        using var node = new PlainNode();
        var sick = false;
        node.With(step =>
        {
            if (step == "committed")
            {
                var journal = new Journal(Directory.EnumerateFiles(node.StateDirectory, "journal", SearchOption.AllDirectories).Single());
                journal.Write(journal.Read()!.Last with { Stage = TransactionStage.Committed });
                sick = true;
                throw new IOException("Input/output error");
            }

            if (sick && step == "rename back /etc/x/certificate")
            {
                throw new IOException("Input/output error");
            }
        }).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.HalfWay);
        IsWhole(node, mustBeOld: true);
    }

    private static void IsWhole(PlainNode node, bool mustBeOld)
    {
        var report = node.Transactions.Recover().Must();
        var after = node.Snapshot();
        var isOld = Old.Differences(after).Count == 0;
        Assert.True(isOld || (!mustBeOld && New.Differences(after).Count == 0), $"{string.Join(' ', Old.Differences(after))}");
        Assert.DoesNotContain(after.Keys, path => path.Contains(".kubepki", StringComparison.Ordinal));
        Assert.True(report.RolledForward.Count + report.RolledBack.Count <= 1);
        Assert.True(isOld || report.RolledBack.Count == 0);

        // The journal agrees, and nothing is left to recover.
        var history = node.Transactions.History();
        Assert.All(history, record => Assert.Equal(isOld ? TransactionStage.RolledBack : TransactionStage.Committed, record.Stage));
        Assert.True(node.Transactions.Recover().Must().NothingToDo);

        // The node is usable: the same request succeeds, or is undone.
        if (isOld)
        {
            node.Transactions.Run(PlainNode.Request, _ => null).Must();
            Assert.Empty(New.Differences(node.Snapshot()));
        }

        node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(Old.Differences(node.Snapshot()));
    }

    /// <summary>Transactions that fail at the steps from one number to another.</summary>
    private static Transactions Throwing<T>(PlainNode node, int fromStep, int untilStep)
        where T : Exception, new()
    {
        var count = -1;
        return node.With(_ =>
        {
            count++;
            if (count >= fromStep && count <= untilStep)
            {
                throw new T();
            }
        });
    }

    private static List<string> StepsOf<T>(Func<Transactions, Outcome<T>> run, Action<Transactions>? first = null)
        where T : class
    {
        using var node = new PlainNode();
        first?.Invoke(node.Transactions);
        var steps = new List<string>();
        run(node.With(steps.Add)).Must();
        return steps;
    }

    private static IReadOnlyDictionary<string, string> Before()
    {
        using var node = new PlainNode();
        return node.Snapshot();
    }

    private static IReadOnlyDictionary<string, string> After()
    {
        using var node = new PlainNode();
        node.Transactions.Run(PlainNode.Request, _ => null).Must();
        return node.Snapshot();
    }
}
