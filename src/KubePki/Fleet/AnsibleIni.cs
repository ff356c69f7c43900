using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Reads Ansible's INI inventories: <c>[group]</c>, <c>[group:children]</c>, <c>[group:vars]</c>, and hosts followed by variables.
/// https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
/// </summary>
internal static partial class AnsibleIni
{
    /// <summary>Adds the content of a file to the groups. A problem names the first line that Ansible does not accept either.</summary>
    internal static Problem? Read(AnsibleGroups groups, string text, string where)
    {
        var (group, kind) = (AnsibleGroups.Ungrouped, "hosts");
        var (named, declared) = (new List<(string Group, string Place)>(), new HashSet<string>(StringComparer.Ordinal));
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n').TakeWhile(_ => !groups.IsTooLarge))
        {
            number++;
            var line = raw.Trim();
            var place = $"{where}:{number.ToString(CultureInfo.InvariantCulture)}";
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (Section().Match(line) is { Success: true } section)
            {
                (group, kind) = (section.Groups[1].Value, section.Groups[2].Success ? section.Groups[2].Value : "hosts");
                if (kind != "vars")
                {
                    declared.Add(group);
                    groups.Add(group);
                }
                else if (!groups.Has(group))
                {
                    named.Add((group, place));
                }
            }
            else if (Take(groups, group, kind, line, where, number, named) is { } wrong)
            {
                return wrong;
            }
        }

        return named.Where(n => !declared.Contains(n.Group) && !groups.IsTooLarge)
            .Select(n => InventoryMessages.UndefinedGroup.At(n.Place, n.Group))
            .FirstOrDefault();
    }

    private static Problem? Take(
        AnsibleGroups groups, string group, string kind, string line, string where, int number, List<(string Group, string Place)> named)
    {
        var wrong = FleetMessages.BadInventoryLine.At(where, number.ToString(CultureInfo.InvariantCulture));
        switch (kind)
        {
            case "children":
                if (GroupName().Match(line) is not { Success: true } child)
                {
                    return wrong;
                }

                groups.AddChild(group, child.Groups[1].Value);
                if (!groups.Has(child.Groups[1].Value))
                {
                    named.Add((child.Groups[1].Value, $"{where}:{number.ToString(CultureInfo.InvariantCulture)}"));
                }

                return null;
            case "vars":
                var parts = line.Split('=', 2);
                if (parts.Length == 2)
                {
                    groups.AddVariable(group, parts[0].Trim(), AnsibleLine.Value(parts[1].Trim(), where, number));
                }

                return parts.Length == 2 ? null : wrong;
            case "hosts":
                return TakeHosts(groups, group, line, where, number) ? null : wrong;
            default:
                return wrong;
        }
    }

    private static bool TakeHosts(AnsibleGroups groups, string group, string line, string where, int number)
    {
        if (AnsibleLine.Words(line) is not [{ Length: > 0 } pattern, .. var rest] || HostPattern.Read(pattern) is not var (hosts, port)
            || rest.Any(word => !word.Contains('=')))
        {
            return false;
        }

        var variables = rest.Select(word => word.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], AnsibleLine.Value(pair[1], where, number)))
            .ToList();
        foreach (var host in hosts.TakeWhile(_ => !groups.IsTooLarge))
        {
            groups.AddHost(group, host, port is null ? null : new InventoryValue(port, where, number), variables);
        }

        return true;
    }

    [GeneratedRegex(@"^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@"^([^:\]\s]+)\s*(?:#.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupName();
}
