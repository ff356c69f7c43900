using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// A message from the operator's side, parsed strictly: an unknown field, a value of the wrong type and a missing verb are faults. The verb
/// reads the values of the request itself, because it knows its fields.
/// </summary>
/// <param name="Id">The ID for the answer.</param>
/// <param name="Verb">The command's words; empty if <see cref="Go"/> is set.</param>
/// <param name="Values">The values of the request, by field.</param>
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

    /// <summary>Whether the change waits for its release when everything is ready to commit.</summary>
    public bool Gate { get; init; }

    /// <summary>Data that is sent with the request; null for none.</summary>
    public JsonObject? Brings { get; init; }

    /// <summary>Set in the message that releases a staged change: whether the change may commit its files.</summary>
    public bool? Go { get; init; }

    /// <summary>What is wrong with the message; null if nothing is.</summary>
    public Problem? Fault { get; init; }

    /// <summary>Parses a line as a message. Returns null if the line is not a JSON object, or has no ID that an answer could use.</summary>
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
                return (types is null ? AgentMessages.UnknownField : AgentMessages.WrongType).At("", AnswerTexts.Plain(place + name));
            }
        }

        return null;
    }
}
