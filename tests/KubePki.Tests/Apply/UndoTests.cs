using KubePki.Apply;
using KubePki.Files;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class UndoTests : IDisposable
{
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void An_undo_brings_everything_back_as_it_was()
    {
        var before = _node.Snapshot();
        var done = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        Assert.Equal(done.Id, _node.Transactions.FindUndoable(null)!.Id);
        var undone = _node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.Equal(("undo", done.Id), (undone.Verb, undone.Reverses));
    }

    [Fact]
    public void Mode_owner_and_attributes_are_brought_back_too()
    {
        var path = _node.OnDisk(PlainNode.Key);
        var hasAttributes = Libc.SetAttribute(path, "user.label", [1]);
        var before = _node.Snapshot();
        _node.Transactions.Run(
            PlainNode.Of(
                new PutFile(PlainNode.Key, [1]) { Mode = Modes.PublicFile, ExtendedAttributes = new Dictionary<string, byte[]>() },
                new RemoveFile(PlainNode.Gone, null)),
            _ => null)
            .Must();
        Assert.Equal(Modes.PublicFile, File.GetUnixFileMode(path));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(_node.Snapshot()));
        Assert.True(!hasAttributes || before["/etc/x/key"].Contains("user.label=01", StringComparison.Ordinal));
    }

    [Fact]
    public void An_undo_can_be_taken_back_and_that_too()
    {
        var old = _node.Snapshot();
        var first = _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        var changed = _node.Snapshot();
        var undo = _node.Transactions.Undo(first.Id, force: false).Must();
        Assert.Null(_node.Transactions.FindUndoable(null));
        _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.NoTransaction);
        var redo = _node.Transactions.Undo(undo.Id, force: false).Must();
        Assert.Empty(changed.Differences(_node.Snapshot()));

        // After the undo was undone, the first transaction can be undone again.
        Assert.Equal(first.Id, _node.Transactions.FindUndoable(null)!.Id);
        _node.Transactions.Undo(redo.Id, force: false).Must();
        Assert.Empty(old.Differences(_node.Snapshot()));
        Assert.Null(_node.Transactions.FindUndoable(null));
    }

    [Fact]
    public void Undoing_again_and_again_goes_back_one_by_one()
    {
        var states = new List<string?>();
        foreach (var content in new[] { "1", "2", "3" })
        {
            states.Add(_node.Read(PlainNode.Key));
            _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, System.Text.Encoding.UTF8.GetBytes(content))), _ => null).Must();
        }

        foreach (var state in states.AsEnumerable().Reverse())
        {
            _node.Transactions.Undo(null, force: false).Must();
            Assert.Equal(state, _node.Read(PlainNode.Key));
        }

        _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.NoTransaction);
    }

    [Fact]
    public void What_changed_since_is_refused_unless_forced()
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        _node.Write(PlainNode.Certificate, "somebody's");
        Assert.Equal(PlainNode.Certificate, _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.ChangedSince).Where);
        Assert.Equal(("new key", "somebody's"), (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate)));
        _node.Transactions.Undo(null, force: true).Must();
        Assert.Equal(
            ("old key", "old certificate", null, "to be removed"),
            (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate), _node.Read(PlainNode.New), _node.Read(PlainNode.Gone)));
    }

    [Fact]
    public void A_new_file_that_somebody_changed_is_not_removed_unless_forced()
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        _node.Write(PlainNode.New, "somebody's");
        Assert.Equal(PlainNode.New, _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.ChangedSince).Where);
        _node.Transactions.Undo(null, force: true).Must();
        Assert.Null(_node.Read(PlainNode.New));
    }

    [Fact]
    public void A_removed_file_that_somebody_made_again_is_not_overwritten_unless_forced()
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        _node.Write(PlainNode.Gone, "somebody's");
        _node.Transactions.Undo(null, force: false).Fails(ApplyMessages.ChangedSince);
        Assert.Equal("somebody's", _node.Read(PlainNode.Gone));
        _node.Transactions.Undo(null, force: true).Must();
        Assert.Equal("to be removed", _node.Read(PlainNode.Gone));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("../../etc")]
    [InlineData("")]
    public void An_unknown_transaction_cannot_be_undone(string id)
    {
        _node.Transactions.Run(PlainNode.Request, _ => null).Must();
        _node.Transactions.Undo(id, force: false).Fails(ApplyMessages.NoTransaction);
    }

    [Fact]
    public void What_was_rolled_back_cannot_be_undone()
    {
        _node.Transactions.Run(PlainNode.Request, _ => ApplyMessages.AlreadyThere.At("x")).Fails(ApplyMessages.AlreadyThere);
        _node.Transactions.Undo(_node.Transactions.History().Single().Id, force: false).Fails(ApplyMessages.NoTransaction);
    }

    [Theory]
    [InlineData(PlainNode.Key)]
    [InlineData(PlainNode.New)]
    public void A_link_planted_since_is_not_followed_even_when_forced(string path)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give links away");
        var id = _node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        _node.Write("/etc/shadow", "precious");
        File.Delete(_node.OnDisk(path));
        File.CreateSymbolicLink(_node.OnDisk(path), "../shadow");
        Libc.SetOwner(_node.OnDisk(path), 1000, 1000);
        var planted = _node.Snapshot();
        Assert.NotNull(_node.Transactions.Undo(null, force: true).Problem);
        Assert.Empty(planted.Differences(_node.Snapshot()));

        // The backup holds nothing for a path that did not exist, and leaves the current file there.
        Assert.Equal(path == PlainNode.New, _node.Transactions.RestoreBackup(id).Succeeded);
        Assert.Equal(("../shadow", "precious"), (_node.Root.LinkTarget(path), _node.Read("/etc/shadow")));
    }

    [Fact]
    public void What_an_undo_would_refuse_is_known_before_and_nothing_is_changed_to_know_it()
    {
        var id = _node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        Assert.Null(_node.Transactions.UndoProblem(null, force: false));
        Assert.Null(_node.Transactions.RestoreProblem(id));
        _node.Write(PlainNode.Certificate, "somebody's");
        var before = Snapshot.Of(_node.OnDisk(""));
        var problem = _node.Transactions.UndoProblem(id, force: false);
        Assert.Equal((ApplyMessages.ChangedSince.Id, PlainNode.Certificate), (problem?.Id, problem?.Where));
        Assert.Null(_node.Transactions.UndoProblem(id, force: true));
        Assert.Empty(before.Differences(Snapshot.Of(_node.OnDisk(""))));
        Assert.Equal(problem?.ToString(), _node.Transactions.Undo(id, force: false).Problem?.ToString());
        File.Delete(_node.OnDisk(PlainNode.Key));
        Directory.CreateDirectory(_node.OnDisk(PlainNode.Key));
        Assert.Equal(
            _node.Transactions.RestoreProblem(id)?.ToString(),
            _node.Transactions.RestoreBackup(id).Fails(FileMessages.NotAFile).ToString());
    }

    [Fact]
    public void A_transaction_that_lost_its_journal_is_named_and_its_backup_kept()
    {
        var first = _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [1])), _ => null).Must().Id;
        var id = _node.Transactions.Run(PlainNode.Of(new PutFile(PlainNode.Key, [2])), _ => null).Must().Id;
        File.WriteAllBytes($"{_node.StateDirectory}/transactions/{id}/journal", []);
        Assert.True(_node.Transactions.Recover().Must().NothingToDo);
        Assert.Equal([id], _node.Transactions.Unreadable.Select(t => t.Id));
        foreach (var asked in new[] { null, id })
        {
            Assert.Equal([id], _node.Transactions.Undo(asked, force: true).Fails(ApplyMessages.UnreadableTransaction).Arguments);
        }

        _node.Transactions.Undo(first, force: false).Fails(ApplyMessages.ChangedSince);
        _node.Transactions.RestoreBackup(id).Must();
        Assert.Equal("\u0001", _node.Read(PlainNode.Key));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Equal("\u0002", _node.Read(PlainNode.Key));
    }

    [Fact]
    public void A_damaged_backup_is_not_brought_back()
    {
        var id = _node.Transactions.Run(PlainNode.Request, _ => null).Must().Id;
        File.WriteAllText($"{_node.StateDirectory}/transactions/{id}/backup/0001", "old certificatX");
        var after = _node.Snapshot();
        Assert.Equal(PlainNode.Certificate, _node.Transactions.Undo(null, force: true).Fails(ApplyMessages.DamagedBackup).Where);
        Assert.Empty(after.Differences(_node.Snapshot()));
    }
}
