using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>
/// The fields of a request (<see cref="AgentProtocol"/>) are the options and arguments of its command, so that nothing is declared twice. A
/// switch is <c>true</c> or <c>false</c>, a number is a number, a repeatable option is a list of strings, and everything else is a string.
/// </summary>
internal static class RequestFields
{
    /// <summary>
    /// Options that another machine cannot set, because they name files, file descriptors or environment variables of this one.
    /// </summary>
    private static readonly HashSet<string> Own = [.. ForwardedValues.OwnKeys, "--to"];

    /// <summary>The field name of an option or argument: <c>--key-algorithm</c> is <c>keyAlgorithm</c>.</summary>
    public static string NameOf(Symbol symbol)
    {
        var words = symbol.Name.TrimStart('-').Split('-');
        return string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]).Prepend(words[0]));
    }

    /// <summary>The field value for the values of a command line.</summary>
    public static JsonNode Json(Symbol symbol, IReadOnlyList<string> texts) => symbol switch
    {
        Option<bool> => texts.Count == 0 || bool.Parse(texts[^1]),
        Option<int?> => int.Parse(texts[^1], CultureInfo.InvariantCulture),
        Option<string[]> or Argument<string[]> => AgentProtocol.List(texts),
        _ => texts[^1],
    };

    /// <summary>Parses the values of a request. An unknown field and an invalid value are problems.</summary>
    public static Outcome<CommandValues> Read(Verb verb, IEnumerable<Option> common, JsonObject request)
    {
        var fields = verb.Arguments.Concat<Symbol>(verb.Options.Where(o => !Own.Contains(o.Name) && verb.Nodes?.All.Contains(o) != true))
            .Concat(common).ToDictionary(NameOf, StringComparer.Ordinal);
        var given = new List<GivenValue>();
        foreach (var (name, node) in request)
        {
            if (!fields.TryGetValue(name, out var symbol))
            {
                return AgentMessages.UnknownField.At("", AnswerTexts.Plain(name));
            }

            if (Texts(symbol, node) is not { } texts)
            {
                return AgentMessages.WrongType.At("", name);
            }

            string? reason = null;
            var value = Value(symbol, texts, wrong => reason ??= wrong);
            if (reason is not null)
            {
                return AgentMessages.BadValue.At("", name, AnswerTexts.Plain(reason));
            }

            given.Add(new GivenValue(symbol, texts, value));
        }

        return CommandValues.Of(verb, given);
    }

    /// <summary>A field's value as on a command line; null if it has the wrong type.</summary>
    private static IReadOnlyList<string>? Texts(Symbol symbol, JsonNode? node) => (symbol, node) switch
    {
        (Option<bool>, JsonValue value) when value.TryGetValue(out bool set) => set ? [] : [bool.FalseString],
        (Option<bool>, _) => null,
        (Option<int?>, JsonValue value) when value.TryGetValue(out int number) => [number.ToString(CultureInfo.InvariantCulture)],
        (Option<int?>, _) => null,
        (Option<string[]> or Argument<string[]>, JsonArray list) when list.All(IsText)
            => [.. list.Select(text => text!.GetValue<string>())],
        (Option<string[]> or Argument<string[]>, _) => null,
        (_, JsonValue) when IsText(node) => [node.GetValue<string>()],
        _ => null,
    };

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static object? Value(Symbol symbol, IReadOnlyList<string> texts, Action<string> wrong) => symbol switch
    {
        ITextOption reader => reader.Read(texts, wrong),
        Option<bool> => texts.Count == 0,
        Option<string[]> or Argument<string[]> => texts.ToArray(),
        _ => texts[^1],
    };
}
