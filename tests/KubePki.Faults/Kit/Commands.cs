namespace KubePki.Faults.Kit;

/// <summary>A command that changes a node, and the node it runs on.</summary>
internal sealed record Tried(string Name, Func<StartNodes, Start> Start, Func<Start, IReadOnlyList<string>> Arguments);

/// <summary>The commands for kills and fault injection. To add a command, add a row.</summary>
internal static class Commands
{
    public static readonly IReadOnlyList<Tried> All =
    [
        new("renew all", s => s.Fresh, _ => StartNodes.Renew),
        new("undo", s => s.Renewed, _ => ["undo", "--yes", "-q", "--activate", "never"]),
        new("backup restore", s => s.Restorable, start => ["backup", "restore", start.BackupId!, "--yes", "-q", "--activate", "never"]),
        new("recover (taking back what was staged)", s => s.CutOffStaging, _ => ["recover"]),
        new("recover (finishing the renames)", s => s.CutOffForward, _ => ["recover"]),
        new("recover (putting the old files back)", s => s.CutOffBack, _ => ["recover"]),
        new("recover (finishing a home)", s => s.CutOffInHome, _ => ["recover"]),
        new("renew all, after one that died", s => s.CutOffForward, _ => StartNodes.Renew),
        new("backup create", s => s.Fresh, _ => ["backup", "create", "-q"]),
        new("backup prune", s => s.Restorable, _ => ["backup", "prune", "--keep", "0", "--yes", "-q"]),
    ];

    /// <summary>The names of all commands, or of those listed in KUBEPKI_FAULTS_COMMANDS, separated by semicolons.</summary>
    public static IEnumerable<string> Names
        => Environment.GetEnvironmentVariable("KUBEPKI_FAULTS_COMMANDS") is { Length: > 0 } some
            ? some.Split(';')
            : All.Select(c => c.Name);

    public static Tried Named(string name) => All.Single(c => c.Name == name);
}
