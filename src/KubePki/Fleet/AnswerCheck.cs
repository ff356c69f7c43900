using System.Text.Json;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Checks whether a node's answer can be used: a success must include the requested result, and a result must have its fields. Pure.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>The kinds of result by the first word of the command. The last row, without a word, is for all other commands.</summary>
    private static readonly (string Verb, string[] Kinds)[] Results =
    [
        ("status", ["Status"]),
        ("verify", ["Findings", "Checks"]),
        ("report", ["Report"]),
        ("history", ["History"]),
        ("facts", [NodeFacts.Kind]),
        ("discover", [DiscoveredNodes.Kind]),
        (SharedExchange.Verb, [SharedExchange.Kind]),
        ("backup", ["Backups", "Result"]),
        ("", ["Result", "Plan"]),
    ];

    /// <summary>Why an answer cannot be used; null if it can.</summary>
    internal static Problem? Of(NodeTarget node, string verb, int exit, ReadOnlyMemory<byte> document)
    {
        if (document.IsEmpty)
        {
            return IsDone(exit) ? AnswerMessages.NoDocument.At(node.Name, string.Join('|', Kinds(verb))) : null;
        }

        using var parsed = JsonDocument.Parse(document);
        var kind = parsed.RootElement.TryGetProperty("kind", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
        if (IsDone(exit) && !Kinds(verb).Contains(kind))
        {
            return AnswerMessages.NoDocument.At(node.Name, string.Join('|', Kinds(verb)));
        }

        return DocumentShape.Fault(kind, parsed.RootElement) is { } place ? AnswerMessages.BadDocument.At(node.Name, place) : null;
    }

    private static bool IsDone(int exit) => exit is 0 or 3;

    private static string[] Kinds(string verb)
        => Results.First(r => r.Verb.Length == 0 || verb.Split(' ')[0] == r.Verb).Kinds;
}
