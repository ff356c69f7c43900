using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Fleet;

namespace KubePki.Tests.Kit;

/// <summary>A node's facts as its kubepki sends them. The tests of the documents check that the program writes this form.</summary>
internal static class FactsText
{
    public static JsonObject Of(NodeFacts facts) => new()
    {
        ["kind"] = NodeFacts.Kind,
        ["time"] = Written(facts.Now),
        ["version"] = facts.Program,
        ["installed"] = facts.Installed,
        ["privileged"] = facts.IsPrivileged,
        ["freeBytes"] = facts.FreeBytes,
        ["kubernetesVersion"] = facts.KubernetesVersion,
        ["shared"] = new JsonObject(facts.Shared.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
        ["keys"] = List(facts.Keys),
        ["signed"] = new JsonObject(facts.SignedItems.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)List(s.Value)))),
        ["leads"] = List(facts.Leads),
        ["ends"] = new JsonObject(facts.Ends.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Written(e.Value)))),
        ["etcd"] = facts.EtcdIsHealthy is { } healthy ? Etcd(facts, healthy) : null,
    };

    private static JsonObject Etcd(NodeFacts facts, bool healthy) => new()
    {
        ["healthy"] = healthy,
        ["problem"] = facts.EtcdProblem,
        ["memberId"] = facts.EtcdMemberId,
        ["members"] = new JsonArray(
            [.. facts.EtcdMembers.Select(m => (JsonNode)new JsonObject
            {
                ["id"] = m.Id,
                ["name"] = m.Name,
                ["healthy"] = m.IsHealthy,
                ["problem"] = m.Problem,
            })]),
    };

    private static string Written(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
