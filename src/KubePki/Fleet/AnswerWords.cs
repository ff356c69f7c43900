using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>What a node's answer says, in its own words, as plain text: it cannot drive a terminal, and no longer than somebody reads.</summary>
internal static class AnswerWords
{
    /// <summary>Characters of a node's text that are kept.</summary>
    private const int Longest = 1000;

    /// <summary>A node's text without control characters, and with at most a thousand characters.</summary>
    public static string Plain(string text)
    {
        var plain = text.Any(char.IsControl) ? string.Concat(text.Where(c => !char.IsControl(c))) : text;
        return plain.Length > Longest ? plain[..Longest] + "…" : plain;
    }

    /// <summary>Why a node's command did not end well: its first problem, else its last note that is no hint.</summary>
    public static string Said(NodeAnswer answer)
        => Plain(Refused(answer).Select(Located).FirstOrDefault()
            ?? answer.Notes.LastOrDefault(n => n.Length > 0 && n[0] != ' ') ?? $"exit {answer.Exit.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>What a node refused with, as a problem of that node, with its hint.</summary>
    public static Problem Refusal(NodeTarget node, NodeAnswer answer)
    {
        var problem = FleetMessages.NodeSays.At(node.Name, Said(answer));
        return Refused(answer).Select(p => p.Text("hint")).FirstOrDefault() is { } hint ? problem.Advising(Text.Same("{0}"), Plain(hint))
            : problem;
    }

    /// <summary>Place and text of a problem in a document, in one line; null where it has no text.</summary>
    public static string? Located(JsonObject problem)
        => problem.Text("message") is { } message ? problem.Text("where") is { Length: > 0 } where ? $"{where}: {message}" : message : null;

    private static IEnumerable<JsonObject> Refused(NodeAnswer answer)
        => answer.Document() is { } document ? document.Objects("problems").Concat(document.Objects("refusals")) : [];
}
