using KubePki.Apply;
using KubePki.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

public sealed class TransactionTests : IDisposable
{
    private const UnixFileMode Mode640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Files_are_replaced_made_and_removed_and_the_record_says_so()
    {
        var record = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Equal(("new key", "new certificate", "entirely new", null), (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate), _node.Read(PlainNode.New), _node.Read(PlainNode.Gone)));
        Assert.True(record is { Verb: "renew", Summary: "some files", Stage: TransactionStage.Committed, Reverses: null });
        Assert.Equal("other", _node.Root.LinkTarget(PlainNode.Link));
        Assert.Equal([PlainNode.Key, PlainNode.Certificate, PlainNode.New, PlainNode.Link, PlainNode.Gone], record.Paths);
        Assert.Equal(FixedClock.Today, record.StartedAt);
        Assert.Equal([record.Id], _node.Transactions.History().Select(t => t.Id));
        Assert.Equal("{\"a\":1}", File.ReadAllText($"{_node.StateDirectory}/transactions/{record.Id}/plan.json"));
    }

    /// <summary>A user may exchange his own directory for a link at any instant; what is put back as root does not go where that leads.</summary>
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

    /// <summary>A new certificate beside an old key would be worse than none.</summary>
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
    public void A_file_that_comes_to_be_after_the_last_look_is_not_replaced(string path)
    {
        CutOffAt($"rename {PlainNode.New}", new PutFile(PlainNode.New, "new"u8.ToArray()) { MustBeNew = true }, new PointLink("/etc/y/new-link", "new") { MustBeNew = true }, new CopyFile("/etc/x/key.old", PlainNode.Key, PlainNode.Hash("old key")), new PutFile(PlainNode.Key, "new key"u8.ToArray()));
        using var files = new HeldFiles(_node.Root);
        var placement = new Placement(files, _node.Clock, new StateDirectory(_node.Root, Transactions.DefaultStateDirectory), _ => { });
        var id = _node.Transactions.History().Single().Id;
        var staged = placement.LastEntry(id)!.Files;
        placement.PutInPlace(
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

    /// <summary>A link may lead to the node's root itself, and the root lie behind a link of the machine.</summary>
    [Fact]
    public void Files_can_lie_in_the_root_and_the_root_behind_a_link()
    {
        var link = _node.OnDisk("") + "-link";
        File.CreateSymbolicLink(link, _node.OnDisk(""));
        try
        {
            new Transactions(new NodeRoot(link), _node.Clock, []).Run(PlainNode.Of(new PutFile("/file", "new"u8.ToArray()), new PutFile(PlainNode.Key, "new key"u8.ToArray())), _ => null).Must();
            Assert.Equal(("new", "new key"), (_node.Read("/file"), _node.Read(PlainNode.Key)));
        }
        finally
        {
            File.Delete(link);
        }
    }

    /// <summary>The kubelet may look at any instant: a link never leads to what is gone already.</summary>
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
        Assert.Equal(new Dictionary<string, string?> { [PlainNode.Key] = "new key", [PlainNode.New] = "entirely new", [PlainNode.Gone] = null, ["/etc/x/bystander"] = null }, seen);
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
    public void Staged_files_lie_beside_their_targets_and_are_the_owners_alone()
    {
        var seen = new List<(string Path, UnixFileMode Mode)>();
        _node.With(step =>
        {
            if (step == "verify")
            {
                seen.AddRange(Directory.EnumerateFiles(_node.OnDisk("/etc"), ".kubepki-*", SearchOption.AllDirectories).Where(f => new FileInfo(f).LinkTarget is null).Select(f => (Path.GetDirectoryName(f)![_node.OnDisk("").Length..], File.GetUnixFileMode(f))));
            }
        }).Run(PlainNode.Request, _ => null).Must();
        Assert.Equal([("/etc/x", Modes.OwnerOnly), ("/etc/x", Modes.PublicFile), ("/etc/y", Modes.OwnerOnly)], seen.Order());
    }

    [Fact]
    public void A_new_file_is_its_owners_alone_and_may_be_given_a_mode()
    {
        _node.Transactions.Run(PlainNode.Of(new PutFile("/etc/y/a", [1]), new PutFile("/etc/y/b", [1]) { Mode = Mode640 }), _ => null).Must();
        Assert.Equal(Modes.OwnerOnly, File.GetUnixFileMode(_node.OnDisk("/etc/y/a")));
        Assert.Equal(Mode640, File.GetUnixFileMode(_node.OnDisk("/etc/y/b")));
    }

    [Fact]
    public void Modes_owners_and_attributes_are_kept()
    {
        var path = _node.OnDisk(PlainNode.Key);
        if (Libc.IsRoot)
        {
            Libc.SetOwner(path, 123, 456);
        }

        File.SetUnixFileMode(path, Mode640);
        var hasAttributes = Libc.SetAttribute(path, "user.label", [1, 2, 3]);
        var before = Posix.Facts(path, out _)!;
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        var after = Posix.Facts(path, out _)!;
        Assert.Equal((before.Mode, before.Owner, before.Group), (after.Mode, after.Owner, after.Group));
        Assert.NotEqual(before.Inode, after.Inode);
        Assert.True(!hasAttributes || Libc.AttributesOf(path)["user.label"].SequenceEqual(new byte[] { 1, 2, 3 }));
    }

    [Fact]
    public void The_directory_stays_the_same_directory()
    {
        var before = _node.Root.Facts("/etc/x")!.Inode;
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Equal(before, _node.Root.Facts("/etc/x")!.Inode);
    }

    [Fact]
    public void Links_to_a_file_or_to_its_directory_stay_and_the_file_behind_them_is_replaced()
    {
        Directory.Move(_node.OnDisk("/etc/x"), _node.OnDisk("/etc/real"));
        File.CreateSymbolicLink(_node.OnDisk("/etc/x"), "/etc/real");
        _node.Write("/data/store/key-1", "old key", Modes.OwnerOnly);
        File.Delete(_node.OnDisk("/etc/real/key"));
        File.CreateSymbolicLink(_node.OnDisk("/etc/real/key"), "../../data/store/key-1");
        var record = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Equal(["/data/store/key-1", "/etc/real/certificate", PlainNode.New, PlainNode.Link, PlainNode.Gone], record.Paths);
        Assert.Equal(FileKind.Link, _node.Root.Facts("/etc/x")!.Kind);
        Assert.Equal(FileKind.Link, _node.Root.Facts("/etc/real/key")!.Kind);
        Assert.Equal("new key", _node.Read("/data/store/key-1"));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal("old key", _node.Read("/data/store/key-1"));
    }

    [Theory]
    [InlineData("changed", "changed-meanwhile")]
    [InlineData("removed", "changed-meanwhile")]
    [InlineData("new one appeared", "already-there")]
    [InlineData("to be removed changed", "changed-meanwhile")]
    [InlineData("link", "changed-meanwhile")]
    public void What_somebody_changed_meanwhile_is_refused_and_stays(string how, string id)
    {
        var problem = _node.With(step =>
        {
            if (step != "verify")
            {
                return;
            }

            switch (how)
            {
                case "link":
                    File.Delete(_node.OnDisk(PlainNode.Link));
                    File.CreateSymbolicLink(_node.OnDisk(PlainNode.Link), "somebody's");
                    break;
                case "changed":
                    _node.Write(PlainNode.Certificate, "somebody's");
                    break;
                case "removed":
                    File.Delete(_node.OnDisk(PlainNode.Certificate));
                    break;
                case "new one appeared":
                    _node.Write(PlainNode.New, "somebody's");
                    break;
                default:
                    _node.Write(PlainNode.Gone, "somebody's");
                    break;
            }
        }).Run(PlainNode.Request, _ => null).Problem!;
        Assert.Equal(id, problem.IsOf(problem.Message).Id);
        Assert.Equal("old key", _node.Read(PlainNode.Key));
        Assert.Equal(how == "removed" ? null : how == "changed" ? "somebody's" : "old certificate", _node.Read(PlainNode.Certificate));
        Assert.DoesNotContain(_node.Snapshot().Keys, path => path.Contains(".kubepki", StringComparison.Ordinal));
    }

    [Fact]
    public void Hard_links_are_not_parted()
    {
        Libc.MakeHardLink(_node.OnDisk(PlainNode.Key), _node.OnDisk("/etc/y-key"));
        Refused(FileMessages.HardLinked, PlainNode.Request);
    }

    [Fact]
    public void A_directory_that_everybody_may_write_to_is_not_trusted()
    {
        File.SetUnixFileMode(_node.OnDisk("/etc/x"), (UnixFileMode)0b111_111_111);
        Refused(FileMessages.OpenDirectory, PlainNode.Request);
        File.SetUnixFileMode(_node.OnDisk("/etc/x"), (UnixFileMode)0b001_111_111_111);
        Refused(FileMessages.OpenDirectory, PlainNode.Request);
    }

    [Theory]
    [InlineData("/etc/manifests/kube-apiserver.yaml")]
    [InlineData("/etc/manifests/.hidden")]
    [InlineData("/etc/way/to/kube-apiserver.yaml")]
    public void Nothing_is_ever_put_into_the_static_pod_directory(string path)
    {
        _node.Write("/etc/way/x", "x");
        File.CreateSymbolicLink(_node.OnDisk("/etc/way/to"), "/etc/manifests");
        Refused(ApplyMessages.ManifestDirectory, PlainNode.Of(new PutFile(path, [1])));
    }

    [Fact]
    public void A_static_pod_directory_behind_a_link_is_known_too()
    {
        Directory.Move(_node.OnDisk("/etc/manifests"), _node.OnDisk("/etc/pods"));
        File.CreateSymbolicLink(_node.OnDisk("/etc/manifests"), "pods");
        Refused(ApplyMessages.ManifestDirectory, PlainNode.Of(new PutFile("/etc/pods/a.yaml", [1])));
    }

    [Fact]
    public void Only_regular_files_are_replaced()
    {
        Directory.CreateDirectory(_node.OnDisk("/etc/x/directory"));
        Libc.MakeFifo(_node.OnDisk("/etc/x/fifo"));
        Refused(FileMessages.NotAFile, PlainNode.Of(new PutFile("/etc/x/directory", [1])));
        Refused(FileMessages.NotAFile, PlainNode.Of(new PutFile("/etc/x/fifo", [1])));
        Refused(FileMessages.Missing, PlainNode.Of(new PutFile("/etc/nowhere/file", [1])));
        File.CreateSymbolicLink(_node.OnDisk("/etc/x/loop"), "loop");
        Refused(FileMessages.TooManyLinks, PlainNode.Of(new PutFile("/etc/x/loop", [1])));
    }

    [Fact]
    public void A_link_that_a_user_made_is_not_followed_for_writing()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        File.CreateSymbolicLink(_node.OnDisk("/etc/y/users"), "../x/key");
        File.CreateSymbolicLink(_node.OnDisk("/etc/directory"), "x");
        Libc.SetOwner(_node.OnDisk("/etc/y/users"), 1000, 1000);
        Libc.SetOwner(_node.OnDisk("/etc/directory"), 1000, 1000);
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new PutFile("/etc/y/users", [1])));
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new PutFile("/etc/directory/key", [1])));
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new RemoveFile("/etc/directory/key", null)));
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new PointLink("/etc/directory/link", "x")));
    }

    [Fact]
    public void A_file_is_removed_and_never_what_a_link_in_its_place_leads_to()
    {
        File.CreateSymbolicLink(_node.OnDisk("/etc/y/way"), "../x/key");
        Refused(FileMessages.NotAFile, PlainNode.Of(new RemoveFile("/etc/y/way", null)));
    }

    [Fact]
    public void Two_changes_of_one_file_are_refused()
    {
        File.CreateSymbolicLink(_node.OnDisk("/etc/x/other"), "key");
        Refused(ApplyMessages.SamePlace, PlainNode.Of(new PutFile(PlainNode.Key, [1]), new PutFile("/etc/x/other", [2])));
    }

    [Fact]
    public void A_link_that_a_user_made_is_not_replaced()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        Libc.SetOwner(_node.OnDisk(PlainNode.Link), 1000, 1000);
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new PointLink(PlainNode.Link, "other")));
        Refused(FileMessages.UntrustedLink, PlainNode.Of(new PutFile(PlainNode.Link, [1]) { ReplacesLink = true }));
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

    private void Refused(KubePki.Language.Message kind, TransactionRequest request)
    {
        var before = _node.Snapshot();
        _node.Transactions.Run(request, _ => null).Fails(kind);
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.Empty(_node.Transactions.History());
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
