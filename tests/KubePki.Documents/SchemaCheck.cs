using System.Collections.Concurrent;
using System.Text.Json;
using Json.Schema;

namespace KubePki.DocumentTests;

/// <summary>Checks a document against the schema of its kind in docs/schemas.</summary>
internal static class SchemaCheck
{
    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new(StringComparer.Ordinal);

    /// <summary>The kind of a document; null if the text is not a document of kubepki.</summary>
    public static string? Kind(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("apiVersion", out _)
                && parsed.RootElement.TryGetProperty("kind", out var kind)
                ? kind.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first violation of the schema; null if there is none.</summary>
    public static string? Fault(string text)
    {
        var schema = Schemas.GetOrAdd(
            Kind(text)!, kind => JsonSchema.FromText(File.ReadAllText($"{Checkout.Root}/docs/schemas/{kind}.json")));
        using var parsed = JsonDocument.Parse(text);
        var result = schema.Evaluate(
            parsed.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return result.IsValid ? null
            : string.Join(
                '\n', (result.Details ?? []).Where(d => d.Errors is not null)
                    .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Key}: {e.Value}")).Prepend("not valid"));
    }
}
