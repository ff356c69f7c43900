using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>
/// A message of the operator's side, read strictly: an unknown field, a value of the wrong type and a missing verb are faults. The verb
/// reads the values of the request itself, because it knows its fields.
/// </summary>
/// <param name="Id">The number under which it is answered.</param>
/// <param name="Verb">The command's words; empty where <see cref="Go"/> is set.</param>
/// <param name="Values">The values of its request by field.</param>
internal sealed record AgentRequest(int Id, string Verb, JsonObject Values)
{
    /// <summary>The field of <see cref="Brings"/> with the text of a configuration.</summary>
    public const string Configuration = "configuration";

    /// <summary>The field of <see cref="Brings"/> with CAs of another node (<see cref="SharedExchange"/>).</summary>
    public const string Shared = "shared";

    private static readonly (string Field, JsonValueKind[] Types)[] RequestFields =
    [
        ("id", [JsonValueKind.Number]),
        ("verb", [JsonValueKind.String]),
        ("request", [JsonValueKind.Object]),
        ("gate", [JsonValueKind.True, JsonValueKind.False]),
        ("brings", [JsonValueKind.Object]),
    ];

    private static readonly (string Field, JsonValueKind[] Types)[] ReleaseFields =
        [("id", [JsonValueKind.Number]), ("go", [JsonValueKind.True, JsonValueKind.False])];

    private static readonly (string Field, JsonValueKind[] Types)[] BringsFields =
        [(Configuration, [JsonValueKind.String]), (Shared, [JsonValueKind.Object])];

    /// <summary>Whether it waits, when everything is ready to be put in place, for its release.</summary>
    public bool Gate { get; init; }

    /// <summary>What comes along with it; null for nothing.</summary>
    public JsonObject? Brings { get; init; }

    /// <summary>Set in the message that releases a staged change: whether it may put its files in place.</summary>
    public bool? Go { get; init; }

    /// <summary>What is wrong with it; null for nothing.</summary>
    public Problem? Fault { get; init; }

    /// <summary>
    /// A line as a message; null where it asks for nothing: it is no JSON object, or has no number under which it could be answered.
    /// </summary>
    public static AgentRequest? Read(string line)
    {
        if (AgentProtocol.Read(line) is not { } message || message.Number("id") is not { } id)
        {
            return null;
        }

        var isRelease = message.ContainsKey("go");
        var brings = message["brings"] as JsonObject;
        var fault = FaultOf(message, "", isRelease ? ReleaseFields : RequestFields)
            ?? (brings is null ? null : FaultOf(brings, "brings.", BringsFields))
            ?? (isRelease || message.ContainsKey("verb") ? null : AgentMessages.MissingField.At("", "verb"));
        return new AgentRequest(id, message.Text("verb") ?? "", message["request"] as JsonObject ?? [])
        {
            Gate = message.Says("gate"),
            Brings = brings,
            Go = isRelease ? message.Says("go") : null,
            Fault = fault,
        };
    }

    private static Problem? FaultOf(JsonObject message, string place, (string Field, JsonValueKind[] Types)[] fields)
    {
        foreach (var (name, value) in message)
        {
            var types = Array.Find(fields, f => f.Field == name).Types;
            if (types is null || !types.Contains(value?.GetValueKind() ?? JsonValueKind.Null))
            {
                return (types is null ? AgentMessages.UnknownField : AgentMessages.WrongType).At("", AnswerWords.Plain(place + name));
            }
        }

        return null;
    }
}
