using System.Text.Json;

namespace KubePki.Fleet;

/// <summary>A message of a node's agent (<see cref="AgentProtocol"/>), read with limits on size, depth and number of values.</summary>
/// <param name="Id">The ID of its request; null for a message of another kind.</param>
/// <param name="Note">A message of the command in addition to its result, or null.</param>
/// <param name="IsStaged">Whether the command waits for its release.</param>
/// <param name="Exit">The exit code of the command, or null while it runs.</param>
/// <param name="Document">The result document as JSON; empty when there is none.</param>
/// <param name="Protocol">The version of the protocol, in the first message only.</param>
/// <param name="Program">The version of kubepki, in the first message only.</param>
internal sealed record AgentMessage(
    int? Id, string? Note, bool IsStaged, int? Exit, ReadOnlyMemory<byte> Document, int? Protocol, string? Program)
{
    /// <summary>The maximum number of values in a message: when parsed, each takes many times the memory of its text.</summary>
    internal const int MostValues = 250_000;

    /// <summary>Exit codes are 0 to 4.</summary>
    private const int LastExitCode = 4;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>
    /// Parses a line as a message. Returns null if the line is not JSON, is not an object, has too many values, or has a field of the wrong
    /// type or out of range.
    /// </summary>
    internal static AgentMessage? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line, Strict);
            var values = 0;
            return parsed.RootElement.ValueKind == JsonValueKind.Object && IsSound(parsed.RootElement, ref values)
                ? Of(parsed.RootElement)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid Unicode.
            return null;
        }
    }

    private static AgentMessage? Of(JsonElement message)
    {
        var isRight = true;
        var (id, exit, protocol) = (Number("id"), Number("exit"), Number("protocol"));
        var (note, program) = (Text("note"), Text("kubepki"));
        var staged = message.TryGetProperty("staged", out var said) && said.ValueKind == JsonValueKind.True;
        var document = message.TryGetProperty("document", out var found) && found.ValueKind != JsonValueKind.Null ? found : default;
        isRight &= document.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object && exit is null or (>= 0 and <= LastExitCode);
        return isRight
            ? new AgentMessage(
                id, note, staged, exit, document.ValueKind == JsonValueKind.Object ? Bytes(document) : default, protocol, program)
            : null;

        int? Number(string field)
        {
            if (!message.TryGetProperty(field, out var value))
            {
                return null;
            }

            var number = 0;
            isRight &= value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
            return number;
        }

        string? Text(string field)
        {
            if (!message.TryGetProperty(field, out var value))
            {
                return null;
            }

            isRight &= value.ValueKind == JsonValueKind.String;
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
    }

    private static byte[] Bytes(JsonElement document)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            text, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return text.ToArray();
    }

    /// <summary>Whether every string can be decoded and there are not too many values. The parser limits the depth.</summary>
    private static bool IsSound(JsonElement value, ref int values)
    {
        if (++values > MostValues)
        {
            return false;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!IsSound(item, ref values))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    _ = field.Name;
                    if (!IsSound(field.Value, ref values))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }
}
