using KubePki.Activate.Probe;
using KubePki.Fleet;

namespace KubePki.Cli.Documents;

/// <summary>
/// What a change of several nodes has to know of one beside its certificates: <c>kubepki facts</c>, which kubepki runs by itself.
/// </summary>
internal sealed record FactsDocument : Document
{
    public override string Kind => NodeFacts.Kind;

    /// <summary>The node's clock, to the millisecond.</summary>
    [Milliseconds]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Version of the kubepki that says this.</summary>
    public required string? Version { get; init; }

    /// <summary>The kubepki that is installed there: a version where it is this program, else its hash; null where there is none.</summary>
    public required string? Installed { get; init; }

    /// <summary>Whether kubepki is root there.</summary>
    public required bool Privileged { get; init; }

    /// <summary>Room for backups, in bytes.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>The API server's version by its image; null where that is unknown.</summary>
    public required string? KubernetesVersion { get; init; }

    /// <summary>CA certificates and service account key by name, which have to be the same on all nodes: SHA-256 in hexadecimal.</summary>
    public required IReadOnlyDictionary<string, string> Shared { get; init; }

    /// <summary>Those of them whose private key is on the node.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Names of the node's items that each CA on it signed.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Signed { get; init; }

    /// <summary>Components whose leader runs on the node.</summary>
    public required IReadOnlyList<string> Leads { get; init; }

    /// <summary>When each certificate that kubepki renews expires, by name, to the millisecond.</summary>
    [Milliseconds]
    public required IReadOnlyDictionary<string, DateTimeOffset> Ends { get; init; }

    /// <summary>The node's etcd; null where there is none to ask.</summary>
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
    /// <summary>Whether it is healthy.</summary>
    public required bool Healthy { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    public required string? Problem { get; init; }

    /// <summary>Its id in hexadecimal; null where it cannot be asked.</summary>
    public required string? MemberId { get; init; }

    /// <summary>All members as it lists them; empty where it cannot be asked.</summary>
    public required IReadOnlyList<EtcdMemberData> Members { get; init; }

    public static EtcdData Of(NodeFacts facts, bool healthy) => new()
    {
        Healthy = healthy,
        Problem = facts.EtcdProblem,
        MemberId = facts.EtcdMemberId,
        Members = Parts.Of(facts.EtcdMembers, EtcdMemberData.Of),
    };
}

/// <summary>A member of etcd as another lists it.</summary>
internal sealed class EtcdMemberData
{
    /// <summary>Its id in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; empty for one that has not started yet.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is healthy; null for a learner, which cannot say.</summary>
    public required bool? Healthy { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    public required string? Problem { get; init; }

    public static EtcdMemberData Of(MemberSight member)
        => new() { Id = member.Id, Name = member.Name, Healthy = member.IsHealthy, Problem = member.Problem };
}
