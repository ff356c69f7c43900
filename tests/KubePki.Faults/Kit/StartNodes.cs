using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(KubePki.Faults.Kit.StartNodes))]

namespace KubePki.Faults.Kit;

/// <summary>
/// The node before a command. <paramref name="Before"/> is the state from which an unfinished transaction started: the node's own state
/// if there is none. <paramref name="Recovered"/> is the state after recovery.
/// </summary>
/// <param name="Root">Directory of the node; it is copied for each run.</param>
/// <param name="Settled">The newest finished run; null if there is none or if it was cut off.</param>
/// <param name="BackupId">A manual backup on the node, if there is one.</param>
internal sealed record Start(string Root, Tree Before, Tree Recovered, string? Settled = null, string? BackupId = null)
{
    /// <summary>The run that was cut off, or null.</summary>
    public string? CutOff { get; } = Settled is null ? LastRun.Of(Root).Id : null;

    /// <summary>The state from which a run started: a new run starts from the state after recovery of an unfinished one.</summary>
    public Tree Base(LastRun run) => CutOff is not null && run.Id != CutOff ? Recovered : Before;

    /// <summary>True if the run had finished before the test began.</summary>
    public bool WasThere(LastRun run) => Settled is not null && run.Id == Settled;

    /// <summary>The states that the node may reach, according to the journals at the time of the kill.</summary>
    public IReadOnlyList<State> Allowed(LastRun run)
    {
        if (WasThere(run) || !(run.Node.IsDone || run.Node.IsCommitting))
        {
            return [State.Old];
        }

        IReadOnlyList<State> old = run.Node.IsCommitting ? [State.Old] : [];
        var mayBeNew = !run.HasHomes || (run.Homes.Count > 0 && run.Homes.All(home => home.IsDone || home.IsCommitting));
        var mayMissHomes = run.HasHomes && !(run.Homes.Count > 0 && run.Homes.All(home => home.IsDone));
        return [.. old, .. mayBeNew ? (State[])[State.New] : [], .. mayMissHomes ? (State[])[State.NodeNew] : []];
    }

    /// <summary>Fails unless a new renewal works on the node, and its undo too.</summary>
    public static void GoesOn(string root)
    {
        var now = Tree.Of(root);
        Kubepki.Run(root, StartNodes.Renew).Expect();
        if (Tree.Of(root).DifferencesTo(now).Count > 0)
        {
            Kubepki.Run(root, "undo", "--yes", "-q").Expect();
        }

        Assert.Empty(now.DifferencesTo(Tree.Of(root)));
        Assert.Empty(Pairs.Complaints(root));
    }
}

/// <summary>The nodes from which the sweeps start, each created once.</summary>
public sealed class StartNodes : IDisposable
{
    /// <summary>The command under test. ECDSA, because RSA keys take a second per run and write the same files.</summary>
    internal static readonly IReadOnlyList<string> Renew =
    [
        "renew", "all", "--yes", "-q", "--activate", "never", "--key-algorithm", "ecdsa-p256",
    ];

    /// <summary>A rename in the middle of the commit, and a mode change in the middle of staging.</summary>
    private static readonly SystemCall SomeRename = new("renameat", 7, "");
    private static readonly SystemCall SomeStaged = new("fchmod", 40, "");

    private readonly Scratch _scratch = new();
    private readonly Lazy<Start> _fresh, _renewed, _restorable, _cutOffStaging, _cutOffForward, _cutOffBack, _cutOffInHome;

    public StartNodes()
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
        _cutOffStaging = new(() => CutOff(SomeStaged, "Staging"));
        _cutOffForward = new(() => CutOff(SomeRename, "Committing"));
        _cutOffBack = new(() =>
        {
            var start = CutOff(SomeRename, "Committing");
            var staged = Directory.EnumerateFiles(start.Root, ".kubepki-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Last();
            File.WriteAllText(staged, "");
            return start with { Recovered = start.Before };
        });
        _cutOffInHome = new(() =>
        {
            var renames = Strace.Calls("renameat", Copy(), Renew, describe: true);
            var start = CutOff(renames.Last(call => call.Text.Contains("/root/.kube>", StringComparison.Ordinal)), "Committed");
            Assert.Equal(["Committing"], LastRun.Of(start.Root).Homes.Select(home => home.Stage));
            return start;
        });
    }

    /// <summary>As the sandbox creates it: its certificates expire in five days.</summary>
    internal Start Fresh => _fresh.Value;

    /// <summary>Renewed once.</summary>
    internal Start Renewed => _renewed.Value;

    /// <summary>Backed up by hand, then renewed.</summary>
    internal Start Restorable => _restorable.Value;

    /// <summary>A renewal died while staging: it must be rolled back.</summary>
    internal Start CutOffStaging => _cutOffStaging.Value;

    /// <summary>A renewal died between two renames: it can be completed.</summary>
    internal Start CutOffForward => _cutOffForward.Value;

    /// <summary>A renewal died between two renames, and a staged file is damaged: it must be rolled back.</summary>
    internal Start CutOffBack => _cutOffBack.Value;

    /// <summary>
    /// A renewal died between two renames in a home directory: the node's own files are new, and the home directory can be completed.
    /// </summary>
    internal Start CutOffInHome => _cutOffInHome.Value;

    public void Dispose() => _scratch.Dispose();

    private static Start At(string root) => new(root, Tree.Of(root), Tree.Of(root), LastRun.Of(root).Id);

    private static string Done(string root, IReadOnlyList<string> command)
    {
        Kubepki.Run(root, command).Expect();
        return root;
    }

    private string Copy() => _scratch.CopyOf(Fresh.Root);

    private Start CutOff(SystemCall call, string stage)
    {
        var root = Copy();
        Assert.True(Strace.Kill(call, root, Renew).WasKilled, $"it came to its end before {call}");
        Assert.Equal(stage, LastRun.Of(root).Node.Stage);
        var recovered = _scratch.CopyOf(root);
        Kubepki.Run(recovered, "recover").Expect(0, 3);
        return new Start(root, Fresh.Before, Tree.Of(recovered));
    }
}
