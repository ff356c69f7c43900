using System.Globalization;
using System.Text.Json.Nodes;

namespace KubePki.Fleet;

/// <summary>What a roll has to know of a node beside its certificates; as the node itself says it.</summary>
public sealed record NodeFacts
{
    /// <summary>Kind of the document.</summary>
    public const string Kind = "Facts";

    /// <summary>The node's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether kubepki is root there.</summary>
    public required bool IsPrivileged { get; init; }

    /// <summary>Room for backups, in bytes.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>The API server's version by its image; null when unknown.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>kubepki's own version there.</summary>
    public string? Program { get; init; }

    /// <summary>What has to be the same on all nodes: CA certificates and the service account key, by name; SHA-256 in hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> Shared { get; init; } = new Dictionary<string, string>();

    /// <summary>Of <see cref="Shared"/>, those whose private key is here too.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Items of this node that each CA here signed, by the CA's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SignedItems { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Components whose leader runs here.</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>Whether its etcd member is healthy; null where there is none to ask.</summary>
    public bool? EtcdIsHealthy { get; init; }

    /// <summary>Why not.</summary>
    public string? EtcdProblem { get; init; }

    /// <summary>The facts in a document; null when it is of another kind.</summary>
    public static NodeFacts? Read(JsonObject? document)
        => document.Text("kind") == Kind && DateTimeOffset.TryParse(document.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            ? new NodeFacts
            {
                Now = now,
                IsPrivileged = document!.Says("privileged"),
                FreeBytes = document!["freeBytes"] is JsonValue bytes && bytes.TryGetValue(out long free) ? free : 0,
                KubernetesVersion = document.Text("kubernetesVersion"),
                Program = document.Text("version"),
                Shared = (document!["shared"] as JsonObject ?? []).Where(s => s.Value is JsonValue v && v.TryGetValue(out string? _)).ToDictionary(s => s.Key, s => s.Value!.GetValue<string>(), StringComparer.Ordinal),
                Keys = [.. document.Strings("keys")],
                SignedItems = (document!["signed"] as JsonObject ?? []).ToDictionary(s => s.Key, s => (IReadOnlyList<string>)[.. document["signed"].Strings(s.Key)], StringComparer.Ordinal),
                Leads = [.. document.Strings("leads")],
                EtcdIsHealthy = document!["etcd"] is JsonObject etcd ? etcd.Says("healthy") : null,
                EtcdProblem = document!["etcd"].Text("problem"),
            }
            : null;

    /// <summary>Adds the facts to a document that carries version and kind of its own.</summary>
    public void AddTo(JsonObject document)
    {
        document["time"] = Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        document["version"] = Program;
        document["privileged"] = IsPrivileged;
        document["freeBytes"] = FreeBytes;
        document["kubernetesVersion"] = KubernetesVersion;
        document["shared"] = new JsonObject(Shared.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        document["keys"] = List(Keys);
        document["signed"] = new JsonObject(SignedItems.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)List(s.Value))));
        document["leads"] = List(Leads);
        document["etcd"] = EtcdIsHealthy is { } healthy ? new JsonObject { ["healthy"] = healthy, ["problem"] = EtcdProblem } : null;
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
