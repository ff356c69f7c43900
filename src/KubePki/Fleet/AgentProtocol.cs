using System.Text;
using System.Text.Json.Nodes;
using KubePki.Kubernetes;

namespace KubePki.Fleet;

/// <summary>
/// The protocol between the operator's kubepki and the one on a node (<see cref="Agent"/>): JSON, one message per line.
/// <list type="bullet">
/// <item>The agent begins with <c>{"kubepki":"0.1.0","protocol":2}</c>.</item>
/// <item>A request is <c>{"id":1,"verb":"renew","request":{"what":["all"],"validity":"10y","yes":true}}</c>: a command with the values of
/// its options and arguments. The field names are those of the options (<c>--key-algorithm</c> is <c>keyAlgorithm</c>). A value is
/// <c>true</c> for a switch, a number, a list, or else the string that the option accepts. <c>root</c>, <c>lang</c> and <c>verbose</c> are
/// fields of every request. Unknown fields and values of the wrong type are refused.</item>
/// <item>The answer consists of any number of <c>{"id":1,"note":"…"}</c> messages and one <c>{"id":1,"exit":0,"document":{…}}</c>. A
/// refusal is an answer with exit code 2 and a document with <c>problems</c>.</item>
/// <item><c>"gate":true</c> beside the verb <c>renew</c> or <c>create</c>: the agent sends <c>{"id":1,"staged":true}</c> when everything is
/// ready to commit, and waits for <c>{"id":1,"go":true}</c>. Meanwhile it answers read requests and refuses every other change. Without the
/// release message, or with <c>false</c>, the node stays as it was.</item>
/// <item><c>"brings":{"shared":…,"configuration":"…"}</c> beside the verb: CAs of another node, and the text of the operator's file.</item>
/// <item>The verb <c>share</c> (<c>{"names":["ca"],"keys":true}</c>) requests CAs of this node.</item>
/// <item><c>{"hold":true}</c> is the heartbeat of the operator's side. A line without an ID is ignored.</item>
/// </list>
/// </summary>
internal static class AgentProtocol
{
    /// <summary>
    /// The protocol version that both sides must use. The operator's side sends its own program to the node, so they are the same.
    /// </summary>
    public const int Version = 2;

    /// <summary>How often the operator's side sends a heartbeat.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>
    /// After this time without a message, the agent considers the operator's side gone, because a broken network may not report an error.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>The maximum length of a line, in bytes, that the operator's side accepts.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Formats a message as a line, without the line feed.</summary>
    public static string Line(JsonObject message) => message.ToJsonString();

    /// <summary>Parses a line as a message; null if it is not one.</summary>
    public static JsonObject? Read(string line) => WellFormedJson.ReadObject(Encoding.UTF8.GetBytes(line));

    /// <summary>The agent's first message.</summary>
    public static JsonObject Hello(string version) => new() { ["kubepki"] = version, ["protocol"] = Version };

    /// <summary>A request.</summary>
    public static JsonObject Request(int id, NodeRequest asked, bool gate, JsonObject? brings = null)
    {
        var request = new JsonObject { ["id"] = id, ["verb"] = asked.Verb, ["request"] = asked.Values.DeepClone() };
        if (brings is not null)
        {
            request["brings"] = brings.DeepClone();
        }

        if (gate)
        {
            request["gate"] = true;
        }

        return request;
    }

    /// <summary>A message of a command in addition to its result.</summary>
    public static JsonObject Note(int id, string note) => new() { ["id"] = id, ["note"] = note };

    /// <summary>Reports that the change of a gated request waits for its release.</summary>
    public static JsonObject Staged(int id) => new() { ["id"] = id, ["staged"] = true };

    /// <summary>The answer to a request.</summary>
    public static JsonObject Answer(int id, AgentAnswer answer)
        => new() { ["id"] = id, ["exit"] = answer.Exit, ["document"] = answer.Document };

    /// <summary>The release that a gated request waits for.</summary>
    public static JsonObject Release(int id, bool go) => new() { ["id"] = id, ["go"] = go };

    /// <summary>Whether a field exists and is true.</summary>
    public static bool Says(this JsonObject message, string field)
        => message[field] is JsonValue value && value.TryGetValue(out bool said) && said;

    /// <summary>An integer field, or null.</summary>
    public static int? Number(this JsonNode? message, string field)
        => message is JsonObject o && o[field] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>A string field, or null.</summary>
    public static string? Text(this JsonNode? message, string field)
        => message is JsonObject o && o[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The objects of a list; empty when there is none.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? message, string field)
        => message is JsonObject o && o[field] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The strings of a list; empty if there is none.</summary>
    public static IEnumerable<string> Strings(this JsonNode? message, string field)
        => message is JsonObject o && o[field] is JsonArray list
            ? list.OfType<JsonValue>().Select(v => v.TryGetValue(out string? text) ? text : "")
            : [];

    /// <summary>Strings as a JSON list.</summary>
    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
