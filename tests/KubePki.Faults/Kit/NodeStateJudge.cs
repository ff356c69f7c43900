using KubePki.Files;

namespace KubePki.Faults.Kit;

/// <summary>The state of a node, compared with the previous state and with the journals.</summary>
internal enum State
{
    /// <summary>Every file is unchanged.</summary>
    Old,

    /// <summary>Every file of the run is new, every other file is unchanged.</summary>
    New,

    /// <summary>All of the node's own files are new. The files of each home directory are all new or all unchanged.</summary>
    NodeNew,

    /// <summary>
    /// In one transaction some files are new and some are old. Each file is intact, and the transactions before it are new.
    /// </summary>
    Between,

    /// <summary>A file is neither old nor new.</summary>
    Broken,
}

/// <summary>Determines a node's state from its files.</summary>
internal static class NodeStateJudge
{
    private const string Staged = "/.kubepki-";

    /// <summary>Returns the state. Files that are staged or partly restored do not count.</summary>
    public static State Of(Tree old, Tree now, LastRun run)
    {
        var changed = Changed(old, now).Where(path => !path.Contains(Staged, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var files = run.Homes.Prepend(run.Node).SelectMany(part => part.Files).ToDictionary(StringComparer.Ordinal);
        if (changed.Count == 0)
        {
            return State.Old;
        }

        if (!changed.All(path => files.TryGetValue(path, out var wished) && IsNew(old, now, path, wished)))
        {
            return State.Broken;
        }

        bool AllNew(Part part) => part.Files.All(file => IsNew(old, now, file.Key, file.Value));
        bool AllOld(Part part) => part.Files.Keys.All(path => !changed.Contains(path));
        if (!AllNew(run.Node))
        {
            // The node's own files come first: a home directory that is new before them shows a wrong order.
            return run.Homes.All(AllOld) ? State.Between : State.Broken;
        }

        return !run.HasHomes ? State.New
            : run.Homes.Count > 0 && run.Homes.All(home => home.Files.Count > 0 && AllNew(home)) ? State.New
            : run.Homes.All(home => AllNew(home) || AllOld(home)) ? State.NodeNew
            : State.Between;
    }

    /// <summary>Staged files that kubepki left behind.</summary>
    public static IReadOnlyList<string> Leftovers(Tree now)
        => [.. now.Entries.Keys.Where(path => path.Contains(Staged, StringComparison.Ordinal))];

    /// <summary>Entries of the static pod directory that are new or changed.</summary>
    public static IReadOnlyList<string> ChangedManifests(Tree old, Tree now)
        => [.. Changed(old, now).Where(path => path.StartsWith("/etc/kubernetes/manifests/", StringComparison.Ordinal))];

    private static IEnumerable<string> Changed(Tree old, Tree now)
        => old.Entries.Keys.Union(now.Entries.Keys)
            .Where(path => old.Entries.GetValueOrDefault(path) != now.Entries.GetValueOrDefault(path));

    /// <summary>True if a file is as the journal requires, with its earlier kind, mode and owner.</summary>
    private static bool IsNew(Tree old, Tree now, string path, string? wished)
    {
        var (before, after) = (old.Entries.GetValueOrDefault(path), now.Entries.GetValueOrDefault(path));
        return wished is null ? after is null
            : after is not null && after.Content == wished
                && (before is null ? after.Kind == FileKind.Regular : after with { Content = before.Content } == before);
    }
}
