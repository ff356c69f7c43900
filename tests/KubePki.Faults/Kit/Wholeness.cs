using KubePki.Files;

namespace KubePki.Faults.Kit;

/// <summary>In which state a node is, measured against the one before and what the journal says was to come.</summary>
internal enum State
{
    /// <summary>Every file is as before.</summary>
    Old,

    /// <summary>Every file of the transaction is new, every other one as before.</summary>
    New,

    /// <summary>Some files are new and some are old; each is whole.</summary>
    Between,

    /// <summary>Something is there that is neither.</summary>
    Broken,
}

/// <summary>Judges a node by its files.</summary>
internal static class Wholeness
{
    private const string Staged = "/.kubepki-";

    /// <summary>The state; files that are staged or half put back do not count.</summary>
    public static State Of(Tree old, Tree now, LastTransaction transaction)
    {
        var changed = Changed(old, now).Where(path => !path.Contains(Staged, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return changed.Count == 0 ? State.Old
            : !changed.All(path => transaction.Files.TryGetValue(path, out var wished) && IsNew(old, now, path, wished)) ? State.Broken
            : transaction.Files.All(file => IsNew(old, now, file.Key, file.Value)) ? State.New
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
