namespace KubePki.Activate.Runtime;

/// <summary>The state of a container.</summary>
internal enum ContainerState
{
    /// <summary>Created, but not started.</summary>
    Created,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Ended.</summary>
    Exited,

    /// <summary>Paused, dying, or not known to the runtime.</summary>
    Unknown,
}

/// <summary>A container, as reported by its runtime.</summary>
internal sealed record RuntimeContainer
{
    /// <summary>The runtime's id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the sandbox it runs in.</summary>
    public required string SandboxId { get; init; }

    /// <summary>Its name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    public required ContainerState State { get; init; }

    /// <summary>How many times the kubelet started this container before.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its process started; null if it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its process ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The process's exit code, once it has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The runtime's reason for this state (<c>Error</c>, <c>OOMKilled</c>); empty if there is none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Path of its log on the node; empty if the runtime stores it elsewhere.</summary>
    public string LogPath { get; init; } = "";
}
