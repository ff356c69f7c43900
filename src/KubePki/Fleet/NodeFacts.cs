using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Activate.Probe;

namespace KubePki.Fleet;

/// <summary>The information that a roll needs about a node in addition to its certificates, as the node itself reports it.</summary>
internal sealed record NodeFacts
{
    /// <summary>Kind of the document.</summary>
    public const string Kind = "Facts";

    /// <summary>The node's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether kubepki runs as root on the node.</summary>
    public required bool IsPrivileged { get; init; }

    /// <summary>Free space for backups, in bytes.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>The API server's version according to its image; null if unknown.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>
    /// The kubepki that is installed on the node (in the PATH): its version if it is this program, else its hash; null if there is none.
    /// </summary>
    public string? Installed { get; init; }

    /// <summary>When each certificate that kubepki renews expires, by name. CAs are in <see cref="Shared"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Ends { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The version of the kubepki that runs on the node.</summary>
    public string? Program { get; init; }

    /// <summary>
    /// The items that must be the same on all nodes: CA certificates and the service account key, by name; SHA-256 in hexadecimal.
    /// </summary>
    public IReadOnlyDictionary<string, string> Shared { get; init; } = new Dictionary<string, string>();

    /// <summary>Those items of <see cref="Shared"/> whose private key is on the node too.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Items of this node that each CA on it signed, by the CA's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> SignedItems { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Components whose instance on this node is the leader.</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>Whether the node's etcd member is healthy; null if there is none to query.</summary>
    public bool? EtcdIsHealthy { get; init; }

    /// <summary>Why the etcd member is not healthy.</summary>
    public string? EtcdProblem { get; init; }

    /// <summary>The ID of the node's own etcd member, in hexadecimal; null if it cannot be queried.</summary>
    public string? EtcdMemberId { get; init; }

    /// <summary>All etcd members that the node's own member lists; empty if it cannot be queried.</summary>
    public IReadOnlyList<EtcdMemberObservation> EtcdMembers { get; init; } = [];

    /// <summary>Reads the facts from a document; null if it is of another kind.</summary>
    public static NodeFacts? Read(JsonObject? document)
        => document.Text("kind") == Kind
            && DateTimeOffset.TryParse(document.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            ? new NodeFacts
            {
                Now = now,
                IsPrivileged = document!.Says("privileged"),
                FreeBytes = document!["freeBytes"] is JsonValue bytes && bytes.TryGetValue(out long free) ? free : 0,
                KubernetesVersion = document.Text("kubernetesVersion"),
                Program = document.Text("version"),
                Shared = (document!["shared"] as JsonObject ?? []).Where(s => s.Value is JsonValue v && v.TryGetValue(out string? _))
                    .ToDictionary(s => s.Key, s => s.Value!.GetValue<string>(), StringComparer.Ordinal),
                Keys = [.. document.Strings("keys")],
                SignedItems = (document!["signed"] as JsonObject ?? []).ToDictionary(
                    s => s.Key, s => (IReadOnlyList<string>)[.. document["signed"].Strings(s.Key)], StringComparer.Ordinal),
                Leads = [.. document.Strings("leads")],
                EtcdIsHealthy = document!["etcd"] is JsonObject etcd ? etcd.Says("healthy") : null,
                EtcdProblem = document!["etcd"].Text("problem"),
                EtcdMemberId = document!["etcd"].Text("memberId"),
                EtcdMembers =
                [
                    .. document!["etcd"].Objects("members")
                        .Select(m => new EtcdMemberObservation(
                            m.Text("id") ?? "", m.Text("name") ?? "", m["healthy"] is null ? null : m.Says("healthy"), m.Text("problem"))),
                ],
                Installed = document.Text("installed"),
                Ends = (document!["ends"] as JsonObject ?? []).Select(e => (e.Key, Time: Time(document["ends"].Text(e.Key))))
                    .Where(e => e.Time is not null)
                    .ToDictionary(e => e.Key, e => e.Time!.Value, StringComparer.Ordinal),
            }
            : null;

    private static DateTimeOffset? Time(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
