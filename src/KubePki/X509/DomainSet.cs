namespace KubePki.X509;

/// <summary>
/// The domains of a name constraint, indexed for lookup. An empty domain contains every name, a domain with a leading dot only the names
/// below it. A lookup takes as many steps as the name has labels, regardless of the number of constraints.
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

    /// <summary>True if a domain is in the set.</summary>
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
        return _holdsNamed || _domains.Contains(name)
            || Dots(name).Any(dot => _domains.Contains(name[dot..]) || _domains.Contains(name[(dot + 1)..]))
            || IsWildcardOfOne(name, labels);
    }

    /// <summary>True if the wildcard's asterisk can stand for the first label of a domain in the set.</summary>
    private bool IsWildcardOfOne(string name, string[] labels)
        => name[0] == '*' && labels.Length > 1 && _parents.Contains(Joined(labels[..^1])) && _go.Has(GoRules.WildcardOfExcluded);

    /// <summary>The name of labels that start with the top-level label.</summary>
    private static string Joined(string[] labels) => string.Join('.', labels.Reverse());

    private static IEnumerable<int> Dots(string name) => Enumerable.Range(0, name.Length).Where(i => name[i] == '.');
}
