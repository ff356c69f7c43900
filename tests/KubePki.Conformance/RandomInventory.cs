using System.Text;

namespace KubePki.Conformance;

/// <summary>Writes random inventories in the style of real ones: the same seed writes the same files.</summary>
internal sealed class RandomInventory
{
    private static readonly string[] Groups =
    [
        "kube_control_plane", "masters", "edge", "a", "zz", "k8s_cluster", "etcd", "all", "ungrouped",
    ];
    private static readonly string[] Patterns =
    [
        "cp1", "cp2", "cp[1:3]", "cp[01:03]", "cp[1:5:2]", "n[a:c]", "n[A:C:2]", "cp1:2222", "cp[1:2]:2201", "[::1]:2022", "fd00::1",
        "10.0.0.[7:9]", "cp1.example.com", "cp_1", "10.0.0.1:22",
    ];
    private static readonly string[] Names =
    [
        "ansible_host", "ansible_host", "ansible_ssh_host", "ansible_port", "ansible_ssh_port", "ansible_user", "ansible_user",
        "ansible_ssh_user", "other",
    ];
    private readonly Random _random;
    private readonly string _folder;

    private RandomInventory(string folder, int seed) => (_folder, _random) = (folder, new Random(seed));

    /// <summary>Writes an inventory below a folder. Returns the value for <c>-i</c>.</summary>
    public static string Write(string folder, int seed) => new RandomInventory(folder, seed).Write();

    private string Write()
    {
        var inventory = $"{_folder}/inventory";
        Directory.CreateDirectory(inventory);
        var isDirectory = Chance(4);
        var files = isDirectory
            ? new[] { "01-hosts", "02-more.yml" }
            : [Chance(3) ? "hosts.yml" : Pick("hosts", "hosts.ini", "inventory.cfg")];
        foreach (var file in files)
        {
            File.WriteAllText($"{inventory}/{file}", file.EndsWith(".yml", StringComparison.Ordinal) ? Yaml() : Ini());
        }

        foreach (var (kind, name) in Groups.Select(g => ("group_vars", g))
            .Concat(new[] { "cp1", "cp2", "cp01", "na", "::1" }.Select(h => ("host_vars", h)))
            .Where(_ => Chance(3)))
        {
            Variables($"{inventory}/{kind}", name);
        }

        return isDirectory ? inventory : $"{inventory}/{files[0]}";
    }

    private string Ini()
    {
        var text = new StringBuilder("# made at random\n");
        for (var i = _random.Next(2); i > 0; i--)
        {
            text.Append(HostLine());
        }

        var groups = Groups.Where(g => g != "all" && Chance(2)).ToList();
        foreach (var group in groups)
        {
            text.Append($"\n[{group}]{Pick("", "  # a comment", " ")}\n");
            for (var i = _random.Next(3); i > 0; i--)
            {
                text.Append(HostLine());
            }
        }

        // Only later groups are children of earlier ones, so that no group contains itself.
        foreach (var (group, index) in groups.Select((g, i) => (g, i))
            .Where(g => g.i + 1 < groups.Count && g.g != "ungrouped" && Chance(2)))
        {
            var children = groups.Skip(index + 1).Where(g => g != "ungrouped").OrderBy(_ => _random.Next()).Take(2);
            text.Append($"\n[{group}:children]\n{string.Concat(children.Select(g => g + "\n"))}");
        }

        foreach (var group in groups.Append("all").Where(_ => Chance(2)))
        {
            text.Append($"\n[{group}:vars]\n");
            for (var i = _random.Next(4); i > 0; i--)
            {
                var name = Pick([.. Names, "ansible_group_priority"]);
                var form = Pick("{0}", "{0}", "\"{0}\"", "'{0}'", "\"{0}\"  # why");
                text.Append($"{name}{Pick("=", " = ", "= ")}{form.Replace("{0}", Value(name), StringComparison.Ordinal)}\n");
            }
        }

        return text.ToString();
    }

    private string HostLine()
    {
        var line = Pick(Patterns);
        for (var i = _random.Next(3); i > 0; i--)
        {
            var name = Pick(Names);
            var (blank, form) = (Pick(" ", "  ", "\t"), Pick("{1}={0}", "{1}=\"{0}\"", "'{1}={0}'", "{1}='\"{0}\"'"));
            line += blank
                + form.Replace("{0}", Value(name), StringComparison.Ordinal).Replace("{1}", name, StringComparison.Ordinal);
        }

        return line + Pick("", "", "  # a comment", " #x=1") + "\n";
    }

    private string Yaml()
    {
        var text = new StringBuilder("all:\n");
        Group(text, "  ", [.. Groups.Where(g => g is not ("all" or "ungrouped"))], "");
        return text.ToString();
    }

    private void Group(StringBuilder text, string indent, string[] below, string name)
    {
        text.Append($"{indent}hosts:\n");
        foreach (var pattern in Patterns.Where(p => Chance(name.Length == 0 ? 8 : 4)))
        {
            text.Append($"{indent}  \"{pattern}\":\n");
            for (var i = _random.Next(2); i > 0; i--)
            {
                text.Append(Pair(indent + "    "));
            }
        }

        text.Append($"{indent}vars:\n");
        var used = new HashSet<string>();
        for (var i = _random.Next(4); i > 0; i--)
        {
            var pair = Pair(indent + "  ", priority: name.Length > 0);
            text.Append(used.Add(pair.Split(':')[0]) ? pair : "");
        }

        if (below.Length > 0 && indent.Length < 14)
        {
            text.Append($"{indent}children:\n");

            // A group's children are later in the list, so that no group contains itself, not even through another file.
            var split = _random.Next(1, below.Length + 1);
            foreach (var (child, rest) in new[] { (below[0], below[1..split]), (below[^1], []) }.DistinctBy(c => c.Item1))
            {
                text.Append($"{indent}  {child}:\n");
                Group(text, indent + "    ", [.. rest.Where(r => r != below[^1])], child);
            }
        }
    }

    private string Pair(string indent, bool priority = false)
    {
        var name = priority ? Pick([.. Names, "ansible_group_priority"]) : Pick(Names);
        return $"{indent}{name}: {Pick("{0}", "\"{0}\"", "'{0}'").Replace("{0}", Value(name), StringComparison.Ordinal)}\n";
    }

    private void Variables(string folder, string name)
    {
        var form = Pick("{0}", "{0}.yml", "{0}.yaml", "{0}.json", "{0}/a.yml;{0}/b", "{0}/sub/c.yml;{0}/.hidden;{0}/d.txt", "{0};{0}.yml");
        foreach (var path in form.Replace("{0}", name, StringComparison.Ordinal).Split(';').Select(p => $"{folder}/{p}"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var pairs = Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Pick(Names)).Distinct().ToList();
            File.WriteAllText(path, path.EndsWith(".json", StringComparison.Ordinal)
                ? $"{{{string.Join(", ", pairs.Select(n => $"\"{n}\": \"{Value(n)}\""))}}}"
                : Pick("---\n", "", "# why\n") + string.Concat(pairs.Select(n => $"{n}: {Value(n)}\n")));
        }
    }

    private string Value(string name) => name switch
    {
        "ansible_host" or "ansible_ssh_host" =>
            Pick($"10.{_random.Next(250)}.{_random.Next(250)}.9", $"host{_random.Next(99)}.example.com", "fd00::2"),
        "ansible_port" or "ansible_ssh_port" => $"{_random.Next(1024, 9999)}",
        "ansible_group_priority" => $"{_random.Next(1, 20)}",
        "other" => Pick("a.b", "[1,2]", "yes", "1"),
        _ => Pick("root", "ops", "ubuntu", "user-1"),
    };

    private bool Chance(int of) => _random.Next(of) == 0;

    private string Pick(params string[] words) => words[_random.Next(words.Length)];
}
