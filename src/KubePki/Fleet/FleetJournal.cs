using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>How far a node got in a roll.</summary>
internal enum NodeStage
{
    /// <summary>Nothing was changed there.</summary>
    ToDo,

    /// <summary>The node received the order to commit, and its result is unknown.</summary>
    Committing,

    /// <summary>Done.</summary>
    Done,

    /// <summary>The node failed and rolled everything back, or reported that the operator must act.</summary>
    Failed,
}

/// <summary>
/// A roll as recorded on the operator's machine: which command on which nodes, and how far each got. Contains only names and arguments.
/// </summary>
/// <param name="StartedAt">By the operator's clock.</param>
/// <param name="Arguments">The command.</param>
/// <param name="Nodes">How far each node got, by its name.</param>
/// <param name="IsOver">Whether the roll ended.</param>
/// <param name="Before">The newest transaction of each node when the roll began, by node name: its ID, or an empty string.</param>
internal sealed record FleetRecord(
    DateTimeOffset StartedAt,
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, NodeStage> Nodes, IReadOnlyDictionary<string, string> Before, bool IsOver);

/// <summary>The journal of a roll: a file of lines that are written and flushed before the step that they describe.</summary>
internal sealed class FleetJournal
{
    private static readonly UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private readonly Lock _writing = new();

    private FleetJournal(string path) => _path = path;

    /// <summary>The directory of roll journals: under XDG_STATE_HOME, else kubepki's own directory for root, else ~/.local/state.</summary>
    public static string DefaultDirectory()
        => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && state[0] == '/' ? $"{state}/kubepki/fleet"
            : Environment.IsPrivilegedProcess ? "/var/lib/kubepki/fleet"
            : $"{Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)}/.local/state/kubepki/fleet";

    /// <summary>Starts a journal for a command on these nodes, each with its newest transaction (empty if it has none).</summary>
    public static Outcome<FleetJournal> Begin(
        string directory, DateTimeOffset now, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> nodes)
    {
        try
        {
            StateDirectory.CreatePrivateDirectory(directory);
            var journal = new FleetJournal(
                $"{directory}/{OrderedIds.Next(now, Directory.GetFiles(directory).Select(f => Path.GetFileName(f)!))}");
            journal.Append(new JsonObject
            {
                ["startedAt"] = now.ToString("O", CultureInfo.InvariantCulture),
                ["arguments"] = List(arguments),
                ["nodes"] = List(nodes.Keys),
                ["before"] = new JsonObject(nodes.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)n.Value))),
            });
            DurableFiles.SyncDirectory(directory);
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FleetMessages.NoJournal.Because(directory, e);
        }
    }

    /// <summary>The newest journal if its roll is not over, with its content; null if there is none.</summary>
    public static (FleetJournal Journal, FleetRecord Record)? Newest(string directory)
    {
        try
        {
            var files = Directory.Exists(directory)
                ? Directory.GetFiles(directory).OrderDescending(StringComparer.Ordinal)
                : Enumerable.Empty<string>();
            foreach (var file in files)
            {
                // A roll whose first line is truncated has not begun. If the first line is complete but invalid, the progress of that roll
                // is unknown. An older roll is not the one that was interrupted.
                if (DurableFiles.Read(file) is { } content && content.Contains((byte)'\n'))
                {
                    return Read(Encoding.UTF8.GetString(content)) is { IsOver: false } record ? (new FleetJournal(file), record) : null;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An unreadable journal cannot be resumed. The nodes' own histories contain the same information.
        }

        return null;
    }

    /// <summary>Records how far a node got.</summary>
    public Problem? Note(string node, NodeStage stage) => Try(new JsonObject { ["node"] = node, ["stage"] = stage.ToString() });

    /// <summary>Records that the roll ended.</summary>
    public Problem? End() => Try(new JsonObject { ["over"] = true });

    /// <summary>
    /// Parses the lines. Lines that are not valid, such as a truncated last line, are ignored. Returns null if the first line is not valid.
    /// </summary>
    internal static FleetRecord? Read(string text)
    {
        var lines = text.Split('\n').Select(AgentProtocol.Read).OfType<JsonObject>().ToList();
        if (AgentProtocol.Read(text.Split('\n')[0]) is not { } first
            || !DateTimeOffset.TryParse(
                first.Text("startedAt"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var started)
            || !AreTexts(first["arguments"]) || !AreTexts(first["nodes"]))
        {
            return null;
        }

        var stages = first.Strings("nodes").Distinct(StringComparer.Ordinal)
            .ToDictionary(n => n, _ => NodeStage.ToDo, StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            if (line.Text("node") is { } node && Enum.TryParse<NodeStage>(line.Text("stage"), out var stage) && Enum.IsDefined(stage))
            {
                stages[node] = stage;
            }
        }

        var before = stages.Keys.Where(n => first["before"].Text(n) is not null)
            .ToDictionary(n => n, n => first["before"].Text(n)!, StringComparer.Ordinal);
        return new FleetRecord(started, [.. first.Strings("arguments")], stages, before, lines.Exists(l => l.Says("over")));
    }

    private static bool AreTexts(JsonNode? list)
        => list is JsonArray { Count: > 0 } texts
            && texts.All(t => t is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0);

    private Problem? Try(JsonObject line)
    {
        try
        {
            Append(line);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FleetMessages.NoJournal.Because(_path, e);
        }
    }

    private void Append(JsonObject line)
    {
        lock (_writing)
        {
            using var file = new FileStream(
                _path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, UnixCreateMode = Private });
            file.Write(Encoding.UTF8.GetBytes(AgentProtocol.Line(line) + "\n"));
            file.Flush(flushToDisk: true);
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
