using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubePki.Localization;

namespace KubePki.Activate.Wire;

/// <summary>Reads the JSON of an answer.</summary>
internal static class JsonBody
{
    /// <summary>The value, or the problem that <paramref name="where"/> does not speak <paramref name="protocol"/>.</summary>
    internal static Outcome<T> Read<T>(byte[] body, JsonTypeInfo<T> type, string where, string protocol)
        where T : class
        => TryRead(body, type) is { } value ? value : WireMessages.WrongProtocol.At(where, protocol);

    /// <summary>The value, or null if the body is not JSON of this type.</summary>
    internal static T? TryRead<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
