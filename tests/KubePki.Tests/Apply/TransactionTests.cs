using KubePki.Apply;
using KubePki.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

public sealed class TransactionTests : IDisposable
{
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Files_are_replaced_made_and_removed_and_the_record_says_so()
    {
        var record = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Equal(
            ("new key", "new certificate", "entirely new", null),
            (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate), _node.Read(PlainNode.New), _node.Read(PlainNode.Gone)));
        Assert.True(record is { Verb: "renew", Summary: "some files", Stage: TransactionStage.Committed, Reverses: null });
        Assert.Equal("other", _node.Root.LinkTarget(PlainNode.Link));
        Assert.Equal([PlainNode.Key, PlainNode.Certificate, PlainNode.New, PlainNode.Link, PlainNode.Gone], record.Paths);
        Assert.Equal(FixedClock.Today, record.StartedAt);
        Assert.Equal([record.Id], _node.Transactions.History().Select(t => t.Id));
        Assert.Equal("{\"a\":1}", File.ReadAllText($"{_node.StateDirectory}/transactions/{record.Id}/plan.json"));
    }

    /// <summary>
    /// A user may exchange their own directory for a link at any time; files that root restores must not follow the link.
    /// </summary>
    [Fact]
    public void What_is_put_back_does_not_follow_a_directory_that_was_exchanged_for_a_link()
    {
        _node.With(step =>
        {
            if (step == $"rename {PlainNode.New}")
            {
                throw new IOException("disk full");
            }

            if (step == $"write back {PlainNode.Key}")
            {
                Directory.Move(_node.OnDisk("/etc/x"), _node.OnDisk("/etc/away"));
                File.CreateSymbolicLink(_node.OnDisk("/etc/x"), "manifests");
            }
        }).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.WriteFailed);
        Assert.Equal("old key", File.ReadAllText(_node.OnDisk("/etc/away/key")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_node.OnDisk("/etc/manifests")));
    }

    /// <summary>A new certificate beside an old key would be worse than no certificate.</summary>
    [Fact]
    public void A_staged_file_that_is_gone_is_not_taken_for_one_that_is_in_place()
    {
        var before = _node.Snapshot();
        _node.With(step =>
        {
            if (step == $"rename {PlainNode.Certificate}")
            {
                File.Delete(Directory.GetFiles(_node.OnDisk("/etc/x"), ".kubepki-*").Single());
            }
        }).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.StagedLost);
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.Equal(TransactionStage.RolledBack, _node.Transactions.History().Single().Stage);
    }

    [Fact]
    public void A_staged_file_that_is_gone_during_a_recovery_turns_it_back()
    {
        var before = _node.Snapshot();
        CutOffAt($"rename {PlainNode.Certificate}");
        var report = _node.With(step =>
        {
            if (step == $"rename {PlainNode.Certificate}")
            {
                File.Delete(Directory.GetFiles(_node.OnDisk("/etc/x"), ".kubepki-*").Single());
            }
        }).Recover().Must();
        Assert.Single(report.RolledBack);
        Assert.Empty(before.Differences(_node.Snapshot()));
    }

    [Fact]
    public void A_file_that_comes_to_be_since_the_backup_is_not_replaced()
    {
        _node.With(step =>
        {
            if (step == $"rename {PlainNode.New}")
            {
                _node.Write(PlainNode.New, "somebody's");
            }
        }).Run(PlainNode.Of(new PutFile(PlainNode.New, "entirely new"u8.ToArray())), _ => null).Fails(ApplyMessages.AlreadyThere);
        Assert.Equal("somebody's", _node.Read(PlainNode.New));
    }

    [Theory]
    [InlineData(PlainNode.New)]
    [InlineData("/etc/y/new-link")]
    [InlineData("/etc/x/key.old")]
    public void A_file_created_after_the_last_check_is_not_replaced(string path)
    {
        CutOffAt(
            $"rename {PlainNode.New}", new PutFile(PlainNode.New, "new"u8.ToArray()) { MustBeNew = true },
            new PointLink("/etc/y/new-link", "new") { MustBeNew = true },
            new CopyFile("/etc/x/key.old", PlainNode.Key, PlainNode.Hash("old key")), new PutFile(PlainNode.Key, "new key"u8.ToArray()));
        using var files = new HeldFiles(_node.Root);
        var placement = new FilePlacement(files, _node.Clock, new StateDirectory(_node.Root, Transactions.DefaultStateDirectory), _ => { });
        var id = _node.Transactions.History().Single().Id;
        var staged = placement.LastEntry(id)!.Files;
        placement.CommitFiles(
            id,
            staged,
            i =>
            {
                if (staged[i].Path == path)
                {
                    _node.Write(path, "somebody's");
                }

                return null;
            },
            () => null).IsOf(ApplyMessages.AlreadyThere);
        Assert.Equal("somebody's", _node.Read(path));
        Assert.Single(_node.Transactions.Recover().Must().RolledBack);
        Assert.Equal("somebody's", _node.Read(path));
    }

    /// <summary>A link may lead to the node's root itself, and the root may be behind a link of the machine.</summary>
    [Fact]
    public void Files_can_lie_in_the_root_and_the_root_behind_a_link()
    {
        var link = _node.OnDisk("") + "-link";
        File.CreateSymbolicLink(link, _node.OnDisk(""));
        try
        {
            new Transactions(new NodeRoot(link), _node.Clock, []).Run(
                PlainNode.Of(new PutFile("/file", "new"u8.ToArray()), new PutFile(PlainNode.Key, "new key"u8.ToArray())), _ => null)
                .Must();
            Assert.Equal(("new", "new key"), (_node.Read("/file"), _node.Read(PlainNode.Key)));
        }
        finally
        {
            File.Delete(link);
        }
    }

    /// <summary>The kubelet may read at any time: a link never leads to a file that is already removed.</summary>
    [Fact]
    public void A_link_is_turned_back_before_what_it_points_at_is_removed()
    {
        var request = PlainNode.Of(
            new PutFile("/etc/y/second", "2"u8.ToArray()) { MustBeNew = true },
            new PointLink(PlainNode.Link, "second") { ExpectedTarget = "one" },
            new PutFile(PlainNode.Key, "new key"u8.ToArray()));
        _node.Write("/etc/y/one", "1");
        void LeadsSomewhere() => Assert.True(File.Exists(_node.OnDisk($"/etc/y/{_node.Root.LinkTarget(PlainNode.Link)}")));
        _node.With(step =>
        {
            LeadsSomewhere();
            if (step == $"rename {PlainNode.Key}")
            {
                throw new IOException("disk full");
            }
        }).Run(request, _ => null).Fails(ApplyMessages.WriteFailed);
        LeadsSomewhere();
        _node.Transactions.Run(request, _ => null).Must();
        _node.With(_ => LeadsSomewhere()).Undo(null, force: false).Must();
        LeadsSomewhere();
    }

    [Fact]
    public void An_undo_that_is_done_is_done_also_when_the_old_journal_cannot_be_read_any_more()
    {
        var record = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        var journal = $"{_node.StateDirectory}/transactions/{record.Id}/journal";
        _node.With(step =>
        {
            if (step == "committed")
            {
                File.Delete(journal);
                Directory.CreateDirectory(journal);
            }
        }).Undo(null, force: false).Must();
        Assert.NotEqual("new key", _node.Read(PlainNode.Key));
    }

    [Fact]
    public void The_last_activation_is_told_and_when_it_was()
    {
        var record = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Null(_node.Transactions.LastActivation);
        Assert.Null(_node.Transactions.MarkActivated(record.Id));
        Assert.Equal(FixedClock.Today, _node.Transactions.LastActivation);
    }

    [Fact]
    public void Staged_files_are_verified_before_anything_is_replaced()
    {
        var before = _node.Snapshot();
        var seen = new Dictionary<string, string?>();
        _node.Transactions.Run(PlainNode.Request, staged =>
        {
            foreach (var path in new[] { PlainNode.Key, PlainNode.New, PlainNode.Gone, "/etc/x/bystander" })
            {
                seen[path] = staged.Read(path) is { } content ? System.Text.Encoding.UTF8.GetString(content) : null;
            }

            Assert.Equal("old key", _node.Read(PlainNode.Key));
            return X509Messages.Empty.At("refused");
        }).Fails(X509Messages.Empty);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                [PlainNode.Key] = "new key",
                [PlainNode.New] = "entirely new",
                [PlainNode.Gone] = null,
                ["/etc/x/bystander"] = null,
            },
            seen);
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.Equal(TransactionStage.RolledBack, _node.Transactions.History().Single().Stage);
    }

    [Theory]
    [InlineData("rename /etc/x/key")]
    [InlineData("rename /etc/x/certificate")]
    public void What_somebody_else_writes_while_files_are_renamed_is_not_lost(string step)
    {
        var before = _node.Snapshot();
        _node.With(s =>
        {
            if (s == step)
            {
                _node.Write(PlainNode.Certificate, "somebody else's");
            }
        }).Run(PlainNode.Request, _ => null).Fails(ApplyMessages.ChangedMeanwhile);
        Assert.Equal("somebody else's", _node.Read(PlainNode.Certificate));
        Assert.Equal([PlainNode.Certificate], before.Differences(_node.Snapshot()));
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
    }

    [Fact]
    public void What_somebody_else_writes_after_a_crash_is_not_lost_either()
    {
        var before = _node.Snapshot();
        Assert.Throws<CrashException>(() => _node.With(s =>
        {
            if (s == "rename /etc/x/certificate")
            {
                throw new CrashException();
            }
        }).Run(PlainNode.Request, _ => null));
        _node.Write(PlainNode.Certificate, "somebody else's");
        Assert.Single(_node.Transactions.Recover().Must().RolledBack);
        Assert.Equal("somebody else's", _node.Read(PlainNode.Certificate));
        Assert.Equal([PlainNode.Certificate], before.Differences(_node.Snapshot()));
    }

    [Fact]
    public void Ids_sort_by_time_and_after_every_earlier_one_when_the_clock_is_set_back()
    {
        var ids = new List<string>();
        foreach (var hours in new[] { 0, 0, 5, -100, -100, 6 })
        {
            _node.Clock.Now = FixedClock.Today.AddHours(hours);
            ids.Add(_node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [1])), _ => null).Must().Id);
            ids.Add(_node.Transactions.CreateBackup([PlainNode.Key]).Must().Id);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.StartsWith("20260601T120000000Z-", ids[0], StringComparison.Ordinal);
    }

    private void CutOffAt(string when, params Change[] changes)
        => Assert.Throws<CrashException>(() => _node.With(step =>
        {
            if (step == when)
            {
                throw new CrashException();
            }
        }).Run(changes.Length == 0 ? PlainNode.Request : PlainNode.Of(changes), _ => null));
}
