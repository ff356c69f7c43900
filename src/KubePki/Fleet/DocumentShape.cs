using System.Globalization;
using System.Text.Json;

namespace KubePki.Fleet;

/// <summary>
/// The required shape of those fields of a node's result that kubepki reads. A row is a path and a type: <c>items[].notAfter time?</c>.
/// <c>[]</c> means each entry of a list, <c>[50]</c> a list with at most 50 entries, <c>{}</c> each value of a map; <c>?</c> allows null
/// and absence. Pure.
/// </summary>
internal static class DocumentShape
{
    /// <summary>The maximum number of entries of a list or map without a limit of its own.</summary>
    private const int MostEntries = 20_000;

    /// <summary>The maximum length of a string, in characters. CA bundles have a higher limit.</summary>
    private const int LongestText = 16 * 1024, LongestBundle = 2 * 1024 * 1024;

    /// <summary>The maximum number of seconds until or since a certificate's expiry: its year is between 1 and 9999.</summary>
    private const long MostSeconds = 10_000L * 366 * 24 * 3600;

    private static readonly string[] Problem = ["message text", "where text?", "hint text?"];

    private static readonly Dictionary<string, string[]> Rows = new(StringComparer.Ordinal)
    {
        ["Status"] =
        [
            "items[] object", "items[].name text", "items[].kind text", "items[].path text", "items[].state text", "items[].notAfter time?",
            "items[].secondsLeft seconds?",
            "items[].problem object?", .. Below("items[].problem", Problem), .. Below("problems[]?", ["message text"]),
        ],
        ["Findings"] = ["findings[] object", "findings[].severity text", .. Below("findings[]", Problem)],
        ["History"] =
        [
            "transactions[] object", "transactions[].id text", "transactions[].stage text", "transactions[].verb text?",
            "transactions[].startedAt text?", "transactions[].paths[]? text",
        ],
        ["Backups"] =
        [
            "backups[] object", "backups[].id text", "backups[].madeAt time?", "backups[].paths[] text",
            .. Below("backups[].problem", Problem),
        ],
        ["Plan"] =
        [
            "actions[] object", "actions[].name text", "actions[].action text?", "actions[].newNotAfter time?",
            .. Below("refusals[]?", Problem),
        ],
        ["Result"] =
        [
            "verb text", "outcome text", "transaction object?", "transaction.id text", "renewed[]? object", "created[]? object",
            .. Below("problems[]?", Problem),
        ],
        ["Report"] =
        [
            "nodes[] object", "nodes[].name text", "nodes[].observedAt time", "nodes[].items[] object", "nodes[].items[].name text",
            "nodes[].items[].state text",
            "nodes[].items[].notAfter time?", "nodes[].items[].secondsLeft seconds?", "nodes[].findings[] object",
            "nodes[].findings[].severity text", "nodes[].findings[].message text",
            "nodes[].undecided[]? object", "nodes[].connections[] object", "nodes[].connections[].client text",
            "nodes[].connections[].server text", "nodes[].connections[].until time?",
        ],
        [NodeFacts.Kind] =
        [
            "time time", "privileged truth", "freeBytes size", "version text", "installed text?", "kubernetesVersion text?",
            "shared{} text", "keys[1000] text", "signed{} list", "leads[1000] text",
            "ends{} time", "etcd object?", "etcd.healthy truth", "etcd.problem text?", "etcd.memberId text?", "etcd.members[50] object",
            "etcd.members[].id text", "etcd.members[].name text",
            "etcd.members[].healthy truth?", "etcd.members[].problem text?",
        ],
        [DiscoveredNodes.Kind] = ["source text", "nodes[1000] object", "nodes[].name text", "nodes[].address text", "passed[1000] text"],
        [SharedExchange.Kind] =
        [
            "items[1000] object", "items[].name text", "items[].public bundle", "items[].keyPublic bundle?", "items[].key bundle?",
        ],
    };

    /// <summary>The path of the first field with a wrong shape; null if all are right. A kind without rows has no faults.</summary>
    internal static string? Fault(string kind, JsonElement document)
        => Rows.GetValueOrDefault(kind, []).Select(row => row.Split(' ')).Select(row => Fault(document, row[0].Split('.'), row[1], ""))
            .FirstOrDefault(fault => fault is not null);

    private static IEnumerable<string> Below(string path, IEnumerable<string> rows) => rows.Select(row => $"{path}.{row}");

    private static string? Fault(JsonElement at, ReadOnlySpan<string> path, string type, string place)
    {
        var end = path[0].IndexOfAny(['[', '{']);
        var name = end < 0 ? path[0] : path[0][..end];
        var own = place.Length == 0 ? name : $"{place}.{name}";
        var value = at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? found
            : default;
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            // The row of a parent field itself says whether that field is required.
            return path.Length > 1 && end < 0 || (end < 0 ? type : path[0]).EndsWith('?') ? null : own;
        }

        if (end < 0)
        {
            return path.Length > 1 ? Fault(value, path[1..], type, own) : Is(value, type.TrimEnd('?')) ? null : own;
        }

        var isMap = path[0][end] == '{';
        if (value.ValueKind != (isMap ? JsonValueKind.Object : JsonValueKind.Array) || Count(value) > Most(path[0], end))
        {
            return own;
        }

        var number = 0;
        foreach (var entry in isMap ? value.EnumerateObject().Select(field => field.Value) : value.EnumerateArray())
        {
            var entryPlace = isMap ? own : $"{own}[{number++.ToString(CultureInfo.InvariantCulture)}]";
            var deeper = path.Length > 1 ? Fault(entry, path[1..], type, entryPlace) : Is(entry, type.TrimEnd('?')) ? null : entryPlace;
            if (deeper is not null)
            {
                return deeper;
            }
        }

        return null;
    }

    private static int Count(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : value.GetPropertyCount();

    private static int Most(string segment, int open)
        => int.TryParse(segment.AsSpan(open + 1).TrimEnd('?').TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : MostEntries;

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "list" => value.ValueKind == JsonValueKind.Array,
        "truth" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "text" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= LongestText,
        "bundle" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= LongestBundle,
        "time" =>
            value.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "size" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var size) && size >= 0,
        "seconds" =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > -MostSeconds and < MostSeconds,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
