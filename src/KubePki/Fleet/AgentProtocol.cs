using System.Text;
using System.Text.Json.Nodes;
using KubePki.Kubernetes;

namespace KubePki.Fleet;

/// <summary>
/// What the operator's kubepki and the one on a node (<see cref="Agent"/>) say to each other: JSON, a message a line.
/// <list type="bullet">
/// <item>The agent begins with <c>{"kubepki":"0.1.0","protocol":2}</c>.</item>
/// <item>A request is <c>{"id":1,"verb":"renew","request":{"what":["all"],"validity":"10y","yes":true}}</c>: a command, and the values of
/// its options and arguments, whose names are the fields (<c>--key-algorithm</c> is <c>keyAlgorithm</c>): <c>true</c> for a switch, a
/// number, a list, else the text that the option takes. <c>root</c>, <c>lang</c> and <c>verbose</c> are fields of every request. Unknown
/// fields and values of another type are refused.</item>
/// <item>It is answered by any number of <c>{"id":1,"note":"…"}</c> and one <c>{"id":1,"exit":0,"document":{…}}</c>. A refusal is an answer
/// with exit code 2 and a document with <c>problems</c>.</item>
/// <item><c>"gate":true</c> beside the verb <c>renew</c> or <c>create</c>: the agent says <c>{"id":1,"staged":true}</c> when everything is
/// ready to be put in place, and waits for <c>{"id":1,"go":true}</c>. Meanwhile it answers requests that read and refuses every other
/// change. Without that message, or with <c>false</c>, the node stays as it was.</item>
/// <item><c>"brings":{"shared":…,"configuration":"…"}</c> beside the verb: CAs of another node, the text of the operator's file.</item>
/// <item>The verb <c>share</c> (<c>{"names":["ca"],"keys":true}</c>) asks for CAs of this node.</item>
/// <item><c>{"hold":true}</c> says that the operator is still there. A line without a number is passed over.</item>
/// </list>
/// </summary>
internal static class AgentProtocol
{
    /// <summary>The version both have to speak; the program is brought along, so they do.</summary>
    public const int Version = 2;

    /// <summary>How often the operator's side says that it is still there.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>After so long without a word the agent takes the operator for gone: a dead network tells nobody.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>The longest line that the operator's side takes.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>A message as a line, without its end.</summary>
    public static string Line(JsonObject message) => message.ToJsonString();

    /// <summary>A line as a message; null when it is none.</summary>
    public static JsonObject? Read(string line) => SoundJson.ReadObject(Encoding.UTF8.GetBytes(line));

    /// <summary>The agent's first word.</summary>
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

    /// <summary>A line that a command says beside its result.</summary>
    public static JsonObject Note(int id, string note) => new() { ["id"] = id, ["note"] = note };

    /// <summary>Says that the change of a gated request waits for its release.</summary>
    public static JsonObject Staged(int id) => new() { ["id"] = id, ["staged"] = true };

    /// <summary>The answer to a request.</summary>
    public static JsonObject Answer(int id, AgentAnswer answer)
        => new() { ["id"] = id, ["exit"] = answer.Exit, ["document"] = answer.Document };

    /// <summary>The word for which a gated request waits.</summary>
    public static JsonObject Release(int id, bool go) => new() { ["id"] = id, ["go"] = go };

    /// <summary>Whether a field is there and true.</summary>
    public static bool Says(this JsonObject message, string field) => message[field] is JsonValue value && value.TryGetValue(out bool said) && said;

    /// <summary>A whole number, or null.</summary>
    public static int? Number(this JsonNode? message, string field) => message is JsonObject o && o[field] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>A text, or null.</summary>
    public static string? Text(this JsonNode? message, string field) => message is JsonObject o && o[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The objects of a list; empty when there is none.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? message, string field) => message is JsonObject o && o[field] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The texts of a list; empty when there is none.</summary>
    public static IEnumerable<string> Strings(this JsonNode? message, string field)
        => message is JsonObject o && o[field] is JsonArray list ? list.OfType<JsonValue>().Select(v => v.TryGetValue(out string? text) ? text : "") : [];

    /// <summary>Texts as a list.</summary>
    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
