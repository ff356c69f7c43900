using System.Text.Json.Nodes;

namespace KubePki.FleetTests;

/// <summary>The node's side of the protocol, spoken to directly.</summary>
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
        var said = Say($$"""{"id":7,"arguments":["status","--root","{{_root}}"]}""");
        Assert.Equal(1, (int?)said[0]["protocol"]);
        Assert.Equal((7, 3, "Status"), ((int)said[^1]["id"]!, (int)said[^1]["exit"]!, (string)said[^1]["document"]!["kind"]!));
    }

    [Fact]
    public void What_is_no_request_is_passed_over()
        => Assert.Equal(2, Say("nonsense", "{}", "[]", """{"hold":true}""", """{"id":1}""", """{"id":1,"arguments":["version"]}""").Count);

    [Theory]
    [InlineData("""{"id":1,"go":false}""")]
    [InlineData("""{"id":2,"go":true}""")]
    [InlineData("")]
    public void Without_the_word_a_staged_renewal_leaves_everything_as_before(string word)
    {
        var before = File.ReadAllBytes(_root + Certificate);
        var said = Say(Renew, word);
        Assert.Contains(said, m => (bool?)m["staged"] == true);
        Assert.Equal(1, (int)said[^1]["exit"]!);
        Assert.Equal("not-released", (string?)said[^1]["document"]!["problems"]![0]!["id"]);
        Assert.Equal(before, File.ReadAllBytes(_root + Certificate));
        Assert.DoesNotContain(Directory.GetFiles(_root, "*kubepki*", SearchOption.AllDirectories), f => !f.Contains("/var/lib/kubepki/", StringComparison.Ordinal));
    }

    [Fact]
    public void While_it_waits_it_answers_what_only_reads_and_lets_nothing_else_write()
    {
        var before = File.ReadAllBytes(_root + Certificate);
        var said = Say(Renew, $$"""{"id":2,"arguments":["verify","--root","{{_root}}"]}""", $$"""{"id":3,"arguments":["backup","create","--root","{{_root}}"]}""", """{"id":1,"go":true}""");
        Assert.Equal("Findings", (string?)said.Single(m => (int?)m["id"] == 2 && m["exit"] is not null)["document"]!["kind"]);
        Assert.Equal("locked", (string?)said.Single(m => (int?)m["id"] == 3 && m["exit"] is not null)["document"]!["problems"]![0]!["id"]);
        Assert.Equal(0, (int)said[^1]["exit"]!);
        Assert.NotEqual(before, File.ReadAllBytes(_root + Certificate));
    }

    private string Renew => $$"""{"id":1,"gate":true,"arguments":["renew","all","--yes","--root","{{_root}}"]}""";

    private static IReadOnlyList<JsonNode> Say(params string[] lines)
    {
        var ran = Ran.Program(SshNodes.Binary, ["agent"], input: string.Join('\n', lines) + "\n");
        Assert.True(ran.Code == 0, ran.All);
        return [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }
}
