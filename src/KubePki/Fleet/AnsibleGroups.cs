namespace KubePki.Fleet;

/// <summary>
/// An Ansible inventory: groups with hosts, children and variables, and the variables of hosts. It takes so much and no more:
/// a few lines with ranges can name any number of hosts.
/// </summary>
internal sealed class AnsibleGroups
{
    private const int MostGroups = 500;
    private const int MostEntries = 20_000;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _hosts = new(StringComparer.Ordinal);
    private int _entries;

    /// <summary>Whether there was more than is taken; what came then is left out.</summary>
    internal bool IsTooLarge { get; private set; }

    /// <summary>The groups with hosts.</summary>
    internal IReadOnlyList<string> Names => [.. _groups.Keys.Where(name => Below(name).Any(g => _groups[g].Hosts.Count > 0))];

    /// <summary>Notes a group.</summary>
    internal void Add(string group) => Take(group);

    /// <summary>Notes a host of a group; its variables add to what is known of it.</summary>
    internal void AddHost(string group, string host, IEnumerable<KeyValuePair<string, string>> variables)
    {
        if (Take(group) is not { } taken)
        {
            return;
        }

        taken.Hosts.TryAdd(host, true);
        var known = _hosts.TryGetValue(host, out var found) ? found : _hosts[host] = new(StringComparer.Ordinal);
        foreach (var (name, value) in variables.TakeWhile(_ => HasRoom()))
        {
            known[name] = value;
        }
    }

    /// <summary>Notes a group below another.</summary>
    internal void AddChild(string group, string child) => Take(group)?.Children.Add(child);

    /// <summary>Notes a variable of a group.</summary>
    internal void AddVariable(string group, string name, string value)
    {
        if (Take(group) is { } taken)
        {
            taken.Variables[name] = value;
        }
    }

    /// <summary>The hosts of a group and of the groups below it, in the order of the file.</summary>
    internal IReadOnlyList<string> HostsOf(string group)
        => group == "all" ? [.. _hosts.Keys] : [.. Below(group).SelectMany(g => _groups[g].Hosts.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>What holds for a host: the variables of all, of its groups from the outermost in, its own.</summary>
    internal IReadOnlyDictionary<string, string> VariablesOf(string host)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var holders = _groups.Keys.Select(g => (Name: g, Below: Below(g)))
            .Where(g => g.Name == "all" || g.Below.Any(b => _groups[b].Hosts.ContainsKey(host)))
            .OrderByDescending(g => g.Name == "all" ? int.MaxValue : g.Below.Count);
        foreach (var (name, value) in holders.SelectMany(g => _groups[g.Name].Variables).Concat(_hosts.GetValueOrDefault(host) ?? []))
        {
            variables[name] = value;
        }

        return variables;
    }

    private Group? Take(string name)
    {
        if (!HasRoom())
        {
            return null;
        }

        if (_groups.TryGetValue(name, out var group))
        {
            return group;
        }

        IsTooLarge |= _groups.Count == MostGroups;
        return IsTooLarge ? null : _groups[name] = new Group();
    }

    private bool HasRoom()
    {
        IsTooLarge |= _entries++ >= MostEntries;
        return !IsTooLarge;
    }

    /// <summary>The group and those below it; a group that contains itself is visited once.</summary>
    private IReadOnlyList<string> Below(string group)
    {
        var (seen, below, open) = (new HashSet<string>(StringComparer.Ordinal), new List<string>(), new Stack<string>([group]));
        while (open.TryPop(out var next))
        {
            if (_groups.TryGetValue(next, out var found) && seen.Add(next))
            {
                below.Add(next);
                for (var i = found.Children.Count - 1; i >= 0; i--)
                {
                    open.Push(found.Children[i]);
                }
            }
        }

        return below;
    }

    private sealed class Group
    {
        internal OrderedDictionary<string, bool> Hosts { get; } = new(StringComparer.Ordinal);

        internal List<string> Children { get; } = [];

        internal Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);
    }
}
