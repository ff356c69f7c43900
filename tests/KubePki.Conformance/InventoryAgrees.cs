using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Fleet;

namespace KubePki.Conformance;

/// <summary>Random inventories: kubepki connects to the address, port and user that ansible-inventory reports for each host.</summary>
public sealed class InventoryAgrees : IDisposable
{
    /// <summary>The number of inventories; KUBEPKI_INVENTORIES sets another number.</summary>
    private const int Sample = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-inventories-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_by_host()
    {
        var count = int.TryParse(
            Environment.GetEnvironmentVariable("KUBEPKI_INVENTORIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : Sample;
        var first = Environment.GetEnvironmentVariable("KUBEPKI_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : 1;
        var hosts = 0;
        await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (number, _) =>
        {
            Interlocked.Add(ref hosts, Compare(number));
            return ValueTask.CompletedTask;
        });
        Assert.True(hosts > count, $"{hosts} hosts in {count} inventories");
    }

    private int Compare(int seed)
    {
        var inventory = RandomInventory.Write($"{_folder}/{seed}", seed);
        var judged = Judged(Programs.Run("ansible-inventory", "-i", inventory, "--list").Expect());
        var read = InventoryFiles.Read(inventory, "all");
        var files = Directory.GetFiles($"{_folder}/{seed}", "*", SearchOption.AllDirectories).Select(f => $"== {f}\n{File.ReadAllText(f)}");
        var told = $"seed {seed}: {inventory}\n{string.Join('\n', files)}";
        if (judged.Count == 0)
        {
            Assert.True(read.Problem?.Id == "no-group", told);
            return 0;
        }

        Assert.True(read.Succeeded, $"{read.Problem}\n{told}");
        var own = read.Value.OrderBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => $"{n.Name} {n.Destination} {n.Port?.ToString(CultureInfo.InvariantCulture)} {n.User}");
        Assert.True(judged.SequenceEqual(own), $"ansible:\n{string.Join('\n', judged)}\nkubepki:\n{string.Join('\n', own)}\n{told}");
        return judged.Count;
    }

    /// <summary>
    /// Each host with the variables that Ansible's ssh connection uses: of several names, the one that is later in its documentation has
    /// precedence.
    /// </summary>
    private static List<string> Judged(Ended listed)
    {
        var document = JsonNode.Parse(listed.Output)!.AsObject();
        var variables = document["_meta"]!["hostvars"]!.AsObject();
        var hosts = document.Where(g => g.Key != "_meta").SelectMany(g => g.Value!["hosts"]?.AsArray().Select(h => (string)h!) ?? [])
            .Distinct()
            .Order(StringComparer.Ordinal);
        return
        [
            .. hosts.Select(
                host => $"{host} {Last(host, "ansible_host", "ansible_ssh_host") ?? host} "
                    + $"{Last(host, "ansible_port", "ansible_ssh_port")} {Last(host, "ansible_user", "ansible_ssh_user")}"),
        ];

        string? Last(string host, params string[] names)
            => names.Reverse().Select(name => variables[host]?[name]).FirstOrDefault(value => value is not null)?.ToString();
    }
}
