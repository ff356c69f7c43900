namespace KubePki.Activate.Runtime;

/// <summary>What a container is doing.</summary>
internal enum ContainerState
{
    /// <summary>Made, but not started.</summary>
    Created,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Ended.</summary>
    Exited,

    /// <summary>Paused, dying, or not known to the runtime.</summary>
    Unknown,
}

/// <summary>A container as its runtime tells it.</summary>
internal sealed record RuntimeContainer
{
    /// <summary>The runtime's id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the sandbox it runs in.</summary>
    public required string SandboxId { get; init; }

    /// <summary>Its name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    public required ContainerState State { get; init; }

    /// <summary>How often the kubelet had started this container before.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its process started; null when it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its process ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The process's exit code, once it has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The runtime's word for why it is in this state (<c>Error</c>, <c>OOMKilled</c>); empty when there is none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Path on the node of its log; empty when the runtime keeps it elsewhere.</summary>
    public string LogPath { get; init; } = "";
}
