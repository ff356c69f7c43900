using System.Globalization;
using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>The type that a component expects of a field.</summary>
internal enum FieldType
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A boolean.</summary>
    Truth,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>A port number; 0 counts as absent.</summary>
    Port,

    /// <summary>A string or a number: a quantity, or a port by number or name.</summary>
    TextOrNumber,

    /// <summary>A list of strings.</summary>
    Texts,

    /// <summary>A list of mappings.</summary>
    Mappings,

    /// <summary>A mapping.</summary>
    Mapping,

    /// <summary>A mapping of strings to strings.</summary>
    TextMap,

    /// <summary>A mapping of strings to booleans.</summary>
    TruthMap,
}

/// <summary>
/// A field that a component decodes; <paramref name="Path"/> consists of its keys joined by dots, with <c>[]</c> after a list.
/// </summary>
internal sealed record TypedField(string Path, FieldType Type, bool IsRequired = false);

/// <summary>
/// The fields of a file that Go decodes into a struct: a value of another type makes the whole file invalid, fields that are not in the
/// struct are ignored. A null value counts as absent.
/// </summary>
internal sealed class TypedFields
{
    private readonly Branch _root = new();
    private readonly string _reader;

    /// <param name="reader">The program that rejects the file.</param>
    /// <param name="fields">The fields.</param>
    internal TypedFields(string reader, IEnumerable<TypedField> fields)
    {
        _reader = reader;
        foreach (var field in fields)
        {
            var branch = field.Path.Split('.').Select(key => key.EndsWith("[]", StringComparison.Ordinal) ? key[..^2] : key)
                .Aggregate(_root, (above, key) => above.Below(key));
            branch.Field = field;
        }
    }

    /// <summary>Fields of one type: <c>spec.hostNetwork spec.hostPID</c>. A required field ends in an exclamation mark.</summary>
    internal static IEnumerable<TypedField> Of(FieldType type, string above, string paths)
        => paths.Split(' ').Select(path => new TypedField(above + path.TrimEnd('!'), type, path.EndsWith('!')));

    /// <summary>The reasons why the program rejects the file, with line numbers.</summary>
    internal IReadOnlyList<Problem> Problems(YamlMappingNode root, string where)
    {
        var problems = new List<Problem>();
        OfMapping(root, _root, "", where, problems);
        return problems;
    }

    /// <summary>The keys that are not in the struct, for a program that rejects them too. Descends into lists.</summary>
    internal IEnumerable<YamlNode> Unknown(YamlMappingNode root) => Unknown(root, _root);

    private static IEnumerable<YamlNode> Unknown(YamlNode node, Branch branch) => node switch
    {
        YamlSequenceNode list => list.Children.SelectMany(entry => Unknown(entry, branch)),
        YamlMappingNode map when branch.Fields.Any() =>
            map.Children.SelectMany(pair => (pair.Key as YamlScalarNode)?.Value is { } key && branch.Find(key) is { } below
                ? Unknown(pair.Value, below)
                : [pair.Key]),
        _ => [],
    };

    private void OfMapping(YamlMappingNode map, Branch branch, string above, string where, List<Problem> problems)
    {
        var pairs = map.Pairs();
        foreach (var (key, below) in branch.Fields)
        {
            var path = above + key;
            var value = pairs.FirstOrDefault(pair => (pair.Key as YamlScalarNode)?.Value == key).Value;
            if (YamlScalars.KindOf(value) == ValueKind.Nothing)
            {
                AddMissing(below.Field, map, value, path, where, problems);
            }
            else
            {
                OfValue(value!, below, path, where, problems);
            }
        }
    }

    private void AddMissing(TypedField? field, YamlMappingNode map, YamlNode? value, string path, string where, List<Problem> problems)
    {
        if (field is { IsRequired: true })
        {
            problems.Add(KubernetesMessages.FieldMissing.At(where, Line(value ?? map), path, _reader));
        }
    }

    private void OfValue(YamlNode value, Branch branch, string path, string where, List<Problem> problems)
    {
        var type = branch.Field?.Type ?? FieldType.Mapping;
        if (Mistake(value, type, branch.Field?.IsRequired == true) is { } mistake)
        {
            problems.Add(mistake.Message.At(
                where, Line(mistake.Node), mistake.Node == value || type == FieldType.Texts ? path : $"{path}[]", _reader));
            return;
        }

        if (type == FieldType.Text && branch.Field!.IsRequired && value is YamlScalarNode { Value: "" })
        {
            problems.Add(KubernetesMessages.FieldMissing.At(where, Line(value), path, _reader));
        }

        var index = 0;
        foreach (var inner in value is YamlSequenceNode list ? list.Children : [value])
        {
            if (inner is YamlMappingNode map)
            {
                OfMapping(
                    map, branch, value is YamlSequenceNode ? $"{path}[{(index++).ToString(CultureInfo.InvariantCulture)}]." : $"{path}.",
                    where, problems);
            }
        }
    }

    /// <summary>The node whose type is wrong, and the message about it.</summary>
    private static (YamlNode Node, Message Message)? Mistake(YamlNode value, FieldType type, bool isRequired) => type switch
    {
        FieldType.Texts =>
            value is not YamlSequenceNode list
                ? (value, KubernetesMessages.NotList)
                : Odd(list.Children, ValueKind.Text, KubernetesMessages.EntryNotText),
        FieldType.Mappings =>
            value is not YamlSequenceNode list
                ? (value, KubernetesMessages.NotList)
                : Odd(list.Children, ValueKind.Mapping, KubernetesMessages.NotMapping),
        FieldType.TextMap =>
            value is not YamlMappingNode map
                ? (value, KubernetesMessages.NotMapping)
                : Odd(map.Pairs().Select(p => p.Value), ValueKind.Text, KubernetesMessages.FieldNotText),
        FieldType.TruthMap =>
            value is not YamlMappingNode map
                ? (value, KubernetesMessages.NotMapping)
                : Odd(map.Pairs().Select(p => p.Value), ValueKind.Truth, KubernetesMessages.NotTruth),
        FieldType.TextOrNumber =>
            YamlScalars.KindOf(value) is ValueKind.Text or ValueKind.Whole or ValueKind.Fraction
                ? null
                : (value, KubernetesMessages.FieldNotText),
        FieldType.Mapping => Odd([value], ValueKind.Mapping, KubernetesMessages.NotMapping),
        FieldType.Truth => Odd([value], ValueKind.Truth, KubernetesMessages.NotTruth),
        FieldType.Whole => YamlScalars.IsWhole(value) ? null : (value, KubernetesMessages.NotWhole),
        FieldType.Port =>
            !YamlScalars.IsWhole(value)
                ? (value, KubernetesMessages.NotWhole)
                : YamlScalars.Whole(value) is var port && (port < (isRequired ? 1 : 0) || port > ushort.MaxValue)
                    ? (value, KubernetesMessages.NotPort)
                    : null,
        _ => Odd([value], ValueKind.Text, KubernetesMessages.FieldNotText),
    };

    private static (YamlNode Node, Message Message)? Odd(IEnumerable<YamlNode> nodes, ValueKind kind, Message message)
        => nodes.FirstOrDefault(node => YamlScalars.KindOf(node) is var seen && seen != kind && seen != ValueKind.Nothing) is { } odd
            ? (odd, message)
            : null;

    private static string Line(YamlNode node) => node.Start.Line.ToString(CultureInfo.InvariantCulture);

    /// <summary>A key with the fields below it.</summary>
    private sealed class Branch
    {
        private readonly Dictionary<string, Branch> _below = new(StringComparer.Ordinal);

        internal TypedField? Field { get; set; }

        internal IEnumerable<KeyValuePair<string, Branch>> Fields => _below;

        internal Branch? Find(string key) => _below.GetValueOrDefault(key);

        internal Branch Below(string key) => _below.TryGetValue(key, out var there) ? there : _below[key] = new Branch();
    }
}
