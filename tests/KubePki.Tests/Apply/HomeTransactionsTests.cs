using KubePki.Apply;
using KubePki.Files;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>A user interferes in their home directory while root changes files there; the result for the node's own files.</summary>
public sealed class HomeTransactionsTests : IDisposable
{
    private const string Kube = "/home/ann/.kube";
    private const string Config = $"{Kube}/config";
    private const string Kept = $"{Config}.old";
    private const uint Ann = 1000;
    private readonly PlainNode _node = new();

    public HomeTransactionsTests()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may act as another user");
        _node.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n");
        _node.Write(Config, "old config", Modes.OwnerOnly);
        foreach (var path in new[] { "/home/ann", Kube, Config })
        {
            Libc.SetOwner(_node.OnDisk(path), Ann, Ann);
        }
    }

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_home_is_a_transaction_of_its_own_under_the_id_of_the_run()
    {
        var before = _node.Snapshot();
        var run = _node.Transactions.Run(Request(), _ => null).Must();
        Assert.Empty(run.Skipped);
        Assert.Equal([PlainNode.Key, Kept, Config], run.Paths);
        Assert.Equal(
            [run.Id, $"{run.Id}-h0001"],
            Directory.EnumerateDirectories($"{_node.StateDirectory}/transactions").Select(d => Path.GetFileName(d)).Order());
        Assert.Equal([run.Id], _node.Transactions.History().Select(t => t.Id));
        Assert.Equal([PlainNode.Key, Config], _node.Transactions.Backups().Single().Paths);
        Assert.Equal(("new key", "new config", "old config"), (_node.Read(PlainNode.Key), _node.Read(Config), _node.Read(Kept)));
        Assert.All(
            new[] { Config, Kept }, path => Assert.True(_node.Root.Facts(path) is { Owner: Ann, Group: Ann, Mode: Modes.OwnerOnly }));

        var undone = _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal(run.Id, undone.Reverses);
        Assert.Empty(before.Differences(_node.Snapshot()));
        _node.Transactions.RestoreBackup(undone.Id).Must();
        Assert.Equal(("new key", "new config"), (_node.Read(PlainNode.Key), _node.Read(Config)));
        _node.Transactions.Prune(0).Must();
        Assert.Empty(Directory.EnumerateDirectories($"{_node.StateDirectory}/transactions"));
    }

    [Fact]
    public void Homes_are_numbered_from_one_where_none_of_the_nodes_own_files_is_changed_too()
    {
        var run = _node.Transactions.Run(PlainNode.Of(new PutFile(Config, "new config"u8.ToArray())), _ => null).Must();
        Assert.Equal(
            [$"{run.Id}-h0001"], Directory.EnumerateDirectories($"{_node.StateDirectory}/transactions").Select(d => Path.GetFileName(d)));
        _node.Transactions.Undo(run.Id, force: false).Must();
        Assert.Equal("old config", _node.Read(Config));
    }

    [Fact]
    public void What_an_undo_left_in_a_home_is_undone_by_the_next_one()
    {
        var run = _node.Transactions.Run(Request(), _ => null).Must();
        _node.Write(Config, "the user's own", Modes.OwnerOnly);
        Assert.Single(_node.Transactions.Undo(null, force: false).Must().Skipped);
        Assert.Equal(("old key", "the user's own"), (_node.Read(PlainNode.Key), _node.Read(Config)));
        Assert.Empty(UndoneTransactions.Of(_node.Transactions.History()));
        Assert.Equal([run.Id], UndoneTransactions.Partly(_node.Transactions.History()).Keys);
        Assert.Equal([Kept, Config], _node.Transactions.FindUndoable(null)!.Paths);

        _node.Write(Config, "new config", Modes.OwnerOnly);
        Assert.Empty(_node.Transactions.Undo(null, force: false).Must().Skipped);
        Assert.Equal(("old key", "old config", null), (_node.Read(PlainNode.Key), _node.Read(Config), _node.Read(Kept)));
        Assert.Empty(UndoneTransactions.Partly(_node.Transactions.History()));
        Assert.Equal([run.Id], UndoneTransactions.Of(_node.Transactions.History()).Keys);
        Assert.Null(_node.Transactions.FindUndoable(null));
    }

    /// <summary>The verified file is staged beside its final name, where its owner can still change it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_staged_file_that_its_owner_removes_or_changes_is_reported_and_not_counted_as_done(bool removes)
    {
        var run = WhenInHome($"rename {Config}", () =>
        {
            var staged = Directory.GetFiles(_node.OnDisk(Kube), ".kubepki-*").Single();
            File.WriteAllText(staged, "the user's own");
            if (removes)
            {
                File.Delete(staged);
            }
        }).Run(Request(), _ => null).Must();
        Assert.Equal(Config, Assert.Single(run.Skipped).IsOf(ApplyMessages.StagedLost).Where);
        Assert.Equal([PlainNode.Key], run.Paths);
        Assert.Equal([PlainNode.Key], _node.Transactions.History().Single().Paths);
        Assert.Equal(("new key", "old config", null), (_node.Read(PlainNode.Key), _node.Read(Config), _node.Read(Kept)));
        Assert.Equal(["config"], _node.Root.Names(Kube));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData($"rename {Config}")]
    [InlineData("sync")]
    [InlineData("committed")]
    public void A_directory_that_is_taken_away_leaves_the_nodes_own_files_renewed(string when)
    {
        var run = WhenInHome(when, () => Directory.Move(_node.OnDisk(Kube), _node.OnDisk("/home/ann/away"))).Run(Request(), _ => null)
            .Must();
        Assert.Equal("new key", _node.Read(PlainNode.Key));
        if (when != "committed")
        {
            Assert.Equal(Config, Assert.Single(run.Skipped).IsOf(ApplyMessages.MovedMeanwhile).Where);
            Assert.Equal([PlainNode.Key], run.Paths);
            Assert.Equal(["/home/ann/away/config"], _node.Root.Names("/home/ann/away").Select(n => $"/home/ann/away/{n}"));
            Assert.Equal("old config", _node.Read("/home/ann/away/config"));
        }

        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal("old key", _node.Read(PlainNode.Key));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData($"stage {Kept}")]
    [InlineData($"stage {Config}")]
    [InlineData("verify")]
    [InlineData("committing")]
    [InlineData($"rename {Kept}")]
    [InlineData($"rename {Config}")]
    [InlineData("sync")]
    public void A_link_in_the_place_of_a_directory_leads_to_no_file_of_roots(string when)
    {
        _node.Write("/etc/x/config", "root's", Modes.OwnerOnly);
        var before = _node.Snapshot();
        var run = WhenInHome(when, () =>
        {
            Directory.Move(_node.OnDisk(Kube), _node.OnDisk("/home/ann/away"));
            File.CreateSymbolicLink(_node.OnDisk(Kube), "../../etc/x");
        }).Run(Request(), _ => null).Must();
        Assert.Single(run.Skipped);
        Assert.Equal([PlainNode.Key], before.Differences(_node.Snapshot()).Where(p => p.StartsWith("/etc", StringComparison.Ordinal)));
        Assert.Equal("old config", _node.Read("/home/ann/away/config"));
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"{_node.StateDirectory}", "*", SearchOption.AllDirectories), f => File.ReadAllText(f) == "root's");
    }

    [Fact]
    public void A_file_that_is_not_what_the_plan_saw_is_not_even_backed_up()
    {
        var run = WhenInHome("backup", () => _node.Write(Config, "something else", Modes.OwnerOnly)).Run(Request(), _ => null).Must();
        Assert.Equal(Config, Assert.Single(run.Skipped).IsOf(ApplyMessages.ChangedMeanwhile).Where);
        Assert.Equal(("new key", "something else", null), (_node.Read(PlainNode.Key), _node.Read(Config), _node.Read(Kept)));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_node.StateDirectory, "*", SearchOption.AllDirectories), f => File.ReadAllText(f) == "something else");
    }

    [Fact]
    public void A_file_of_the_same_content_that_is_another_file_is_refused()
    {
        var seen = _node.Root.Facts(Config);
        var run = WhenInHome("backup", () =>
        {
            File.Move(_node.OnDisk(Config), _node.OnDisk("/home/ann/mine"));
            _node.Write(Config, "old config", Modes.OwnerOnly);
            Libc.SetOwner(_node.OnDisk(Config), Ann, Ann);
        }).Run(Request(seen), _ => null).Must();
        Assert.Single(run.Skipped).IsOf(ApplyMessages.ChangedMeanwhile);
    }

    [Fact]
    public void What_the_owner_of_a_home_may_not_do_is_not_done_there()
    {
        Libc.SetOwner(_node.OnDisk(Kube), 0, 0);
        File.SetUnixFileMode(_node.OnDisk(Kube), Modes.OwnerOnly | UnixFileMode.UserExecute);
        var before = _node.Snapshot();
        Assert.Single(_node.Transactions.Run(Request(), _ => null).Must().Skipped);
        Assert.Equal([PlainNode.Key], before.Differences(_node.Snapshot()));
    }

    [Fact]
    public void A_file_in_a_home_that_is_anothers_is_left()
    {
        Libc.SetOwner(_node.OnDisk(Config), 0, 0);
        File.SetUnixFileMode(_node.OnDisk(Config), Modes.PublicFile);
        Assert.Equal(
            ["0", "1000"],
            Assert.Single(_node.Transactions.Run(Request(), _ => null).Must().Skipped).IsOf(FileMessages.NotTheOwners).Arguments);
        Assert.Equal("old config", _node.Read(Config));
    }

    [Fact]
    public void A_home_behind_a_link_of_roots_is_known_when_it_is_taken_back()
    {
        Directory.CreateDirectory(_node.OnDisk("/data"));
        Directory.Move(_node.OnDisk("/home"), _node.OnDisk("/data/home"));
        File.CreateSymbolicLink(_node.OnDisk("/home"), "/data/home");
        var run = _node.Transactions.Run(Request(), _ => null).Must();
        Assert.Contains("/data/home/ann/.kube/config", run.Paths);
        var undone = _node.Transactions.Undo(null, force: false).Must();
        Assert.True(Directory.Exists($"{_node.StateDirectory}/transactions/{undone.Id}-h0001"));
        Assert.Equal("old config", _node.Read("/data/home/ann/.kube/config"));
        Assert.Equal(Ann, _node.Root.Facts("/data/home/ann/.kube/config")!.Owner);
    }

    [Fact]
    public void A_run_interrupted_before_the_homes_stays_committed_and_reports_the_homes_it_did_not_reach()
    {
        Assert.Throws<CrashException>(() => WhenInHome("begin", () => throw new CrashException()).Run(Request(), _ => null));
        Assert.Equal("new key", _node.Read(PlainNode.Key));
        var report = _node.Transactions.Recover().Must();
        Assert.Equal(Config, Assert.Single(report.Skipped).IsOf(ApplyMessages.HomeNotReached).Where);
        Assert.Equal(("new key", "old config"), (_node.Read(PlainNode.Key), _node.Read(Config)));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal("old key", _node.Read(PlainNode.Key));
    }

    [Fact]
    public void An_undo_that_is_cut_off_before_the_homes_names_the_backup_that_brings_them_back()
    {
        var done = _node.Transactions.Run(Request(), _ => null).Must();
        Assert.Throws<CrashException>(() => WhenInHome("begin", () => throw new CrashException()).Undo(null, force: false));
        var left = Assert.Single(_node.Transactions.Recover().Must().Skipped).IsOf(ApplyMessages.HomeNotReached);
        Assert.Contains($"kubepki backup restore {done.Id}", left.Hint(KubePki.Localization.Language.English), StringComparison.Ordinal);
        Assert.Equal(("old key", "new config"), (_node.Read(PlainNode.Key), _node.Read(Config)));
        _node.Transactions.RestoreBackup(done.Id).Must();
        Assert.Equal(("old key", "old config"), (_node.Read(PlainNode.Key), _node.Read(Config)));
    }

    [Theory]
    [InlineData("verify", "old config")]
    [InlineData($"rename {Config}", "new config")]
    public void A_run_interrupted_in_a_home_is_finished_by_recovery(string when, string content)
    {
        Assert.Throws<CrashException>(() => WhenInHome(when, () => throw new CrashException()).Run(Request(), _ => null));
        _node.Transactions.Recover().Must();
        Assert.Equal(("new key", content), (_node.Read(PlainNode.Key), _node.Read(Config)));
        Assert.DoesNotContain(_node.Root.Names(Kube), n => n.StartsWith(".kubepki", StringComparison.Ordinal));
    }

    /// <summary>The recovery must remove both the staged file and the kept copy, because no later run would remove them.</summary>
    [Theory]
    [InlineData($"rename {Config}")]
    [InlineData("sync")]
    [InlineData("committed")]
    public void A_recovery_that_fails_on_its_way_forward_in_a_home_puts_it_back(string when)
    {
        Assert.Throws<CrashException>(() => WhenInHome($"rename {Config}", () => throw new CrashException()).Run(Request(), _ => null));
        var failing = FailingAt(when);
        var left = Assert.Single(failing.Recover().Must().Skipped).IsOf(ApplyMessages.WriteFailed);
        Assert.Equal((Config, "No space left on device"), (left.Where, left.Arguments[0]));
        Assert.Equal(("new key", "old config", null), (_node.Read(PlainNode.Key), _node.Read(Config), _node.Read(Kept)));
        Assert.Equal(["config"], _node.Root.Names(Kube));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
    }

    /// <summary>
    /// Staged files must be removed, because the next command treats the transaction as finished and would leave them there.
    /// </summary>
    [Fact]
    public void An_abandoned_home_contains_no_staged_files()
    {
        Assert.Throws<CrashException>(() => WhenInHome($"rename {Config}", () => throw new CrashException()).Run(Request(), _ => null));
        Assert.Single(FailingAt("sync", $"rename back {Config}").Recover().Must().Skipped).IsOf(ApplyMessages.HomeGivenUp);
        Assert.Equal(["config", "config.old"], _node.Root.Names(Kube));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
    }

    [Fact]
    public void A_user_who_makes_a_home_unusable_after_a_crash_blocks_no_later_run()
    {
        Assert.Throws<CrashException>(() => WhenInHome($"rename {Config}", () => throw new CrashException()).Run(Request(), _ => null));
        _node.Write(Config, "the user's own", Modes.OwnerOnly);
        File.SetUnixFileMode(_node.OnDisk(Kube), UnixFileMode.None);
        Assert.NotEmpty(_node.Transactions.Recover().Must().Skipped);
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
        _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, "newer"u8.ToArray())), _ => null).Must();
    }

    [Fact]
    public void What_a_user_changed_since_is_left_when_the_run_is_taken_back()
    {
        _node.Transactions.Run(Request(), _ => null).Must();
        _node.Write(Config, "the user's own", Modes.OwnerOnly);
        Assert.Null(_node.Transactions.UndoProblem(null, force: false));
        var undone = _node.Transactions.Undo(null, force: false).Must();
        Assert.Single(undone.Skipped).IsOf(ApplyMessages.ChangedSince);
        Assert.Equal(("old key", "the user's own"), (_node.Read(PlainNode.Key), _node.Read(Config)));
    }

    [Fact]
    public void A_backup_leaves_out_what_the_owner_of_a_home_cannot_read()
    {
        Libc.SetOwner(_node.OnDisk(Config), 0, 0);
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, Config]).Must();
        Assert.Equal([PlainNode.Key], backup.Paths);
        Assert.Equal(Config, Assert.Single(backup.Skipped).IsOf(FileMessages.Unreadable).Where);
    }

    /// <summary>With a failing disk or too many open files the state of the copy is unknown.</summary>
    [Fact]
    public void A_copy_that_cannot_be_read_is_not_called_damaged()
    {
        var run = WhenInHome($"stage {Kept}", () =>
        {
            var copy = Directory.GetFiles(_node.StateDirectory, "0001", SearchOption.AllDirectories)
                .Single(f => f.Contains("-h0001/", StringComparison.Ordinal));
            File.Delete(copy);
            File.CreateSymbolicLink(copy, "0001");
        }).Run(Request(), _ => null).Must();
        var left = Assert.Single(run.Skipped).IsOf(ApplyMessages.WriteFailed);
        Assert.Contains("Too many levels of symbolic links", left.Arguments[0], StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", left.ToString(), StringComparison.Ordinal);
        Assert.Equal(("new key", "old config"), (_node.Read(PlainNode.Key), _node.Read(Config)));
    }

    /// <summary>A file could be staged there, but not renamed or removed again.</summary>
    [Theory]
    [InlineData(Kube, Libc.AppendOnly)]
    [InlineData(Kube, Libc.Immutable)]
    [InlineData(Config, Libc.AppendOnly)]
    [InlineData(Config, Libc.Immutable)]
    public void A_home_in_which_nothing_may_be_replaced_is_left_with_nothing_in_it(string where, int flag)
    => Libc.WithFlags(_node.OnDisk(where), flag, () =>
    {
        var before = _node.Snapshot();
        var left = Assert.Single(_node.Transactions.Run(Request(), _ => null).Must().Skipped);
        Assert.Equal([where], left.IsOf(flag == Libc.AppendOnly ? FileMessages.AppendOnly : FileMessages.Immutable).Arguments);
        Assert.Equal([PlainNode.Key], before.Differences(_node.Snapshot()));
        Assert.Equal(["config"], _node.Root.Names(Kube));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
    });

    private static TransactionRequest Request(FileFacts? seen = null) => PlainNode.Of(
        new PutFile(PlainNode.Key, "new key"u8.ToArray()) { ExpectedSha256 = PlainNode.Hash("old key") },
        new CopyFile(Kept, Config, PlainNode.Hash("old config")),
        new PutFile(
            Config,
            "new config"u8.ToArray())
        { ExpectedSha256 = PlainNode.Hash("old config"), ExpectedFacts = seen, Mode = Modes.OwnerOnly });

    private Transactions FailingAt(params string[] steps) => _node.With(step =>
    {
        if (steps.Contains(step))
        {
            throw new IOException("No space left on device");
        }
    });

    /// <summary>Runs an action before a step, once the node's own files are installed.</summary>
    private Transactions WhenInHome(string when, Action does)
    {
        var (begun, isDone) = (0, false);
        return _node.With(step =>
        {
            begun += step == "begin" ? 1 : 0;
            if (begun == 2 && step == when && !isDone)
            {
                isDone = true;
                does();
            }
        });
    }
}
