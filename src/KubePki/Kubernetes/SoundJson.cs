using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubePki.Kubernetes;

/// <summary>
/// JSON that others wrote, looked at as a whole before anything is taken from it. System.Text.Json decodes a text only when it is
/// asked for, and then throws at half a surrogate pair or at bytes that are not UTF-8; here such a document is none.
/// </summary>
internal static class SoundJson
{
    /// <summary>The value; null for what is no JSON, or holds a text that is no Unicode. Of a name that stands twice the last counts, as in Go.</summary>
    internal static JsonElement? Read(ReadOnlyMemory<byte> json) => Read(json, twice: true);

    /// <summary>An object that may be changed; null for what is none, also where a name stands twice.</summary>
    internal static JsonObject? ReadObject(ReadOnlyMemory<byte> json)
        => Read(json, twice: false) is { ValueKind: JsonValueKind.Object } value ? JsonObject.Create(value) : null;

    private static JsonElement? Read(ReadOnlyMemory<byte> json, bool twice)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = twice });
            Decode(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Decodes every text once. The reader bounds the depth.</summary>
    private static void Decode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Decode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    _ = field.Name;
                    Decode(field.Value);
                }

                break;
        }
    }
}
