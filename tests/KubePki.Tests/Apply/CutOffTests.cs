using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>The next command that takes the lock completes or rolls back an interrupted run.</summary>
public sealed class CutOffTests : IDisposable
{
    private readonly PlainNode _node = new();

    public static TheoryData<string> Verbs => ["run", "undo", "restore", "create", "prune", "activated", "recover"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void It_is_finished_before_anything_else_is_done(string verb)
    {
        var backup = _node.Transactions.CreateBackup([PlainNode.Key]).Must().Id;
        var cutOff = CutOff("rename /etc/x/certificate");
        Do(verb, backup, cutOff);
        Assert.Empty(_node.Transactions.Unfinished().Must());
        var then = verb switch
        {
            "prune" =>
            (TransactionStage?)null,
            "activated" => TransactionStage.Activated,
            _ => TransactionStage.Committed
        };
        Assert.Equal(then, _node.Transactions.History().FirstOrDefault(t => t.Id == cutOff)?.Stage);
        if (verb == "run")
        {
            Assert.Equal(("new key", "new certificate"), (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate)));
        }

        if (verb == "undo")
        {
            // The last transaction is the interrupted one.
            Assert.Equal(("old key", "old certificate"), (_node.Read(PlainNode.Key), _node.Read(PlainNode.Certificate)));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void It_is_rolled_back_before_anything_else_is_done(string verb)
    {
        var backup = _node.Transactions.CreateBackup([PlainNode.Key]).Must().Id;
        var cutOff = CutOff("verify");
        Do(verb, backup, cutOff);
        Assert.Empty(_node.Transactions.Unfinished().Must());
        Assert.Empty(Directory.EnumerateFiles(_node.OnDisk("/etc"), ".kubepki-*", SearchOption.AllDirectories));
    }

    public void Dispose() => _node.Dispose();

    private string CutOff(string step)
    {
        Assert.Throws<CrashException>((
            ) => _node.With(s => { if (s == step) { throw new CrashException(); } }).Run(PlainNode.Request, _ => null));
        return Assert.Single(_node.Transactions.Unfinished().Must()).Id;
    }

    private void Do(string verb, string backup, string cutOff)
    {
        var transactions = _node.Transactions;
        _ = verb switch
        {
            "run" => transactions.Run(PlainNode.Of(new PutFile("/etc/z/other", [1]) { MakesDirectories = true }), _ => null).Problem,
            "undo" => transactions.Undo(null, force: false).Problem,
            "restore" => transactions.RestoreBackup(backup).Problem,
            "create" => transactions.CreateBackup([PlainNode.Key]).Problem,
            "prune" => transactions.Prune(0).Problem,
            "activated" => transactions.MarkActivated(cutOff),
            _ => transactions.Recover().Problem,
        };
    }
}
