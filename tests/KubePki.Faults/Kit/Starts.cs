using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(KubePki.Faults.Kit.Starts))]

namespace KubePki.Faults.Kit;

/// <summary>
/// A node on which something is about to be done. <paramref name="Before"/> is the state an unfinished transaction started
/// from: that of the node itself where there is none. <paramref name="Recovered"/> is the one it ends in.
/// </summary>
/// <param name="Root">Its directory; it is copied for each run.</param>
/// <param name="Settled">The newest transaction that had ended before; null when there is none, or when it was cut off.</param>
/// <param name="BackupId">A backup made by hand on it, where there is one.</param>
internal sealed record Start(string Root, Tree Before, Tree Recovered, string? Settled = null, string? BackupId = null)
{
    /// <summary>The transaction that was cut off, or null.</summary>
    public string? CutOff { get; } = Settled is null ? LastTransaction.Of(Root).Id : null;

    /// <summary>The state from which a transaction started: a new one starts where an unfinished one has ended.</summary>
    public Tree Base(LastTransaction transaction) => CutOff is not null && transaction.Id != CutOff ? Recovered : Before;

    /// <summary>The states the node may be in, for what the journal said when the process died.</summary>
    public IReadOnlyList<State> Allowed(LastTransaction transaction) => transaction.Stage switch
    {
        null or "Begun" or "Staging" or "RolledBack" => [State.Old],
        _ when transaction.Id == Settled && Settled is not null => [State.Old],
        "Committed" or "Activated" => [State.New],
        _ => [State.Old, State.New],
    };

    /// <summary>Fails unless a new renewal works on a node, and taking it back does.</summary>
    public static void GoesOn(string root)
    {
        var now = Tree.Of(root);
        Kubepki.Run(root, Starts.Renew).Expect();
        if (Tree.Of(root).DifferencesTo(now).Count > 0)
        {
            Kubepki.Run(root, "undo", "--yes", "-q").Expect();
        }

        Assert.Empty(now.DifferencesTo(Tree.Of(root)));
        Assert.Empty(Pairs.Complaints(root));
    }
}

/// <summary>The nodes the sweeps start from, each made once.</summary>
public sealed class Starts : IDisposable
{
    /// <summary>The command under test everywhere. ECDSA, because RSA keys cost a second a run and write the same files.</summary>
    internal static readonly IReadOnlyList<string> Renew = ["renew", "all", "--yes", "-q", "--activate", "never", "--key-algorithm", "ecdsa-p256"];

    /// <summary>A rename in the middle of the commit.</summary>
    private const int SomeRename = 7;

    private readonly Scratch _scratch = new();
    private readonly Lazy<Start> _fresh, _renewed, _restorable, _cutOffStaging, _cutOffForward, _cutOffBack;

    public Starts()
    {
        _fresh = new(() =>
        {
            var root = $"{_scratch.Path}/fresh";
            Programs.Run(Kubepki.Path, "sandbox", "create", root, "--age", "360d", "--key-algorithm", "ecdsa-p256", "-q").Expect();
            return At(root);
        });
        _renewed = new(() => At(Done(Copy(), Renew)));
        _restorable = new(() =>
        {
            var root = Copy();
            var made = Kubepki.Run(root, "backup", "create", "-o", "json").Expect();
            return At(Done(root, Renew)) with { BackupId = (string?)JsonNode.Parse(made.Output)!["backups"]![0]!["id"] };
        });
        _cutOffStaging = new(() => CutOff("fchmod", 20));
        _cutOffForward = new(() => CutOff("rename", SomeRename));
        _cutOffBack = new(() =>
        {
            var start = CutOff("rename", SomeRename);
            var staged = Directory.EnumerateFiles(start.Root, ".kubepki-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
            File.WriteAllText(staged, "");
            return start with { Recovered = start.Before };
        });
    }

    /// <summary>As it comes from the sandbox: its certificates end in five days.</summary>
    internal Start Fresh => _fresh.Value;

    /// <summary>Renewed once.</summary>
    internal Start Renewed => _renewed.Value;

    /// <summary>Backed up by hand, then renewed.</summary>
    internal Start Restorable => _restorable.Value;

    /// <summary>A renewal died while it staged: it has to be taken back.</summary>
    internal Start CutOffStaging => _cutOffStaging.Value;

    /// <summary>A renewal died between two renames: it can be finished.</summary>
    internal Start CutOffForward => _cutOffForward.Value;

    /// <summary>A renewal died between two renames, and a staged file is damaged: it has to be put back.</summary>
    internal Start CutOffBack => _cutOffBack.Value;

    public void Dispose() => _scratch.Dispose();

    private static Start At(string root) => new(root, Tree.Of(root), Tree.Of(root), LastTransaction.Of(root).Id);

    private static string Done(string root, IReadOnlyList<string> command)
    {
        Kubepki.Run(root, command).Expect();
        return root;
    }

    private string Copy() => _scratch.CopyOf(Fresh.Root);

    private Start CutOff(string call, int number)
    {
        var root = Copy();
        Assert.True(Strace.Kill(new SystemCall(call, number, ""), root, Renew).WasKilled);
        return new Start(root, Fresh.Before, Tree.Of(Done(_scratch.CopyOf(root), ["recover"])));
    }
}
