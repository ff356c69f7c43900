using System.Text.Json.Nodes;

namespace KubePki.FleetTests;

/// <summary>The published kubepki over real sshds, each with a practice control plane as its node.</summary>
public sealed class OverSshTests
{
    private const string Certificate = "/etc/kubernetes/pki/apiserver.crt";
    private const string AuthorityKey = "/etc/kubernetes/pki/ca.key";

    [Fact]
    public void Reads_run_on_all_nodes_and_leave_nothing_there()
    {
        using var nodes = new SshNodes();
        var status = nodes.Run("status", "-o", "json");
        Assert.True(status.Code == 3, status.All);
        Assert.Equal("Fleet", (string?)status.Document["kind"]);
        Assert.Equal(nodes.Names, Nodes(status).Select(n => (string)n["name"]!));
        Assert.All(Nodes(status), node => Assert.Equal("Status", (string?)node["document"]!["kind"]));
        Assert.Empty(status.Document["differences"]!.AsArray());
        Assert.Empty(Directory.GetFileSystemEntries(nodes.Temporary));

        // The same as without ssh.
        var local = nodes.Local(nodes.Names[1], "status", "-o", "json").Document["items"]!.AsArray().Select(i => (string)i!["serial"]!);
        Assert.Equal(local, Nodes(status)[1]["document"]!["items"]!.AsArray().Select(i => (string)i!["serial"]!));

        var verify = nodes.Run("verify");
        Assert.True(verify.Code is 0 or 3, verify.All);
        Assert.All(nodes.Names, name => Assert.Contains(name, verify.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_roll_renews_every_node_in_turn_and_undo_takes_it_back()
    {
        using var nodes = new SshNodes();
        var before = nodes.Names.ToDictionary(n => n, n => nodes.Content(n, Certificate));
        var keys = nodes.Names.Select(n => nodes.Content(n, AuthorityKey)).ToList();
        var renewed = nodes.Run("renew", "all", "--yes", "-o", "json");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.All(Nodes(renewed), node => Assert.Equal("done", (string?)node["stage"]));
        Assert.All(nodes.Names, n => Assert.NotEqual(before[n], nodes.Content(n, Certificate)));
        Assert.Equal(keys, nodes.Names.Select(n => nodes.Content(n, AuthorityKey)));

        // All are ready before the first is changed, and no two are changed at once.
        var phases = renewed.Document["events"]!.AsArray().Select(e => (string)e!["phase"]!).ToList();
        Assert.Equal(["staged", "staged", "staged", "committing", "done", "committing", "done", "committing", "done"], phases);

        // Each node has keys of its own.
        Assert.Equal(3, nodes.Names.Select(n => Convert.ToHexString(nodes.Content(n, Certificate))).Distinct().Count());
        Assert.Equal(0, nodes.Run("status").Code);

        var undone = nodes.Run("undo", "--yes");
        Assert.True(undone.Code == 0, undone.All);
        Assert.All(nodes.Names, n => Assert.Equal(before[n], nodes.Content(n, Certificate)));
        Assert.Empty(Directory.GetFileSystemEntries(nodes.Temporary));
    }

    [Fact]
    public void Discovery_asks_one_node_for_the_others_and_says_who_knew_them()
    {
        using var nodes = new SshNodes();

        // The manifest of the node that joined last knows all. Their addresses lead nowhere here; who is asked stays as it was named.
        nodes.WriteInventory(nodes.Root, nodes.Names.Skip(2));
        var status = nodes.Run("status", "--discover", "-o", "json");
        Assert.Contains("by the manifest of etcd", status.Diagnostics, StringComparison.Ordinal);
        Assert.Contains(nodes.Names[2], Nodes(status).Select(n => (string)n["name"]!));
        Assert.Equal(nodes.Names[2], (string?)Nodes(status).Single(n => n["document"] is not null)["name"]);
    }

    [Fact]
    public void A_dry_run_shows_every_nodes_plan_and_changes_nothing()
    {
        using var nodes = new SshNodes();
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();
        var plan = nodes.Run("renew", "all", "--dry-run");
        Assert.True(plan.Code == 0, plan.All);
        Assert.Contains(string.Join(" → ", nodes.Names), plan.Output, StringComparison.Ordinal);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));
    }

    [Fact]
    public void A_node_that_cannot_be_reached_stops_the_roll_before_it_begins()
    {
        using var nodes = new SshNodes();
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();
        nodes.Stop(nodes.Names[1]);
        var renewed = nodes.Run("renew", "all", "--yes");
        Assert.True(renewed.Code == 1, renewed.All);
        Assert.Contains($"{nodes.Names[1]}: cannot be reached", renewed.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));

        // What only reads tells the others.
        var status = nodes.Run("status", "-o", "json");
        Assert.Equal(1, status.Code);
        Assert.Equal("node-unreachable", (string?)Nodes(status)[1]["problem"]!["id"]);
        Assert.Equal(2, Nodes(status).Count(n => n["document"] is not null));
    }

    [Fact]
    public void A_host_key_that_is_not_the_known_one_is_refused()
    {
        using var nodes = new SshNodes(2);
        var lines = File.ReadAllLines($"{nodes.Folder}/known");
        File.WriteAllLines($"{nodes.Folder}/known", [lines[0], $"{lines[1].Split(' ')[0]} {string.Join(' ', lines[0].Split(' ')[1..])}"]);
        var status = nodes.Run("status", "-o", "json");
        Assert.Equal("host-key", (string?)Nodes(status)[1]["problem"]!["id"]);
        Assert.NotNull(Nodes(status)[0]["document"]);
    }

    [Fact]
    public void A_node_of_another_cluster_is_refused_and_the_difference_shown()
    {
        using var nodes = new SshNodes();
        var other = $"{nodes.Folder}/other";
        Assert.Equal(0, Ran.Program(SshNodes.Binary, ["sandbox", "create", other, "--age", "360d", "--key-algorithm", "ecdsa-p256"]).Code);
        nodes.WriteInventory(n => n == nodes.Names[2] ? other : nodes.Root(n));
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();
        var renewed = nodes.Run("renew", "all", "--yes");
        Assert.True(renewed.Code == 1, renewed.All);
        Assert.Contains("ca is not the same on all nodes", renewed.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));
        Assert.Contains("Not the same on all nodes:", nodes.Run("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_fails_in_its_turn_stops_the_roll_and_resume_finishes_it()
    {
        using var nodes = new SshNodes();
        var before = nodes.Names.ToDictionary(n => n, n => nodes.Content(n, Certificate));
        var ready = 0;
        var second = nodes.Root(nodes.Names[1]) + Certificate;

        // Somebody writes to a file of the second node while all are ready.
        var renewed = nodes.Run(
            line =>
            {
                if (line.Contains("ready", StringComparison.Ordinal) && ++ready == 3)
                {
                    File.AppendAllText(second, "\n");
                }

                return false;
            },
            "renew", "all", "--yes");
        Assert.True(renewed.Code == 4, renewed.All);
        Assert.Contains("changed by somebody else", renewed.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("--resume", renewed.Diagnostics, StringComparison.Ordinal);
        Assert.NotEqual(before[nodes.Names[0]], nodes.Content(nodes.Names[0], Certificate));
        Assert.Equal(before[nodes.Names[2]], nodes.Content(nodes.Names[2], Certificate));

        var first = nodes.Content(nodes.Names[0], Certificate);
        var resumed = nodes.Run("renew", "all", "--yes", "--resume");
        Assert.True(resumed.Code == 0, resumed.All);
        Assert.Equal(first, nodes.Content(nodes.Names[0], Certificate));
        Assert.All(nodes.Names, n => Assert.Single(Renewals(nodes, n)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_operator_who_is_killed_between_nodes_goes_on_with_resume(bool withJournal)
    {
        using var nodes = new SshNodes();
        var killed = nodes.Run(line => line == $"{nodes.Names[0]}: done.", "renew", "all", "--yes");
        Assert.NotEqual(0, killed.Code);
        Assert.True(System.Threading.SpinWait.SpinUntil(() => Directory.GetFileSystemEntries(nodes.Temporary).Length == 0, TimeSpan.FromSeconds(30)), "something stayed on a node");
        if (!withJournal)
        {
            Directory.Delete($"{nodes.Folder}/state", recursive: true);
        }

        var first = nodes.Content(nodes.Names[0], Certificate);
        var resumed = nodes.Run("renew", "all", "--yes", "--resume");
        Assert.True(resumed.Code == 0, resumed.All);
        Assert.Equal(first, nodes.Content(nodes.Names[0], Certificate));
        Assert.All(nodes.Names, n => Assert.Single(Renewals(nodes, n)));
        Assert.Equal(0, nodes.Run("status").Code);
    }

    [Fact]
    public void An_interrupt_stops_the_roll_between_two_nodes()
    {
        using var nodes = new SshNodes();
        var before = nodes.Names.ToDictionary(n => n, n => nodes.Content(n, Certificate));
        var stopped = nodes.Interrupted(line => line.StartsWith($"{nodes.Names[0]}: putting in place", StringComparison.Ordinal), "renew", "all", "--yes");
        Assert.True(stopped.Code == 4, stopped.All);
        Assert.Contains("interrupted: stopped at a safe point", stopped.Diagnostics, StringComparison.Ordinal);

        // The node that was at work is finished, the others are as before and free.
        Assert.NotEqual(before[nodes.Names[0]], nodes.Content(nodes.Names[0], Certificate));
        Assert.All(nodes.Names.Skip(1), n => Assert.Equal(before[n], nodes.Content(n, Certificate)));
        Assert.Empty(Directory.GetFileSystemEntries(nodes.Temporary));
        Assert.Equal(0, nodes.Run("renew", "all", "--yes", "--resume").Code);
        Assert.All(nodes.Names, n => Assert.Single(Renewals(nodes, n)));
    }

    [Theory]
    [InlineData("--ca-key", "/root/ca.key")]
    [InlineData("--ca-passphrase-fd", "0")]
    [InlineData("--ca-passphrase-env", "SECRET")]
    public void A_key_of_the_operators_machine_is_not_used_on_nodes(string option, string value)
    {
        var refused = Ran.Program(SshNodes.Binary, ["renew", "all", "--nodes", "nowhere", option, value]);
        Assert.Equal(2, refused.Code);
        Assert.Contains($"{option} cannot be used with several nodes", refused.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_cut_while_all_are_ready_leaves_its_node_as_before()
    {
        using var nodes = new SshNodes();
        var before = nodes.Content(nodes.Names[2], Certificate);
        var ready = 0;
        var renewed = nodes.Run(
            line =>
            {
                if (line.Contains("ready", StringComparison.Ordinal) && ++ready == 3)
                {
                    nodes.Stop(nodes.Names[2]);
                }

                return false;
            },
            "renew", "all", "--yes");
        Assert.True(renewed.Code is 1 or 4, renewed.All);
        Assert.Equal(before, nodes.Content(nodes.Names[2], Certificate));
        Assert.All(Renewals(nodes, nodes.Names[2]), stage => Assert.NotEqual("committed", stage));
    }

    private static IReadOnlyList<JsonNode> Nodes(Ran ran) => [.. ran.Document["nodes"]!.AsArray().Select(n => n!)];

    /// <summary>The stages of a node's renewals that were not given up.</summary>
    private static IReadOnlyList<string> Renewals(SshNodes nodes, string node)
        => [.. nodes.Local(node, "history", "-o", "json").Document["transactions"]!.AsArray().Where(t => (string?)t!["verb"] == "renew").Select(t => (string)t!["stage"]!).Where(s => s != "rolledBack")];
}
