using KubePki.Activate.Probe;
using KubePki.Fleet;

namespace KubePki.Cli.Documents;

/// <summary>
/// The information that a change of several nodes needs about one of them, in addition to its certificates: <c>kubepki facts</c>, which
/// kubepki itself runs.
/// </summary>
internal sealed record FactsDocument : Document
{
    public override string Kind => NodeFacts.Kind;

    /// <summary>The node's clock, to the millisecond.</summary>
    [Milliseconds]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Version of the kubepki that reports the facts.</summary>
    public required string? Version { get; init; }

    /// <summary>
    /// The kubepki that is installed on the node: its version if it is this program, else its hash; null if there is none.
    /// </summary>
    public required string? Installed { get; init; }

    /// <summary>Whether kubepki runs as root on the node.</summary>
    public required bool Privileged { get; init; }

    /// <summary>Free space for backups, in bytes.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>The API server's version according to its image; null if it is unknown.</summary>
    public required string? KubernetesVersion { get; init; }

    /// <summary>CA certificates and service account key by name, which must be the same on all nodes: SHA-256 in hexadecimal.</summary>
    public required IReadOnlyDictionary<string, string> Shared { get; init; }

    /// <summary>Names of those CAs and key pairs whose private key is on the node.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Names of the node's items that each CA on the node signed.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Signed { get; init; }

    /// <summary>Components whose instance on the node is the leader.</summary>
    public required IReadOnlyList<string> Leads { get; init; }

    /// <summary>When each certificate that kubepki renews expires, by name, to the millisecond.</summary>
    [Milliseconds]
    public required IReadOnlyDictionary<string, DateTimeOffset> Ends { get; init; }

    /// <summary>The node's etcd; null if there is none to query.</summary>
    public required EtcdData? Etcd { get; init; }

    public static FactsDocument Of(NodeFacts facts) => new()
    {
        Time = facts.Now,
        Version = facts.Program,
        Installed = facts.Installed,
        Privileged = facts.IsPrivileged,
        FreeBytes = facts.FreeBytes,
        KubernetesVersion = facts.KubernetesVersion,
        Shared = facts.Shared,
        Keys = facts.Keys,
        Signed = facts.SignedItems,
        Leads = facts.Leads,
        Ends = facts.Ends,
        Etcd = facts.EtcdIsHealthy is { } healthy ? EtcdData.Of(facts, healthy) : null,
    };
}

/// <summary>A node's etcd member.</summary>
internal sealed class EtcdData
{
    /// <summary>Whether the etcd member is healthy.</summary>
    public required bool Healthy { get; init; }

    /// <summary>Why the etcd member is not healthy; null if it is.</summary>
    public required string? Problem { get; init; }

    /// <summary>ID of the etcd member in hexadecimal; null if it cannot be queried.</summary>
    public required string? MemberId { get; init; }

    /// <summary>All members that the etcd member lists; empty if it cannot be queried.</summary>
    public required IReadOnlyList<EtcdMemberData> Members { get; init; }

    public static EtcdData Of(NodeFacts facts, bool healthy) => new()
    {
        Healthy = healthy,
        Problem = facts.EtcdProblem,
        MemberId = facts.EtcdMemberId,
        Members = Parts.Of(facts.EtcdMembers, EtcdMemberData.Of),
    };
}

/// <summary>An etcd member as another member lists it.</summary>
internal sealed class EtcdMemberData
{
    /// <summary>ID of the member in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the member; empty if it has not started yet.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the member is healthy; null for a learner, whose health cannot be determined.</summary>
    public required bool? Healthy { get; init; }

    /// <summary>Why the member is not healthy; null if it is.</summary>
    public required string? Problem { get; init; }

    public static EtcdMemberData Of(EtcdMemberObservation member)
        => new() { Id = member.Id, Name = member.Name, Healthy = member.IsHealthy, Problem = member.Problem };
}
