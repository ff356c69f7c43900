namespace KubePki.Fleet;

/// <summary>An Ansible inventory: groups with hosts, children and variables, and the variables of hosts.</summary>
internal sealed class AnsibleGroups
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _hosts = new(StringComparer.Ordinal);

    internal IReadOnlyList<string> Names => [.. _groups.Where(g => HostsOf(g.Key).Count > 0).Select(g => g.Key)];

    internal Group this[string name] => _groups.TryGetValue(name, out var group) ? group : _groups[name] = new Group();

    /// <summary>Notes a host of a group; its variables add to what is known of it.</summary>
    internal void AddHost(string group, string host, IEnumerable<KeyValuePair<string, string>> variables)
    {
        if (!this[group].Hosts.Contains(host))
        {
            this[group].Hosts.Add(host);
        }

        var known = _hosts.TryGetValue(host, out var found) ? found : _hosts[host] = new(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            known[name] = value;
        }
    }

    /// <summary>The hosts of a group and of the groups below it, in the order of the file.</summary>
    internal IReadOnlyList<string> HostsOf(string group)
        => group == "all" ? [.. _hosts.Keys] : [.. Below(group, []).SelectMany(g => _groups[g].Hosts).Distinct(StringComparer.Ordinal)];

    /// <summary>What holds for a host: the variables of all, of its groups from the outermost in, its own.</summary>
    internal IReadOnlyDictionary<string, string> VariablesOf(string host)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var holders = _groups.Keys.Where(g => g == "all" || HostsOf(g).Contains(host)).OrderByDescending(g => g == "all" ? int.MaxValue : Below(g, []).Count);
        foreach (var (name, value) in holders.SelectMany(g => _groups[g].Variables).Concat(_hosts.GetValueOrDefault(host) ?? []))
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The group and those below it; a group that contains itself is visited once.</summary>
    private List<string> Below(string group, List<string> seen)
    {
        if (_groups.TryGetValue(group, out var found) && !seen.Contains(group))
        {
            seen.Add(group);
            found.Children.ForEach(child => Below(child, seen));
        }

        return seen;
    }

    internal sealed class Group
    {
        internal List<string> Hosts { get; } = [];

        internal List<string> Children { get; } = [];

        internal Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);
    }
}
