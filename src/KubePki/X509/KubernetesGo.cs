namespace KubePki.X509;

/// <summary>
/// The Go version that the components of a Kubernetes version are built with: upstream's, at the first patch release. Later patch releases
/// may use a newer Go, but keep the rules that Go ties to the version in go.mod (negative serials, RSA key sizes).
/// </summary>
internal static class KubernetesGo
{
    /// <summary>The minor version (1.x) of Kubernetes from which on each version (1.x) of Go is used.</summary>
    private static readonly IReadOnlyList<(int Kubernetes, int Go)> Table =
    [
        (20, 15), (21, 16), (23, 17), (24, 18), (25, 19), (27, 20), (29, 21), (30, 22), (32, 23), (33, 24), (35, 25), (36, 26),
    ];

    /// <summary>
    /// The Go versions to evaluate: one if it is known, the two around it if its rules are not known, all if the version of Kubernetes is
    /// not known. A version older or newer than the table counts as the nearest one.
    /// </summary>
    internal static IReadOnlyList<int> Candidates(int? kubernetes)
    {
        if (kubernetes is not { } minor)
        {
            return GoRules.Versions;
        }

        var go = Table.LastOrDefault(row => row.Kubernetes <= minor, Table[0]).Go;
        var (below, above) = (GoRules.Versions.LastOrDefault(v => v <= go, GoRules.Versions[0]),
            GoRules.Versions.FirstOrDefault(v => v >= go, GoRules.Versions[^1]));
        return below == above ? [below] : [below, above];
    }

    /// <summary>The last minor version of Kubernetes that uses this version of Go or an older one.</summary>
    internal static int Last(int go) => Table.First(row => row.Go > go).Kubernetes - 1;

    /// <summary>The first minor version of Kubernetes that uses this version of Go or a newer one.</summary>
    internal static int First(int go) => Table.First(row => row.Go >= go).Kubernetes;
}
