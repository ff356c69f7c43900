using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Cli.Present;

/// <summary>
/// The texts of a document that suggest commands: each is told with the options that name the node. What a node's own kubepki
/// answered stays as it is: there they are told in full.
/// </summary>
internal static class DocumentHints
{
    /// <summary>The fields that hold such texts, alone or as a list.</summary>
    private static readonly string[] Fields = ["hint", "sentences"];

    /// <summary>The field that holds another kubepki's document.</summary>
    private const string Answer = "document";

    /// <summary>Names the node in all of them, in place.</summary>
    public static void Name(JsonNode? document, SuggestedCommands commands)
    {
        switch (document)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    if (Fields.Contains(name))
                    {
                        map[name] = Named(value, commands);
                    }
                    else if (name != Answer)
                    {
                        Name(value, commands);
                    }
                }

                break;
            case JsonArray list:
                foreach (var element in list)
                {
                    Name(element, commands);
                }

                break;
        }
    }

    private static JsonNode? Named(JsonNode? node, SuggestedCommands commands) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => commands.In(text),
        JsonArray list => new JsonArray([.. list.Select(element => Named(element, commands))]),
        _ => node?.DeepClone(),
    };
}
