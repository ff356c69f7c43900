using System.Globalization;
using System.Text;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// Ansible's INI inventories: <c>[group]</c>, <c>[group:children]</c>, <c>[group:vars]</c>, hosts with variables behind them
/// and ranges (<c>cp[01:03]</c>). https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
/// </summary>
internal static class AnsibleIni
{
    private const int MostHosts = 10_000;

    /// <summary>Most characters of a pattern. A name has 253 (RFC 1035); a range repeats all of them for each of its hosts.</summary>
    private const int LongestPattern = 1024;

    /// <summary>Most ranges in one pattern: each is read within the one before.</summary>
    private const int MostRanges = 8;

    internal static Outcome<AnsibleGroups> Read(string text, string where)
    {
        var groups = new AnsibleGroups();
        var (group, kind) = ("ungrouped", "");
        var number = 0;
        foreach (var raw in text.Split('\n').TakeWhile(_ => !groups.IsTooLarge))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            var words = Words(line);
            if (line[0] == '[' && words.Count > 0 && words[0].EndsWith(']'))
            {
                (group, kind) = words[0].Trim('[', ']').Split(':', 2) is [var name, var what] ? (name, what) : (words[0].Trim('[', ']'), "");
                groups.Add(group);
            }
            else if (words.Count == 0 || !Take(groups, group, kind, line, words))
            {
                return FleetMessages.BadInventoryLine.At(where, number.ToString(CultureInfo.InvariantCulture));
            }
        }

        return groups;
    }

    private static bool Take(AnsibleGroups groups, string group, string kind, string line, IReadOnlyList<string> words)
    {
        switch (kind)
        {
            case "children":
                groups.AddChild(group, words[0]);
                return true;
            case "vars":
                var parts = line.Split('=', 2);
                groups.AddVariable(group, parts[0].Trim(), parts.Length == 2 ? Words(parts[1]).FirstOrDefault() ?? "" : "");
                return parts.Length == 2;
            case "":
                var variables = words.Skip(1).Select(w => w.Split('=', 2)).ToList();
                var hosts = Expand(words[0]);
                if (hosts is null || variables.Any(v => v.Length != 2))
                {
                    return false;
                }

                foreach (var host in hosts)
                {
                    groups.AddHost(group, host, variables.Select(v => KeyValuePair.Create(v[0], v[1])));
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>The hosts of a pattern; null for a range that is none, and for a pattern that is longer than any host's name.</summary>
    internal static IReadOnlyList<string>? Expand(string pattern)
        => pattern.Length <= LongestPattern && pattern.Count(c => c == '[') <= MostRanges ? ExpandRanges(pattern) : null;

    private static IReadOnlyList<string>? ExpandRanges(string pattern)
    {
        var open = pattern.IndexOf('[', StringComparison.Ordinal);
        var close = pattern.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 && close < 0)
        {
            return [pattern];
        }

        if (open < 0 || close < open || Range(pattern[(open + 1)..close].Split(':')) is not { } range || ExpandRanges(pattern[(close + 1)..]) is not { } rest || range.Count * rest.Count > MostHosts)
        {
            return null;
        }

        return [.. range.SelectMany(middle => rest.Select(end => pattern[..open] + middle + end))];
    }

    private static List<string>? Range(string[] ends)
    {
        if (ends is [[>= 'a' and <= 'z'] first, [>= 'a' and <= 'z'] last] && first[0] <= last[0])
        {
            return [.. Enumerable.Range(first[0], last[0] - first[0] + 1).Select(c => ((char)c).ToString())];
        }

        var step = 1;
        return ends.Length is 2 or 3 && Number(ends[0], out var from) && Number(ends[1], out var to) && from <= to && to - from < MostHosts && (ends.Length == 2 || (Number(ends[2], out step) && step > 0))
            ? [.. Enumerable.Range(0, ((to - from) / step) + 1).Select(i => (from + (i * step)).ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0'))]
            : null;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Words as a shell splits them, up to a comment.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        foreach (var c in line)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                (quote, inWord) = (quote == '\0' ? c : '\0', true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End();
            }
            else if (quote == '\0' && c == '#' && !inWord)
            {
                break;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (inWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            inWord = false;
        }
    }
}
