namespace KubePki.Activate.Runtime;

/// <summary>The two APIs of container runtimes.</summary>
internal enum RuntimeKind
{
    /// <summary>The kubelet's Container Runtime Interface: containerd, CRI-O, cri-dockerd, and dockershim while its kubelet runs.</summary>
    Cri,

    /// <summary>Docker's own Engine API.</summary>
    Docker,
}

/// <summary>A socket at which a container runtime may answer.</summary>
/// <param name="Kind">The API of the socket.</param>
/// <param name="SocketPath">The socket's path on the node.</param>
/// <param name="NamedBy">The kubelet's flag or field that names it; null for a usual place.</param>
internal sealed record RuntimeEndpoint(RuntimeKind Kind, string SocketPath, string? NamedBy = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"unix://{SocketPath}";
}

/// <summary>A runtime's report of itself, for example <c>containerd</c>, <c>1.6.20</c>, <c>v1</c>.</summary>
internal sealed record RuntimeVersion(string Name, string Version, string ApiVersion);
