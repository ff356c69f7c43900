using System.Globalization;

namespace KubePki.Fleet;

/// <summary>
/// An Ansible inventory: groups with hosts, children and variables, and the variables of hosts. The size is limited, because a few lines
/// with ranges can name any number of hosts.
/// </summary>
internal sealed class AnsibleGroups
{
    /// <summary>The group of all hosts, and the group of hosts that are in no other group.</summary>
    internal const string All = "all", Ungrouped = "ungrouped";

    private const string Priority = "ansible_group_priority";
    private const int MostGroups = 500;
    private const int MostEntries = 20_000;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Dictionary<string, InventoryValue>> _hosts = new(StringComparer.Ordinal);
    private int _entries;

    /// <summary>Whether the limits were exceeded. Entries beyond the limits are dropped.</summary>
    internal bool IsTooLarge { get; private set; }

    /// <summary>The groups with hosts.</summary>
    internal IReadOnlyList<string> Names => [.. _groups.Keys.Where(name => Below(name).Any(g => _groups[g].Hosts.Count > 0))];

    /// <summary>Whether a group was declared.</summary>
    internal bool Has(string group) => group is All or Ungrouped || _groups.ContainsKey(group);

    /// <summary>Declares a group.</summary>
    internal void Add(string group) => Take(group);

    /// <summary>
    /// Adds a host to a group. Its variables are merged with the known ones. A port after the host name counts only at the first occurrence
    /// of the host. If a group has the name of the host, the variables are assigned to the group (Ansible looks for a group first).
    /// </summary>
    internal void AddHost(string group, string host, InventoryValue? port, IEnumerable<KeyValuePair<string, InventoryValue>> variables)
    {
        if (Take(group) is not { } taken)
        {
            return;
        }

        taken.Hosts.TryAdd(host, true);
        if (!_hosts.TryGetValue(host, out var known))
        {
            known = _hosts[host] = new(StringComparer.Ordinal);
            if (port is not null)
            {
                known["ansible_port"] = port;
            }
        }

        foreach (var (name, value) in variables.TakeWhile(_ => HasRoom()))
        {
            if (_groups.ContainsKey(host))
            {
                AddVariable(host, name, value);
            }
            else
            {
                known[name] = value;
            }
        }
    }

    /// <summary>Adds a group below another.</summary>
    internal void AddChild(string group, string child) => Take(group)?.Children.Add(child);

    /// <summary>Adds a variable of a group. The priority of a group is one of its variables.</summary>
    internal void AddVariable(string group, string name, InventoryValue value)
    {
        if (Take(group) is not { } taken)
        {
            return;
        }

        if (name != Priority)
        {
            taken.Variables[name] = value;
        }
        else if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
        {
            taken.Priority = priority;
        }
    }

    /// <summary>The hosts of a group and of the groups below it, in the order of the file.</summary>
    internal IReadOnlyList<string> HostsOf(string group)
        => group == All ? [.. _hosts.Keys] : [.. Below(group).SelectMany(g => _groups[g].Hosts.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The groups of a host except <c>all</c>, in the order in which their variables apply: by depth, priority and name. The last wins.
    /// </summary>
    internal IReadOnlyList<string> GroupsOf(string host)
    {
        var parents = Parents();
        var (found, open) = (new HashSet<string>(StringComparer.Ordinal),
            new Stack<string>(_groups.Where(g => g.Value.Hosts.ContainsKey(host)).Select(g => g.Key)));
        while (open.TryPop(out var group))
        {
            if (found.Add(group))
            {
                parents.GetValueOrDefault(group, []).ForEach(open.Push);
            }
        }

        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        // A host is in "ungrouped" only if it is in no other group except "all".
        if (found.Any(g => g is not (All or Ungrouped)))
        {
            found.Remove(Ungrouped);
        }
        else
        {
            found.Add(Ungrouped);
        }

        return
        [
            .. found.Where(g => g != All).OrderBy(g => Depth(g, parents, depths)).ThenBy(g => _groups.GetValueOrDefault(g)?.Priority ?? 1)
                .ThenBy(g => g, StringComparer.Ordinal),
        ];
    }

    /// <summary>The group's own variables.</summary>
    internal IReadOnlyDictionary<string, InventoryValue> VariablesOfGroup(string group)
        => _groups.TryGetValue(group, out var found) ? found.Variables : new();

    /// <summary>The host's own variables.</summary>
    internal IReadOnlyDictionary<string, InventoryValue> VariablesOfHost(string host)
        => _hosts.TryGetValue(host, out var found) ? found : new();

    private Dictionary<string, List<string>> Parents()
    {
        var parents = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, group) in _groups)
        {
            foreach (var child in group.Children.Where(_groups.ContainsKey))
            {
                (parents.TryGetValue(child, out var known) ? known : parents[child] = []).Add(name);
            }
        }

        return parents;
    }

    /// <summary>The longest path from <c>all</c> down to a group. A group that contains itself is counted once.</summary>
    private static int Depth(string group, Dictionary<string, List<string>> parents, Dictionary<string, int> known)
    {
        if (group == All)
        {
            return 0;
        }

        if (known.TryGetValue(group, out var depth))
        {
            return depth;
        }

        known[group] = 1;
        var deepest = 0;
        foreach (var parent in parents.GetValueOrDefault(group, []))
        {
            deepest = Math.Max(deepest, Depth(parent, parents, known));
        }

        return known[group] = deepest + 1;
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
    private List<string> Below(string group)
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

        internal Dictionary<string, InventoryValue> Variables { get; } = new(StringComparer.Ordinal);

        internal int Priority { get; set; } = 1;
    }
}
