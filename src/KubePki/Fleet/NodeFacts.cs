using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Activate.Probe;

namespace KubePki.Fleet;

/// <summary>What a roll has to know of a node beside its certificates; as the node itself says it.</summary>
internal sealed record NodeFacts
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

    /// <summary>The kubepki that is installed there (in the PATH): a version where it is this program, else its hash; null when there is none.</summary>
    public string? Installed { get; init; }

    /// <summary>When each certificate that kubepki renews ends, by name; CAs are in <see cref="Shared"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Ends { get; init; } = new Dictionary<string, DateTimeOffset>();

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

    /// <summary>The id of its own member, in hexadecimal; null where it cannot be asked.</summary>
    public string? EtcdMemberId { get; init; }

    /// <summary>All members, as its own lists them; empty where it cannot be asked.</summary>
    public IReadOnlyList<MemberSight> EtcdMembers { get; init; } = [];

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
                EtcdMemberId = document!["etcd"].Text("memberId"),
                EtcdMembers = [.. document!["etcd"].Objects("members").Select(m => new MemberSight(m.Text("id") ?? "", m.Text("name") ?? "", m["healthy"] is null ? null : m.Says("healthy"), m.Text("problem")))],
                Installed = document.Text("installed"),
                Ends = (document!["ends"] as JsonObject ?? []).Select(e => (e.Key, Time: Time(document["ends"].Text(e.Key)))).Where(e => e.Time is not null).ToDictionary(e => e.Key, e => e.Time!.Value, StringComparer.Ordinal),
            }
            : null;

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
