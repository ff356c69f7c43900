using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class BackupTests : IDisposable
{
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_backup_holds_what_was_there_and_is_listed()
    {
        File.CreateSymbolicLink(_node.OnDisk("/etc/link"), "x/key");
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, "/etc/link", "/etc/nothing", PlainNode.Certificate]).Must();
        Assert.Equal([PlainNode.Key, PlainNode.Certificate, "/etc/link"], backup.Paths);
        var listed = Assert.Single(_node.Transactions.Backups());
        Assert.Equal((backup.Id, backup.MadeAt), (listed.Id, listed.MadeAt));
        Assert.Equal(backup.Paths, _node.Transactions.VerifyBackup(backup.Id).Must().Paths);
    }

    [Fact]
    public void A_transactions_backup_is_listed_and_can_be_restored()
    {
        var id = _node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        Assert.Equal(
            [PlainNode.Key, PlainNode.Certificate, PlainNode.Link, PlainNode.Gone], Assert.Single(_node.Transactions.Backups()).Paths);
        _node.Transactions.RestoreBackup(id).Must();
        Assert.Equal("old key", _node.Read(PlainNode.Key));

        // The new file is not in the backup, and restoring does not remove it.
        Assert.Equal("entirely new", _node.Read(PlainNode.New));
    }

    [Fact]
    public void Restoring_brings_back_content_and_mode_and_can_be_undone()
    {
        var before = _node.Snapshot();
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, PlainNode.Certificate]).Must();
        _node.Write(PlainNode.Key, "changed", Modes.PublicFile);
        File.Delete(_node.OnDisk(PlainNode.Certificate));
        var changed = _node.Snapshot();
        var restored = _node.Transactions.RestoreBackup(backup.Id).Must();
        Assert.Equal("restore", restored.Verb);
        Assert.Empty(before.Differences(_node.Snapshot()));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(changed.Differences(_node.Snapshot()));
    }

    /// <summary>Only components whose files change are restarted.</summary>
    [Fact]
    public void Identical_files_are_changed_neither_by_a_restore_nor_by_its_undo()
    {
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, PlainNode.Certificate]).Must();
        Assert.Empty(_node.Transactions.Changed(_node.Transactions.RestoreBackup(backup.Id).Must()));
        _node.Write(PlainNode.Key, "changed", Modes.PublicFile);
        Assert.Equal([PlainNode.Key], _node.Transactions.Changed(_node.Transactions.RestoreBackup(backup.Id).Must()));
        Assert.Equal([PlainNode.Key], _node.Transactions.Changed(_node.Transactions.Undo(null, force: false).Must()));
        File.Delete(_node.OnDisk(PlainNode.Certificate));
        var both = _node.Transactions.RestoreBackup(backup.Id).Must();
        Assert.Equal([PlainNode.Key, PlainNode.Certificate], _node.Transactions.Changed(both));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("a link elsewhere")]
    [InlineData("a file")]
    public void Links_on_the_way_to_a_file_are_brought_back_and_that_can_be_undone(string became)
    {
        MakeLinks();
        var before = _node.Snapshot();
        var backup = _node.Transactions.CreateBackup(["/etc/pki/current"]).Must();
        Assert.Equal(["/disk/pki/dated", "/disk/links/step", "/disk/pki/current"], backup.Paths);
        var link = _node.OnDisk("/disk/pki/current");
        File.Delete(link);
        switch (became)
        {
            case "gone":
                File.Delete(_node.OnDisk("/disk/pki/dated"));
                Directory.Delete(_node.OnDisk("/disk/links"), recursive: true);
                break;
            case "a file":
                _node.Write("/disk/pki/current", "of its own", Modes.OwnerOnly);
                break;
            default:
                File.CreateSymbolicLink(link, "newer");
                break;
        }

        var changed = _node.Snapshot();
        _node.Transactions.RestoreBackup(backup.Id).Must();
        Assert.Empty(before.Differences(_node.Snapshot()));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(changed.Differences(_node.Snapshot()));
    }

    [Fact]
    public void A_link_that_was_brought_back_and_changed_since_is_not_taken_away_unless_forced()
    {
        MakeLinks();
        var backup = _node.Transactions.CreateBackup(["/etc/pki/current"]).Must();
        var link = _node.OnDisk("/disk/pki/current");
        File.Delete(link);
        _node.Transactions.RestoreBackup(backup.Id).Must();
        File.Delete(link);
        File.CreateSymbolicLink(link, "newer");
        Assert.Equal("/disk/pki/current", _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.ChangedSince).Where);
        Assert.Equal("newer", new FileInfo(link).LinkTarget);
        _node.Transactions.Undo(null, force: true).Must();
        Assert.False(Path.Exists(link));
    }

    [Fact]
    public void A_link_that_a_user_made_is_neither_kept_nor_replaced()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        MakeLinks();
        var backup = _node.Transactions.CreateBackup(["/etc/pki/current"]).Must();
        Libc.SetOwner(_node.OnDisk("/disk/pki/current"), 1000, 1000);
        Assert.Equal(["/disk/pki/dated", "/disk/links/step"], _node.Transactions.CreateBackup(["/etc/pki/current"]).Must().Paths);
        var planted = _node.Snapshot();
        _node.Transactions.RestoreBackup(backup.Id).Fails(FileMessages.UntrustedLink);
        Assert.Empty(planted.Differences(_node.Snapshot()));
    }

    [Fact]
    public void A_file_that_became_a_link_by_a_transaction_is_a_file_again_when_its_backup_is_restored()
    {
        var before = _node.Snapshot();
        var id = _node.Transactions.Run(PlainNode.Of(new PointLink(PlainNode.Certificate, "key")), _ => null).Must().Id;
        _node.Transactions.RestoreBackup(id).Must();
        Assert.Empty(before.Differences(_node.Snapshot()));
    }

    /// <summary>A link in a directory that is itself reached through a link, to a file, through another link.</summary>
    private void MakeLinks()
    {
        _node.Write("/disk/pki/dated", "linked to", Modes.OwnerOnly);
        _node.Write("/disk/pki/newer", "not linked to", Modes.OwnerOnly);
        File.CreateSymbolicLink(_node.OnDisk("/etc/pki"), "../disk/pki");
        File.CreateSymbolicLink(_node.OnDisk("/disk/pki/current"), "/disk/links/step");
        Directory.CreateDirectory(_node.OnDisk("/disk/links"));
        File.CreateSymbolicLink(_node.OnDisk("/disk/links/step"), "../pki/dated");
    }

    [Fact]
    public void One_changed_byte_anywhere_is_noticed()
    {
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, PlainNode.Certificate]).Must();
        var directory = $"{_node.StateDirectory}/backups/{backup.Id}";
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            var whole = File.ReadAllBytes(file);
            var kind = Path.GetFileName(file).StartsWith("manifest", StringComparison.Ordinal)
                ? ApplyMessages.DamagedManifest
                : ApplyMessages.DamagedBackup;
            for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 40))
            {
                var damaged = whole.ToArray();
                damaged[at] ^= 1;
                File.WriteAllBytes(file, damaged);
                _node.Transactions.VerifyBackup(backup.Id).Fails(kind);
                _node.Transactions.RestoreBackup(backup.Id).Fails(kind);
            }

            File.Delete(file);
            _node.Transactions.VerifyBackup(backup.Id).Fails(kind);
            File.WriteAllBytes(file, whole);
        }

        _node.Transactions.VerifyBackup(backup.Id).Must();
    }

    /// <summary>With a failing disk or too many open files the state of the backup is unknown.</summary>
    [Theory]
    [InlineData("0000")]
    [InlineData("manifest.json")]
    public void A_backup_that_cannot_be_read_is_not_called_damaged(string file)
    {
        var id = _node.Transactions.CreateBackup([PlainNode.Key]).Must().Id;
        var path = $"{_node.StateDirectory}/backups/{id}/{file}";
        File.Delete(path);
        File.CreateSymbolicLink(path, file);
        var read = Assert.Single(_node.Transactions.VerifiedBackups());
        Assert.True(read is { IsUnknown: true, IsDamaged: false });
        Assert.Contains("Too many levels of symbolic links", read.Problem!.ToString(), StringComparison.Ordinal);
        Assert.False(Assert.Single(_node.Transactions.Backups()).IsDamaged);
        Assert.Equal([id], _node.Transactions.PlanPrune(1).DamagedLeft.Select(b => b.Id));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("../transactions")]
    [InlineData("")]
    public void There_is_no_such_backup(string id)
    {
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        _node.Transactions.VerifyBackup(id).Fails(ApplyMessages.NoBackup);
        _node.Transactions.RestoreBackup(id).Fails(ApplyMessages.NoBackup);
    }

    [Fact]
    public void Pruning_keeps_the_newest()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(_node.Transactions.CreateBackup([PlainNode.Key]).Must().Id);
            ids.Add(_node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [(byte)i])), _ => null).Must().Id);
        }

        Assert.Equal(ids[..4], _node.Transactions.Prune(2).Must());
        Assert.Equal(ids[4..], _node.Transactions.Backups().Select(b => b.Id));
        Assert.Equal([ids[5]], _node.Transactions.History().Select(t => t.Id));
        Assert.Empty(_node.Transactions.Prune(10).Must());
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal(3, _node.Transactions.Prune(0).Must().Count);
        Assert.Empty(_node.Transactions.Backups());
        _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.NoTransaction);
        Assert.Throws<ArgumentOutOfRangeException>(() => _node.Transactions.Prune(-1));
    }

    /// <summary>
    /// Removed backups cannot be restored, so a failure after the first removal must not be reported like that of a command that changed
    /// nothing.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Pruning_that_stops_says_what_was_removed(int after)
    {
        string[] ids = [.. Enumerable.Range(0, 4).Select(_ => _node.Transactions.CreateBackup([PlainNode.Key]).Must().Id)];
        var problem = _node.With(step => _ = step == $"prune {ids[after]}" ? throw new IOException("it fails") : 0).Prune(0)
            .Fails(after == 0 ? ApplyMessages.BadState : ApplyMessages.PruneStopped);
        Assert.Equal(ids[after..], _node.Transactions.Backups().Select(b => b.Id));
        Assert.Equal(after > 0, problem.Kind == ProblemKind.HalfWay);
        Assert.All(ids[..after], id => Assert.Contains(id, problem.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wdwdd", 1, "wd", "dd")]
    [InlineData("wdwdd", 2, "", "ddd")]
    [InlineData("dwdw", 2, "d", "d")]
    [InlineData("wdwdd", 3, "", "ddd")]
    [InlineData("dd", 1, "", "dd")]
    [InlineData("wd", 0, "wd", "")]
    public void Damaged_backups_do_not_count_among_those_kept(string backups, int keep, string removed, string damagedLeft)
    {
        var made = backups.Select(kind =>
        {
            var id = _node.Transactions.CreateBackup([PlainNode.Key]).Must().Id;
            if (kind == 'd')
            {
                File.AppendAllText($"{_node.StateDirectory}/backups/{id}/0000", "x");
            }

            return id;
        }).ToList();
        var plan = _node.Transactions.PlanPrune(keep);
        Assert.Equal(made[..removed.Length], plan.Removed.Select(b => b.Id));
        Assert.Equal(removed, string.Concat(plan.Removed.Select(b => b.IsDamaged ? 'd' : 'w')));
        Assert.Equal(damagedLeft.Length, plan.DamagedLeft.Count);
        Assert.Equal(made[..removed.Length], _node.Transactions.Prune(keep).Must());
        Assert.Equal(made[removed.Length..], _node.Transactions.Backups().Select(b => b.Id));
    }

    [Fact]
    public void A_backup_that_fails_leaves_nothing()
    {
        Directory.CreateDirectory(_node.OnDisk("/etc/directory"));
        _node.Transactions.CreateBackup([PlainNode.Key, "/etc/directory"]).Fails(ApplyMessages.WriteFailed);
        Assert.Empty(_node.Transactions.Backups());
        Assert.Empty(Directory.EnumerateDirectories($"{_node.StateDirectory}/backups"));
    }

    [Fact]
    public void A_backup_is_as_protected_as_its_files()
    {
        _node.Transactions.CreateBackup([PlainNode.Key]).Must();
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        foreach (var entry in Directory.EnumerateFileSystemEntries(_node.StateDirectory, "*", SearchOption.AllDirectories)
            .Append(_node.StateDirectory))
        {
            Assert.Equal(
                Directory.Exists(entry) ? Modes.OwnerOnly | UnixFileMode.UserExecute : Modes.OwnerOnly, File.GetUnixFileMode(entry));
        }
    }
}
