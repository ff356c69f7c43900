using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Faults.Kit;

/// <summary>One transaction of a run, as its journal records it.</summary>
/// <param name="Stage">Name of the stage in the last complete line; null if the transaction never began.</param>
/// <param name="Files">By the node's path: the hash of the new content or the target of the new link; null for a removed file.</param>
internal sealed record Part(string? Stage, IReadOnlyDictionary<string, string?> Files)
{
    /// <summary>A transaction that never began.</summary>
    public static readonly Part None = new(null, new Dictionary<string, string?>());

    public bool IsDone => Stage is "Committed" or "Activated";

    /// <summary>True if renames may have begun and the transaction is not finished.</summary>
    public bool IsCommitting => Stage == "Committing";
}

/// <summary>
/// The journals of a node's newest run, parsed without kubepki's own reader: the transaction of the node's own files, and one for each home
/// directory that the run reached.
/// </summary>
/// <param name="HasHomes">True if files in home directories follow the node's own files.</param>
/// <param name="IsSettled">True if the run records that nothing follows.</param>
internal sealed partial record LastRun(string? Id, Part Node, IReadOnlyList<Part> Homes, bool HasHomes, bool IsSettled)
{
    public static LastRun Of(string root)
    {
        var directory = $"{root}/var/lib/kubepki/transactions";
        var runs = (Directory.Exists(directory) ? Directory.EnumerateDirectories(directory) : []).GroupBy(RunOf, StringComparer.Ordinal);
        if (runs.MaxBy(run => run.Key, StringComparer.Ordinal) is not { } newest)
        {
            return new LastRun(null, Part.None, [], false, true);
        }

        var lines = Lines($"{directory}/{newest.Key}/journal");
        var homes = newest.Where(part => Path.GetFileName(part) != newest.Key).Order(StringComparer.Ordinal)
            .Select(part => PartOf(Lines($"{part}/journal")))
            .ToList();
        return new LastRun(
            lines.Count == 0 && homes.All(h => h.Stage is null) ? null : newest.Key,
            PartOf(lines), homes, homes.Count > 0 || ToFollow(lines.FirstOrDefault()), !ToFollow(lines.LastOrDefault()));
    }

    private static string RunOf(string part) => HomeNumber().Replace(Path.GetFileName(part), "");

    private static bool ToFollow(JsonNode? entry) => entry?["homes"]?.AsArray().Count > 0;

    private static Part PartOf(IReadOnlyList<JsonNode> lines)
        => lines.Count == 0 ? Part.None : new Part((string?)lines[^1]["stage"], lines[^1]["files"]!.AsArray().ToDictionary(
            f => (string)f!["path"]!,
            f => f!["stagedPath"] is null ? null : (string?)(f["linkTarget"] ?? f["sha256"]), StringComparer.Ordinal));

    /// <summary>The complete lines of a journal.</summary>
    private static List<JsonNode> Lines(string journal)
        => File.Exists(journal) ? [.. File.ReadAllText(journal).Split('\n')[..^1].Select(Parse).OfType<JsonNode>()] : [];

    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        }
        catch (JsonException)
        {
            // The line is incomplete; the line before it counts.
            return null;
        }
    }

    [GeneratedRegex(@"-h\d{4,}$")]
    private static partial Regex HomeNumber();
}
