using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubePki.Faults.Kit;

/// <summary>
/// What the newest journal of a node says, read here without kubepki's own reader: the last whole line's stage, and what each
/// file is to become.
/// </summary>
/// <param name="Stage">The name as it stands in the journal; null when there is no transaction, or none that began.</param>
/// <param name="Files">By the node's path: the hash of the new content or the target of the new link; null for what is removed.</param>
internal sealed record LastTransaction(string? Id, string? Stage, IReadOnlyDictionary<string, string?> Files)
{
    public static LastTransaction Of(string root)
    {
        var directory = $"{root}/var/lib/kubepki/transactions";
        var newest = Directory.Exists(directory) ? Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).LastOrDefault() : null;
        var entry = newest is not null && File.Exists($"{newest}/journal") ? LastLine(File.ReadAllText($"{newest}/journal")) : null;
        return entry is null
            ? new LastTransaction(null, null, new Dictionary<string, string?>())
            : new LastTransaction(Path.GetFileName(newest), (string?)entry["stage"], entry["files"]!.AsArray().ToDictionary(
                f => (string)f!["path"]!, f => f!["stagedPath"] is null ? null : (string?)(f["linkTarget"] ?? f["sha256"]), StringComparer.Ordinal));
    }

    private static JsonNode? LastLine(string text)
    {
        var whole = text.Split('\n')[..^1];
        for (var i = whole.Length - 1; i >= 0; i--)
        {
            try
            {
                return JsonNode.Parse(whole[i][(whole[i].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            }
            catch (JsonException)
            {
                // Not whole after all; the line before it counts.
            }
        }

        return null;
    }
}
