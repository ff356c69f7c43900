using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Extracts messages from a node's answer as plain text: it cannot control a terminal, and its length is limited.</summary>
internal static class AnswerTexts
{
    /// <summary>The maximum number of characters that are kept of a node's text.</summary>
    private const int Longest = 1000;

    /// <summary>A node's text without control characters, and with at most a thousand characters.</summary>
    public static string Plain(string text)
    {
        var plain = text.Any(char.IsControl) ? string.Concat(text.Where(c => !char.IsControl(c))) : text;
        return plain.Length > Longest ? plain[..Longest] + "…" : plain;
    }

    /// <summary>Why a node's command failed: its first problem, or else its last note that is not a hint.</summary>
    public static string Said(NodeAnswer answer)
        => Plain(Refused(answer).Select(Located).FirstOrDefault()
            ?? answer.Notes.LastOrDefault(n => n.Length > 0 && n[0] != ' ')
                ?? $"exit {answer.Exit.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A node's refusal as a problem of that node, with its hint.</summary>
    public static Problem Refusal(NodeTarget node, NodeAnswer answer)
    {
        var problem = FleetMessages.NodeSays.At(node.Name, Said(answer));
        return Refused(answer).Select(p => p.Text("hint")).FirstOrDefault() is { } hint ? problem.WithHint(Text.Same("{0}"), Plain(hint))
            : problem;
    }

    /// <summary>Place and text of a problem in a document, in one line; null if it has no text.</summary>
    public static string? Located(JsonObject problem)
        => problem.Text("message") is { } message ? problem.Text("where") is { Length: > 0 } where ? $"{where}: {message}" : message : null;

    private static IEnumerable<JsonObject> Refused(NodeAnswer answer)
        => answer.Document() is { } document ? document.Objects("problems").Concat(document.Objects("refusals")) : [];
}
