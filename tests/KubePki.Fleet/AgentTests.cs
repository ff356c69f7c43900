using System.Text.Json.Nodes;

namespace KubePki.FleetTests;

/// <summary>The node's side of the protocol, used directly.</summary>
public sealed class AgentTests : IDisposable
{
    private const string Certificate = "/etc/kubernetes/pki/apiserver.crt";
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-agent-").FullName;
    private readonly string _root;

    public AgentTests()
    {
        _root = $"{_folder}/node";
        var made = Ran.Program(SshNodes.Binary, ["sandbox", "create", _root, "--age", "360d", "--key-algorithm", "ecdsa-p256"]);
        Assert.True(made.Code == 0, made.All);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_says_who_it_is_and_answers_with_document_and_exit_code()
    {
        var said = Say(Ask(7, "status"));
        Assert.Equal(2, (int?)said[0]["protocol"]);
        Assert.Equal((7, 3, "Status"), ((int)said[^1]["id"]!, (int)said[^1]["exit"]!, (string)said[^1]["document"]!["kind"]!));
    }

    [Fact]
    public void A_line_that_is_not_a_request_is_ignored()
        => Assert.Equal(2, Say("nonsense", "{}", "[]", """{"hold":true}""", """{"verb":"status"}""", Ask(1, "history")).Count);

    [Theory]
    [InlineData("""{"id":1,"go":false}""")]
    [InlineData("""{"id":2,"go":true}""")]
    [InlineData("")]
    public void Without_its_release_a_staged_renewal_changes_nothing(string word)
    {
        var before = File.ReadAllBytes(_root + Certificate);
        var said = Say(Renew, word);
        Assert.Contains(said, m => (bool?)m["staged"] == true);
        Assert.Equal(1, (int)said[^1]["exit"]!);
        Assert.Equal("not-released", (string?)said[^1]["document"]!["problems"]![0]!["id"]);
        Assert.Equal(before, File.ReadAllBytes(_root + Certificate));
        Assert.DoesNotContain(
            Directory.GetFiles(_root, "*kubepki*", SearchOption.AllDirectories),
            f => !f.Contains("/var/lib/kubepki/", StringComparison.Ordinal));
    }

    [Fact]
    public void While_it_waits_it_answers_what_only_reads_and_lets_nothing_else_write()
    {
        var before = File.ReadAllBytes(_root + Certificate);
        var said = Say(Renew, Ask(2, "verify"), Ask(3, "backup create"), """{"id":1,"go":true}""");
        Assert.Equal("Findings", (string?)Ended(said, 2)["document"]!["kind"]);
        Assert.Equal("another-is-staged", (string?)Ended(said, 3)["document"]!["problems"]![0]!["id"]);
        Assert.Equal(0, (int)said[^1]["exit"]!);
        Assert.NotEqual(before, File.ReadAllBytes(_root + Certificate));
    }

    [Theory]
    [InlineData("renew", """{"what":["all"],"more":true}""", "unknown-field", "more")]
    [InlineData("renew", """{"what":"all"}""", "wrong-type", "what")]
    [InlineData("renew", """{"what":[1]}""", "wrong-type", "what")]
    [InlineData("renew", """{"what":["all"],"yes":"true"}""", "wrong-type", "yes")]
    [InlineData("renew", """{"what":["all"],"validity":10}""", "wrong-type", "validity")]
    [InlineData("renew", """{"what":["all"],"validity":null}""", "wrong-type", "validity")]
    [InlineData("renew", """{"what":["all"],"validity":"a while"}""", "bad-value", "a while")]
    [InlineData("renew", """{"what":["all"],"activate":"perhaps"}""", "bad-value", "perhaps")]
    [InlineData("renew", """{"what":["all"],"updateConfig":"perhaps"}""", "bad-value", "perhaps")]
    [InlineData("renew", """{"what":["all"],"addSan":["a b"]}""", "bad-value", "a b")]
    [InlineData("renew", """{"what":["all"],"caKey":["/etc/shadow"]}""", "unknown-field", "caKey")]
    [InlineData("renew", """{"what":["all"],"nodes":"cp2"}""", "unknown-field", "nodes")]
    [InlineData("renew", """{"what":["all"],"output":"yaml"}""", "unknown-field", "output")]
    [InlineData("report", """{"to":"/tmp/somewhere"}""", "unknown-field", "to")]
    [InlineData("backup prune", """{"keep":"5"}""", "wrong-type", "keep")]
    [InlineData("backup prune", """{"keep":-1}""", "bad-value", "-1")]
    [InlineData("status", """{"root":"/nowhere"}""", "bad-value", "/nowhere")]
    [InlineData("status", """{"lang":"fr"}""", "bad-value", "fr")]
    [InlineData("status --root /", "{}", "unknown-verb", "status --root /")]
    [InlineData("backup", "{}", "unknown-verb", "backup")]
    [InlineData("sandbox create", "{}", "unknown-verb", "sandbox create")]
    [InlineData("agent", "{}", "unknown-verb", "agent")]
    [InlineData("share", """{"names":["ca"],"keys":1}""", "wrong-type", "keys")]
    public void A_request_that_does_not_fit_its_command_is_refused(string verb, string request, string id, string named)
    {
        var said = Say($"{{\"id\":4,\"verb\":\"{verb}\",\"request\":{request}}}");
        var problem = said[^1]["document"]!["problems"]![0]!;
        Assert.Equal((2, 2, id), (said.Count, (int)said[^1]["exit"]!, (string?)problem["id"]));
        Assert.Contains(named, (string?)problem["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_every_type_are_read()
    {
        var said = Say(
            Ask(1, "renew", """ "what":["apiserver"],"validity":"90d","addSan":["a.example","10.9.8.7"],"reuseKey":true,"dryRun":true """),
            Ask(2, "backup prune", """ "keep":5,"dryRun":true,"lang":"zh-CN" """),
            Ask(3, "verify", """ "live":false,"within":"400d","verbose":true """),
            Ask(4, "share", """ "names":["ca"],"keys":false """));
        Assert.Equal([0, 0, 3, 0], Enumerable.Range(1, 4).Select(id => (int)Ended(said, id)["exit"]!));
        Assert.Equal("Plan", (string?)Ended(said, 1)["document"]!["kind"]);
        Assert.Equal("apiserver", (string?)Assert.Single(Ended(said, 1)["document"]!["actions"]!.AsArray())!["name"]);
        Assert.Contains("a.example", Ended(said, 1).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(said, m => (int?)m["id"] == 3 && m["note"] is not null);
        Assert.Equal("ca", (string?)Ended(said, 4)["document"]!["items"]![0]!["name"]);
        Assert.Null(Ended(said, 4)["document"]!["items"]![0]!["key"]);
    }

    private string Renew => """{"gate":true,""" + Ask(1, "renew", """ "what":["all"],"yes":true """)[1..];

    /// <summary>A request for this node, with these values in addition to its root.</summary>
    private string Ask(int id, string verb, string values = "")
        => $"{{\"id\":{id},\"verb\":\"{verb}\",\"request\":{{{values}{(values.Length > 0 ? "," : "")}\"root\":\"{_root}\"}}}}";

    private static JsonNode Ended(IReadOnlyList<JsonNode> said, int id) => said.Single(m => (int?)m["id"] == id && m["exit"] is not null);

    private static IReadOnlyList<JsonNode> Say(params string[] lines)
    {
        var ran = Ran.Program(SshNodes.Binary, ["agent"], input: string.Join('\n', lines) + "\n");
        Assert.True(ran.Code == 0, ran.All);
        return [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }
}
