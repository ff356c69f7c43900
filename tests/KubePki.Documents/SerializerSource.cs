using System.Reflection;
using System.Text;
using System.Text.Json;
using KubePki.Cli.Documents;

namespace KubePki.DocumentTests;

/// <summary>
/// The source of <c>DocumentJson</c>, which writes each record as JSON and reads the records in nodes' answers. Generated from the records'
/// properties, because the compiler's own generator for System.Text.Json links the whole serializer into the binary (1.2 MB, 5 %;
/// docs/dependencies.md).
/// </summary>
internal static class SerializerSource
{
    /// <summary>The documents that are read from nodes.</summary>
    private static readonly Type[] Read =
    [
        typeof(BackupsDocument), typeof(CreationPlanDocument), typeof(FindingsDocument), typeof(HistoryDocument), typeof(ReportDocument),
        typeof(ResultDocument), typeof(StatusDocument),
    ];

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Path => $"{Checkout.Root}/src/KubePki.Cli/Documents/DocumentJson.g.cs";

    public static string Text()
    {
        var documents = Schemas.Kinds.Values.SelectMany(types => types).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var source = new StringBuilder("""
            // Made from the records of this folder: KUBEPKI_DOCS_UPDATE=1, tests/KubePki.Documents. Change the records, not this file.
            using System.Text.Json.Nodes;
            using static KubePki.Cli.Documents.JsonParts;

            namespace KubePki.Cli.Documents;

            /// <summary>The records of this folder as JSON, and from JSON.</summary>
            internal static class DocumentJson
            {
                public static JsonObject Of(Document document) => document switch
                {

            """);
        foreach (var document in documents)
        {
            source.AppendLine($"        {document.Name} value => Of(value),");
        }

        source.AppendLine("""
                    _ => throw new ArgumentOutOfRangeException(nameof(document), document.Kind, null),
                };
            """);
        foreach (var type in Reached(documents))
        {
            Write(type, source);
        }

        foreach (var type in Reached(Read))
        {
            Reader(type, source);
        }

        return source.Append("}\n").ToString();
    }

    /// <summary>The fields of a record, in the order in which they are written.</summary>
    public static IReadOnlyList<PropertyInfo> Fields(Type type)
        => [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.GetCustomAttribute<NoFieldAttribute>() is null)
            .OrderBy(p => p.Name switch { nameof(Document.ApiVersion) => 0, _ when IsKind(p) => 1, _ => 2 })];

    public static bool IsOptional(PropertyInfo field) => field.GetCustomAttribute<OptionalAttribute>() is not null;

    public static bool IsNullable(PropertyInfo field) => Nullability.Create(field).ReadState == NullabilityState.Nullable;

    public static bool IsKind(PropertyInfo field)
        => field.Name == nameof(Document.Kind) && field.DeclaringType!.IsSubclassOf(typeof(Document));

    private static IReadOnlyList<Type> Reached(IEnumerable<Type> roots)
    {
        var (all, left) = (new SortedDictionary<string, Type>(StringComparer.Ordinal), new Stack<Type>(roots));
        while (left.TryPop(out var type))
        {
            if (all.TryAdd(type.Name, type))
            {
                foreach (var next in Fields(type).Select(f => Element(f.PropertyType)).Where(IsRecord))
                {
                    left.Push(next);
                }
            }
        }

        return [.. all.Values];
    }

    private static void Write(Type type, StringBuilder source)
    {
        var fields = Fields(type);
        var first = fields.TakeWhile(f => !IsOptional(f)).ToList();
        var rest = fields.Skip(first.Count).ToList();
        source.AppendLine().Append($"    public static JsonObject Of({type.Name} value)");
        source.AppendLine(rest.Count == 0 ? " => new()" : "\n    {\n        var json = new JsonObject");
        var indent = rest.Count == 0 ? "    " : "        ";
        source.AppendLine($"{indent}{{");
        foreach (var field in first)
        {
            source.AppendLine($"{indent}    [\"{Name(field)}\"] = {Value(field, $"value.{field.Name}", IsNullable(field))},");
        }

        source.AppendLine($"{indent}}};");
        foreach (var field in rest)
        {
            source.AppendLine(IsOptional(field)
                ? $"        if (value.{field.Name} is {{ }} {Local(field)})\n        {{\n            json[\"{Name(field)}\"] = "
                    + $"{Value(field, Local(field), false)};\n        }}\n"
                : $"        json[\"{Name(field)}\"] = {Value(field, $"value.{field.Name}", IsNullable(field))};\n");
        }

        if (rest.Count > 0)
        {
            source.AppendLine("        return json;\n    }");
        }
    }

    private static string Value(PropertyInfo field, string value, bool isNullable)
    {
        var type = Bare(field.PropertyType);
        return type switch
        {
            _ when type == typeof(DateTimeOffset) => $"{(IsExact(field) ? "Exactly" : "Time")}({value})",
            _ when type == typeof(System.Text.Json.Nodes.JsonObject) || type.IsPrimitive || type == typeof(string) => value,
            _ when IsRecord(type) => isNullable ? $"{value} is {{ }} {Local(field)} ? Of({Local(field)}) : null" : $"Of({value})",
            _ when IsMap(type) => $"Map({value}, {Each(field, type.GenericTypeArguments[1])})",
            _ => isNullable
                ? $"{value} is {{ }} {Local(field)} ? List({Local(field)}, {Each(field, Element(type))}) : null"
                : $"List({value}, {Each(field, Element(type))})",
        };
    }

    private static string Each(PropertyInfo field, Type element)
        => element == typeof(string) ? "Text" : element == typeof(DateTimeOffset) ? IsExact(field) ? "Exactly" : "Time"
            : IsRecord(element) ? "Of" : "Texts";

    private static void Reader(Type type, StringBuilder source)
    {
        source.AppendLine($"\n    public static {type.Name} {ReaderOf(type)}(JsonObject json) => new()\n    {{");
        foreach (var field in Fields(type).Where(f => f.CanWrite))
        {
            source.AppendLine($"        {field.Name} = {Reading(field)},");
        }

        source.AppendLine("    };");
    }

    private static string Reading(PropertyInfo field)
    {
        var (type, isNullable, name) = (Bare(field.PropertyType), IsNullable(field), $"\"{Name(field)}\"");
        return type switch
        {
            _ when type == typeof(string) => $"TextOf(json, {name}){(isNullable ? "" : " ?? \"\"")}",
            _ when type == typeof(bool) => $"TruthOf(json, {name}){(isNullable ? "" : " ?? false")}",
            _ when type == typeof(int) => $"NumberOf(json, {name}){(isNullable ? "" : " ?? 0")}",
            _ when type == typeof(long) => $"LongOf(json, {name}){(isNullable ? "" : " ?? 0")}",
            _ when type == typeof(DateTimeOffset) => $"TimeOf(json, {name}){(isNullable ? "" : " ?? DateTimeOffset.UnixEpoch")}",
            _ when IsRecord(type)
                => isNullable ? $"json[{name}] is JsonObject {Local(field)} ? {ReaderOf(type)}({Local(field)}) : null"
                    : $"{ReaderOf(type)}(json[{name}] as JsonObject ?? [])",
            _ when Element(type) is var element && IsRecord(element)
                => $"List{(isNullable ? "IfThere" : "Of")}(json, {name}, {ReaderOf(element)})",
            _ when Element(type) == typeof(string) => $"TextsOf(json, {name}){(isNullable ? "" : " ?? []")}",
            _ => throw new NotSupportedException($"{field.DeclaringType!.Name}.{field.Name} cannot be read"),
        };
    }

    private static string ReaderOf(Type type) => $"Read{type.Name}";

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static Type Element(Type type)
        => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : type;

    private static bool IsMap(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static bool IsRecord(Type type) => type.Namespace == typeof(Document).Namespace;

    private static bool IsExact(PropertyInfo field) => field.GetCustomAttribute<MillisecondsAttribute>() is not null;

    private static string Name(PropertyInfo field) => JsonNamingPolicy.CamelCase.ConvertName(field.Name);

    private static string Local(PropertyInfo field) => Name(field);
}
