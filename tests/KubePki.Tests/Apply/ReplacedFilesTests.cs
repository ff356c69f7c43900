using KubePki.Apply;
using KubePki.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>Which files a transaction replaces, which it refuses, and which attributes it keeps.</summary>
public sealed class ReplacedFilesTests : IDisposable
{
    private const UnixFileMode Mode640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Staged_files_lie_beside_their_targets_and_are_the_owners_alone()
    {
        var seen = new List<(string Path, UnixFileMode Mode)>();
        _node.With(step =>
        {
            if (step == "verify")
            {
                seen.AddRange(Directory.EnumerateFiles(_node.OnDisk("/etc"), ".kubepki-*", SearchOption.AllDirectories)
                    .Where(f => new FileInfo(f).LinkTarget is null)
                    .Select(f => (Path.GetDirectoryName(f)![_node.OnDisk("").Length..], File.GetUnixFileMode(f))));
            }
        }).Run(PlainNode.Request, _ => null).Must();
        Assert.Equal([("/etc/x", Modes.OwnerOnly), ("/etc/x", Modes.PublicFile), ("/etc/y", Modes.OwnerOnly)], seen.Order());
    }

    [Fact]
    public void A_new_file_is_its_owners_alone_and_may_be_given_a_mode()
    {
        _node.Transactions.Run(PlainNode.Of(new PutFile("/etc/y/a", [1]), new PutFile("/etc/y/b", [1]) { Mode = Mode640 }), _ => null)
            .Must();
        Assert.Equal(Modes.OwnerOnly, File.GetUnixFileMode(_node.OnDisk("/etc/y/a")));
        Assert.Equal(Mode640, File.GetUnixFileMode(_node.OnDisk("/etc/y/b")));
    }

    [Theory]
    [InlineData(PlainNode.Key, Libc.Immutable)]
    [InlineData(PlainNode.Key, Libc.AppendOnly)]
    [InlineData("/etc/x", Libc.Immutable)]
    [InlineData("/etc/x", Libc.AppendOnly)]
    public void What_an_attribute_forbids_to_replace_is_refused_by_its_name(string where, int flag)
    => Libc.WithFlags(_node.OnDisk(where), flag, () =>
    {
        var named = flag == Libc.AppendOnly ? FileMessages.AppendOnly : FileMessages.Immutable;
        Assert.Equal([where], _node.Transactions.Objection([PlainNode.Key]).IsOf(named).Arguments);
        var before = _node.Snapshot();
        _node.Transactions.Run(PlainNode.Request, _ => null).Fails(named);
        Assert.Empty(before.Differences(_node.Snapshot()));
    });

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
    public void A_file_with_hard_links_is_not_replaced()
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

    private void Refused(KubePki.Localization.Message kind, TransactionRequest request)
    {
        var before = _node.Snapshot();
        _node.Transactions.Run(request, _ => null).Fails(kind);
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.Empty(_node.Transactions.History());
    }
}
