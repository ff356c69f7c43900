using KubePki.Kubernetes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>A file of <c>group_vars/</c> or <c>host_vars/</c>.</summary>
internal sealed record VariableFile(string Path, byte[] Content);

/// <summary>
/// Returns the files of variables beside the inventory that belong to a group or a host, in the order in which they apply.
/// </summary>
/// <param name="folder"><c>group_vars</c> or <c>host_vars</c>.</param>
/// <param name="name">The group or host.</param>
internal delegate Outcome<IReadOnlyList<VariableFile>> VariableFiles(string folder, string name);

/// <summary>
/// The variables of a host, in Ansible's order: first those of <c>all</c> and of the host's groups in the inventory, then
/// <c>group_vars/all</c> and the <c>group_vars/</c> of its groups, then its own variables in the inventory, then <c>host_vars/</c>. The
/// last wins.
/// https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
/// </summary>
internal sealed class AnsibleVariables(AnsibleGroups groups, VariableFiles files)
{
    private const string Vault = "$ANSIBLE_VAULT;";
    private readonly Dictionary<string, Outcome<IReadOnlyList<Layer>>> _read = new(StringComparer.Ordinal);

    /// <summary>The effective variables of a host; a problem if a file cannot be read.</summary>
    internal Outcome<HostVariables> Of(string host)
    {
        var own = groups.GroupsOf(host);
        var found = new HostVariables();
        found.Apply(groups.VariablesOfGroup(AnsibleGroups.All));
        foreach (var group in own)
        {
            found.Apply(groups.VariablesOfGroup(group));
        }

        foreach (var group in own.Prepend(AnsibleGroups.All))
        {
            if (ApplyFiles(found, "group_vars", group) is { } problem)
            {
                return problem;
            }
        }

        found.Apply(groups.VariablesOfHost(host));
        return ApplyFiles(found, "host_vars", host) is { } unreadable ? unreadable : found;
    }

    private Problem? ApplyFiles(HostVariables found, string folder, string name)
    {
        var key = $"{folder}/{name}";
        var layers = _read.TryGetValue(key, out var known) ? known : _read[key] = files(folder, name).Then(Layers);
        foreach (var layer in layers.Value ?? [])
        {
            if (layer.VaultedFile is { } vaulted)
            {
                found.Hide(vaulted);
            }

            found.Apply(layer.Variables);
        }

        return layers.Problem;
    }

    private static Outcome<IReadOnlyList<Layer>> Layers(IReadOnlyList<VariableFile> found)
    {
        var layers = new List<Layer>();
        foreach (var file in found)
        {
            if (file.Content.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(Vault)))
            {
                layers.Add(new Layer([], file.Path));
            }
            else if (!IsEmpty(file.Content))
            {
                var yaml = YamlText.Read(file.Content, file.Path, "variables");
                if (!yaml.Succeeded)
                {
                    return yaml.Problem;
                }

                layers.Add(new Layer([.. AnsibleYaml.Variables(yaml.Value.Documents[0], file.Path)], null));
            }
        }

        return layers;
    }

    /// <summary>Whether a file contains only comments and document markers.</summary>
    private static bool IsEmpty(byte[] content)
        => System.Text.Encoding.UTF8.GetString(content).Split('\n').Select(line => line.Trim('\r', ' ', '\t', '\ufeff'))
            .All(line => line.Length == 0 || line[0] == '#' || line is "---" or "...");

    private sealed record Layer(IReadOnlyList<KeyValuePair<string, InventoryValue>> Variables, string? VaultedFile);
}

/// <summary>The variables of a host while they are collected.</summary>
internal sealed class HostVariables
{
    private readonly Dictionary<string, InventoryValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);
    private string? _vaulted;

    internal void Apply(IEnumerable<KeyValuePair<string, InventoryValue>> variables)
    {
        foreach (var (name, value) in variables)
        {
            _values[name] = value;
            _hidden.Remove(name);
        }
    }

    /// <summary>An encrypted file may override any variable that was set before it.</summary>
    internal void Hide(string file)
    {
        _vaulted = file;
        foreach (var name in _values.Keys)
        {
            _hidden[name] = file;
        }
    }

    /// <summary>The variable among these that is set; if several are, the later names win, as in Ansible's ssh connection.</summary>
    internal (string Name, InventoryValue Value)? Find(params IReadOnlyList<string> names)
        => names.Reverse()
            .Where(name => _values.TryGetValue(name, out var value) && (value.Text is not "" || value.IsVaulted)
                && !(value.Text is null && !value.IsVaulted && !value.IsOtherThanText))
            .Select(name => ((string, InventoryValue)?)(name, _values[name])).FirstOrDefault();

    /// <summary>The encrypted file that may set one of these variables; null if one of them was set after that file.</summary>
    internal string? HiddenBy(params IReadOnlyList<string> names)
        => _vaulted is not null && !names.Any(name => _values.ContainsKey(name) && !_hidden.ContainsKey(name)) ? _vaulted : null;
}
