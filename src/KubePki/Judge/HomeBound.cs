using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Judge;

/// <summary>
/// How much of people's homes is shown. What stands in a kubeconfig of a home is its owner's to choose, and must not hide what is wrong with the
/// node: the node's own comes first, then a few things of each home and how many more there are.
/// </summary>
internal static class HomeBound
{
    /// <summary>The most that is shown of one home.</summary>
    public const int Most = 5;

    /// <summary>What is shown, and of each home how many are not.</summary>
    /// <param name="all">Everything, in its order.</param>
    /// <param name="home">The home directory that one of them is about; null for the node's own.</param>
    /// <param name="problem">The problem that it is, where it is one: that something was not looked at is shown in any case.</param>
    public static (IReadOnlyList<T> Shown, IReadOnlyList<(string Home, int Count)> More) Few<T>(IEnumerable<T> all, Func<T, string?> home, Func<T, Problem?> problem)
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
