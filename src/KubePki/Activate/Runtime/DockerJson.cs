using System.Text.Json.Serialization;

namespace KubePki.Activate.Runtime;

/// <summary>Answer to <c>GET /version</c>.</summary>
internal sealed record DockerVersion(string? Version, string? ApiVersion);

/// <summary>One item of the answer to <c>GET /containers/json</c>.</summary>
internal sealed record DockerListed(string? Id, string[]? Names, long Created, string? State, Dictionary<string, string>? Labels);

/// <summary>Answer to <c>GET /containers/ID/json</c>, as far as needed.</summary>
internal sealed record DockerInspected(DateTimeOffset Created, DockerState? State, string? LogPath, DockerConfig? Config);

/// <summary>The state of a container. Times that are not set are year 1.</summary>
internal sealed record DockerState(
    string? Status, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int ExitCode, bool OOMKilled, string? Error);

/// <summary>The configuration of a container.</summary>
internal sealed record DockerConfig(bool Tty);

/// <summary>The body of an error.</summary>
internal sealed record DockerError(string? Message);

/// <summary>A line of a log kept by Docker's json-file driver.</summary>
internal sealed record DockerLogEntry(string? Log, string? Stream, string? Time);

/// <summary>The JSON types of the Engine API (Docker documentation, "Engine API"); names are matched case-insensitively.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DockerVersion))]
[JsonSerializable(typeof(DockerListed[]))]
[JsonSerializable(typeof(DockerInspected))]
[JsonSerializable(typeof(DockerError))]
[JsonSerializable(typeof(DockerLogEntry))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
