using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>
/// The owner and group of every file and link are restored. They differ from each other and from root's, so that exchanging or
/// omitting them would be noticed.
/// </summary>
public sealed class OwnersTests : IDisposable
{
    private readonly PlainNode _node = new();
    private readonly IReadOnlyDictionary<string, string> _before;

    public OwnersTests()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root can give files away");
        // A link counts only if root owns it, and is backed up together with its target.
        _node.Write("/etc/y/one", "linked to");
        foreach (var (path, user, group) in new[] {
            (PlainNode.Key, 11u, 12u), (PlainNode.Certificate, 21u, 22u), (PlainNode.Gone, 31u, 32u), (PlainNode.Link, 0u, 42u),
        })
        {
            Libc.SetOwner(_node.OnDisk(path), user, group);
        }

        _before = _node.Snapshot();
        Assert.Contains(" 11:12 ", _before[PlainNode.Key], StringComparison.Ordinal);
        Assert.Contains(" 0:42 ", _before[PlainNode.Link], StringComparison.Ordinal);
    }

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_file_that_is_replaced_keeps_them()
    {
        Run(_node.Transactions);
        var after = _node.Snapshot();
        Assert.Contains(" 11:12 ", after[PlainNode.Key], StringComparison.Ordinal);
        Assert.Contains(" 21:22 ", after[PlainNode.Certificate], StringComparison.Ordinal);
        Assert.Contains(" 0:42 ", after[PlainNode.Link], StringComparison.Ordinal);
        Assert.Contains(" 0:0 ", after[PlainNode.New], StringComparison.Ordinal);
    }

    [Fact]
    public void Owners_that_a_change_specifies_are_set()
    {
        _node.Transactions.Run(
            PlainNode.Of(new PutFile(PlainNode.Key, [1]) { Owner = (51, 52) }, new PutFile(PlainNode.New, [1]) { Owner = (61, 62) }),
            _ => null)
            .Must();
        Assert.Contains(" 51:52 ", _node.Snapshot()[PlainNode.Key], StringComparison.Ordinal);
        Assert.Contains(" 61:62 ", _node.Snapshot()[PlainNode.New], StringComparison.Ordinal);
        _node.Transactions.Undo(null, force: false).Must();
        IsAsBefore();
    }

    [Fact]
    public void An_undo_brings_them_back()
    {
        Run(_node.Transactions);
        Spoil();
        _node.Transactions.Undo(null, force: true).Must();
        IsAsBefore();
    }

    [Fact]
    public void A_restored_backup_brings_them_back()
    {
        var backup = _node.Transactions.CreateBackup([PlainNode.Key, PlainNode.Certificate, PlainNode.Gone, PlainNode.Link]).Must();
        Run(_node.Transactions);
        File.Delete(_node.OnDisk(PlainNode.New));
        Spoil();
        _node.Transactions.RestoreBackup(backup.Id).Must();
        IsAsBefore();
    }

    [Theory]
    [InlineData("rename /etc/y/gone")]
    [InlineData("sync")]
    [InlineData("committed")]
    public void A_commit_that_fails_puts_them_back(string step)
    {
        _node.With(s => { if (s == step) { throw new IOException("the disk"); } }).Run(PlainNode.Request, _ => null)
            .Fails(ApplyMessages.WriteFailed);
        IsAsBefore();
    }

    [Theory]
    [InlineData("rename /etc/y/gone")]
    [InlineData("committed")]
    public void A_recovery_puts_them_back(string step)
    {
        Assert.Throws<CrashException>((
            ) => _node.With(s => { if (s == step) { throw new CrashException(); } }).Run(PlainNode.Request, _ => null));
        Assert.NotEmpty(_before.Differences(_node.Snapshot()));

        // An installed file that is damaged can only be rolled back.
        _node.Write(PlainNode.New, "damaged");
        Assert.Single(_node.Transactions.Recover().Must().RolledBack);
        File.Delete(_node.OnDisk(PlainNode.New));
        IsAsBefore();
    }

    private static void Run(Transactions transactions) => transactions.Run(PlainNode.Request, _ => null).Must();

    /// <summary>Changes the owners of the current files, so that keeping them is not the same as restoring them.</summary>
    private void Spoil()
    {
        Libc.SetOwner(_node.OnDisk(PlainNode.Key), 71, 72);
        Libc.SetOwner(_node.OnDisk(PlainNode.Certificate), 71, 72);
        Libc.SetOwner(_node.OnDisk(PlainNode.Link), 0, 72);
    }

    private void IsAsBefore() => Assert.Empty(_before.Differences(_node.Snapshot()));
}
