using System.Text.Json.Nodes;

namespace KubePki.Fleet;

/// <summary>A request to a node.</summary>
/// <param name="Verb">The command's words, for example <c>renew</c> or <c>backup create</c>.</param>
/// <param name="Values">The values of the request, by field. A field is an option or argument of the command, with its name in
/// camelCase.</param>
internal sealed record NodeRequest(string Verb, JsonObject Values)
{
    /// <summary>The same request with one more value.</summary>
    public NodeRequest With(string field, JsonNode value)
    {
        var values = (JsonObject)Values.DeepClone();
        values[field] = value;
        return this with { Values = values };
    }
}
