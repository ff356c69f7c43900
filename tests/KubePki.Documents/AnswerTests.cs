using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Activate.Probe;
using KubePki.Cli.Documents;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.DocumentTests;

/// <summary>
/// The operator's kubepki reads what a node's kubepki writes. From a hostile node it reads only what is well-formed.
/// </summary>
public sealed class AnswerTests
{
    private static readonly DateTimeOffset Now = new(2036, 11, 24, 7, 31, 2, 123, TimeSpan.Zero);

    [Fact]
    public void Facts_are_read_as_they_are_written()
    {
        var facts = new NodeFacts
        {
            Now = Now,
            IsPrivileged = true,
            FreeBytes = 1L << 40,
            KubernetesVersion = "v1.34.0",
            Program = "1",
            Installed = "2",
            Shared = new Dictionary<string, string> { ["ca"] = "00ff" },
            Keys = ["ca"],
            SignedItems = new Dictionary<string, IReadOnlyList<string>> { ["ca"] = ["apiserver", "admin.conf"] },
            Leads = ["etcd"],
            EtcdIsHealthy = false,
            EtcdProblem = "x",
            EtcdMemberId = "a1",
            EtcdMembers = [new EtcdMemberObservation("a1", "cp1", false, "x"), new EtcdMemberObservation("b2", "", null, null)],
            Ends = new Dictionary<string, DateTimeOffset> { ["apiserver"] = Now },
        };
        var written = FactsDocument.Of(facts).ToJson();
        var read = NodeFacts.Read(written)!;
        Assert.Equal(facts.Now, read.Now);
        Assert.Equal(facts.Ends, read.Ends);
        Assert.Equal(written.ToJsonString(), FactsDocument.Of(read).ToJson().ToJsonString());
        Assert.Null(SchemaCheck.Fault(written.ToJsonString()));
        Assert.Null(Fault(written));
    }

    [Fact]
    public void Control_plane_nodes_are_read_as_they_are_written()
    {
        var written = ControlPlaneNodesDocument.Of(
            new DiscoveredNodes("etcd", [new ControlPlaneNode("cp1", "192.0.2.11")], [FleetMessages.NoPlace.At("x")])).ToJson();
        Assert.Equal([new ControlPlaneNode("cp1", "192.0.2.11")], DiscoveredNodes.Read(written)!.Nodes);
        Assert.Null(SchemaCheck.Fault(written.ToJsonString()));
        Assert.Null(Fault(written));
    }

    [Theory]
    [InlineData("""{"kind":"Status","items":[{"name":7,"kind":[],"secondsLeft":"x","notAfter":{},"sans":[1,{}],"problem":"no","externallyManaged":"yes"},null,3],"problems":{},"findings":[[]]}""")]
    [InlineData("""{"kind":"History","transactions":[{"id":null,"startedAt":"yesterday","paths":{}}]}""")]
    [InlineData("""{"kind":"Result","verb":1,"outcome":[],"transaction":[],"takenBack":"x","renewed":[{"secondsLeft":1e400}],"activation":[{"seconds":1.5,"ports":[{}]}]}""")]
    [InlineData("""{"kind":"Plan","actions":[{"name":{},"newNotAfter":"99999-01-01"}],"remaining":7}""")]
    [InlineData("""{"kind":"Backups","backups":[{"id":1,"madeAt":1,"paths":[null]}]}""")]
    [InlineData("""{"kind":"Findings","findings":{},"checks":[{"id":1}]}""")]
    [InlineData("""{"kind":"Report","nodes":[{"items":[{"secondsLeft":9223372036854775807}],"checks":1.5,"connections":[{}]}]}""")]
    public void Invalid_values_are_treated_as_absent(string document)
    {
        var answer = new NodeAnswer(0, Encoding.UTF8.GetBytes(document), [], TimeSpan.Zero);
        Assert.Equal((string?)JsonNode.Parse(document)!["kind"], answer.Read()!.Kind);
        Assert.NotNull(answer.Read()!.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"kind":"Other"}""")]
    [InlineData("""{"kind":1}""")]
    public void A_text_that_is_not_a_document_is_not_read(string document)
        => Assert.Null(new NodeAnswer(0, Encoding.UTF8.GetBytes(document), [], TimeSpan.Zero).Read());

    private static string? Fault(JsonObject document)
    {
        using var parsed = JsonDocument.Parse(document.ToJsonString());
        return DocumentShape.Fault((string)document["kind"]!, parsed.RootElement);
    }
}
