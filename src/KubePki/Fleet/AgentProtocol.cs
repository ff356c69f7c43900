using System.Text;
using System.Text.Json.Nodes;
using KubePki.Kubernetes;

namespace KubePki.Fleet;

/// <summary>
/// What the operator's kubepki and the one on a node say to each other: JSON, a message a line. The agent begins with
/// <c>{"kubepki":"0.1.0","protocol":1}</c>. A request <c>{"id":1,"arguments":["status"]}</c> is answered by any number of
/// <c>{"id":1,"note":"…"}</c> and one <c>{"id":1,"exit":0,"document":{…}}</c>. A request with <c>"gate":true</c> is told
/// <c>{"id":1,"staged":true}</c> when everything is ready to be put in place, and waits for <c>{"id":1,"go":true}</c>; while it
/// waits, other requests may be made. A request may bring what the command takes (<c>"brings":{"shared":…,"configuration":"…"}</c>).
/// <c>{"id":1,"share":["ca"],"keys":true,"root":"/"}</c> asks for CAs of this node. <c>{"hold":true}</c> says that the operator is still there.
/// </summary>
internal static class AgentProtocol
{
    /// <summary>The version both have to speak; the program is brought along, so they do.</summary>
    public const int Version = 1;

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

    /// <summary>A request to run a command line.</summary>
    public static JsonObject Request(int id, IEnumerable<string> arguments, bool gate, JsonObject? brings = null)
    {
        var request = new JsonObject { ["id"] = id, ["arguments"] = List(arguments) };
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

    /// <summary>A request for CAs and the service account pair, with their private keys or without.</summary>
    public static JsonObject Share(int id, IEnumerable<string> names, bool keys, string root)
        => new() { ["id"] = id, ["share"] = List(names), ["keys"] = keys, ["root"] = root };

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

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
