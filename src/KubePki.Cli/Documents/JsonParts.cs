using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Fleet;

namespace KubePki.Cli.Documents;

/// <summary>Reads and writes the parts of documents. A field that is missing or malformed counts as absent.</summary>
internal static class JsonParts
{
    public static JsonArray List<T>(IReadOnlyList<T> values, Func<T, JsonNode> each)
    {
        var list = new JsonArray();
        for (var i = 0; i < values.Count; i++)
        {
            list.Add(each(values[i]));
        }

        return list;
    }

    public static JsonObject Map<T>(IReadOnlyDictionary<string, T> values, Func<T, JsonNode> each)
        => new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)each(v.Value))));

    public static JsonNode Text(string text) => text;

    public static JsonNode Texts(IReadOnlyList<string> texts) => List(texts, Text);

    /// <summary>RFC 3339, UTC, whole seconds.</summary>
    public static JsonNode Time(DateTimeOffset time) => Written(time);

    public static string Written(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Time(DateTimeOffset? time) => time is { } at ? Time(at) : null;

    /// <summary>RFC 3339, UTC, to the millisecond.</summary>
    public static JsonNode Exactly(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? TextOf(JsonObject json, string field)
        => json[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool? TruthOf(JsonObject json, string field)
        => json[field] is JsonValue value && value.TryGetValue(out bool truth) ? truth : null;

    public static int? NumberOf(JsonObject json, string field)
        => json[field] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    public static long? LongOf(JsonObject json, string field)
        => json[field] is JsonValue value && value.TryGetValue(out long number) ? number : null;

    public static DateTimeOffset? TimeOf(JsonObject json, string field)
        => DateTimeOffset.TryParse(TextOf(json, field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : null;

    public static T[] ListOf<T>(JsonObject json, string field, Func<JsonObject, T> each)
        where T : class
        => Parts.Of(json.Objects(field), each);

    /// <summary>Same as <see cref="ListOf{T}"/>, but null if there is no list.</summary>
    public static T[]? ListIfThere<T>(JsonObject json, string field, Func<JsonObject, T> each)
        where T : class
        => json[field] is JsonArray ? ListOf(json, field, each) : null;

    public static IReadOnlyList<string>? TextsOf(JsonObject json, string field)
        => json[field] is JsonArray list ? [.. list.OfType<JsonValue>().Select(v => v.TryGetValue(out string? text) ? text : "")] : null;
}
