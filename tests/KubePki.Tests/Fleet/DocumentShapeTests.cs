using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Fleet;

namespace KubePki.Tests.Fleet;

/// <summary>A document in which a required field is missing, null, of another type or out of range: the error names the field.</summary>
public sealed class DocumentShapeTests
{
    private const string Facts = """
        {"kind":"Facts","time":"2026-11-24T07:31:02.000Z","version":"0.1.0","installed":null,"privileged":true,"freeBytes":1000000,"kubernetesVersion":"v1.34.0","shared":{"ca":"00ff"},
        "keys":["ca"],"signed":{"ca":["apiserver"]},"leads":["etcd"],"ends":{"apiserver":"2027-11-24T07:31:02Z"},
        "etcd":{"healthy":false,"problem":"b","memberId":"1f","members":[{"id":"1f","name":"cp1","healthy":null,"problem":null}]}}
        """;

    private const string Status = """
        {"kind":"Status","items":[{"name":"ca","kind":"ca","path":"/p","state":"ok","notAfter":"2036-01-01T00:00:00Z","secondsLeft":1,"problem":{"message":"m","where":"w","hint":"h"}}],"problems":[{"message":"m"}]}
        """;

    public static TheoryData<string, string, string, string?> Faults => new()
    {
        { Facts, "time", "null", "time" },
        { Facts, "time", "\"yesterday\"", "time" },
        { Facts, "privileged", "\"true\"", "privileged" },
        { Facts, "freeBytes", "-1", "freeBytes" },
        { Facts, "freeBytes", "9223372036854775808", "freeBytes" },
        { Facts, "shared", "[]", "shared" },
        { Facts, "shared/ca", "null", "shared" },
        { Facts, "signed/ca", "{}", "signed" },
        { Facts, "keys/0", "{}", "keys[0]" },
        { Facts, "ends/apiserver", "\"\"", "ends" },
        { Facts, "etcd", "null", null },
        { Facts, "etcd", "[]", "etcd" },
        { Facts, "etcd/healthy", "null", "etcd.healthy" },
        { Facts, "etcd/members", "null", "etcd.members" },
        { Facts, "etcd/members/0", "null", "etcd.members[0]" },
        { Facts, "etcd/members/0/name", "1", "etcd.members[0].name" },
        { Facts, "kubernetesVersion", "{}", "kubernetesVersion" },
        { Status, "items", "null", "items" },
        { Status, "items/0", "null", "items[0]" },
        { Status, "items/0/name", "null", "items[0].name" },
        { Status, "items/0/state", "[]", "items[0].state" },
        { Status, "items/0/secondsLeft", "1.5", "items[0].secondsLeft" },
        { Status, "items/0/secondsLeft", "null", null },
        { Status, "items/0/problem", "null", null },
        { Status, "items/0/problem/message", "null", "items[0].problem.message" },
        { Status, "problems", "null", null },
        { Status, "problems/0/message", "null", "problems[0].message" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_first_field_that_is_not_as_it_has_to_be_is_named(string document, string path, string value, string? place)
    {
        var root = JsonNode.Parse(document)!;
        var steps = path.Split('/');
        var at = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        if (int.TryParse(steps[^1], out var last))
        {
            at[last] = JsonNode.Parse(value);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }

        using var changed = JsonDocument.Parse(root.ToJsonString());
        Assert.Equal(place, DocumentShape.Fault((string)root["kind"]!, changed.RootElement));
    }

    [Theory]
    [InlineData(Facts)]
    [InlineData(Status)]
    public void A_result_as_kubepki_writes_it_is_right(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        Assert.Null(DocumentShape.Fault(parsed.RootElement.GetProperty("kind").GetString()!, parsed.RootElement));
    }

    [Fact]
    public void Lists_are_bounded()
    {
        var root = JsonNode.Parse(Facts)!;
        root["etcd"]!["members"] = new JsonArray([
            .. Enumerable.Range(0, 51).Select(i => (JsonNode)new JsonObject { ["id"] = $"{i}", ["name"] = "" }),
        ]);
        using var changed = JsonDocument.Parse(root.ToJsonString());
        Assert.Equal("etcd.members", DocumentShape.Fault("Facts", changed.RootElement));
    }
}
