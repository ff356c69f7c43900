using KubePki.Localization;

namespace KubePki.X509;

/// <summary>Evaluates the Go versions that may decide, and reports where versions of Kubernetes differ.</summary>
internal static class VersionedVerdict
{
    /// <summary>
    /// The problem that the components of a version of Kubernetes have, or null. If other versions have none, the problem names those
    /// versions. If the versions that may decide differ, the answer depends on the version.
    /// </summary>
    internal static Problem? Of(int? kubernetes, string where, Func<GoReading, Problem?> decide)
    {
        var candidates = KubernetesGo.Candidates(kubernetes);
        var (newest, isVersioned) = Ask(candidates[^1], decide);
        if (!isVersioned || (candidates.Count == 1 && newest is null))
        {
            return newest;
        }

        var problems = candidates.Select(version => Ask(version, decide).Problem).ToList();
        if (problems.All(p => p is null) || Sides(decide) is not { } sides)
        {
            return problems[^1];
        }

        var cause = problems.Last(p => p is not null);
        var arguments = new[] { $"1.{sides.Last}", $"1.{sides.First}", $"1.{kubernetes}" };
        return problems.Any(p => p is null)
            ? (sides.Reads ? X509Messages.ReadThenUnknown : X509Messages.RefusedThenUnknown).At(where, arguments) with { Cause = cause }
            : (sides.Reads ? X509Messages.ReadThenRefused : X509Messages.RefusedThenRead).At(where, arguments) with { Cause = cause };
    }

    /// <summary>The problem that a version newer than the known one has although the known one has none; null if there is none.</summary>
    internal static Problem? Outlook(int? kubernetes, string where, Func<GoReading, Problem?> decide)
    {
        var known = KubernetesGo.Candidates(kubernetes);
        return kubernetes is null || known.Any(version => Ask(version, decide) is not { Problem: null, IsVersioned: true }) ? null
            : GoRules.Versions.Where(version => version > known[^1]).Select(version => (version, Ask(version, decide).Problem))
                .Where(later => later.Problem is not null)
                .Select(later => X509Messages.RefusedLater.At(
                    where, $"1.{KubernetesGo.Last(GoRules.Versions.Last(v => v < later.version))}",
                    $"1.{KubernetesGo.First(later.version)}") with
                {
                    Cause = later.Problem,
                })
                .FirstOrDefault();
    }

    private static (Problem? Problem, bool IsVersioned) Ask(int version, Func<GoReading, Problem?> decide)
    {
        var go = new GoReading(version);
        var problem = decide(go);
        return (problem, go.IsVersioned);
    }

    /// <summary>
    /// The versions of Kubernetes on both sides of the change: whether the older versions read it, the last of those, and the first that
    /// decides differently. Null if all versions agree.
    /// </summary>
    private static (bool Reads, int Last, int First)? Sides(Func<GoReading, Problem?> decide)
    {
        var verdicts = GoRules.Versions.Select(version => (Version: version, Reads: Ask(version, decide).Problem is null)).ToList();
        for (var i = verdicts.Count - 1; i > 0; i--)
        {
            if (verdicts[i].Reads != verdicts[i - 1].Reads)
            {
                return (verdicts[i - 1].Reads, KubernetesGo.Last(verdicts[i - 1].Version), KubernetesGo.First(verdicts[i].Version));
            }
        }

        return null;
    }
}
