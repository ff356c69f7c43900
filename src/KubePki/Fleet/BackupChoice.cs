using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Determines which backup each node restores. Every node has its own backups, so the arguments are <c>NODE=ID</c>, or an ID alone for the
/// nodes without an argument of their own. Pure.
/// </summary>
internal static class BackupChoice
{
    /// <summary>
    /// The ID for each node, by node name; a problem if a node has none, an argument names no node, or a node is named twice.
    /// </summary>
    public static Outcome<IReadOnlyDictionary<string, IReadOnlyList<string>>> Of(
        IReadOnlyList<string> words, IReadOnlyList<NodeTarget> nodes)
    {
        var chosen = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string? common = null;
        foreach (var word in words)
        {
            if (word.LastIndexOf('=') is var at && at < 0)
            {
                if (common is not null)
                {
                    return FleetMessages.BackupTwice.At("", word);
                }

                common = word;
                continue;
            }

            var (name, id) = (word[..at], word[(at + 1)..]);
            if (!nodes.Any(n => n.Name == name))
            {
                return FleetMessages.BackupOfNobody.At("", name, string.Join(' ', nodes.Select(n => n.Name)));
            }

            if (!chosen.TryAdd(name, [id]))
            {
                return FleetMessages.BackupTwice.At("", word);
            }
        }

        foreach (var node in nodes.Where(n => !chosen.ContainsKey(n.Name)))
        {
            if (common is null)
            {
                return FleetMessages.NoBackupNamed.At(node.Name);
            }

            chosen[node.Name] = [common];
        }

        return chosen;
    }
}
