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
        using var nodes = new SshNodes(isInstalled: false);
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
    public void A_dozen_nodes_behind_one_sshd_answer_completely()
    {
        using var nodes = new SshNodes(2);
        var served = Enumerable.Range(1, 12).Select(i => (Name: $"n{i}", By: nodes.Names[0])).ToList();
        File.WriteAllText(
            $"{nodes.Folder}/nodes.yaml",
            "nodes:\n" + string.Concat(served.Select(n => $"- {{name: {n.Name}, ssh: {n.By}, root: {nodes.Root(n.By)}}}\n")));
        var status = nodes.Run("status", "-o", "json");
        var local = nodes.Names.ToDictionary(n => n, n => Serials(nodes.Local(n, "status", "-o", "json").Document));
        Assert.Equal(served.Select(n => (n.Name, local[n.By])), Nodes(status).Select(n => ((string)n["name"]!, Serials(n["document"]!))));
        Assert.EndsWith("\n}\n", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_renews_every_node_in_turn_and_undo_takes_it_back()
    {
        using var nodes = new SshNodes(isInstalled: false);
        var before = nodes.Names.ToDictionary(n => n, n => nodes.Content(n, Certificate));
        var keys = nodes.Names.Select(n => nodes.Content(n, AuthorityKey)).ToList();
        var renewed = nodes.Run("renew", "all", "--yes", "-o", "json");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.All(Nodes(renewed), node => Assert.Equal("done", (string?)node["stage"]));
        Assert.All(nodes.Names, n => Assert.NotEqual(before[n], nodes.Content(n, Certificate)));
        Assert.Equal(keys, nodes.Names.Select(n => nodes.Content(n, AuthorityKey)));

        // All nodes are ready before the first is changed, and no two nodes are changed at once.
        var phases = renewed.Document["events"]!.AsArray().Select(e => (string)e!["phase"]!).ToList();
        Assert.Equal(["staged", "staged", "staged", "committing", "done", "committing", "done", "committing", "done"], phases);

        // Each node has its own keys.
        Assert.Equal(3, nodes.Names.Select(n => Convert.ToHexString(nodes.Content(n, Certificate))).Distinct().Count());
        Assert.Equal(0, nodes.Run("status").Code);

        var undone = nodes.Run("undo", "--yes");
        Assert.True(undone.Code == 0, undone.All);
        Assert.All(nodes.Names, n => Assert.Equal(before[n], nodes.Content(n, Certificate)));
        Assert.Empty(Directory.GetFileSystemEntries(nodes.Temporary));
    }

    [Fact]
    public void Discovery_queries_one_node_for_the_others_and_names_the_source()
    {
        using var nodes = new SshNodes();

        // The manifest of the node that joined last names all members. Their addresses are unreachable here; named nodes keep the given
        // address.
        nodes.WriteInventory(nodes.Root, nodes.Names.Skip(2));
        var status = nodes.Run("status", "--discover", "-o", "json");
        Assert.Contains("from the etcd manifest", status.Diagnostics, StringComparison.Ordinal);
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

        // Read-only commands report the other nodes.
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

        // Another program writes to a file of the second node while all are ready.
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
        Assert.Contains("was changed after kubepki read it", renewed.Diagnostics, StringComparison.Ordinal);
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
    public void A_rollout_killed_between_nodes_is_resumed(bool withJournal)
    {
        using var nodes = new SshNodes(isInstalled: false);
        var killed = nodes.Run(line => line == $"{nodes.Names[0]}: done.", "renew", "all", "--yes");
        Assert.NotEqual(0, killed.Code);
        Assert.True(
            System.Threading.SpinWait.SpinUntil(
                () => Directory.GetFileSystemEntries(nodes.Temporary).Length == 0, TimeSpan.FromSeconds(30)),
            "something stayed on a node");
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
        using var nodes = new SshNodes(isInstalled: false);
        var before = nodes.Names.ToDictionary(n => n, n => nodes.Content(n, Certificate));
        var stopped = nodes.Interrupted(
            line => line.StartsWith($"{nodes.Names[0]}: installing the files", StringComparison.Ordinal), "renew", "all", "--yes");
        Assert.True(stopped.Code == 4, stopped.All);
        Assert.Contains("interrupted: stopped at a safe point", stopped.Diagnostics, StringComparison.Ordinal);

        // The node that was being changed is finished; the others are unchanged and unlocked.
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
        using var nodes = new SshNodes(isInstalled: false);
        var before = nodes.Content(nodes.Names[2], Certificate);
        var ready = 0;

        // This node is the last in the order, and its connection is cut long before its turn.
        var renewed = nodes.Paused(
            line => line.Contains("ready", StringComparison.Ordinal) && ++ready == 3 ? () => nodes.Stop(nodes.Names[2]) : null, "renew",
            "all", "--yes");
        Assert.True(renewed.Code is 1 or 4, renewed.All);
        Assert.Equal(before, nodes.Content(nodes.Names[2], Certificate));
        Assert.All(Renewals(nodes, nodes.Names[2]), stage => Assert.NotEqual("committed", stage));
    }

    [Fact]
    public void A_report_of_all_nodes_is_one_page_that_names_who_did_not_answer()
    {
        using var nodes = new SshNodes();
        var page = $"{nodes.Folder}/report.html";
        var whole = nodes.Run("report", "--to", page);
        Assert.True(whole.Code == 3, whole.All);
        var html = File.ReadAllText(page);
        Assert.All(nodes.Names, name => Assert.Contains($"<h2>Node {name}</h2>", html, StringComparison.Ordinal));
        Assert.Contains("None. Compared: CAs, service account keys", html, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", html, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(nodes.Temporary));

        // The page shows a node exactly as the node's own report does.
        var local = nodes.Local(nodes.Names[0], "report", "-o", "json").Document["nodes"]![0]!["items"]!.AsArray().Count;
        var documents = nodes.Run("report", "-o", "json");
        Assert.Equal(3, documents.Code);
        Assert.All(Nodes(documents), node => Assert.Equal("Report", (string?)node["document"]!["kind"]));
        Assert.Equal(local, Nodes(documents)[0]["document"]!["nodes"]![0]!["items"]!.AsArray().Count);
        Assert.DoesNotContain("PRIVATE KEY", documents.Output, StringComparison.Ordinal);

        // Markup from a node is escaped, an unreachable node is named, and a different CA is reported.
        File.WriteAllText(
            nodes.Root(nodes.Names[1]) + "/etc/kubernetes/pki/front-proxy-ca.crt",
            File.ReadAllText(nodes.Root(nodes.Names[1]) + "/etc/kubernetes/pki/etcd/ca.crt"));
        nodes.Stop(nodes.Names[2]);
        var partly = nodes.Run("report", "--lang", "zh-CN", "--to", page);
        Assert.True(partly.Code == 1, partly.All);
        html = File.ReadAllText(page);
        Assert.Contains("<td data-label=\"问题\" class=\"bad\">无应答</td>", html, StringComparison.Ordinal);
        Assert.Contains("front-proxy-ca 的指纹（SHA-256）", html, StringComparison.Ordinal);
        Assert.DoesNotContain($"<h2>节点 {nodes.Names[2]}</h2>", html, StringComparison.Ordinal);

        // Directories of this machine cannot be combined with nodes; without an answer no page is written.
        Assert.Equal(2, nodes.Run("report", nodes.Root(nodes.Names[0])).Code);
        File.Delete(page);
        nodes.WriteInventory(nodes.Root, [nodes.Names[2]]);
        Assert.Equal(1, nodes.Run("report", "--to", page).Code);
        Assert.False(File.Exists(page));
    }

    [Fact]
    public void Each_node_gets_its_own_backup_back_and_a_missing_one_stops_all_before_anything_is_changed()
    {
        using var nodes = new SshNodes();
        var made = nodes.Run("backup", "create", "-o", "json");
        Assert.True(made.Code == 0, made.All);
        var ids = Nodes(made).Select(n => $"{n["name"]}={n["document"]!["backups"]![0]!["id"]}").ToList();
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();
        Assert.Equal(0, nodes.Run("renew", "all", "--yes").Code);
        var renewed = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();

        var missing = nodes.Run(["backup", "restore", ids[0], $"{nodes.Names[1]}=nonsense", ids[2], "--yes"]);
        Assert.True(missing.Code == 2, missing.All);
        Assert.Contains($"{nodes.Names[1]}: there is no backup 'nonsense'", missing.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("No node was changed", missing.Diagnostics, StringComparison.Ordinal);
        var unnamed = nodes.Run(["backup", "restore", ids[0], ids[1], "--yes"]);
        Assert.True(unnamed.Code == 2, unnamed.All);
        Assert.Contains($"{nodes.Names[2]}: no backup is given for this node", unnamed.Diagnostics, StringComparison.Ordinal);
        var plan = nodes.Run(["backup", "restore", .. ids, "--dry-run"]);
        Assert.True(plan.Code == 0, plan.All);
        Assert.All(ids, id => Assert.Contains(id.Split('=')[1], plan.Output, StringComparison.Ordinal));
        Assert.Equal(renewed, nodes.Names.Select(n => nodes.Content(n, Certificate)));

        var restored = nodes.Run(["backup", "restore", .. ids, "--yes", "-o", "json"]);
        Assert.True(restored.Code == 0, restored.All);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));
        var phases = restored.Document["events"]!.AsArray().Select(e => (string)e!["phase"]!);
        Assert.Equal(["committing", "done", "committing", "done", "committing", "done"], phases);

        // It was one transaction on each node, described in words.
        var history = nodes.Run("history");
        Assert.True(history.Code == 0, history.All);
        Assert.Equal(3, history.Output.Split('\n').Count(line => line.Contains("restoring a backup  in place", StringComparison.Ordinal)));
        Assert.DoesNotContain("committed", history.Output, StringComparison.Ordinal);
        Assert.Contains("恢复备份", nodes.Run("history", "--lang", "zh-CN").Output, StringComparison.Ordinal);
        Assert.Equal(0, nodes.Run("undo", "--yes").Code);
        Assert.Equal(renewed, nodes.Names.Select(n => nodes.Content(n, Certificate)));
    }

    [Fact]
    public void A_node_that_was_renewed_alone_is_recognised_by_its_expiry_dates()
    {
        using var nodes = new SshNodes();
        Assert.Equal(0, nodes.Local(nodes.Names[1], "renew", "apiserver", "etcd-server", "--yes").Code);
        var status = nodes.Run("status", "-o", "json");
        var difference = Assert.Single(status.Document["differences"]!.AsArray())!;
        Assert.Equal("expiry", (string?)difference["what"]);
        Assert.Equal(["apiserver", "etcd-server"], difference["items"]!.AsArray().Select(i => (string)i!).Order());
        Assert.Contains("expiry of apiserver etcd-server: ", nodes.Run("verify").Output, StringComparison.Ordinal);
    }

    private static string Serials(JsonNode document) => string.Join(' ', document["items"]!.AsArray().Select(i => (string)i!["serial"]!));

    private static IReadOnlyList<JsonNode> Nodes(Ran ran) => [.. ran.Document["nodes"]!.AsArray().Select(n => n!)];

    /// <summary>The stages of a node's renewals that were not abandoned.</summary>
    private static IReadOnlyList<string> Renewals(SshNodes nodes, string node)
        =>
        [
            .. nodes.Local(node, "history", "-o", "json").Document["transactions"]!.AsArray().Where(t => (string?)t!["verb"] == "renew")
                .Select(t => (string)t!["stage"]!)
                .Where(s => s != "rolledBack"),
        ];
}
