using System.Text.Json.Serialization;

namespace KubePki.Activate.Probe;

/// <summary>Answer of etcd to <c>GET /health</c>; the boolean is a text.</summary>
internal sealed record EtcdHealthDocument(string? Health, string? Reason);

/// <summary>A coordination.k8s.io/v1 Lease.</summary>
internal sealed record LeaseDocument(LeaseSpec? Spec);

/// <summary>Its spec.</summary>
internal sealed record LeaseSpec(string? HolderIdentity, int LeaseDurationSeconds, DateTimeOffset? AcquireTime, DateTimeOffset? RenewTime, int LeaseTransitions);

/// <summary>An Endpoints or ConfigMap whose annotation holds the record of an election.</summary>
internal sealed record AnnotatedDocument(AnnotatedMetadata? Metadata);

/// <summary>Its metadata.</summary>
internal sealed record AnnotatedMetadata(Dictionary<string, string>? Annotations);

/// <summary>The record of an election, JSON in an annotation (client-go resourcelock LeaderElectionRecord).</summary>
internal sealed record ElectionRecord(string? HolderIdentity, int LeaseDurationSeconds, DateTimeOffset? AcquireTime, DateTimeOffset? RenewTime, int LeaderTransitions);

/// <summary>A v1 NodeList.</summary>
internal sealed record NodeListDocument(IReadOnlyList<NodeDocument>? Items);

/// <summary>A node.</summary>
internal sealed record NodeDocument(NamedMetadata? Metadata, NodeStatus? Status);

/// <summary>Its metadata.</summary>
internal sealed record NamedMetadata(string? Name);

/// <summary>Its status.</summary>
internal sealed record NodeStatus(IReadOnlyList<NodeAddress>? Addresses);

/// <summary>An address: InternalIP, Hostname, …</summary>
internal sealed record NodeAddress(string? Type, string? Address);

/// <summary>What the API server answers instead of an object.</summary>
internal sealed record StatusDocument(string? Message);

/// <summary>The shapes of the answers probes read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EtcdHealthDocument))]
[JsonSerializable(typeof(LeaseDocument))]
[JsonSerializable(typeof(AnnotatedDocument))]
[JsonSerializable(typeof(ElectionRecord))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(NodeListDocument))]
internal sealed partial class ProbeJson : JsonSerializerContext;
