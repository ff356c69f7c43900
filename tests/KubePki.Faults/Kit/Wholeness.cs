using KubePki.Files;

namespace KubePki.Faults.Kit;

/// <summary>In which state a node is, measured against the one before and what the journals say was to come.</summary>
internal enum State
{
    /// <summary>Every file is as before.</summary>
    Old,

    /// <summary>Every file of the run is new, every other one as before.</summary>
    New,

    /// <summary>Every file of the node's own is new, and those of each home are all new or all as before.</summary>
    NodeNew,

    /// <summary>Of one transaction some files are new and some are old; each is whole, and those before it are new.</summary>
    Between,

    /// <summary>Something is there that is neither.</summary>
    Broken,
}

/// <summary>Judges a node by its files.</summary>
internal static class Wholeness
{
    private const string Staged = "/.kubepki-";

    /// <summary>The state; files that are staged or half put back do not count.</summary>
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
            // The node's own files come first: a home that is new before them would be a run in the wrong order.
            return run.Homes.All(AllOld) ? State.Between : State.Broken;
        }

        return !run.HasHomes ? State.New
            : run.Homes.Count > 0 && run.Homes.All(home => home.Files.Count > 0 && AllNew(home)) ? State.New
            : run.Homes.All(home => AllNew(home) || AllOld(home)) ? State.NodeNew
            : State.Between;
    }

    /// <summary>What kubepki left lying about, and private keys that others may read.</summary>
    public static IReadOnlyList<string> Leftovers(Tree now) => [.. now.Entries.Keys.Where(path => path.Contains(Staged, StringComparison.Ordinal))];

    /// <summary>What is in the static pod directory and was not there, or is no longer as it was.</summary>
    public static IReadOnlyList<string> ChangedManifests(Tree old, Tree now) => [.. Changed(old, now).Where(path => path.StartsWith("/etc/kubernetes/manifests/", StringComparison.Ordinal))];

    private static IEnumerable<string> Changed(Tree old, Tree now) => old.Entries.Keys.Union(now.Entries.Keys).Where(path => old.Entries.GetValueOrDefault(path) != now.Entries.GetValueOrDefault(path));

    /// <summary>Whether a file is what the journal wished, with the kind, mode and owner it had.</summary>
    private static bool IsNew(Tree old, Tree now, string path, string? wished)
    {
        var (before, after) = (old.Entries.GetValueOrDefault(path), now.Entries.GetValueOrDefault(path));
        return wished is null ? after is null
            : after is not null && after.Content == wished && (before is null ? after.Kind == FileKind.Regular : after with { Content = before.Content } == before);
    }
}
