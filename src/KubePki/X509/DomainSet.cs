namespace KubePki.X509;

/// <summary>
/// The domains of a name constraint, for searching: an empty one holds everything, one with a leading dot only what lies below. Finding a
/// name takes as many steps as it has labels, however many constraints there are.
/// </summary>
internal sealed class DomainSet
{
    private readonly HashSet<string> _domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _parents = new(StringComparer.OrdinalIgnoreCase);
    private readonly GoReading _go;
    private readonly bool _holdsAll;
    private readonly bool _holdsNamed;

    internal DomainSet(IReadOnlyList<string> constraints, GoReading go, bool isExcluded)
    {
        (_go, _holdsAll, _holdsNamed) = (go, constraints.Contains(""), constraints.Contains("."));
        foreach (var constraint in constraints)
        {
            var below = constraint.StartsWith('.');
            if (go.Labels(below ? constraint[1..] : constraint) is { Length: > 0 } labels)
            {
                _domains.Add((below ? "." : "") + Joined(labels));
                if (isExcluded && !below && labels.Length > 1)
                {
                    _parents.Add(Joined(labels[..^1]));
                }
            }
        }
    }

    /// <summary>Whether a domain lies in the set.</summary>
    internal bool Holds(string domain)
    {
        if (_holdsAll || _go.Labels(domain) is not { } labels)
        {
            return _holdsAll;
        }

        if (labels.Length == 0)
        {
            return false;
        }

        var name = Joined(labels);
        return _holdsNamed || _domains.Contains(name) || Dots(name).Any(dot => _domains.Contains(name[dot..]) || _domains.Contains(name[(dot + 1)..])) || IsWildcardOfOne(name, labels);
    }

    /// <summary>Whether the star of a wildcard stands for the first label of a domain in the set.</summary>
    private bool IsWildcardOfOne(string name, string[] labels)
        => name[0] == '*' && labels.Length > 1 && _parents.Contains(Joined(labels[..^1])) && _go.Has(GoRules.WildcardOfExcluded);

    /// <summary>Labels stand with the top one first.</summary>
    private static string Joined(string[] labels) => string.Join('.', labels.Reverse());

    private static IEnumerable<int> Dots(string name) => Enumerable.Range(0, name.Length).Where(i => name[i] == '.');
}
