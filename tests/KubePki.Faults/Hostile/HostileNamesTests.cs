using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Faults.Hostile;

/// <summary>
/// Names that other users choose, in every place where a name can appear. No output of any command contains a character that could
/// control, reorder or hide text in a terminal. Each machine-readable format returns the same name.
/// </summary>
public sealed partial class HostileNamesTests(StartNodes starts)
{
    private const string Bad = "bad\u001b[31m\u202e\n\u200b";

    private static readonly string[] Pages = ["/", "/metrics", "/status.json", "/findings.json", "/" + Uri.EscapeDataString(Bad)];

    private static readonly string[] Formats = ["table", "wide", "json", "yaml"];

    /// <summary>Read-only commands, in every format; {0} is the node's directory.</summary>
    private static readonly string[][] Looks =
    [
        ["status"], ["status", "-v"], ["verify"], ["verify", "-v"], ["explain"], ["explain", "apiserver"], ["explain", Bad],
        ["explain", $"{HostileNode.Home}/.kube/config#{HostileNode.Names[2]}"],
        ["authenticate", "{0}/esc\u001b[31m.crt"], ["authenticate", "{0}/" + Bad], ["renew", "all", "--dry-run"],
        ["renew", Bad, "--dry-run"], ["renew", $"{HostileNode.Home}/.kube/config#{HostileNode.Names[1]}", "--dry-run"],
        ["create", "--dry-run"], ["create", Bad], ["config", "show", "--from", "node"], ["history"], ["backup", "list"],
        ["backup", "verify"], ["backup", "verify", Bad], ["backup", "restore", Bad], ["undo", "--dry-run"], ["undo", Bad],
        ["recover", "--dry-run"], ["kubeconfig", "create", "--dry-run"], ["kubeconfig", "user", Bad], ["activate", "--dry-run"],
        ["csr", "import", "{0}/" + Bad], ["status", "--config", "{0}/" + Bad], ["facts"],
        ["renew", "all", "--add-san", Bad, "--dry-run"], ["renew", "all", "--validity", Bad], ["status", "--within", Bad],
        ["serve", "--listen", Bad],
        [Bad], ["status", Bad], ["status", "--" + Bad], ["status", "--lang", Bad], ["backup", Bad], ["completion", Bad],
        ["report", "{0}/" + Bad],
    ];

    /// <summary>Commands that change the node, in an order in which each has something to do.</summary>
    private static readonly string[][] Changes =
    [
        ["backup", "create"], ["backup", "create", "-v"], ["renew", "all", "--yes", "--activate", "never"],
        ["renew", "apiserver", "--yes", "--activate", "never", "-v"], ["undo", "--yes", "--activate", "never"],
        ["csr", "export", "all", "--to", "{0}/csr" + Bad], ["backup", "prune", "--keep", "1", "--yes"], ["recover"],
    ];

    [Fact]
    public void No_output_contains_foreign_control_characters()
    {
        using var scratch = new Scratch();
        var root = Node(scratch);
        var outputs = new Dictionary<string, int>(StringComparer.Ordinal);
        void Look(string output, Ended run) => outputs[output] = outputs.GetValueOrDefault(output) + Check(run);
        foreach (var look in Looks)
        {
            foreach (var format in (string[])[.. Formats, .. look[0] == "explain" ? ["dot", "mermaid"] : Array.Empty<string>()])
            {
                Look($"-o {format}", Run(root, look, "-o", format));
            }

            Look("--lang zh-CN", Run(root, look, "--lang", "zh-CN"));
        }

        foreach (var change in Changes)
        {
            var copy = scratch.CopyOf(root);
            Look("what a change prints", Run(copy, change));
            Look("what a change prints", Run(scratch.CopyOf(root), change, "-o", "json"));
        }

        foreach (var run in (Ended[])[
            Run(root, ["report"]), Run(root, ["status", "-o", Bad]), Programs.Run(Kubepki.Path, "status", "--root", root + Bad),
            Programs.Run(Kubepki.Path, "status", "--nodes", Bad),
        ])
        {
            Look("reports, and what is wrong with arguments", run);
        }

        outputs["inventories, and what ssh passes on"] = Inventory(root, scratch) + OverSsh(scratch);
        foreach (var (output, looked) in outputs)
        {
            Counts.Record("names", output, ("outputs", looked), ("raw", 0));
        }

        Assert.True(outputs.Values.Sum() > 300, $"{outputs.Values.Sum()} outputs");
    }

    /// <summary>Hostile names on a node of a fleet, and answers in which every human-readable text was replaced.</summary>
    [Fact]
    public void Names_in_answers_of_nodes_come_out_as_text()
    {
        using var scratch = new Scratch();
        var fleet = new NodeFleet(scratch.Path, Node(scratch), Liars);
        var looked = 0;
        var runs = from command in AskedOfFleets
                   from more in FleetFormats
                   select (IReadOnlyList<string>)[.. command, .. more, "--timeout", "60s"];
        foreach (var run in runs.Where((_, i) => Effort.IsAll || i % FleetStride == 0))
        {
            looked += Check(fleet.Run([.. Liars.Select(l => l.Kind)], run));
        }

        Counts.Record("names", "answers of nodes over the agent protocol", ("outputs", looked), ("raw", 0));
    }

    private static readonly string[][] AskedOfFleets
        =
        [
            ["status"], ["verify"], ["explain"], ["explain", "apiserver"], ["history"], ["report"], ["backup", "list"],
            ["renew", "all", "--dry-run"], ["create", "--dry-run"],
        ];

    private static readonly string[][] FleetFormats = [["-v"], ["-o", "wide"], ["-o", "json"], ["-o", "yaml"], ["--lang", "zh-CN"]];

    /// <summary>In a sample, every n-th combination of command and format. Each command and each format occurs.</summary>
    private const int FleetStride = 4;

    /// <summary>
    /// Nodes around the real agent: unmodified on hostile names; with every text replaced; with added notes and diagnostics.
    /// </summary>
    private static readonly KubePki.Tests.Fleet.HostileNode[] Liars =
    [
        new("planted", "exec \"$KUBEPKI\" agent", ""),
        new("tampers", """
            "$KUBEPKI" agent | sed -uE 's/"(name|path|keyPath|message|hint|what|where|text|evidence|remedy|reason|why|subject|issuer|commonName|kubernetesVersion|nodeName|host|state|command|title|id)":"([^"]*)"/"\1":"\2\\u001b[31m\\u202e\\u200b\\n\\u009b"/g'
            """, ""),
        new("raw", """
            "$KUBEPKI" agent | sed -uE $'s/"(name|message|path)":"([^"]*)"/"\\1":"\\2\xe2\x80\xae\xc2\x9b31m\xe2\x80\x8b"/g'
            """, ""),
        new("notes", """
            printf '\033]0;title\007\033[31m\342\200\256\r\n' >&2
            "$KUBEPKI" agent | while IFS= read -r line; do
              id=$(sed -nE 's/^\{"id":([0-9]+).*/\1/p' <<< "$line")
              [[ -z $id ]] || printf '{"id":%s,"note":"n\\u001b[31m\\u202e\\n\\u200b"}\n' "$id"
              printf '%s\n' "$line"
              printf 'e\033[31m\342\200\256\n' >&2
            done
            """, ""),
    ];

    [Fact]
    public void Documents_give_the_same_names_back()
    {
        using var scratch = new Scratch();
        var root = Node(scratch);
        var wanted = HostileNode.Names.Select(n => $"{HostileNode.Home}/.kube/config#{n}").Order(StringComparer.Ordinal).ToList();
        var json = JsonNode.Parse(Run(root, ["status"], "-o", "json").Output)!["items"]!.AsArray().Select(i => (string)i!["name"]!);
        Assert.Equal(wanted, InHome(json));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Run(root, ["status"], "-o", "yaml").Output));
        Assert.Equal(
            wanted, InHome(((YamlSequenceNode)yaml.Documents[0].RootNode["items"]).Select(i => ((YamlScalarNode)i["name"]).Value!)));
        Counts.Record("names", "names read back from JSON and YAML", ("outputs", 2 * wanted.Count), ("raw", 0));
    }

    [Fact]
    public async Task Metrics_and_pages_hold_nothing_raw_and_every_name()
    {
        using var scratch = new Scratch();
        var root = Node(scratch);
        var address = $"127.0.0.1:{Random.Shared.Next(20000, 30000)}";
        var server = Programs.Start(Kubepki.Path, "serve", "--root", root, "--listen", address);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
            await Until(client);
            var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            var labels = Label().Matches(metrics).Select(m => m.Groups[1].Value).Distinct()
                .Select(l => Escape()
                .Replace(
                    l.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
                    m => char.ConvertFromUtf32(Convert.ToInt32(m.Value[2..], 16))));
            Assert.Equal(
                HostileNode.Names.Select(n => $"{HostileNode.Home}/.kube/config#{n}").Order(StringComparer.Ordinal), InHome(labels));
            Counts.Record("names", "names read back from metrics", ("outputs", HostileNode.Names.Count), ("raw", 0));
            Counts.Record("names", "pages of serve", ("outputs", Pages.Length), ("raw", 0));
            foreach (var path in Pages)
            {
                using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
                AssertClean($"GET {path}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            Programs.Run("kill", server.Id.ToString(CultureInfo.InvariantCulture)).Expect();
            Check(server.End());
        }
    }

    [Fact]
    public void On_a_terminal_only_kubepkis_own_sequences_are_written()
    {
        Assert.SkipUnless(Programs.Has("script"), "needs script");
        using var scratch = new Scratch();
        var root = Node(scratch);
        string[] commands = ["status", "status -o wide", "verify", "explain", "renew all --dry-run", "history", "nonsense"];
        Counts.Record("names", "on a terminal, in colours", ("outputs", commands.Length), ("raw", 0));
        foreach (var command in commands)
        {
            var seen = Programs.Run(
                "script", "-qec", $"TERM=xterm COLUMNS=120 '{Kubepki.Path}' {command} --root '{root}'", "/dev/null").Output;
            AssertClean(command, Own().Replace(seen, "").Replace("\r\n", "\n", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Columns_stay_in_line()
    {
        using var scratch = new Scratch();
        var lines = Run(Node(scratch), ["status"]).Output.Split('\n').TakeWhile(l => l.Length > 0).ToList();
        var at = lines[0].IndexOf("STATE", StringComparison.Ordinal);
        Assert.All(
            lines.Skip(1),
            line => Assert.Matches(
                "^(ok|expiring|expired|missing|unreadable)",
                string.Concat(Columns(line).SkipWhile(c => c.Column < at).Select(c => c.Text))));
    }

    /// <summary>Each character with its terminal column, for the characters of these tests.</summary>
    private static IEnumerable<(int Column, string Text)> Columns(string line)
    {
        var column = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            yield return (column, rune.ToString());
            column += VisibleText.IsMark(rune.Value) ? 0 : rune.Value is >= 0x4e00 and <= 0x9fff or >= 0x1f600 and <= 0x1f64f ? 2 : 1;
        }
    }

    private string Node(Scratch scratch)
    {
        var root = scratch.CopyOf(starts.Fresh.Root);
        HostileNode.Plant(root);
        return root;
    }

    private static Ended Run(string root, IReadOnlyList<string> command, params string[] more)
        => Kubepki.Run(root, [.. command.Select(word => word.Replace("{0}", root, StringComparison.Ordinal)), .. more]);

    private static IEnumerable<string> InHome(IEnumerable<string> names)
        => names.Where(n => n.StartsWith(HostileNode.Home, StringComparison.Ordinal) && n.Contains('#')).Distinct()
            .Order(StringComparer.Ordinal);

    private static int Inventory(string root, Scratch scratch)
    {
        var file = $"{scratch.Path}/inventory.ini";
        File.WriteAllText(file, "[kube_control_plane]\ncp\u001b[31m1 ansible_host=10.\u202e0\nbad\u009bline = = [\n");
        File.WriteAllText(file + ".yaml", "all:\n  hosts:\n    \"cp\\e[31m\\u202e\":\n      ansible_host: \"a\\nb\"\n");
        return Check(Programs.Run(Kubepki.Path, "status", "--inventory", file))
            + Check(Programs.Run(Kubepki.Path, "status", "--inventory", file + ".yaml"))
            + Check(Programs.Run(Kubepki.Path, "status", "--inventory", root + Bad))
            + Check(Programs.Run(Kubepki.Path, "status", "--inventory", file, "--group", Bad));
    }

    /// <summary>The output that ssh passes on from its ProxyCommand, and texts of its configuration.</summary>
    private static int OverSsh(Scratch scratch)
    {
        var script = $"{scratch.Path}/proxy";
        File.WriteAllText(script, "#!/bin/sh\nprintf '\\033[31mproxy\\342\\200\\256 says\\r\\n' >&2\nprintf '\\033[31mSSH?\\n'\nexit 1\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText($"{scratch.Path}/ssh", $"Host *\n  ProxyCommand {script}\n");
        return Formats.Sum(format => Check(Programs.Run(
            Kubepki.Path, "status", "--nodes", "cp1", "--ssh-config", $"{scratch.Path}/ssh", "-v", "-o", format)));
    }

    private static async Task Until(HttpClient client)
    {
        for (var i = 0; i < 200; i++)
        {
            try
            {
                using var answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // The server does not listen yet.
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("the server does not answer");
    }

    /// <summary>Fails if an output contains a hidden character. Returns the number of outputs checked.</summary>
    private static int Check(Ended run)
    {
        AssertClean(run.CommandLine, run.Output);
        AssertClean(run.CommandLine, run.Error);
        Assert.DoesNotMatch("Exception|internal error", run.Error);
        if (run.CommandLine.Contains("-o json", StringComparison.Ordinal) && run.Output.Length > 0)
        {
            using var whole = JsonDocument.Parse(run.Output);
        }

        return 2;
    }

    private static void AssertClean(string what, string text)
    {
        var hidden = text.EnumerateRunes().FirstOrDefault(r => r.Value != '\n' && VisibleText.IsHidden(r.Value), new Rune('\n'));
        Assert.True(
            hidden.Value == '\n',
            $"U+{hidden.Value:X4} in the output of {VisibleText.Of(what)}:\n{VisibleText.Lines(text[..Math.Min(text.Length, 3000)])}");
        Assert.DoesNotContain(HostileNode.Names.Where(n => n.Contains('\n')), n => text.Contains(n, StringComparison.Ordinal));
    }

    [GeneratedRegex("[{,]name=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();

    [GeneratedRegex(@"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")]
    private static partial Regex Escape();

    [GeneratedRegex("\u001b\\[(?:0|1|2|31|32|33)m|\r\u001b\\[K")]
    private static partial Regex Own();
}
