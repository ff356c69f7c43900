using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Judge;

/// <summary>
/// Limits how much of home directories is shown. Users control the content of their kubeconfigs, and must not be able to hide the node's
/// own problems: the node's own entries come first, then a few entries of each home directory and the number of the rest.
/// </summary>
internal static class HomeFindingLimit
{
    /// <summary>The most entries that are shown of one home directory.</summary>
    public const int Most = 5;

    /// <summary>The entries to show, and for each home directory the number of entries that are not shown.</summary>
    /// <param name="all">All entries, in order.</param>
    /// <param name="home">The home directory of an entry; null for the node's own.</param>
    /// <param name="problem">The problem of an entry, or null. Problems that report skipped users or files come first.</param>
    public static (IReadOnlyList<T> Shown,
        IReadOnlyList<(string Home, int Count)> More) Limit<T>(IEnumerable<T> all, Func<T, string?> home, Func<T, Problem?> problem)
    {
        var (own, counts, ofHomes) = (new List<T>(), new Dictionary<string, int>(StringComparer.Ordinal), new List<T>());
        foreach (var one in all.OrderByDescending(one => IsLimit(problem(one))))
        {
            if (home(one) is not { } place)
            {
                own.Add(one);
            }
            else if ((counts[place] = counts.GetValueOrDefault(place) + 1) <= Most)
            {
                ofHomes.Add(one);
            }
        }

        return ([.. own, .. ofHomes], [.. counts.Where(c => c.Value > Most).Select(c => (c.Key, c.Value - Most))]);
    }

    private static bool IsLimit(Problem? problem)
        => problem is not null && (problem.Is(ObserveMessages.TooManyUsers) || problem.Is(ObserveMessages.TooManyFiles));
}
