using System.Text.Json.Serialization;

namespace KubePki.Activate.Probe;

/// <summary>Answer of etcd to <c>GET /health</c>; the boolean is a string.</summary>
internal sealed record EtcdHealthDocument(string? Health, string? Reason);

/// <summary>A coordination.k8s.io/v1 Lease.</summary>
internal sealed record LeaseDocument(LeaseSpec? Spec);

/// <summary>The spec of a Lease.</summary>
internal sealed record LeaseSpec(
    string? HolderIdentity, int LeaseDurationSeconds, DateTimeOffset? AcquireTime, DateTimeOffset? RenewTime, int LeaseTransitions);

/// <summary>An Endpoints or ConfigMap whose annotation holds the leader election record.</summary>
internal sealed record AnnotatedDocument(AnnotatedMetadata? Metadata);

/// <summary>The metadata of an object with annotations.</summary>
internal sealed record AnnotatedMetadata(Dictionary<string, string>? Annotations);

/// <summary>The leader election record, JSON in an annotation (client-go resourcelock LeaderElectionRecord).</summary>
internal sealed record ElectionRecord(
    string? HolderIdentity, int LeaseDurationSeconds, DateTimeOffset? AcquireTime, DateTimeOffset? RenewTime, int LeaderTransitions);

/// <summary>A v1 NodeList.</summary>
internal sealed record NodeListDocument(IReadOnlyList<NodeDocument>? Items);

/// <summary>A node.</summary>
internal sealed record NodeDocument(NamedMetadata? Metadata, NodeStatus? Status);

/// <summary>The metadata of an object with a name.</summary>
internal sealed record NamedMetadata(string? Name);

/// <summary>The status of a node.</summary>
internal sealed record NodeStatus(IReadOnlyList<NodeAddress>? Addresses);

/// <summary>An address of a node: InternalIP, Hostname, …</summary>
internal sealed record NodeAddress(string? Type, string? Address);

/// <summary>The Status that the API server returns instead of an object.</summary>
internal sealed record StatusDocument(string? Message);

/// <summary>The JSON types of the answers that probes read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EtcdHealthDocument))]
[JsonSerializable(typeof(LeaseDocument))]
[JsonSerializable(typeof(AnnotatedDocument))]
[JsonSerializable(typeof(ElectionRecord))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(NodeListDocument))]
internal sealed partial class ProbeJson : JsonSerializerContext;
