using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KubePki.Cli.Documents;

namespace KubePki.DocumentTests;

/// <summary>
/// The JSON schema of each kind, generated from its records: a property is a field, <c>required</c> means that it is always present, a
/// question mark means that it may be null, and its comment is the description. No other fields are allowed.
/// </summary>
internal static class Schemas
{
    private const string Data = "Data", Document = "Document", Definitions = "$defs";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Ordered } },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly Comments Comments = new(typeof(Document).Assembly);

    /// <summary>The records of each kind.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Type>> Kinds { get; } = typeof(Document).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Document)))
        .GroupBy(KindOf).ToDictionary(g => g.Key, g => (IReadOnlyList<Type>)[.. g.OrderBy(t => t.Name, StringComparer.Ordinal)]);

    /// <summary>Path of a kind's schema.</summary>
    public static string Path(string kind) => $"{Checkout.Root}/docs/schemas/{kind}.json";

    /// <summary>A kind's schema, as its file contains it.</summary>
    public static string Text(string kind)
    {
        var definitions = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var parts = Kinds[kind].ToDictionary(type => type, type => (JsonObject)Export(type, definitions));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:kubepki:v1:{kind}",
            ["title"] = kind,
        };
        if (parts.Count == 1)
        {
            foreach (var (name, value) in parts.Single().Value.ToList())
            {
                schema[name] = value?.DeepClone();
            }
        }
        else
        {
            schema["anyOf"] = new JsonArray([.. parts.Keys.Select(type => Reference(NameOf(type, Document)))]);
            foreach (var (type, part) in parts)
            {
                definitions[NameOf(type, Document)] = part;
            }
        }

        if (definitions.Count > 0)
        {
            schema[Definitions] = new JsonObject(definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        }

        return schema.ToJsonString(
            new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static string KindOf(Type type) => ((Document)RuntimeHelpers.GetUninitializedObject(type)).Kind;

    private static JsonNode Export(Type root, SortedDictionary<string, JsonNode> definitions)
    {
        var met = new Dictionary<Type, JsonObject>();
        return Options.GetJsonSchemaAsNode(
            root, new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                TransformSchemaNode = (context, node) => Transformed(root, context, node, definitions, met),
            });
    }

    private static JsonNode Transformed(
        Type root, JsonSchemaExporterContext context, JsonNode node, SortedDictionary<string, JsonNode> definitions, Dictionary<Type,
        JsonObject> met)
    {
        var property = context.PropertyInfo is { AttributeProvider: PropertyInfo own } ? own : null;
        var schema = node as JsonObject ?? [];
        var isNullable = property is not null && SerializerSource.IsNullable(property) && !SerializerSource.IsOptional(property);
        if (context.TypeInfo.Type == typeof(JsonObject))
        {
            schema = new() { ["type"] = "object" };
        }

        NotNull(schema);
        if (!context.TypeInfo.Type.Name.EndsWith(Data, StringComparison.Ordinal) && !schema.ContainsKey("$ref"))
        {
            met[context.TypeInfo.Type] = (JsonObject)schema.DeepClone();
        }
        else if (met.TryGetValue(context.TypeInfo.Type, out var before))
        {
            schema = (JsonObject)before.DeepClone();
        }

        // The exporter writes only a reference to a type that it has met before.
        if ((context.TypeInfo.Type.Name.EndsWith(Data, StringComparison.Ordinal) && !schema.ContainsKey("$ref"))
            || context.TypeInfo.Type == root)
        {
            schema.Insert(0, "description", Comments.Of(context.TypeInfo.Type));
            schema.Remove("required");
            var needed = context.TypeInfo.Properties.Where(p => !SerializerSource.IsOptional((PropertyInfo)p.AttributeProvider!));
            schema.Insert(schema.IndexOf("properties") + 1, "required", new JsonArray([.. needed.Select(p => (JsonNode)p.Name)]));
        }

        if (context.TypeInfo.Type != root && context.TypeInfo.Type.Name.EndsWith(Data, StringComparison.Ordinal))
        {
            var name = NameOf(context.TypeInfo.Type, Data);
            definitions[name] = schema.ContainsKey("$ref") ? definitions[name] : schema;
            schema = Reference(name);
        }

        if (property is null)
        {
            return schema;
        }

        if (property.GetCustomAttribute<OneOfAttribute>() is { } words)
        {
            schema = words.Words is [var only] ? new() { ["const"] = only }
                : new() { ["enum"] = new JsonArray([.. words.Words.Select(w => (JsonNode)w)]) };
        }
        else if (SerializerSource.IsKind(property))
        {
            schema = new() { ["const"] = KindOf(root) };
        }

        if (isNullable)
        {
            schema = schema["type"] is JsonValue type
                ? With(schema, "type", new JsonArray(type.DeepClone(), "null"))
                : new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        schema.Insert(0, "description", Comments.Of(property));
        return schema;
    }

    /// <summary>The fields in the order in which they are written.</summary>
    private static void Ordered(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            var fields = SerializerSource.Fields(type.Type);
            foreach (var none in type.Properties.Where(p => fields.All(f => f.Name != ((PropertyInfo)p.AttributeProvider!).Name)).ToList())
            {
                type.Properties.Remove(none);
            }

            foreach (var property in type.Properties)
            {
                property.Order = fields.ToList().FindIndex(f => f.Name == ((PropertyInfo)property.AttributeProvider!).Name);
            }
        }
    }

    private static JsonObject With(JsonObject schema, string name, JsonNode value)
    {
        schema[name] = value;
        return schema;
    }

    /// <summary>This class alone decides whether null is possible, not the exporter.</summary>
    private static void NotNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Single(t => (string?)t != "null")!.DeepClone();
        }
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/{Definitions}/{name}" };

    private static string NameOf(Type type, string end) => type.Name[..^end.Length];
}
