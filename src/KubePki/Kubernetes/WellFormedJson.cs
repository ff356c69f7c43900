using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubePki.Kubernetes;

/// <summary>
/// JSON from another program, checked as a whole before any value is used. System.Text.Json decodes a string only on access, and throws
/// then for a lone surrogate or for bytes that are not UTF-8; here such a document is rejected.
/// </summary>
internal static class WellFormedJson
{
    /// <summary>
    /// The value; null if it is not JSON, or contains a string that is not Unicode. Among duplicate names the last counts, as in Go.
    /// </summary>
    internal static JsonElement? Read(ReadOnlyMemory<byte> json) => Read(json, twice: true);

    /// <summary>A mutable object; null if it is not an object, or has duplicate names.</summary>
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

    /// <summary>Decodes every string once. The reader limits the depth.</summary>
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
