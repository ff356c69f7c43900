using System.Diagnostics;
using KubePki.Apply;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Another_run_in_this_process_is_told_who_holds_the_lock()
    {
        Problem? inner = null;
        _node.With(step => inner ??= step == "verify" ? _node.Transactions.Run(PlainNode.Request, _ => null).Problem : null)
            .Run(PlainNode.Request, _ => null)
            .Must();
        var who = Assert.Single(inner.IsOf(ApplyMessages.Locked).Arguments);
        Assert.Equal($"renew, process {Environment.ProcessId}, since 2026-06-01 12:00:00 UTC", who);
    }

    [Fact]
    public void A_lock_of_another_process_is_respected_and_gone_with_it()
    {
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        using var holder = HoldLock($"{_node.StateDirectory}/lock");
        var before = _node.Snapshot();
        _node.Transactions.Run(PlainNode.Request, _ => null).Fails(ApplyMessages.Locked);
        _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.Locked);
        _node.Transactions.Recover().Fails(ApplyMessages.Locked);
        _node.Transactions.CreateBackup([PlainNode.Key]).Fails(ApplyMessages.Locked);
        _node.Transactions.Prune(0).Fails(ApplyMessages.Locked);
        Assert.Empty(before.Differences(_node.Snapshot()));

        // The process is killed, without any cleanup.
        holder.Kill();
        holder.WaitForExit();
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
    }

    [Fact]
    public void A_copy_of_the_lock_in_a_process_that_is_being_started_does_not_keep_it()
    {
        Microsoft.Win32.SafeHandles.SafeFileHandle? copy = null;
        _node.Transactions.Run(PlainNode.Request, _ =>
        {
            var open = Directory.EnumerateFiles("/proc/self/fd").Single(f => new FileInfo(f).LinkTarget == $"{_node.StateDirectory}/lock");
            copy = Libc.Duplicate(int.Parse(Path.GetFileName(open), System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }).Must();
        using (copy)
        {
            _node.Transactions.Undo(null, force: false).Must();
        }
    }

    /// <summary>A foreign directory or a link in the state directory is not a transaction: it is ignored and not removed.</summary>
    [Theory]
    [InlineData("transactions/notes", false)]
    [InlineData("transactions/20200101T000000000Z", true)]
    [InlineData("backups/before the upgrade", false)]
    [InlineData("backups/20200101T000000000Z", true)]
    public void What_kubepki_did_not_put_there_is_left_as_it_is(string name, bool isLink)
    {
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        var (foreign, elsewhere) = ($"{_node.StateDirectory}/{name}", $"{_node.StateDirectory}/../elsewhere");
        var directory = Directory.CreateDirectory(isLink ? elsewhere : foreign).FullName;
        File.WriteAllText($"{directory}/mine", "mine");
        if (isLink)
        {
            Directory.CreateSymbolicLink(foreign, directory);
        }

        _node.Transactions.Recover().Must();
        Assert.DoesNotContain(_node.Transactions.Backups(), backup => name.EndsWith(backup.Id, StringComparison.Ordinal));
        _node.Transactions.Prune(0).Must();
        Assert.Equal("mine", File.ReadAllText($"{foreign}/mine"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("/transactions", false)]
    [InlineData("/backups", true)]
    public void A_path_that_is_not_a_directory_is_not_treated_as_empty(string part, bool isDanglingLink)
    {
        Assert.Null(_node.Transactions.ReadProblem);
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        Assert.Null(_node.Transactions.ReadProblem);
        Directory.Delete(_node.StateDirectory + part, recursive: true);
        if (isDanglingLink)
        {
            File.CreateSymbolicLink(_node.StateDirectory + part, "nowhere");
        }
        else
        {
            File.WriteAllText(_node.StateDirectory + part, "x");
        }

        Assert.Equal(ApplyMessages.BadState.Id, _node.Transactions.ReadProblem?.Id);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("/transactions", true)]
    [InlineData("/backups", true)]
    [InlineData("", false)]
    public void What_somebody_else_can_write_to_is_not_read(string part, bool isAnothers)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give directories away");
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        var directory = _node.StateDirectory + part;
        if (isAnothers)
        {
            Libc.SetOwner(directory, 1000, 1000);
        }
        else
        {
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
        }

        _node.Transactions.ReadProblem.IsOf(ApplyMessages.BadState);
        _node.Transactions.Unfinished().Fails(ApplyMessages.BadState);
    }

    [Fact]
    public void Reading_needs_no_lock()
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        using var holder = HoldLock($"{_node.StateDirectory}/lock");
        Assert.Single(_node.Transactions.History());
        Assert.Single(_node.Transactions.Backups());
        _node.Transactions.VerifyBackup(_node.Transactions.Backups()[0].Id).Must();
        holder.Kill();
        holder.WaitForExit();
    }

    [Fact]
    public void It_is_made_when_needed_and_not_before()
    {
        Assert.Empty(_node.Transactions.History());
        Assert.Empty(_node.Transactions.Backups());
        Assert.Null(_node.Transactions.FindUndoable(null));
        Assert.False(Directory.Exists(_node.StateDirectory));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
        Assert.True(Directory.Exists(_node.StateDirectory));
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a link")]
    [InlineData("others may write")]
    [InlineData("somebody else's")]
    [InlineData("a file in the way")]
    public void One_that_cannot_be_trusted_is_refused(string how)
    {
        var directory = _node.StateDirectory;
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        switch (how)
        {
            case "a file":
                File.WriteAllText(directory, "");
                break;
            case "a link":
                Directory.CreateDirectory(_node.OnDisk("/elsewhere"));
                File.CreateSymbolicLink(directory, _node.OnDisk("/elsewhere"));
                break;
            case "others may write":
                Directory.CreateDirectory(directory);
                File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
                break;
            case "somebody else's":
                Assert.SkipUnless(Libc.IsRoot, "only root may give directories away");
                Directory.CreateDirectory(directory);
                Libc.SetOwner(directory, 1000, 1000);
                break;
            default:
                Directory.CreateDirectory(directory);
                File.WriteAllText($"{directory}/transactions", "");
                break;
        }

        var before = _node.Snapshot();
        _node.Transactions.Run(PlainNode.Request, _ => null).Fails(ApplyMessages.BadState);
        Assert.Empty(before.Differences(_node.Snapshot()));
        if (Libc.IsRoot)
        {
            // Read-only commands do not trust it either.
            Assert.Equal(ApplyMessages.BadState.Id, _node.Transactions.ReadProblem?.Id);
        }
    }

    /// <summary>kubepki opens its files by path: that is safe as long as only root can exchange a directory in the path.</summary>
    [Theory]
    [InlineData("/var/lib", 0b111_111_111, 0, 0, false)]
    [InlineData("/var", 0b111_101_101, 1000, 0, false)]
    [InlineData("/var", 0b111_111_101, 0, 1000, false)]
    [InlineData("/var/lib", 0b1_111_111_111, 0, 0, true)]
    [InlineData("/var/lib", 0b111_111_101, 0, 0, true)]
    public void Others_cannot_exchange_a_directory_on_the_way(string above, int mode, uint owner, uint group, bool works)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root has others to fear");
        foreach (var isMade in (bool[])[false, true])
        {
            using var node = new PlainNode();
            Directory.CreateDirectory(
                isMade ? $"{node.StateDirectory}/transactions" : node.OnDisk("/var/lib"), Modes.OwnerOnly | UnixFileMode.UserExecute);
            Libc.SetOwner(node.OnDisk(above), owner, group);
            File.SetUnixFileMode(node.OnDisk(above), (UnixFileMode)mode);
            var (before, run) = (node.Snapshot(), node.Transactions.Run(PlainNode.Request, _ => null));
            if (works)
            {
                run.Must();
                continue;
            }

            run.Fails(ApplyMessages.BadState);
            Assert.Empty(before.Differences(node.Snapshot()));
            Assert.Equal(ApplyMessages.BadState.Id, node.Transactions.ReadProblem?.Id);
        }
    }

    [Fact]
    public void A_link_on_the_way_to_it_stays_inside_the_root()
    {
        using var outside = new Scratch();
        File.CreateSymbolicLink(_node.OnDisk("/var"), outside.Path);
        _node.Transactions.Run(PlainNode.Request, _ => null);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        File.Delete(_node.OnDisk("/var"));
        File.CreateSymbolicLink(_node.OnDisk("/var"), "/data/var");
        Directory.CreateDirectory(_node.OnDisk("/data/var/lib"));
        var id = _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [1])), _ => null).Must().Id;
        Assert.True(Directory.Exists(_node.OnDisk($"/data/var/lib/kubepki/transactions/{id}")));
    }

    [Fact]
    public void A_lock_that_cannot_be_written_is_no_lock_of_another()
    {
        Directory.CreateDirectory(_node.StateDirectory, Modes.OwnerOnly | UnixFileMode.UserExecute);
        File.CreateSymbolicLink($"{_node.StateDirectory}/lock", "/dev/full");
        _node.Transactions.Run(PlainNode.Request, _ => null).Fails(ApplyMessages.BadState);
    }

    [Fact]
    public void A_transaction_that_never_began_is_forgotten()
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Directory.CreateDirectory($"{_node.StateDirectory}/transactions/20260101T000000000Z-0000");
        Directory.CreateDirectory($"{_node.StateDirectory}/transactions/20260101T000000000Z-1111");
        File.WriteAllText($"{_node.StateDirectory}/transactions/20260101T000000000Z-1111/journal", "0123456789abcdef {\"stage\":\"Beg");
        Assert.Equal(2, _node.Transactions.History().Count(t => t.Stage == TransactionStage.Unreadable));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
        Assert.Equal([TransactionStage.Committed], _node.Transactions.History().Select(t => t.Stage));
    }

    [Fact]
    public void A_journal_that_is_damaged_is_shown_as_such_and_stops_nobody()
    {
        var id = _node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        var journal = $"{_node.StateDirectory}/transactions/{id}/journal";
        var bytes = File.ReadAllBytes(journal);
        bytes[40] ^= 1;
        File.WriteAllBytes(journal, bytes);
        Assert.Equal(TransactionStage.Unreadable, _node.Transactions.History().Single().Stage);
        _node.Transactions.Undo(id, force: true).Fails(ApplyMessages.UnreadableTransaction);
        _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [1])), _ => null).Must();
        Assert.Equal(2, _node.Transactions.History().Count);
    }

    private static Process HoldLock(string path)
    {
        Process? holder = null;
        try
        {
            holder = Process.Start(new ProcessStartInfo(
                "flock", ["--no-fork", path, "sh", "-c", "echo held; exec sleep 100"])
            { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no flock program");
        }

        Assert.Equal("held", holder!.StandardOutput.ReadLine());
        return holder;
    }
}
