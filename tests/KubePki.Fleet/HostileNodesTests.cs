using System.Diagnostics;
using System.Globalization;
using KubePki.Tests.Fleet;

namespace KubePki.FleetTests;

/// <summary>Hostile and broken nodes beside a good one: each affects only its own answer, within bounds of time and memory.</summary>
public sealed class HostileNodesTests : IDisposable
{
    /// <summary>Bound on the memory of the operator's program in KiB: several times the largest answer that is read.</summary>
    private const long MostMemory = 400 * 1024;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(150);
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-hostile-").FullName;

    public HostileNodesTests()
    {
        var made = Ran.Program(SshNodes.Binary, ["sandbox", "create", $"{_folder}/node", "--key-algorithm", "ecdsa-p256"]);
        Assert.True(made.Code == 0, made.All);
        var version = (string)Ran.Program(SshNodes.Binary, ["version", "-o", "json"]).Document["version"]!;
        HostileNodes.Play(_folder, version, SshNodes.Binary, HostileNodes.All.Concat(HostileNodes.AroundTheAgent));
    }

    public static TheoryData<string> Commands => ["status", "verify", "report", "history"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_kind_is_named_with_its_problem_and_the_others_are_shown()
    {
        var (ran, memory) = Run(
            [.. HostileNodes.AroundTheAgent, .. HostileNodes.All.Where(n => !n.EndsByLimit)], "status", "60s", "-o", "json");
        Assert.True(ran.Code == 1, ran.All);
        var nodes = ran.Document["nodes"]!.AsArray().ToDictionary(n => (string)n!["name"]!, n => (string?)n!["problem"]?["id"] ?? "");
        foreach (var node in HostileNodes.AroundTheAgent.Where(n => !n.Kind.StartsWith("facts", StringComparison.Ordinal))
            .Concat(HostileNodes.All.Where(n => !n.EndsByLimit)))
        {
            Assert.True(node.Expected == nodes[node.Kind], $"{node.Kind}: {nodes[node.Kind]}\n{ran.Diagnostics}");
        }

        // If only the facts are invalid, the answer is shown, with a note that the node was not compared.
        Assert.Equal("", nodes["facts-out-of-range"]);
        Assert.Contains("facts-out-of-range: sent a result that cannot be used: freeBytes", ran.Diagnostics, StringComparison.Ordinal);
        Assert.True(memory < MostMemory, $"{memory} KiB");
    }

    [Fact]
    public void Nodes_that_end_by_the_limit_only_keep_nobody_waiting_for_long()
    {
        var clock = Stopwatch.StartNew();
        var (ran, _) = Run([HostileNodes.AroundTheAgent[0], .. HostileNodes.All.Where(n => n.EndsByLimit)], "status", "15s");
        Assert.True(ran.Code == 1, ran.All);
        Assert.Contains("good", ran.Output, StringComparison.Ordinal);
        Assert.All(
            HostileNodes.All.Where(n => n.EndsByLimit),
            node => Assert.Contains($"error: {node.Kind}: ", ran.Diagnostics, StringComparison.Ordinal));
        Assert.True(clock.Elapsed < MostTime, $"{clock.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_answer_crashes_a_command(string command)
    {
        var (ran, _) = Run([.. HostileNodes.AroundTheAgent, .. HostileNodes.All.Where(n => n.Expected == "bad-answer")], command, "60s");
        Assert.True(ran.Code is 1, ran.All);
        Assert.DoesNotContain("Exception", ran.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_is_refused_with_nothing_changed()
    {
        var (ran, _) = Run(
            [HostileNodes.AroundTheAgent[0], HostileNodes.All.Single(n => n.Kind == "null-document")], "renew", "60s", "--yes");
        Assert.True(ran.Code == 1, ran.All);
        Assert.Contains("No node was changed", ran.Diagnostics, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{_folder}/node/var/lib/kubepki/transactions"));
    }

    private (Ran Ran, long Memory) Run(IEnumerable<HostileNode> nodes, string command, string timeout, params string[] more)
    {
        File.WriteAllText(
            $"{_folder}/nodes.yaml",
            "nodes:\n" + string.Concat(nodes.Select(n => $"- {{name: {n.Kind}, ssh: {n.Kind}, root: {_folder}/node}}\n")));

        // The shell reads the peak memory ten times a second and writes it into a file.
        const string Watched = """
            "$@" & p=$!
            while kill -0 $p 2>/dev/null; do grep -s VmHWM /proc/$p/status > "$PEAK.new" && mv "$PEAK.new" "$PEAK"; sleep 0.1; done
            wait $p
            """;
        var all = command == "renew" ? new[] { "all" } : [];
        var ran = Ran.Program(
            "bash",
            [
                "-c", Watched, "bash", SshNodes.Binary, command, .. all, "--inventory", $"{_folder}/nodes.yaml", "--timeout", timeout,
                .. more,
            ],
            new Dictionary<string, string>
            {
                ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
                ["PEAK"] = $"{_folder}/peak",
                ["XDG_STATE_HOME"] = $"{_folder}/state",
                ["LC_ALL"] = "C",
            });
        return (ran,
            long.Parse(
                File.ReadAllText($"{_folder}/peak").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2],
                CultureInfo.InvariantCulture));
    }
}
